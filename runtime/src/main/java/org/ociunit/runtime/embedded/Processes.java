package org.ociunit.runtime.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.ociunit.error.ContainerException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.ProcessTable;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.launcher.Command;
import org.ociunit.runtime.launcher.Exits;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Pump;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Waiting;

/** The verbs ps and top. */
final class Processes {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PID = "PID";

    private Processes() {}

    static List<Long> ps(Realm realm, ContainerId id) {
        Realm.Living living = realm.living(id, Verb.PS);
        if (!living.group().isThere()) {
            throw new UnsupportedByHostException(
                    "Could not ps container " + id + ".",
                    "it has no control group of its own, which would tell its processes.",
                    "run it as root, or in a control group of the user's own.");
        }
        return living.group().pids();
    }

    /** The table of ps(1), less the processes that are not the container's. */
    static ProcessTable top(Realm realm, ContainerId id, List<String> arguments) {
        Set<String> pids = ps(realm, id).stream().map(String::valueOf).collect(Collectors.toSet());
        List<List<String>> lines = new ArrayList<>(ask(id, arguments.isEmpty() ? List.of("-ef") : arguments)
                .lines()
                .map(line -> List.of(line.strip().split("\\s+")))
                .toList());
        List<String> columns = lines.isEmpty() ? List.of() : lines.remove(0);
        int pid = columns.indexOf(PID);
        if (pid < 0) {
            throw new ContainerException(
                    "Could not top container " + id + ".",
                    "ps told no column " + PID + ", by which the container's processes are found.",
                    "add the column pid to the arguments.");
        }
        return new ProcessTable(
                columns,
                lines.stream()
                        .map(cells -> joined(cells, columns.size()))
                        .filter(cells -> cells.size() > pid && pids.contains(cells.get(pid)))
                        .toList());
    }

    /** The last column is a command line, which may have spaces. */
    private static List<String> joined(List<String> cells, int count) {
        if (cells.size() <= count) {
            return cells;
        }
        List<String> row = new ArrayList<>(cells.subList(0, count - 1));
        row.add(String.join(" ", cells.subList(count - 1, cells.size())));
        return row;
    }

    private static String ask(ContainerId id, List<String> arguments) {
        Command ps = Command.of(Path.of("/bin/ps"), arguments.toArray(String[]::new));
        Spawned running = Launcher.shared().spawn(ps);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        LastWords words = new LastWords();
        CompletableFuture<Void> whole = new CompletableFuture<>();
        String what = "Could not top container " + id + ".";
        close(running.stdin());
        Pump.copy(running.stdout(), output, () -> whole.complete(null));
        Pump.copy(running.stderr(), words);
        try {
            Waiting.on(whole, PATIENCE, what);
            Exit exit = Exits.of("ps", Waiting.on(running.end(), PATIENCE, what), false);
            if (exit.code() != 0) {
                throw new ContainerException(what, "ps " + exit + ": " + words.last(), "choose arguments of ps(1).");
            }
            return output.toString(StandardCharsets.UTF_8);
        } finally {
            running.killGroup(Signal.KILL);
        }
    }

    private static void close(OutputStream stream) {
        try {
            stream.close();
        } catch (IOException gone) {
            // It reads nothing anyway.
        }
    }
}
