package org.ociunit.report;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ociunit.Bundle;
import org.ociunit.Bytes;
import org.ociunit.Result;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Event;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Status;
import org.ociunit.lifecycle.Timeline;
import org.ociunit.scenario.Comparison;
import org.ociunit.scenario.Outcome;
import org.ociunit.scenario.Outcome.Row;
import org.ociunit.scenario.Outcome.Verdict;
import org.ociunit.scenario.Scenario;

/**
 * Reports that nobody has run, for a look at them: {@link #main} writes one of many cases with many failures, and one of a
 * few. What is in them depends on nothing but their sizes.
 */
final class MadeUp {
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
    private static final List<String> RUNTIMES = List.of("ociunit 0.1.0", "runc 1.1.5", "crun 1.8.1", "runsc 2023");
    private static final List<String> NAMES = List.of(
            "a container starts once",
            "a paused container goes on",
            "kill sends a signal to the first process alone",
            "a container that has stopped refuses to be killed",
            "a hook that fails takes the container with it",
            "masked paths cannot be read, whatever is mounted on their parent in the meantime",
            "an exec joins all namespaces",
            "limits of memory are changed while it runs");
    private static final List<String> CLAUSES = List.of(
            "runtime.md#start",
            "runtime.md#lifecycle",
            "runtime.md#kill",
            "runtime.md#state",
            "config.md#posix-platform-hooks",
            "CVE-2025-31133",
            "config-linux.md#namespaces",
            "config-linux.md#memory");

    private MadeUp() {}

    /** Writes {@code many.html} and {@code few.html} into a folder. */
    public static void main(String... folder) {
        Path into = Path.of(folder.length > 0 ? folder[0] : "target/made-up");
        report(300, 100).writeHtml(into.resolve("many.html"));
        report(12, 2).writeHtml(into.resolve("few.html"));
        tests(100).writeTo(into.resolve("many-tests"));
        tests(2).writeTo(into.resolve("few-tests"));
    }

    /** A report of tests, in some classes, of which some have failed. */
    static TestReport tests(int failed) {
        TestReport report = new TestReport();
        for (int number = 0; number < 3 * failed; number++) {
            String testClass =
                    "com.example.shop." + List.of("Cart", "Checkout", "Search").get(number % 7 % 3) + "Test";
            report.ended(millis(300 + number % 100 * 7));
            if (number % 3 > 0) {
                report.passed(testClass, "test " + number);
                continue;
            }
            Outcome.Trace trace =
                    outcome("", "ociunit 0.1.0", number * 70 + 10, 99).trace().orElseThrow();
            report.failed(
                    testClass,
                    "test " + number,
                    NAMES.get(number % NAMES.size()).replaceAll("[ ,]+", "_"),
                    "java.lang.AssertionError: [web-" + number + "] \nExpecting a program of container web-" + number
                            + "\n  to have exited with 0\nbut it\n  exited with 3",
                    List.of(new TestReport.Witness(
                            "web-" + number,
                            "ociunit 0.1.0",
                            "running, pid 4711",
                            trace.timeline(),
                            trace.config(),
                            "listening on port 80\n",
                            "warning: nobody has said a word </script>\n")));
        }
        return report;
    }

    /** A report in which some of the cases have failed. */
    static Report report(int cases, int failed) {
        return Report.of(
                "Runtime regressions",
                IntStream.range(0, cases)
                        .mapToObj(number -> of(number, number * failed / cases != (number + 1) * failed / cases))
                        .toList());
    }

    static Case of(int number, boolean fails) {
        Scenario scenario = Scenario.named(NAMES.get(number % NAMES.size()) + (number < NAMES.size() ? "" : ", again"))
                .given(Bundle.from(Image.host()))
                .id("L" + (number + 1))
                .standsFor(CLAUSES.get(number % CLAUSES.size()));
        if (number % 5 == 0) {
            scenario = scenario.standsFor("runtime.md#delete").needs("root");
        }
        Map<String, Mark> marks = new LinkedHashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (int column = 0; column < RUNTIMES.size(); column++) {
            String runtime = RUNTIMES.get(column);
            if (column == 3 && number % 3 == 0) {
                outcomes.add(skipped(scenario, runtime, "it needs control groups of version 2"));
                continue;
            }
            boolean broken = fails && column == 1 + number % 2;
            boolean deviates = column == 3 && number % 7 == 1;
            Outcome outcome = outcome(scenario.name(), runtime, number * 10 + column, broken || deviates ? 6 : 99);
            outcomes.add(outcome);
            if (deviates) {
                marks.put(
                        runtime, Mark.deviates("it kills the container where it is to refuse (upstream has it open)"));
            } else if (column == 2 && number % 41 == 8 && !broken) {
                marks.put(runtime, Mark.fixed("it said nothing of the state before 1.8"));
            }
        }
        return new Case(scenario, new Comparison(scenario.name(), outcomes), marks);
    }

    static Outcome skipped(Scenario scenario, String runtime, String why) {
        Row row = row("needs v2", Verdict.SKIPPED, 0, 0, null, null, why, null, null);
        return new Outcome(scenario.name(), runtime, List.of(row), Optional.empty());
    }

