package org.ociunit.jrunc;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.launcher.Command;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Wiring;
import org.ociunit.runtime.recording.RecordedCall;

/** What the runtime itself tells of a container after a call that may have changed it. */
final class StateAfter {
    private static final Set<String> CHANGING = Set.of(
            "create", "start", "run", "exec", "kill", "pause", "resume", "update", "delete", "checkpoint", "restore");

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private StateAfter() {}

    static @Nullable Object of(RecordedCall.Command command, Session session) {
        String verb = command.verb();
        String id = command.id();
        if (verb == null || id == null || !CHANGING.contains(verb)) {
            return null;
        }
        return Programs.find(command.runtime(), session)
                .map(runtime -> call(runtime, words(command, id), session))
                .orElse(null);
    }

    /** The client's log is for what the client has called. */
    private static List<String> words(RecordedCall.Command command, String id) {
        List<String> words = new ArrayList<>(ClientWords.withoutLog(command.globalOptions()));
        words.addAll(List.of("state", id));
        return words;
    }

    private static @Nullable Object call(Path runtime, List<String> words, Session session) {
        Command state = new Command(runtime, words, session.environment(), session.directory(), Duration.ZERO);
        Wiring wiring = Wiring.of(Wiring.nothing(), new Wiring.Pipe(), Wiring.nothing());
        try {
            Spawned asked = Launcher.shared().spawn(state, wiring);
            OutputCopy printed = OutputCopy.start(asked.stdout(), new PrintStream(OutputStream.nullOutputStream()));
            return succeeds(asked) ? Json.read(printed.text(), "the state", Object.class) : null;
        } catch (ContainerException e) {
            return null; // there is none to be told
        }
    }

    private static boolean succeeds(Spawned asked) {
        try {
            return asked.end().get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS).status() == 0;
        } catch (TimeoutException | ExecutionException e) {
            asked.killGroup(Signal.KILL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
