package org.ociunit.jrunc;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ociunit.error.StepFailedException;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.launcher.Exits;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Wiring;
import org.ociunit.runtime.recording.RecordedCall;

/**
 * Makes one call for a client, and writes it down. The runtime has the client's own streams: a container keeps those of
 * the call that has made it, and a pipe of ours would keep the client waiting for its end. Only where no container can
 * get at them, what is printed goes through here.
 */
final class Recorder {
    /** What may print for itself alone. A start runs hooks. */
    private static final Set<String> TALKING = Set.of(
            "state",
            "list",
            "ps",
            "features",
            "spec",
            "events",
            "kill",
            "delete",
            "pause",
            "resume",
            "update",
            "checkpoint");

    /** How long a runtime may go on when this has to end before it. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final List<String> words;
    private final RecordedCall.Command command;
    private final RecordingFile recording;
    private final Session session;

    Recorder(List<String> words, RecordingFile recording, Session session) {
        this.words = words;
        this.command = ClientWords.read(words);
        this.recording = recording;
        this.session = session;
    }

    /** The exit code is the runtime's. */
    int call() {
        Optional<byte[]> stdin = CallInput.takeStdin(command, session);
        RecordedCall.Input input = CallInput.of(command, stdin, session);
        LogTail log = LogTail.of(ClientWords.globalOption(command, "log").map(session::path));
        Instant started = Instant.now();
        long began = System.nanoTime();
        Spawned runtime = start(stdin.isPresent());
        OutputCopy out = OutputCopy.start(runtime.stdout(), System.out);
        OutputCopy err = OutputCopy.start(runtime.stderr(), System.err);
        stdin.ifPresent(document -> give(runtime.stdin(), document));
        Exit exit = Exits.of(command.runtime(), runtime.end().join(), false);
        double seconds = NANOSECONDS.toMicros(System.nanoTime() - began) / 1e6;
        RecordedCall.Answer answer = new RecordedCall.Answer(
                exit.code(),
                exit.signal().map(Signal::name).orElse(null),
                talks() ? out.text() : null,
                talks() ? err.text() : null,
                log.added(),
                StateAfter.of(command, session));
        write(new RecordedCall(started.toString(), seconds, command, input, answer));
        return exit.code();
    }

    private Spawned start(boolean readsDocument) {
        Wiring wiring = Wiring.of(
                readsDocument ? new Wiring.Pipe() : new Wiring.Own(0),
                talks() ? new Wiring.Pipe() : new Wiring.Own(1),
                talks() ? new Wiring.Pipe() : new Wiring.Own(2));
        try {
            return Launcher.shared().spawnCallersProgram(words.size(), wiring, GRACE);
        } catch (StepFailedException e) {
            throw new RefusalException("cannot execute " + command.runtime() + ": " + e.errno());
        }
    }

    /** Also what is printed where there is no verb, such as a version. */
    private boolean talks() {
        String verb = command.verb();
        return verb == null || TALKING.contains(verb);
    }

    private static void give(OutputStream stdin, byte[] document) {
        try (stdin) {
            stdin.write(document);
        } catch (IOException gone) {
            // It does not read, which is its own matter.
        }
    }

    /** The call has been made by now, and its exit code is not for this to change. */
    private void write(RecordedCall call) {
        try {
            recording.append(call);
        } catch (RefusalException e) {
            session.log().error(Message.of(String.valueOf(e.getMessage())));
        }
    }
}
