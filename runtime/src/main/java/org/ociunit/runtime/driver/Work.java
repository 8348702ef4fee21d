package org.ociunit.runtime.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.ContainerId;

/** The folder that a command and the driver pass files through: the pid, the log, the process of an exec. */
record Work(Path folder) {
    private static final AtomicLong LAST_EXEC = new AtomicLong();

    /** The folder of a container, which is there as long as the container is. */
    static Work of(Path parent, ContainerId id) {
        return new Work(parent.resolve(id.value()));
    }

    /** A folder of its own for one exec, inside the container's. */
    Work forExec() {
        return new Work(folder.resolve("exec-" + ProcessHandle.current().pid() + "-" + LAST_EXEC.incrementAndGet()));
    }

    boolean isThere() {
        return Files.exists(folder);
    }

    void make() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new ContainerException("Could not make the folder " + folder + ".", e.toString(), null, e);
        }
    }

    Path pidFile() {
        return folder.resolve("pid");
    }

    Path log() {
        return folder.resolve("log");
    }

    Path process() {
        return folder.resolve("process.json");
    }

    /** The files of a command that makes a process. */
    Arguments.Files files(@Nullable Path pidFile, @Nullable Path consoleSocket) {
        return new Arguments.Files(pidFile == null ? pidFile() : pidFile.toAbsolutePath(), log(), consoleSocket);
    }

    static long readPid(Path pidFile) {
        String text = read(pidFile).strip();
        if (!text.matches("\\d{1,10}")) {
            throw new ContainerException(
                    "Could not learn the pid of a new process.",
                    "the runtime succeeded, but " + pidFile + " has \"" + text + "\".",
                    null);
        }
        return Long.parseLong(text);
    }

    String readLog() {
        return read(log());
    }

    void writeProcess(String json) {
        try {
            Files.writeString(process(), json);
        } catch (IOException e) {
            throw new ContainerException("Could not write " + process() + ".", e.toString(), null, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException nothingWritten) {
            return "";
        } catch (IOException e) {
            throw new ContainerException("Could not read " + file + ".", e.toString(), null, e);
        }
    }
}
