package org.ociunit.report;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ociunit.lifecycle.Timeline;

/**
 * What became of tests that have containers. A run of tests may take several JVMs, at a time or one after the other: each
 * writes what it knows, and a page that has it all, as far as it is known by then.
 */
public final class TestReport {
    /**
     * What is known of a container at the end of a test that has failed.
     *
     * @param id its name
     * @param runtime its runtime and the version, such as {@code runc 1.1.5}
     * @param state its state, in words
     * @param timeline its events
     * @param config its {@code config.json}
     * @param stdout the end of its standard output
     * @param stderr the end of its standard error
     */
    public record Witness(
            String id, String runtime, String state, Timeline timeline, String config, String stdout, String stderr) {}

    private final Set<String> classes = new TreeSet<>();
    private final Set<String> passed = new HashSet<>();
    private final Map<String, Fragment.Failed> failed = new LinkedHashMap<>();
    private final List<Long> lives = new ArrayList<>();

    /** A report of which nothing is known yet. */
    public TestReport() {}

    /**
     * Counts a test that has passed, unless it has failed before.
     *
     * @param testClass the name of its class
     * @param id what no other test is called; said again, it counts once
     */
    public synchronized void passed(String testClass, String id) {
        classes.add(testClass);
        if (!failed.containsKey(id)) {
            passed.add(id);
        }
    }

    /**
     * Remembers a test that has failed, though it may have passed before: what follows a test may fail, too. Said again, the
     * first reason stands, and further containers are added.
     *
     * @param testClass the name of its class
     * @param id what no other test is called
     * @param test what it is called for people
     * @param why what it has thrown, in words
     * @param witnesses the containers that it could use
     */
    public synchronized void failed(String testClass, String id, String test, String why, List<Witness> witnesses) {
        classes.add(testClass);
        passed.remove(id);
        failed.merge(id, Fragment.Failed.of(testClass, test, why, witnesses), Fragment.Failed::and);
    }

    /**
     * Counts a container that has ended.
     *
     * @param life how long it was there, from its creation to its end
     */
    public synchronized void ended(Duration life) {
        lives.add(life.toNanos() / 1000);
    }

    /**
     * Writes what is known into a folder, with a page {@code index.html} that has what other JVMs of the same run have
     * written there, too. What is there from earlier runs is removed. Does nothing if it knows of no test.
     *
     * @param folder the folder, which is made if it is not there
     * @throws org.ociunit.error.ContainerException if a file cannot be read or written
     */
    public synchronized void writeTo(Path folder) {
        if (!classes.isEmpty()) {
            Fragments.in(folder)
                    .add(new Fragment(
                            Run.current(),
                            List.copyOf(classes),
                            passed.size(),
                            List.copyOf(lives),
                            List.copyOf(failed.values())));
        }
    }
}
