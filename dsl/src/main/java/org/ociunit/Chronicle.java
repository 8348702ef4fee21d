package org.ociunit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Event;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Status;
import org.ociunit.lifecycle.Timeline;

/** What happens to one container, written down as it happens, and the one place to wait for it. */
final class Chronicle {
    /** How a wait ended. */
    enum Wait {
        REACHED,
        IMPOSSIBLE,
        LATE
    }

    private final ContainerId id;
    private final Instant began = Instant.now();
    private final long beganNanos = System.nanoTime();

    /** Held by a verb until its event is written, so that what the verb causes is not written before it. */
    private final ReentrantLock verbs = new ReentrantLock();

    private final List<Event> events = new ArrayList<>();
    private int lastVerb;
    private long changes;
    private @Nullable Exit exit;
    private @Nullable RuntimeException blindness;

    Chronicle(ContainerId id) {
        this.id = id;
    }

    /** Runs a verb, and writes down the state that it leads to once it has succeeded. */
    void verb(Runnable verb, Supplier<Optional<Status>> leadsTo) {
        verbs.lock();
        try {
            int before = markVerb(events().size());
            try {
                verb.run();
            } catch (RuntimeException e) {
                markVerb(before);
                throw e;
            }
            leadsTo.get().ifPresent(status -> add(status.toString(), Event.Source.VERB));
        } finally {
            verbs.unlock();
        }
    }

    /** Starts something that leads to no state, and writes down that it was done. */
    <T> T note(String what, Supplier<T> action) {
        verbs.lock();
        try {
            T result = action.get();
            add(what, Event.Source.VERB);
            return result;
        } finally {
            verbs.unlock();
        }
    }

    private synchronized int markVerb(int index) {
        int before = lastVerb;
        lastVerb = index;
        return before;
    }

    /** The container's program has ended. */
    void ended(Exit how) {
        verbs.lock();
        try {
            synchronized (this) {
                exit = how;
            }
            add(Status.STOPPED.toString(), Event.Source.OBSERVED);
        } finally {
            verbs.unlock();
        }
    }

    /** The end of the container's program will not be seen any more. */
    synchronized void blinded(RuntimeException reason) {
        blindness = reason;
        changed();
    }

    /** Writes down something that happened just now, whatever verb is under way. */
    synchronized void add(String what, Event.Source source) {
        Duration since = Duration.ofNanos(System.nanoTime() - beganNanos);
        events.add(new Event(began.plus(since), since, what, source));
        changed();
    }

    /** Something may be different now: whoever waits looks again. */
    synchronized void changed() {
        changes++;
        notifyAll();
    }

    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    synchronized Optional<Exit> exit() {
        return Optional.ofNullable(exit);
    }

    synchronized Optional<RuntimeException> blindness() {
        return Optional.ofNullable(blindness);
    }

    Timeline timeline() {
        return new Timeline(id, events());
    }

    /** The last state that was reached, as far as it was seen. */
    Status status() {
        List<Status> statuses = timeline().statuses();
        return statuses.isEmpty() ? Status.CREATING : statuses.get(statuses.size() - 1);
    }

    /** The state before the present one, to which a paused container returns. */
    Optional<Status> statusBefore(Status present) {
        List<Status> others = new ArrayList<>(timeline().statuses());
        others.removeIf(present::equals);
        return others.isEmpty() ? Optional.empty() : Optional.of(others.get(others.size() - 1));
    }

    /** Waits until a state has been reached since the last verb; a wait that can only be in vain ends at once. */
    Wait await(Status goal, Deadline deadline) {
        return await(() -> hasReached(goal), () -> canReach(goal), deadline, deadline.left());
    }

    private synchronized boolean hasReached(Status goal) {
        return status() == goal
                || events.subList(lastVerb, events.size()).stream()
                        .anyMatch(event -> event.status().equals(Optional.of(goal)));
    }

    private synchronized boolean canReach(Status goal) {
        return status().canReach(goal) && !(goal == Status.STOPPED && blindness != null);
    }

    /**
     * Waits until a condition holds. It is tried again after every change, and after each pause, for what changes without
     * being seen.
     */
    Wait await(BooleanSupplier condition, BooleanSupplier possible, Deadline deadline, Duration pause) {
        while (true) {
            long seen = changes();
            // Asked first: what made it impossible may have made it true just before.
            boolean stillPossible = possible.getAsBoolean();
            if (condition.getAsBoolean()) {
                return Wait.REACHED;
            }
            if (!stillPossible) {
                return Wait.IMPOSSIBLE;
            }
            if (deadline.hasPassed()) {
                return Wait.LATE;
            }
            awaitChange(seen, deadline.orAfter(pause));
        }
    }

    private synchronized long changes() {
        return changes;
    }

    private synchronized void awaitChange(long seen, Deadline deadline) {
        try {
            while (changes == seen && !deadline.hasPassed()) {
                wait(deadline.millisecondsLeft());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerException(
                    "Could not wait for container " + id + ".", "the thread was interrupted.", null, e);
        }
    }
}
