package org.ociunit;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.spec.Namespace;

/**
 * What is left of a container on this machine: its state, its processes, its mounts, its control groups.
 *
 * @param runtime the runtime that made it
 * @param id its name, which no other container has
 * @param folder where its bundle is, or was
 */
public record Remains(OciRuntime runtime, ContainerId id, Path folder) {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final int DEEPEST_CGROUP = 8;
    private static final Duration CLEARING = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    /**
     * Looks for it.
     *
     * @return what is left, each in words; empty if nothing is
     */
    public List<String> find() {
        List<String> found = new ArrayList<>();
        state(found);
        processes().forEach(pid -> found.add("process " + pid + ", " + ProcFile.commandLine(pid)));
        ProcFile.read(Path.of("/proc/self/mountinfo"))
                .lines()
                .map(MountPoint::parse)
                .filter(mount -> isIn(mount.at()))
                .forEach(mount -> found.add("mount " + mount.at()));
        cgroups().forEach(group -> found.add("control group " + group));
        return found;
    }

    /** Ends what a runtime has left alive, and removes its control groups: for after the worst. */
    public void clear() {
        processes().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        Deadline deadline = Deadline.in(CLEARING);
        while (!removeCgroups() && !deadline.hasPassed()) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /** A group is busy until its last process is gone. */
    private boolean removeCgroups() {
        boolean removed = true;
        for (Path group : cgroups()) {
            try {
                Files.deleteIfExists(group);
            } catch (IOException stillBusy) {
                removed = false;
            }
        }
        return removed;
    }

    private void state(List<String> found) {
        try {
            found.add("state " + runtime.state(id).status() + ", as " + runtime.name() + " has it");
        } catch (ContainerNotFoundException gone) {
            // As it should be.
        } catch (ContainerException broken) {
            found.add("a state that " + runtime.name() + " cannot tell");
        }
    }

    private boolean isIn(String path) {
        return Path.of(path).startsWith(folder);
    }

    private List<Long> processes() {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> isInGroup(pid) || hasMount(pid))
                .toList();
    }

    private boolean isInGroup(long pid) {
        return ProcFile.read(Path.of("/proc/" + pid + "/cgroup"))
                .lines()
                .anyMatch(group -> group.matches(".*/" + groupName() + "(/.*)?"));
    }

    /** Who has a mount of the container's folder lives in it, unless that is a mount of the machine's own. */
    private boolean hasMount(long pid) {
        String mounts = ProcFile.read(Path.of("/proc/" + pid + "/mountinfo"));
        return (mounts.contains("/" + id + "/rootfs") || mounts.contains(folder + "/"))
                && !KernelView.of(pid)
                        .namespace(Namespace.MOUNT)
                        .equals(KernelView.here().namespace(Namespace.MOUNT));
    }

    /** The deepest first. */
    private List<Path> cgroups() {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(CGROUPS)) {
            collect(CGROUPS, DEEPEST_CGROUP, found);
        }
        return found;
    }

    /** Others' control groups come and go meanwhile. */
    private void collect(Path folder, int depth, List<Path> found) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Remains::isFolder)) {
            for (Path entry : entries) {
                if (depth > 1) {
                    collect(entry, depth - 1, found);
                }
                if (entry.getFileName().toString().matches(groupName())) {
                    found.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException gone) {
            // What is not there any more has no groups.
        }
    }

    /** A control group is named after its container, with more in front or behind: a prefix, a hash, the kind of a unit. */
    private String groupName() {
        return "(.*-)?\\Q" + id + "\\E(-[0-9a-f]{8})?(\\.scope)?";
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}
