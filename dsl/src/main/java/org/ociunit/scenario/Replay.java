package org.ociunit.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.recording.RecordedCall;
import org.ociunit.runtime.recording.Recording;
import org.ociunit.spec.ContainerProcess;

/** Makes scenarios of what a client has called: what was called is a step, and what came of it is expected. */
final class Replay {
    /** From here on an exit code tells a signal. */
    private static final int SIGNALLED = 128;

    private Scenario scenario;

    private Replay(Scenario scenario) {
        this.scenario = scenario;
    }

    /** A scenario for each container that was made, in the order of their making. */
    static List<Scenario> of(Recording recording) {
        List<Replay> all = new ArrayList<>();
        Map<String, Replay> living = new LinkedHashMap<>();
        for (RecordedCall call : recording.calls()) {
            String id = call.command().id();
            if (id == null) {
                continue;
            }
            if (makes(call) && !living.containsKey(id)) {
                Replay begun = new Replay(Scenario.named("calls for " + id).given(RecordedBundle.of(call.input())));
                all.add(begun);
                living.put(id, begun);
            }
            Optional.ofNullable(living.get(id)).ifPresent(replay -> replay.add(call));
            if (ends(call)) {
                living.remove(id); // the name can be another container's then
            }
        }
        return all.stream().map(replay -> replay.scenario).toList();
    }

    private static boolean makes(RecordedCall call) {
        return List.of("create", "run").contains(verb(call)) && call.input().config() != null;
    }

    private static boolean ends(RecordedCall call) {
        return call.answer().exitCode() == 0 && (verb(call).equals("delete") || isForegroundRun(call));
    }

    private static boolean isForegroundRun(RecordedCall call) {
        return verb(call).equals("run") && call.command().option("detach").isEmpty();
    }

    private static String verb(RecordedCall call) {
        return Optional.ofNullable(call.command().verb()).orElse("");
    }

    private void add(RecordedCall call) {
        switch (verb(call)) {
            case "create" -> expect(call, scenario.create());
            case "run" -> run(call);
            case "start" -> expect(call, scenario.start());
            case "pause" -> expect(call, scenario.pause());
            case "resume" -> expect(call, scenario.resume());
            case "state" -> expect(call, scenario.state());
            case "ps" -> expect(call, scenario.ps());
            case "kill" -> expect(call, scenario.kill(signal(call)));
            case "delete" -> expect(call, isForced(call) ? scenario.deleteForced() : scenario.delete());
            case "update" -> call.input().resources().ifPresent(limits -> expect(call, scenario.update(limits)));
            case "exec" -> exec(call);
            default -> {
                // What does not belong to one container's life, such as list and features.
            }
        }
    }

    private static boolean isForced(RecordedCall call) {
        return call.command().option("force").isPresent();
    }

    private static Signal signal(RecordedCall call) {
        List<String> operands = call.command().operands();
        return operands.size() < 2 ? Signal.TERM : Signal.of(operands.get(1));
    }

    /** In the foreground the exit code is the program's. */
    private void run(RecordedCall call) {
        if (!isForegroundRun(call)) {
            expect(call, scenario.create().start());
            return;
        }
        int code = call.answer().exitCode();
        scenario = scenario.create().start();
        scenario = code < SIGNALLED ? scenario.expectExit(code) : scenario.expect(Status.STOPPED);
        scenario = scenario.deleteForced();
    }

    /** The exit code is the program's, unless there was none; a runtime's own cannot be told apart from it. */
    private void exec(RecordedCall call) {
        List<String> operands = call.command().operands();
        List<String> words = call.input()
                .process()
                .map(ContainerProcess::args)
                .orElseGet(() -> operands.subList(Math.min(1, operands.size()), operands.size()));
        if (words.isEmpty()) {
            return;
        }
        scenario = scenario.exec(words.toArray(String[]::new));
        if (call.command().option("detach").isEmpty() && call.answer().exitCode() < SIGNALLED) {
            scenario = scenario.expectExit(call.answer().exitCode());
        }
    }

    /** What has succeeded must succeed, with the same state, and what was refused must be refused. */
    private void expect(RecordedCall call, Scenario longer) {
        if (call.answer().exitCode() != 0) {
            scenario = longer.expectRefused();
            return;
        }
        scenario = call.answer()
                .status()
                .filter(status -> status != Status.CREATING)
                .map(longer::expect)
                .orElse(longer);
    }
}
