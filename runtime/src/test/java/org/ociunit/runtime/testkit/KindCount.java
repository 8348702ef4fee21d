package org.ociunit.runtime.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tests of one run, counted by kind. Its lines, which {@code script/kinds} adds up, are separated by tabs:
 *
 * <pre>
 * 12  kind    root       passed
 *  3  total   passed
 *  2  reason  runc,root  needs runc; it is not installed
 *  1  failure root       RuncIT.a_container_is_deleted: Expecting empty but was: ["web"]
 * </pre>
 *
 * A test of two kinds counts for each, and once in the total.
 */
final class KindCount {

    private static final int LONGEST = 300;

    private final Map<String, Integer> counts = new TreeMap<>();

    void passed(Set<String> kinds) {
        add(kinds, "passed");
    }

    void failed(Set<String> kinds, String what) {
        add(kinds, "failed");
        add("failure", kinds, what);
    }

    void skipped(Set<String> kinds, String reason) {
        add(kinds, "skipped");
        add("reason", kinds, reason);
    }

    String text() {
        StringBuilder lines = new StringBuilder();
        counts.forEach(
                (what, times) -> lines.append(times).append('\t').append(what).append('\n'));
        return lines.toString();
    }

    void writeTo(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    Files.createTempFile(folder, ProcessHandle.current().pid() + "-", ".tsv"), text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Set<String> kinds, String outcome) {
        kinds.forEach(kind -> add("kind\t" + kind + "\t" + outcome));
        add("total\t" + outcome);
    }

    private void add(String key, Set<String> kinds, String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        add(key + "\t" + String.join(",", kinds) + "\t" + line.substring(0, Math.min(line.length(), LONGEST)));
    }

    private void add(String what) {
        counts.merge(what, 1, Integer::sum);
    }
}
