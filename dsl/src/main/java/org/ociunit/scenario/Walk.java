package org.ociunit.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ociunit.Bundle;
import org.ociunit.lifecycle.Status;

/**
 * A way through the lifecycle: actions, one after the other, that begin without a container.
 *
 * @param actions what is done; what each has to do is foreseen
 */
record Walk(List<Action> actions) {
    /**
     * A step of the scenario.
     *
     * @param java the step as Java has it, such as {@code .pause()}
     * @param adds adds it to a scenario
     * @param failure what it means that it fails
     */
    record Line(String java, UnaryOperator<Scenario> adds, Deviation.Kind failure) {}

    Walk {
        actions = List.copyOf(actions);
    }

    int length() {
        return actions.size();
    }

    /** The action that it ends with. */
    Action last() {
        return actions.get(actions.size() - 1);
    }

    /** The container as its last action finds it. */
    Model beforeLast() {
        return before(actions.size() - 1);
    }

    private Model before(int action) {
        Model model = Model.NOTHING;
        for (Action each : actions.subList(0, action)) {
            model = model.after(each).then();
        }
        return model;
    }

    boolean isForeseen() {
        return IntStream.range(0, length()).allMatch(at -> before(at).foresees(actions.get(at)));
    }

    /** Its first actions. */
    Walk first(int count) {
        return new Walk(actions.subList(0, count));
    }

    /** The same without some actions in its middle. */
    Walk without(int from, int count) {
        return new Walk(
                Stream.concat(actions.subList(0, from).stream(), actions.subList(from + count, length()).stream())
                        .toList());
    }

    /** For each action, the steps of the scenario: the verb, and what is expected of it. */
    List<List<Line>> lines() {
        return IntStream.range(0, length())
                .mapToObj(at -> lines(actions.get(at), before(at).after(actions.get(at))))
                .toList();
    }

    private static List<Line> lines(Action action, Model.Effect effect) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(action.java(), action::in, Deviation.Kind.REFUSED));
        if (effect.refused()) {
            lines.add(new Line(".expectRefused()", Scenario::expectRefused, Deviation.Kind.ACCEPTED));
            return lines;
        }
        effect.exit()
                .ifPresent(code -> lines.add(new Line(
                        ".expectExit(" + code + ")", scenario -> scenario.expectExit(code), Deviation.Kind.EXIT)));
        lines.add(effect.then()
                .status()
                .map(Walk::expectation)
                .orElseGet(() -> new Line(".expectGone()", Scenario::expectGone, Deviation.Kind.STATE)));
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

    /** The scenario as Java has it, an action a line. */
    String java(String name) {
        String steps = lines().stream()
                .map(lines -> "    " + lines.stream().map(Line::java).collect(Collectors.joining()) + "\n")
                .collect(Collectors.joining());
        return "Scenario.named(\"" + name + "\")\n    .given(bundle)\n" + steps;
    }
}
