package org.ociunit.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ociunit.Bundle;
import org.ociunit.Bytes;
import org.ociunit.lifecycle.Status;

/**
 * A way through the lifecycles of two containers, or of one: moves, one after the other, that begin without any.
 *
 * @param moves what is done, the first one on the first container; what each has to do is foreseen
 */
record Walk(List<Move> moves) {
    /** What the other container is called in a scenario. */
    private static final String OTHER = "other";

    /**
     * A step of the scenario.
     *
     * @param java the step as Java has it, such as {@code .pause()}
     * @param adds adds it to a scenario
     * @param failure what it means that it fails
     */
    record Line(String java, UnaryOperator<Scenario> adds, Deviation.Kind failure) {
        boolean isTurn() {
            return java.startsWith(".container(");
        }
    }

    Walk {
        boolean isSwapped = !moves.isEmpty() && moves.get(0).isOnOther();
        moves = isSwapped ? moves.stream().map(Move::swapped).toList() : List.copyOf(moves);
    }

    int length() {
        return moves.size();
    }

    /** The move that it ends with. */
    Move last() {
        return moves.get(moves.size() - 1);
    }

    /** Whether the other container has no part in it. */
    boolean isOnOne() {
        return moves.stream().noneMatch(Move::isOnOther);
    }

    /** The containers as its last move finds them. */
    Pair beforeLast() {
        return before(moves.size() - 1);
    }

    private Pair before(int move) {
        Pair pair = Pair.NOTHING;
        for (Move each : moves.subList(0, move)) {
            pair = pair.after(each);
        }
        return pair;
    }

    boolean isForeseen() {
        return IntStream.range(0, length()).allMatch(at -> found(at).foresees(action(at)));
    }

    /** The container that a move is about, as that finds it. */
    private Model found(int move) {
        return before(move).of(moves.get(move));
    }

    private Action action(int move) {
        return moves.get(move).action();
    }

    /** Its first moves. */
    Walk first(int count) {
        return new Walk(moves.subList(0, count));
    }

    /** The same without some moves in its middle. */
    Walk without(int from, int count) {
        return new Walk(Stream.concat(moves.subList(0, from).stream(), moves.subList(from + count, length()).stream())
                .toList());
    }

    /** For each move, the steps of the scenario: the verb, what is expected of it, and that the other container is as before. */
    List<List<Line>> lines() {
        List<List<Line>> all = new ArrayList<>();
        boolean isAtOther = false;
        for (int at = 0; at < length(); at++) {
            Move move = moves.get(at);
            List<Line> lines = new ArrayList<>();
            if (isAtOther != move.isOnOther()) {
                lines.add(turn(move.isOnOther()));
            }
            lines.addAll(lines(move.action(), found(at).after(move.action())));
            Optional<Status> beside = before(at).beside(move).status();
            beside.ifPresent(status -> lines.addAll(stillIs(status, move)));
            isAtOther = move.isOnOther() != beside.isPresent();
            all.add(lines);
        }
        return all;
    }

    /** Which of the steps for a move is the verb. */
    static int verbIn(List<Line> lines) {
        return lines.get(0).isTurn() ? 1 : 0;
    }

    private static Line turn(boolean toOther) {
        return toOther
                ? new Line(
                        ".container(\"" + OTHER + "\")", scenario -> scenario.container(OTHER), Deviation.Kind.BESIDE)
                : new Line(".container()", Scenario::container, Deviation.Kind.BESIDE);
    }

    /** The container beside, which cannot have gone on by itself, as the runtime tells it. */
    private static List<Line> stillIs(Status status, Move move) {
        String told = "\"status\": \"" + status + '"';
        return List.of(
                turn(!move.isOnOther()),
                new Line(".state()", Scenario::state, Deviation.Kind.BESIDE),
                new Line(
                        ".expectStdoutContains(\"" + told.replace("\"", "\\\"") + "\")",
                        scenario -> scenario.expectStdoutContains(told),
                        Deviation.Kind.BESIDE));
    }

    private static List<Line> lines(Action action, Model.Effect effect) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(action.java(), action::in, Deviation.Kind.REFUSED));
        if (effect.refused()) {
            lines.add(new Line(".expectRefused()", Scenario::expectRefused, Deviation.Kind.ACCEPTED));
        } else {
            effect.exit()
                    .ifPresent(code -> lines.add(new Line(
                            ".expectExit(" + code + ")", scenario -> scenario.expectExit(code), Deviation.Kind.EXIT)));
            lines.add(effect.then()
                    .status()
                    .map(Walk::expectation)
                    .orElseGet(() -> new Line(".expectGone()", Scenario::expectGone, Deviation.Kind.STATE)));
        }
        if (effect.then().isLimited()) {
            lines.add(new Line(
                    ".expectMemoryLimit(new Bytes(" + Action.LIMIT + "))",
                    scenario -> scenario.expectMemoryLimit(new Bytes(Action.LIMIT)),
                    Deviation.Kind.LIMIT));
        }
        return lines;
    }

    private static Line expectation(Status status) {
        return new Line(".expect(" + status.name() + ")", scenario -> scenario.expect(status), Deviation.Kind.STATE);
    }

    Scenario scenario(String name, Bundle bundle) {
        Scenario scenario = Scenario.named(name).given(bundle);
        for (List<Line> lines : lines()) {
            for (Line line : lines) {
                scenario = line.adds().apply(scenario);
            }
        }
        return scenario;
    }

    /** The scenario as Java has it: a line for each move, and for what is asked of the other container after it. */
    String java(String name) {
        StringBuilder java = new StringBuilder("Scenario.named(\"" + name + "\")\n    .given(bundle)");
        for (List<Line> lines : lines()) {
            boolean isFirst = true;
            for (Line line : lines) {
                java.append(isFirst || line.isTurn() ? "\n    " : "").append(line.java());
                isFirst = false;
            }
        }
        return java.append("\n").toString();
    }
}
