package org.ociunit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The limits of the control group that a process is in, on version 1 and version 2 (cgroups(7)). */
record ControlGroup(Path proc, Path root) {
    /** The memory limit in bytes; nothing if it has none. */
    OptionalLong memory() {
        return number(text("memory", "memory.limit_in_bytes", "memory.max"));
    }

    /** How many processes and threads there may be; nothing if there is no limit. */
    OptionalLong pids() {
        return number(text("pids", "pids.max", "pids.max"));
    }

    /** The processor time that it may use; nothing if there is no limit. */
    Optional<CpuQuota> cpu() {
        Optional<String> version1 = text("cpu", "cpu.cfs_quota_us", "");
        String[] words = version1.flatMap(
                        quota -> text("cpu", "cpu.cfs_period_us", "").map(period -> quota + " " + period))
                .or(() -> text("cpu", "", "cpu.max"))
                .orElse("max")
                .split(" ", -1);
        return words[0].matches("\\d+") ? Optional.of(CpuQuota.ofMicros(words[0], words[1])) : Optional.empty();
    }

    /** No limit is the word {@code max} in version 2, and in version 1 the greatest number of pages. */
    private static OptionalLong number(Optional<String> text) {
        return text.filter(limit -> limit.matches("\\d+"))
                .map(Long::parseLong)
                .filter(limit -> limit < Long.MAX_VALUE - 0xffff)
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    /** What a file has, in the folder of whichever version has the controller. */
    private Optional<String> text(String controller, String version1, String version2) {
        return ProcFile.read(proc.resolve("cgroup"))
                .lines()
                .map(line -> line.split(":", 3))
                .flatMap(fields -> files(fields, controller, version1, version2))
                .filter(Files::isRegularFile)
                .map(file -> ProcFile.read(file).strip())
                .findFirst();
    }

    /** For a line such as {@code 4:cpu,cpuacct:/folder}, or {@code 0::/folder} for version 2. */
    private Stream<Path> files(String[] fields, String controller, String version1, String version2) {
        String folder = fields[2].substring(1);
        if (fields[1].isEmpty()) {
            return version2.isEmpty()
                    ? Stream.empty()
                    : Stream.of(root.resolve(folder).resolve(version2));
        }
        List<String> controllers = Arrays.asList(fields[1].split(",", -1));
        return controllers.contains(controller) && !version1.isEmpty()
                ? Stream.of(fields[1], controller)
                        .map(name -> root.resolve(name).resolve(folder).resolve(version1))
                : Stream.empty();
    }
}
