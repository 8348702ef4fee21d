package org.ociunit.runtime.cgroup;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How many processes of a container's memory group the kernel has killed since its memory limit was reached. The file is
 * found while the container lives, and can be read until its group is removed.
 */
public final class OomKills {
    private static final String COUNTER = "oom_kill ";
    private static final String V1_FILE = "memory.oom_control";

    private final Optional<Path> file;

    private OomKills(Optional<Path> file) {
        this.file = file;
    }

    /**
     * Finds the counter of a container.
     *
     * @param pid its first process
     * @return the counter; it stays at zero if the container has no memory group of its own
     */
    public static OomKills of(long pid) {
        Optional<Path> file = counterOf(Long.toString(pid));
        return new OomKills(file.equals(counterOf("self")) ? Optional.empty() : file);
    }

    /** That of a group. */
    static OomKills in(Path folder, String file) {
        return new OomKills(Optional.of(folder.resolve(file)));
    }

    /** One that stays at zero. */
    static OomKills none() {
        return new OomKills(Optional.empty());
    }

    /**
     * Reads the counter.
     *
     * @return how many processes were killed; zero if the group has gone
     */
    public long count() {
        return file.stream()
                .flatMap(OomKills::counters)
                .mapToLong(OomKills::read)
                .sum();
    }

    /**
     * Waits for more kills. The kernel is asked ever more rarely, at least fifty times a second.
     *
     * @param seen how many are known already
     * @param atMost how long to wait
     * @return the counter: more than {@code seen}, or no more if the time is over or the thread is interrupted
     */
    public long awaitMoreThan(long seen, Duration atMost) {
        Wait.until(atMost, () -> count() > seen);
        return count();
    }

    /** Version 1 counts in the very group of the process, version 2 in those above it, too. */
    private static Stream<Path> counters(Path file) {
        return file.endsWith(V1_FILE)
                ? Folders.tree(Folders.above(file)).stream().map(group -> group.resolve(V1_FILE))
                : Stream.of(file);
    }

    private static long read(Path file) {
        return GroupFile.read(file).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(COUNTER))
                .mapToLong(line -> Long.parseLong(line.substring(COUNTER.length())))
                .sum();
    }

    /** In the hierarchy of memory, or else in that of version 2. */
    private static Optional<Path> counterOf(String process) {
        List<Hierarchy> hierarchies = Hierarchy.read(
                GroupFile.read(Path.of("/proc", process, "cgroup")).orElse(""),
                GroupFile.read(Path.of("/proc/self/mountinfo")).orElse(""));
        Optional<Path> version1 =
                folder(hierarchies, hierarchy -> hierarchy.controllers().contains("memory"));
        return version1.map(folder -> folder.resolve(V1_FILE))
                .or(() -> folder(hierarchies, Hierarchy::isUnified).map(folder -> folder.resolve("memory.events")));
    }

    private static Optional<Path> folder(List<Hierarchy> hierarchies, Predicate<Hierarchy> which) {
        return hierarchies.stream().filter(which).findFirst().map(Hierarchy::own);
    }
}
