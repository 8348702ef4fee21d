package org.ociunit.scenario;

import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.Verb;

/**
 * A container as it has to be, after all that was done with it. In which states a verb applies, and which one it leads to,
 * {@link Verb} tells.
 *
 * @param status its state; nothing if there is no container
 * @param facts what is known of it beside that
 */
record Model(Optional<Status> status, Set<Fact> facts) {
    /** What may be known of a container. */
    enum Fact {
        /** Its program has been started. */
        STARTED,
        /** Its program ends by itself. */
        ENDING,
        /** Its program is known to end when it is asked to. */
        READY,
        /** Its program has been asked to end while it was paused. */
        ASKED,
        /** Its memory is limited. */
        LIMITED,
        /** There was one of this name, and it has been deleted. */
        DELETED
    }

    /** Before there is a container. */
    static final Model NOTHING = new Model(Optional.empty(), Set.of());

    /**
     * What an action has to do.
     *
     * @param refused whether the runtime has to refuse it
     * @param then the container afterwards
     * @param exit with what the program has to exit whose end is to be seen, if there is one
     */
    record Effect(boolean refused, Model then, OptionalInt exit) {}

    Model {
        facts = Set.copyOf(facts);
    }

    /** Whether a runtime has to do it, rather than to refuse it. */
    boolean allows(Action action) {
        return action != Action.UPDATE_WRONGLY
                && status.map(action.verb()::appliesTo).orElse(action.verb() == Verb.CREATE);
    }

    /** Whether it is certain what the action has to do; what a program does with a signal is not until it is ready. */
    boolean foresees(Action action) {
        return switch (action) {
            case CREATE_ENDING -> status.isEmpty();
            case EXEC_READY -> is(Status.RUNNING);
            case KILL_TERM -> has(Fact.READY) || !allows(action);
            default -> true;
        };
    }

    /** What the action has to do, if that is foreseen. */
    Effect after(Action action) {
        if (!allows(action)) {
            return new Effect(true, this, OptionalInt.empty());
        }
        return switch (action) {
            case CREATE -> to(NOTHING.in(action.verb().leadsTo()));
            case CREATE_ENDING -> to(NOTHING.in(action.verb().leadsTo()).and(Fact.ENDING));
            case START ->
                has(Fact.ENDING)
                        ? end(OptionalInt.of(Action.ENDED))
                        : to(in(action.verb().leadsTo()).and(Fact.STARTED));
            case PAUSE -> to(in(action.verb().leadsTo()));
            case RESUME ->
                has(Fact.ASKED) ? end(OptionalInt.of(Action.ASKED)) : to(in(Optional.of(statusBeforePause())));
            case KILL_0 -> to(this);
            case KILL_TERM -> is(Status.PAUSED) ? to(and(Fact.ASKED)) : end(OptionalInt.of(Action.ASKED));
            case KILL_KILL -> end(OptionalInt.empty());
            case EXEC -> new Effect(false, this, OptionalInt.of(Action.EXECUTED));
            case EXEC_READY -> new Effect(false, and(Fact.READY), OptionalInt.of(0));
            case UPDATE -> to(and(Fact.LIMITED));
            case UPDATE_WRONGLY -> throw new IllegalStateException("It is never allowed.");
            case DELETE -> to(NOTHING.and(Fact.DELETED));
        };
    }

    private static Effect to(Model then) {
        return new Effect(false, then, OptionalInt.empty());
    }

    private static Effect end(OptionalInt exit) {
        return new Effect(false, NOTHING.in(Optional.of(Status.STOPPED)), exit);
    }

    private Model in(Optional<Status> other) {
        return new Model(other, facts);
    }

    private Model and(Fact fact) {
        Set<Fact> more = EnumSet.of(fact);
        more.addAll(facts);
        return new Model(status, more);
    }

    private boolean has(Fact fact) {
        return facts.contains(fact);
    }

    private Status statusBeforePause() {
        return has(Fact.STARTED) ? Status.RUNNING : Status.CREATED;
    }

    /** Whether an action ends a life that goes on. */
    boolean endsBy(Action action) {
        return allows(action) && isAlive() && !after(action).then().isAlive();
    }

    private boolean isAlive() {
        return status.isPresent() && !is(Status.STOPPED);
    }

    /** Whether it lives, and is known to have the limit of {@link Action#UPDATE}. */
    boolean isLimited() {
        return isAlive() && has(Fact.LIMITED);
    }

    private boolean is(Status other) {
        return status.equals(Optional.of(other));
    }

    /** What can be told of it in words: containers that are the same in them differ in nothing that counts. */
    @Override
    public String toString() {
        return equals(NOTHING) ? "there is no container" : "the container " + state();
    }

    /** Such as {@code is running}. */
    String state() {
        if (status.isEmpty()) {
            return has(Fact.DELETED) ? "has been deleted" : "is not there";
        }
        String paused = is(Status.PAUSED) && !has(Fact.STARTED) ? " before its start" : "";
        return "is " + status.get() + paused + (has(Fact.ASKED) ? ", and has been asked to end" : "");
    }
}
