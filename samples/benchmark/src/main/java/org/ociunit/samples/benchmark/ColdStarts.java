package org.ociunit.samples.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a call of a command line takes from its start to its end: {@code jrunc}, which starts a JVM each time, and
 * {@code runc}, which starts none.
 *
 * @param name such as {@code jrunc}
 * @param program the file
 * @param root where it keeps its containers' state; it has one that goes on
 */
record ColdStarts(String name, Path program, Path root) {
    /** The system property that names the program {@code jrunc}. */
    static final String JRUNC = "benchmark.jrunc";

    /** What a JVM takes that does nothing. */
    static final String HELLO = "hello-world JVM";

    /** What the calls are named after. */
    static List<String> columns(String name) {
        return List.of(name + " state", name + " list", name + " run");
    }

    /** The calls, in that order. */
    List<List<String>> calls(Path ending, String prefix) {
        return List.of(
                words("state", staying(prefix)),
                words("list"),
                words("run", "--bundle", ending.toString(), prefix + name + "-run"));
    }

    /** Makes the container that goes on. */
    List<String> make(Path staying, String prefix) {
        return words("run", "--detach", "--bundle", staying.toString(), staying(prefix));
    }

    List<String> remove(String prefix) {
        return words("delete", "--force", staying(prefix));
    }

    /** A name that no other column has: runc's containers of one name share their control groups, whatever their roots. */
    private String staying(String prefix) {
        return prefix + name + "-cold";
    }

    private List<String> words(String... arguments) {
        List<String> words = new ArrayList<>(List.of(program.toString(), "--root", root.toString()));
        words.addAll(List.of(arguments));
        return words;
    }
}
