package org.ociunit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ociunit.error.ContainerException;
import org.ociunit.spec.Namespace;

/**
 * A container as the kernel sees its first process: what is mounted, what it may do, which processes there are.
 *
 * @param pid the process
 * @param proc its folder of proc(5)
 * @param cgroups where control groups are mounted
 */
record KernelView(long pid, Path proc, Path cgroups) {
    /** What the kernel calls the types that the documents call otherwise. */
    private static final Map<String, String> NAMESPACES = Map.of(
            Namespace.PID, "pid",
            Namespace.NETWORK, "net",
            Namespace.MOUNT, "mnt",
            Namespace.IPC, "ipc",
            Namespace.UTS, "uts",
            Namespace.USER, "user",
            Namespace.CGROUP, "cgroup",
            Namespace.TIME, "time");

    static KernelView of(long pid) {
        return new KernelView(pid, Path.of("/proc/" + pid), Path.of("/sys/fs/cgroup"));
    }

    /** This JVM. */
    static KernelView here() {
        return of(ProcessHandle.current().pid());
    }

    /** What is mounted in the container, in the order of its mounting. */
    List<MountPoint> mounts() {
        return ProcFile.read(proc.resolve("mountinfo"))
                .lines()
                .map(MountPoint::parse)
                .toList();
    }

    /** The command lines of the container's processes, the oldest first. */
    List<String> processes() {
        String namespace = namespace(Namespace.PID);
        if (namespace.isEmpty() || namespace.equals(here().namespace(Namespace.PID))) {
            return List.of(ProcFile.commandLine(pid));
        }
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(candidate -> of(candidate).namespace(Namespace.PID).equals(namespace))
                .sorted()
                .map(ProcFile::commandLine)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /**
     * Whether the process is still a runtime's own, on its way to the container's program: between an execve(2) and the first
     * instruction it has no command line at all.
     */
    boolean belongsTo(String runtime) {
        String program = ProcFile.commandLine(pid).split(" ", 2)[0];
        return program.isEmpty()
                || program.substring(program.lastIndexOf('/') + 1).equals(runtime)
                || status().field("Name").startsWith(runtime);
    }

    ProcStatus status() {
        return ProcStatus.of(proc);
    }

    ControlGroup controlGroup() {
        return new ControlGroup(proc, cgroups);
    }

    /** The user, as the container numbers it. */
    long uid() {
        return IdMap.of(proc.resolve("uid_map")).inside(status().effectiveId("Uid"));
    }

    /** The group, as the container numbers it. */
    long gid() {
        return IdMap.of(proc.resolve("gid_map")).inside(status().effectiveId("Gid"));
    }

    /**
     * Tells which namespace the process is in.
     *
     * @param type such as {@link Namespace#PID}
     * @return such as {@code pid:[4026531836]}; empty if this user may not know
     * @throws IllegalArgumentException if there is no such type
     */
    String namespace(String type) {
        String name = NAMESPACES.get(type);
        if (name == null) {
            throw new IllegalArgumentException("Illegal type of a namespace \"" + type + "\": it takes one of "
                    + Words.list(NAMESPACES.keySet().stream().sorted().toList()) + ".");
        }
        return ProcFile.link(proc.resolve("ns").resolve(name));
    }

    /** What the process has open, by number. */
    Map<Integer, String> descriptors() {
        Map<Integer, String> open = new TreeMap<>();
        try (Stream<Path> links = Files.list(proc.resolve("fd"))) {
            links.forEach(link -> {
                String target = ProcFile.link(link);
                if (!target.isEmpty()) {
                    open.put(Integer.parseInt(link.getFileName().toString()), target);
                }
            });
        } catch (IOException goneOrNotForThisUser) {
            throw new ContainerException(
                    "Could not learn what a container's process has open.",
                    "it has ended, or this user may not look at it.",
                    null,
                    goneOrNotForThisUser);
        }
        return open;
    }

    /** Whether somebody listens on a TCP port in the process' network namespace. */
    boolean listens(int port) {
        String local = String.format(":%04X", port);
        return Stream.of("tcp", "tcp6")
                .flatMap(table -> ProcFile.read(proc.resolve("net").resolve(table))
                        .lines()
                        .skip(1))
                .map(line -> line.strip().split("\\s+", -1))
                .anyMatch(words -> words[1].endsWith(local) && words[3].equals("0A"));
    }
}
