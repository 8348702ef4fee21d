package org.ociunit.runtime.embedded;

import java.time.Duration;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.State;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.store.StoredContainer;

/**
 * The verb start: the first process goes on to its program. It is over when that is executed and the poststart hooks have
 * been called.
 *
 * <p>A poststart hook that fails fails the start, and the container stops, by the specifications from 1.3 on; by those
 * before it is a warning, and the others are called nevertheless. {@code ociVersion} tells which one the container follows.
 */
final class Starting {
    private Starting() {}

    static void start(Realm realm, ContainerId id) {
        realm.starting(id, () -> start(realm, realm.store().read(id, Verb.START)));
    }

    private static void start(Realm realm, StoredContainer container) {
        ContainerId id = container.containerId();
        String what = "Could not start container " + id + ".";
        State state = realm.stateOf(container);
        if (!Verb.START.appliesTo(state.status())) {
            throw Verb.START.illegal(id, state.status());
        }
        if (container.spec().process() == null) {
            throw new ContainerException(
                    what, "its configuration has no process, which is what start runs.", "create it with one.");
        }
        Deadline deadline = Deadline.in(Realm.TURN, what);
        HookCalls hooks = new HookCalls(realm, what, deadline);
        try {
            hooks.beforeProgram(container);
            deadline.spend(time -> go(what, realm, container, time));
            hooks.afterProgram(container);
        } catch (RuntimeException e) {
            killAfter(e, container, what);
            throw e;
        }
    }

    private static void killAfter(RuntimeException failure, StoredContainer container, String what) {
        try {
            Killing.signal(container, Signal.KILL, what);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static ContainerId go(String what, Realm realm, StoredContainer container, Duration time) {
        ContainerId id = container.containerId();
        Launcher.shared()
                .start(
                        what,
                        realm.store().folder(id),
                        container.stepsAfterStart(),
                        container.firstAfterStart(),
                        Listener.of(container).map(Listener::atStart).orElse(null),
                        time);
        return id;
    }
}
