package org.ociunit.jrunc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.ociunit.error.StepFailedException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.embedded.EmbeddedRuntime;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Readiness;
import org.ociunit.runtime.store.Store;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Spec;

/**
 * What becomes of {@code NOTIFY_SOCKET}: the container has a socket of its own, in a folder that lies in its state and is
 * mounted into it, and the first READY that comes there goes on to the caller's.
 *
 * @param supervisor the caller's socket
 * @param folder the folder in the container's state
 */
record Notification(String supervisor, Path folder) {
    private static final String VARIABLE = "NOTIFY_SOCKET";
    private static final String INSIDE = "/run/notify";
    private static final String SOCKET = "notify.sock";

    static Optional<Notification> of(Session session, ContainerId id) {
        return Optional.ofNullable(session.environment().get(VARIABLE))
                .filter(supervisor -> !supervisor.isEmpty())
                .map(supervisor ->
                        new Notification(supervisor, session.folder(id).resolve(Store.SHARED)));
    }

    /** The configuration of a container that has the socket. */
    Spec in(Spec spec) {
        List<Mount> mounts = new ArrayList<>(Objects.requireNonNullElse(spec.mounts(), List.of()));
        mounts.add(Mount.of(INSIDE, "bind", folder.toString(), "bind", "nosuid", "noexec", "nodev", "ro"));
        Spec mounted = spec.withMounts(mounts);
        return spec.process() == null
                ? mounted
                : MakingFlags.withVariables(mounted, List.of(VARIABLE + "=" + INSIDE + "/" + SOCKET));
    }

    /** Starts a container that is not waited for; over when it is ready, if the caller wants to be told. */
    static void start(Session session, EmbeddedRuntime runtime, ContainerId id) {
        Optional<Readiness> readiness =
                relay(session, id, () -> runtime.state(id).pid().orElse(0));
        try {
            runtime.start(id);
            readiness.ifPresent(
                    told -> told.await(CompletableFuture.runAsync(() -> runtime.waitFor(id, Foreground.FOREVER))));
        } finally {
            readiness.ifPresent(Readiness::close);
        }
    }

    /**
     * From now on the caller is told, if he wants to be.
     *
     * @param pid who he supervises once it is ready
     */
    static Optional<Readiness> relay(Session session, ContainerId id, LongSupplier pid) {
        return of(session, id)
                .filter(notification -> Files.exists(notification.folder))
                .flatMap(notification -> notification.relay(session, pid.getAsLong()));
    }

    private Optional<Readiness> relay(Session session, long pid) {
        try {
            return Optional.of(Launcher.shared().readiness(folder.resolve(SOCKET), supervisor, pid));
        } catch (StepFailedException e) {
            session.log().warning("unable to notify " + supervisor + " of the readiness: " + e.errno());
            return Optional.empty();
        }
    }
}
