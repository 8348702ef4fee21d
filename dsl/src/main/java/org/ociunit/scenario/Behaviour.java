package org.ociunit.scenario;

import java.util.Optional;
import org.ociunit.Result;
import org.ociunit.lifecycle.Status;

/**
 * What a step shows of a runtime, without what differs from run to run: times, ids, pids, paths and the words of messages.
 *
 * @param verdict what became of the step, with the kind of exception, such as {@code refused (IllegalTransitionException)}
 * @param state the container's state after it, such as {@code running} or {@code gone}; empty if it was not reached
 * @param exit how the program ended whose end the step has seen, such as {@code exited with 3}; empty if it has seen none
 * @param stdout what that program has written to its standard output; the container's id in it is {@code ID}
 * @param stderr what that program has written to its standard error, likewise
 */
record Behaviour(String verdict, String state, String exit, String stdout, String stderr) {
    /** Of a step that one runtime had, and the other one not: the clearing away, when that fails. */
    static final Behaviour NONE = new Behaviour("nothing", "", "", "", "");

    static Behaviour of(Outcome.Row row) {
        String kind = row.kind().map(name -> " (" + name + ")").orElse("");
        boolean reached = row.verdict() != Outcome.Verdict.NOT_REACHED;
        return new Behaviour(
                row.verdict() + kind,
                reached ? row.after().map(Status::toString).orElse("gone") : "",
                row.result().map(result -> result.exit().toString()).orElse(""),
                row.result().map(result -> named(result, result.stdout())).orElse(""),
                row.result().map(result -> named(result, result.stderr())).orElse(""));
    }

    private static String named(Result result, String text) {
        return text.replace(result.timeline().id().value(), "ID");
    }

    /** How two runtimes differ, in words; nothing if they do not. What weighs most is told. */
    static Optional<String> difference(String one, Behaviour ofOne, String other, Behaviour ofOther) {
        if (!ofOne.verdict.equals(ofOther.verdict)) {
            return words("the step is", one, ofOne.verdict, other, ofOther.verdict);
        }
        if (!ofOne.state.equals(ofOther.state) && !ofOne.mayBecome(ofOther) && !ofOther.mayBecome(ofOne)) {
            return words("the container is then", one, ofOne.state, other, ofOther.state);
        }
        if (!ofOne.exit.equals(ofOther.exit)) {
            return words("the program", one, ofOne.exit, other, ofOther.exit);
        }
        if (!ofOne.stdout.equals(ofOther.stdout)) {
            return words("stdout is", one, quoted(ofOne.stdout), other, quoted(ofOther.stdout));
        }
        return ofOne.stderr.equals(ofOther.stderr)
                ? Optional.empty()
                : words("stderr is", one, quoted(ofOne.stderr), other, quoted(ofOther.stderr));
    }

    /** That one has stopped already and another not yet is a matter of time; steps that wait for it tell the difference. */
    private boolean mayBecome(Behaviour other) {
        return other.state.equals(Status.STOPPED.toString()) && !state.equals("gone") && !state.isEmpty();
    }

    private static Optional<String> words(String subject, String one, String ofOne, String other, String ofOther) {
        return Optional.of(subject + " " + told(ofOne) + " on " + one + ", and " + told(ofOther) + " on " + other);
    }

    private static String told(String what) {
        return what.isEmpty() ? "not seen to end" : what;
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\n", "\\n") + "\"";
    }

    /** As it stands in a table: the verdict, the state and the exit. */
    String cell() {
        return verdict + (state.isEmpty() ? "" : ", " + state) + (exit.isEmpty() ? "" : ", " + exit);
    }
}
