package org.ociunit.runtime.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ociunit.lifecycle.ContainerId;

/** A group of this machine's below a parent of the test's own, with real processes in it. */
final class RealGroup implements AutoCloseable {
    private static final AtomicInteger LAST = new AtomicInteger();

    private final List<Process> processes = new ArrayList<>();
    private final String parent = "/ociunit-test-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet();
    private final Cgroup group;

    RealGroup() {
        this(Cgroups.current());
    }

    RealGroup(Cgroups cgroups) {
        group = cgroups.of(new ContainerId("real"), parent + "/group", Path.of("/run/test"));
    }

    Cgroup group() {
        return group;
    }

    String parent() {
        return parent;
    }

    /** Starts a shell that joins the group, and goes on when it has. */
    Process start(String script) throws IOException {
        StringBuilder join = new StringBuilder();
        group.procsFiles().forEach(file -> join.append("echo 0 > ").append(file).append(" || exit 99; "));
        Process process = new ProcessBuilder("sh", "-c", join + "echo in; " + script)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        String told = process.inputReader().readLine();
        if (!"in".equals(told)) {
            throw new IOException("The process could not join " + group.procsFiles());
        }
        return process;
    }

    String read(String controller, String file) throws IOException {
        return Files.readString(group.folders().get(controller).resolve(file)).stripTrailing();
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    static boolean hasEnded(Process process) throws InterruptedException {
        return process.waitFor(10, TimeUnit.SECONDS);
    }

    static boolean eventually(java.util.function.BooleanSupplier condition) {
        return Wait.until(Duration.ofSeconds(10), condition);
    }

    @Override
    public void close() {
        group.kill(RealGroup::kill);
        processes.forEach(Process::destroyForcibly);
        group.remove();
    }
}
