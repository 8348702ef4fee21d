package org.ociunit.runtime.driver;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.DrivenRuntime;
import org.ociunit.runtime.ProcessTable;
import org.ociunit.runtime.RuntimeEvent;
import org.ociunit.runtime.Stats;
import org.ociunit.runtime.Version;

/** Reads what runtimes print. They leave out what they please, so little is required. */
final class Told {
    private Told() {}

    /** A container's state, as {@code state} and {@code list} print it. */
    record Printed(
            String id,
            String status,
            @Nullable Long pid,
            String bundle,
            @Nullable Map<String, String> annotations) {
        private State toState() {
            Status known = Status.of(status)
                    .orElseThrow(() -> new ContainerException(
                            "Could not tell the state of container " + id + ".",
                            "its runtime says \"" + status + "\", which is no state.",
                            null));
            long process = pid == null || known == Status.STOPPED ? 0 : pid;
            return new State(
                    new ContainerId(id),
                    known,
                    process > 0 ? OptionalLong.of(process) : OptionalLong.empty(),
                    Path.of(bundle),
                    annotations == null ? Map.of() : annotations);
        }
    }

    /** A line of {@code events}. */
    record PrintedEvent(String type, @Nullable Stats data) {}

    static State state(ContainerId id, String text) {
        return Json.read(text, "the state of " + id, Printed.class).toState();
    }

    static List<State> states(String text) {
        return Json.readList(text, "the list of containers", Printed.class).stream()
                .map(Printed::toState)
                .toList();
    }

    static List<Long> pids(ContainerId id, String text) {
        return Json.readList(text, "the processes of " + id, Long.class);
    }

    /** Columns are parted by blanks; the last one may have some itself. */
    static ProcessTable table(String text) {
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (lines.isEmpty()) {
            return new ProcessTable(List.of(), List.of());
        }
        List<String> columns = cells(lines.get(0), 0);
        return new ProcessTable(
                columns,
                lines.stream().skip(1).map(line -> cells(line, columns.size())).toList());
    }

    private static List<String> cells(String line, int limit) {
        return Arrays.asList(line.split("\\s+", limit));
    }

    static Stats stats(ContainerId id, String text) {
        PrintedEvent event = Json.read(text, "the statistics of " + id, PrintedEvent.class);
        if (event.data() == null) {
            throw new ContainerException(
                    "Could not learn how much container " + id + " uses.",
                    "its runtime told of " + event.type() + " instead.",
                    null);
        }
        return event.data();
    }

    static RuntimeEvent event(ContainerId id, String line) {
        PrintedEvent event = Json.read(line, "an event of " + id, PrintedEvent.class);
        return event.type().equals("oom")
                ? new RuntimeEvent(id, RuntimeEvent.Kind.OUT_OF_MEMORY, Optional.empty())
                : new RuntimeEvent(id, RuntimeEvent.Kind.STATS, Optional.ofNullable(event.data()));
    }

    /** Lines such as {@code runc version 1.1.5}, {@code commit: 1.1.5-0}, {@code spec: 1.0.2-dev}. */
    static DrivenRuntime.Build build(String text) {
        return new DrivenRuntime.Build(
                Version.in(text), line(text, "commit: "), line(text, "spec: ").map(Version::in));
    }

    private static Optional<String> line(String text, String beginning) {
        return text.lines()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()).strip())
                .findFirst();
    }
}
