package org.ociunit.runtime.embedded;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ociunit.error.StepFailedException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.cgroup.Cgroup;
import org.ociunit.runtime.launcher.End;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Waiting;
import org.ociunit.runtime.store.ProcessIdentity;
import org.ociunit.runtime.store.StoredContainer;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** The verb kill: a signal to the first process; KILL ends all. */
final class Killing {
    private static final String GONE = "ESRCH";

    /** How long what was killed may take to die. */
    private static final Duration DEATH = Duration.ofSeconds(10);

    private Killing() {}

    static void kill(Realm realm, ContainerId id, Signal signal) {
        if (signal.equals(Signal.KILL) && killsAll(realm, id)) {
            return;
        }
        Realm.Living living = realm.living(id, Verb.KILL);
        try {
            signal(living, signal);
        } catch (StepFailedException e) {
            if (e.errno().equals(GONE)) {
                throw Verb.KILL.illegal(id, Status.STOPPED);
            }
            throw e;
        }
    }

    /**
     * Without a pid namespace of its own no other process dies with the first one, which may have ended before them. A
     * container in the making has no group yet that is sure to be its own.
     *
     * @return whether there was any, and no namespace
     */
    private static boolean killsAll(Realm realm, ContainerId id) {
        if (hasOwnPids(realm.store().read(id, Verb.KILL).spec())) {
            return false;
        }
        AtomicBoolean killed = new AtomicBoolean();
        realm.exclusively(id, Verb.KILL, () -> killed.set(killsAll(realm.store().read(id, Verb.KILL))));
        return killed.get();
    }

    private static boolean killsAll(StoredContainer container) {
        Cgroup group = Realm.groupOf(container);
        ProcessIdentity init = container.init();
        if (container.maker() != null
                || init == null
                || !group.isThere()
                || group.pids().isEmpty()) {
            return false;
        }
        String what = "Could not kill container " + container.id() + ".";
        group.kill(pid -> ProcessIdentity.of(pid).ifPresent(process -> signal(process, Signal.KILL, what)));
        if (init.isAlive()) { // which may have left the group
            signal(init, Signal.KILL, what);
        }
        return true;
    }

    static boolean hasOwnPids(Spec spec) {
        return spec.linux() != null
                && spec.linux().namespaces() != null
                && spec.linux().namespaces().stream()
                        .anyMatch(namespace -> namespace.type().equals(Namespace.PID) && isNew(namespace));
    }

    private static boolean isNew(Namespace namespace) {
        return namespace.path() == null || namespace.path().isEmpty();
    }

    /** What is frozen dies when it is thawed. */
    private static void signal(Realm.Living living, Signal signal) {
        String what = "Could not kill container " + living.id() + ".";
        Launcher.shared().signal(what, living.init().pid(), living.init().startTime(), signal);
        if (signal.equals(Signal.KILL) && living.state().status() == Status.PAUSED) {
            living.group().thaw();
        }
    }

    /**
     * Kills a process that is not to be, and waits until it has ended. Where its launcher has died, its own end is on the way
     * if it is attached, and the next launcher kills it.
     */
    static void toTheEnd(long pid, CompletableFuture<End> end, String what) {
        if (end.isDone() && !end.isCompletedExceptionally()) {
            return;
        }
        Optional<ProcessIdentity> identity = ProcessIdentity.of(pid);
        if (identity.isPresent()) {
            signal(identity.get(), Signal.KILL, what);
        }
        Waiting.toTheEnd(end.handle((over, lost) -> pid), DEATH, what);
    }

    /** Signals a first process that may have ended. */
    static void signal(StoredContainer container, Signal signal, String what) {
        if (container.init() != null) {
            signal(container.init(), signal, what);
        }
    }

    private static void signal(ProcessIdentity init, Signal signal, String what) {
        if (!init.isAlive()) {
            return;
        }
        try {
            Launcher.shared().signal(what, init.pid(), init.startTime(), signal);
        } catch (StepFailedException e) {
            if (!e.errno().equals(GONE)) {
                throw e;
            }
        }
    }
}
