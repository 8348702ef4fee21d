package org.ociunit.runtime.launcher;

import java.nio.file.Path;
import java.util.List;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;

/** A file that the launcher has open: it is there, by a path that stays, until this is closed or this JVM has ended. */
public final class Opened implements AutoCloseable {
    private static final int READ = 0;

    private final Job job;
    private final Path path;

    Opened(Launcher launcher, Job job, String what, Path file) {
        this.job = job;
        long descriptor = job.perform(
                        what,
                        List.of(Step.of(Opcode.OPEN, 0, file.toString(), READ, 0)
                                .on(file.toString())))
                .get(0);
        this.path = Path.of(launcher.pathOf(descriptor));
    }

    /**
     * Where the file is.
     *
     * @return the path of the launcher's descriptor in {@code /proc}
     */
    public Path path() {
        return path;
    }

    /** Lets the file go; does nothing the second time. */
    @Override
    public void close() {
        job.close();
    }
}
