package org.ociunit;

import org.ociunit.error.ContainerException;
import org.ociunit.error.UnsupportedException;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.host.Host;

/** The time in which a container that runs stands still, if it can be made to; it goes on as it was. */
final class Pause implements AutoCloseable {
    private final Container container;
    private final boolean isPaused;

    private Pause(Container container, boolean isPaused) {
        this.container = container;
        this.isPaused = isPaused;
    }

    /** An ordinary user's containers often cannot: they have no control groups. */
    static Pause of(Container container) {
        if (container.status() != Status.RUNNING || !container.runtime().can(Verb.PAUSE)) {
            return new Pause(container, false);
        }
        try {
            container.runtimeFor("pause").pause(container.id());
            return new Pause(container, true);
        } catch (UnsupportedException e) {
            return new Pause(container, false);
        } catch (ContainerException e) {
            if (Host.current().isRoot()) {
                throw e;
            }
            return new Pause(container, false);
        }
    }

    @Override
    public void close() {
        if (isPaused && container.status() == Status.PAUSED) {
            container.runtimeFor("resume").resume(container.id());
        }
    }
}
