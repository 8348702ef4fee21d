package org.ociunit.runtime.catalog;

import java.nio.file.Path;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Opened;

/**
 * A namespace of a container that stays when its processes have ended, until this is closed or this JVM ends: what is run
 * then by a {@link FinalCommand} still finds it.
 */
public final class OpenNamespace implements AutoCloseable {
    private final Opened opened;

    private OpenNamespace(Opened opened) {
        this.opened = opened;
    }

    /**
     * Opens a namespace of a process.
     *
     * @param pid a process that lives
     * @param kind what the kernel calls the namespace, such as {@code net}: namespaces(7)
     * @return the namespace
     * @throws org.ociunit.error.StepFailedException if there is no such process, or it is another user's
     */
    public static OpenNamespace of(long pid, String kind) {
        Path file = Path.of("/proc/" + pid + "/ns/" + kind);
        return new OpenNamespace(Launcher.shared().open("Could not open a namespace of process " + pid + ".", file));
    }

    /**
     * Where the namespace is, for programs of this user's that join it by a path.
     *
     * @return the path
     */
    public Path path() {
        return opened.path();
    }

    /** Lets it go; does nothing the second time. */
    @Override
    public void close() {
        opened.close();
    }
}
