package org.ociunit.scenario;

import java.util.Optional;
import java.util.OptionalInt;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.Verb;

/**
 * A container as it has to be, after all that was done with it. In which states a verb applies, and which one it leads to,
 * {@link Verb} tells.
 *
 * @param status its state; nothing if there is no container
 * @param started whether its program has been started
 * @param ending whether its program ends by itself
 * @param ready whether its program is known to end when it is asked to
 * @param asked whether it has been asked to end while it was paused
 */
record Model(Optional<Status> status, boolean started, boolean ending, boolean ready, boolean asked) {
    /** Before there is a container, and after it. */
    static final Model NOTHING = new Model(Optional.empty(), false, false, false, false);

    /**
     * What an action has to do.
     *
     * @param refused whether the runtime has to refuse it
     * @param then the container afterwards
     * @param exit with what the program has to exit whose end is to be seen, if there is one
     */
    record Effect(boolean refused, Model then, OptionalInt exit) {}

    /** Whether a runtime has to do it, rather than to refuse it. */
    boolean allows(Action action) {
        return status.map(action.verb()::appliesTo).orElse(action.verb() == Verb.CREATE);
    }

    /** Whether it is certain what the action has to do; what a program does with a signal is not until it is ready. */
    boolean foresees(Action action) {
        return switch (action) {
            case CREATE_ENDING -> status.isEmpty();
            case EXEC_READY -> is(Status.RUNNING);
            case KILL_TERM -> ready || !allows(action);
            default -> true;
        };
    }

    /** What the action has to do, if that is foreseen. */
    Effect after(Action action) {
        if (!allows(action)) {
            return new Effect(true, this, OptionalInt.empty());
        }
        return switch (action) {
            case CREATE, CREATE_ENDING ->
                to(new Model(action.verb().leadsTo(), false, action == Action.CREATE_ENDING, false, false));
            case START ->
                ending
                        ? end(OptionalInt.of(Action.ENDED))
                        : to(new Model(action.verb().leadsTo(), true, false, false, false));
            case PAUSE -> to(with(action.verb().leadsTo()));
            case RESUME -> asked ? end(OptionalInt.of(Action.ASKED)) : to(with(Optional.of(statusBeforePause())));
            case KILL_0 -> to(this);
            case KILL_TERM ->
                is(Status.PAUSED)
                        ? to(new Model(status, started, ending, ready, true))
                        : end(OptionalInt.of(Action.ASKED));
            case KILL_KILL -> end(OptionalInt.empty());
            case EXEC -> new Effect(false, this, OptionalInt.of(Action.EXECUTED));
            case EXEC_READY -> new Effect(false, new Model(status, started, ending, true, asked), OptionalInt.of(0));
            case DELETE -> to(NOTHING);
        };
    }

    private static Effect to(Model then) {
        return new Effect(false, then, OptionalInt.empty());
    }

    private static Effect end(OptionalInt exit) {
        return new Effect(false, NOTHING.with(Optional.of(Status.STOPPED)), exit);
    }

    private Model with(Optional<Status> other) {
        return new Model(other, started, ending, ready, asked);
    }

    private Status statusBeforePause() {
        return started ? Status.RUNNING : Status.CREATED;
    }

    /** Whether an action ends a life that goes on. */
    boolean endsBy(Action action) {
        return allows(action) && isAlive() && !after(action).then().isAlive();
    }

    private boolean isAlive() {
        return status.isPresent() && !is(Status.STOPPED);
    }

    private boolean is(Status other) {
        return status.equals(Optional.of(other));
    }

    /** What can be told of it in words: containers that are the same in them differ in nothing that counts. */
    @Override
    public String toString() {
        if (status.isEmpty()) {
            return "there is no container";
        }
        String paused = is(Status.PAUSED) && !started ? " before its start" : "";
        return "the container is " + status.get() + paused + (asked ? ", and has been asked to end" : "");
    }
}
