package org.ociunit.runtime.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ociunit.runtime.host.Host;

/** What a container can leave behind on the machine: processes, mounts, control groups, folders. */
public final class Traces {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private Traces() {}

    /**
     * Looks for what carries a name.
     *
     * @param name a container's name, or the part of it that several share
     * @return a line for each thing found
     */
    public static List<String> of(String name) {
        List<String> traces = new ArrayList<>();
        mounts().filter(mount -> mount.contains(name)).forEach(mount -> traces.add("mount " + mount));
        cgroups().filter(group -> group.toString().contains(name)).forEach(group -> traces.add("cgroup " + group));
        processes().filter(process -> process.contains(name)).forEach(process -> traces.add("process " + process));
        folders()
                .filter(folder -> folder.getFileName().toString().contains(name))
                .forEach(folder -> traces.add("folder " + folder));
        return traces;
    }

    private static Stream<String> mounts() {
        return lines(Path.of("/proc/self/mountinfo"));
    }

    /**
     * By the control group that a process is in, or the command line that it was started with. One that has ended and was
     * not reaped yet is nobody's trace but its parent's.
     */
    private static Stream<String> processes() {
        long self = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self)
                .map(process -> Path.of("/proc/" + process.pid()))
                .filter(folder -> lines(folder.resolve("stat")).noneMatch(stat -> stat.contains(") Z ")))
                .map(folder -> folder + " "
                        + String.join(" ", lines(folder.resolve("cgroup")).toList()) + " "
                        + String.join(" ", lines(folder.resolve("cmdline")).toList())
                                .replace('\0', ' '));
    }

    private static Stream<Path> folders() {
        Host host = Host.current();
        return Stream.of(host.runtimeFolder(), host.bundleFolder()).flatMap(folder -> below(folder, 3).stream());
    }

    /** Only real mounts: some runtimes leave plain folders in the tmpfs above them. */
    private static Stream<Path> cgroups() {
        return mounts().map(line -> line.split(" "))
                .filter(fields ->
                        List.of(fields).contains("cgroup") || List.of(fields).contains("cgroup2"))
                .map(fields -> Path.of(fields[4]))
                .filter(mount -> mount.startsWith(CGROUPS))
                .flatMap(mount -> below(mount, 6).stream());
    }

    private static List<Path> below(Path top, int depth) {
        List<Path> folders = new ArrayList<>();
        try {
            Files.walkFileTree(top, java.util.Set.of(), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    folders.add(folder);
                    return FileVisitResult.CONTINUE;
                }

                /** What goes away while it is looked at is no trace. */
                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folders;
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .lines();
        } catch (IOException gone) {
            return Stream.of();
        }
    }
}