    /**
     * A life of thirteen steps that ends at one of them, or not before its end. One of four has hooks, and writes something.
     */
    static Outcome outcome(String name, String runtime, int seed, int failsAt) {
        double slow = 1 + seed % 7 * 0.4 + (runtime.startsWith("runsc") ? 3 : 0);
        List<Row> rows = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        List<Outcome.Usage> usage = new ArrayList<>();
        Result exec = new Result(
                Exit.withCode(3, BEGIN),
                "uid=0(root) gid=0(root)\n",
                "sh: 1: no\u001b[31m such\u001b[0m </script> thing\n",
                timeline(List.of()));
        String[] steps = {
            "create sh -c 'sleep 60'",
            "expect created",
            "start",
            "expect running",
            "start",
            "expect refused",
            "pause",
            "resume",
            "exec sh -c 'id; exit 3'",
            "kill TERM",
            "expect stopped",
            "delete",
            "expect gone"
        };
        Status[] after = {
            Status.CREATED,
            Status.CREATED,
            Status.RUNNING,
            Status.RUNNING,
            Status.RUNNING,
            Status.RUNNING,
            Status.PAUSED,
            Status.RUNNING,
            Status.RUNNING,
            Status.RUNNING,
            Status.STOPPED,
            null,
            null
        };
        double[] times = {31, 0.2, 7, 0.4, 3, 0.1, 12, 9, 14, 2, 5, 21, 0.3};
        double now = 0;
        for (int index = 0; index < steps.length; index++) {
            double time = times[index] * slow;
            Status before = index == 0 ? null : after[index - 1];
            if (index > failsAt) {
                rows.add(row(steps[index], Verdict.NOT_REACHED, now, 0, before, null, "", null, null));
                continue;
            }
            boolean failed = index == failsAt;
            boolean refused = index == 4;
            rows.add(row(
                    steps[index],
                    failed ? Verdict.FAILED : refused ? Verdict.REFUSED : Verdict.PASSED,
                    now,
                    time,
                    before,
                    failed ? before : after[index],
                    failed
                            ? "Could not pause container web-" + seed
                                    + ".\nWhy: freezer: the kernel said EBUSY (device or resource busy).\nFix: try again."
                            : refused ? "Could not start container web-" + seed + ".\nWhy: it is running." : "",
                    failed ? "RuntimeCommandException" : refused ? "IllegalTransitionException" : null,
                    index == 8 ? exec : null));
            if (index == 8) {
                events.add(event(now, "exec sh -c 'id; exit 3'"));
            }
            if (seed / 10 % 4 == 1) {
                events.addAll(happenings(index, now, time));
            }
            if (!failed && after[index] != null && after[index] != before) {
                events.add(event(now + time * 0.9, after[index].toString()));
            }
            if (runtime.startsWith("ociunit")) {
                usage.add(new Outcome.Usage(
                        millis(now + time),
                        new Bytes((1 << 19) + index * 90_000L % 500_000 + (index == 8 ? 1 << 20 : 0)),
                        millis(index * 1.7)));
            }
            now += time + 1;
        }
        String plan = runtime.startsWith("ociunit")
                ? "   1  unshare  ipc, mount, pid, uts\n   2  mount    proc on /proc\n   3  pivot    /rootfs\n"
                        .repeat(8)
                : "";
        return new Outcome(
                name,
                runtime,
                rows,
                Optional.of(new Outcome.Trace(timeline(events), config(runtime, name), plan, usage)));
    }

    /** What happens in a step that leads to no state. */
    private static List<Event> happenings(int step, double now, double time) {
        return switch (step) {
            case 0 ->
                List.of(
                        event(time * 0.3, "hook createRuntime"),
                        event(time * 0.6, "hook createRuntime ended"),
                        event(time * 0.9, "hook createContainer: /usr/bin/true", Event.Source.IMPLIED));
            case 2 ->
                List.of(
                        event(now + time * 0.3, "hook startContainer"),
                        event(now + time * 0.5, "hook startContainer ended"),
                        event(now + time * 0.8, "stdout: listening on port 80"));
            case 4 -> List.of(event(now, "stderr: warning: nobody has said a word </script>"));
            case 5 -> List.of(event(now, "link cut"));
            case 9 -> List.of(event(now + time * 0.5, "stdout: bye"));
            default -> List.of();
        };
    }

    static Timeline timeline(List<Event> events) {
        return new Timeline(new ContainerId("web-1"), events);
    }

    private static Duration millis(double count) {
        return Duration.ofNanos((long) (count * 1e6));
    }

    static Event event(double millis, String what) {
        return event(millis, what, Event.Source.VERB);
    }

    private static Event event(double millis, String what, Event.Source source) {
        return new Event(BEGIN.plus(millis(millis)), millis(millis), what, source);
    }

    static Row row(
            String step,
            Verdict verdict,
            double start,
            double time,
            Status before,
            Status after,
            String remark,
            String kind,
            Result result) {
        return new Row(
                step,
                verdict,
                BEGIN.plus(millis(start)),
                millis(time),
                Optional.ofNullable(before),
                Optional.ofNullable(after),
                remark,
                Optional.ofNullable(kind),
                Optional.ofNullable(result));
    }

    /** As long as a usual one. */
    private static String config(String runtime, String name) {
        String mounts =
                "\t\t{\n\t\t\t\"destination\": \"/proc\",\n\t\t\t\"type\": \"proc\",\n\t\t\t\"source\": \"proc\"\n\t\t},\n"
                        .repeat(40);
        return "{\n\t\"ociVersion\": \"1.3.0\",\n\t\"annotations\": {\"case\": \"" + name + "\"},\n\t\"mounts\": [\n"
                + mounts + "\t\t{}\n\t],\n\t\"hostname\": \"web-1\"\n}\n";
    }
}
