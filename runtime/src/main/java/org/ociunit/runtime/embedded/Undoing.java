package org.ociunit.runtime.embedded;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.StepFailedException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.cgroup.Cgroup;
import org.ociunit.runtime.launcher.End;
import org.ociunit.runtime.launcher.Held;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Removal;
import org.ociunit.runtime.store.StoredContainer;

/**
 * What a create that fails has to take back: exactly what it has made so far. Once there was a process, the poststop hooks
 * are called behind it, whatever it was that failed: a hook before may have made what they clear away (runtime.md,
 * Lifecycle, 3 to 5 and 13).
 */
final class Undoing {
    private final Realm realm;
    private final StoredContainer container;
    private final String what;

    private Removal made;
    private @Nullable Held word;
    private @Nullable Runnable killing;
    private long pid;

    Undoing(Realm realm, StoredContainer container, String what) {
        this.realm = realm;
        this.container = container;
        this.what = what;
        this.made = new Removal(List.of(), List.of(), List.of(), realm.store().folder(container.containerId()));
    }

    /** So much has been made, and goes with the JVM, should that end now. */
    void holdWord(Removal removal) {
        made = removal;
        Held next = Launcher.shared().holdRemoval(removal);
        if (word != null) {
            word.close();
        }
        word = next;
    }

    /** There is nothing to undo any more. What is attached goes with the JVM for good, what is detached outlives it. */
    @Nullable
    Held complete() {
        if (word == null) {
            return null;
        }
        if (container.attached()) {
            word.requireKept();
        } else {
            word.giveUpFor(what, pid);
            word = null;
        }
        return word;
    }

    void killFirst(long process, CompletableFuture<End> end) {
        pid = process;
        killing = () -> Killing.toTheEnd(process, end, left());
    }

    /** A signal of nobody's was the kernel's, if the group has met its memory limit. */
    StepFailedException explained(StepFailedException failure, Cgroup group) {
        if (!failure.errno().equals("killed") || group.oomKills().count() == 0) {
            return failure;
        }
        return new StepFailedException(
                failure.what(),
                failure.step(),
                failure.errno(),
                "the kernel ended the process: the memory limit of the container was reached",
                "raise linux.resources.memory.limit: the making of a container counts, too.");
    }

    /** Takes everything back; what cannot be, the failure tells too. The word stays for what is still there. */
    void after(Throwable failure) {
        attempt(this::kill, failure);
        attempt(() -> removeUnlessDeleted(failure), failure);
    }

    private static void attempt(Runnable part, Throwable failure) {
        try {
            part.run();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void kill() {
        if (killing != null) {
            killing.run();
        }
    }

    /** A hook, or whoever saw it in the list, may have deleted it meanwhile, and its name may be another's. */
    private void removeUnlessDeleted(Throwable failure) {
        ContainerId id = container.containerId();
        try {
            realm.exclusively(id, Verb.CREATE, () -> {
                if (realm.store().find(id).map(this::isOurs).orElse(true)) {
                    remove();
                } else {
                    takeWordBack();
                }
            });
        } catch (ContainerNotFoundException deleted) {
            takeWordBack(); // and the poststop hooks have been called
        } catch (ContainerException unlocked) {
            failure.addSuppressed(unlocked);
            remove();
        }
    }

    private boolean isOurs(StoredContainer found) {
        return found.created().equals(container.created());
    }

    private void remove() {
        Launcher.shared().remove(left(), made);
        takeWordBack();
        if (killing != null) {
            new HookCalls(realm, what, Deadline.in(Realm.TURN, what)).afterAll(container);
        }
    }

    private void takeWordBack() {
        if (word != null) {
            word.close();
        }
    }

    private String left() {
        return "Could not remove what was left of container " + container.id() + ".";
    }
}
