package org.ociunit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.lifecycle.Status;

/** What is left of a container on this machine: its state, its folder, its processes, its control groups. */
record Remains(Container container) {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final int DEEPEST_CGROUP = 8;

    /** What is left, each in words; empty if nothing is. */
    List<String> find() {
        List<String> found = new ArrayList<>();
        state(found);
        if (Files.exists(container.folder())) {
            found.add("folder " + container.folder());
        }
        processes(found);
        cgroups(found);
        return found;
    }

    private void state(List<String> found) {
        try {
            Status status = container.status();
            found.add("state " + status + ", as " + container.runtime().name() + " has it");
        } catch (ContainerNotFoundException gone) {
            // As it should be.
        }
    }

    /** A process that still has a mount of the container's folder lives in it. */
    private void processes(List<String> found) {
        String mark = "/" + container.id() + "/rootfs";
        ProcessHandle.allProcesses().map(ProcessHandle::pid).forEach(pid -> {
            if (ProcFile.read(Path.of("/proc/" + pid + "/mountinfo")).contains(mark)) {
                found.add("process " + pid + ", " + ProcFile.commandLine(pid));
            }
        });
    }

    private void cgroups(List<String> found) {
        if (!Files.isDirectory(CGROUPS)) {
            return;
        }
        String id = container.id().value();
        try (Stream<Path> folders = Files.find(
                CGROUPS,
                DEEPEST_CGROUP,
                (path, attributes) -> attributes.isDirectory()
                        && path.getFileName().toString().matches("(.*-)?\\Q" + id + "\\E(\\.scope)?"))) {
            folders.forEach(folder -> found.add("control group " + folder));
        } catch (IOException | UncheckedIOException goneWhileWalking) {
            // Other control groups come and go; this container's does not come again.
        }
    }
}
