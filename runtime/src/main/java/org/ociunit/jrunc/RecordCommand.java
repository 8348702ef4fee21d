package org.ociunit.jrunc;

import java.nio.file.Path;
import java.util.List;
import org.ociunit.runtime.launcher.Launcher;

/** Calls a runtime for a client, and writes the call down; or makes the program that a client calls for that. */
final class RecordCommand implements Command {
    @Override
    public String name() {
        return "record";
    }

    @Override
    public String purpose() {
        return "call a runtime and write the call down, or make a program that does so for a client";
    }

    @Override
    public String description() {
        return """
                Clients take the path of one program as their runtime. Make one, and give it to the client:

                   jrunc record --to calls.jsonl --wrapper ./runc -- /usr/sbin/runc
                   podman --runtime $PWD/runc run ...
                   dockerd --add-runtime recorded=$PWD/runc
                   ctr run --runc-binary $PWD/runc ...

                podman goes by the program's name: give the wrapper that of the runtime. Each call of it is

                   jrunc record --to calls.jsonl -- /usr/sbin/runc ARGUMENT...

                which passes everything on as it is (arguments, streams, descriptors, environment, working
                directory, signals, exit code) and adds a line of JSON to the recording: the words and what they
                mean, config.json as it was, the documents of --process and --resources, the exit code, lines of
                the log, and the container's state after it. What the runtime prints is written down, too, but for
                create, start, run, exec and restore, whose output may be a container's.

                A recording may hold secrets: config.json has the whole environment of the container's program, and
                --process that of a further one. It is made for its owner alone to read. Of the caller's environment
                it has XDG_RUNTIME_DIR, NOTIFY_SOCKET, LISTEN_* and _LIBCONTAINER* and nothing else.
                """;
    }

    @Override
    public String takes() {
        return "[--] <runtime> [arguments...]";
    }

    @Override
    public Arity arity() {
        return Arity.atLeast(1);
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                Flag.text("to", "the recording, a file that lines are added to; made if it is not there"),
                Flag.text(
                        "wrapper",
                        "a program to make, for a client to call in the runtime's place; calls nothing now"));
    }

    @Override
    public boolean stopsAtFirst() {
        return true;
    }

    @Override
    public int run(Invocation invocation, Session session) {
        if (!Launcher.shared().hasCaller()) {
            throw new RefusalException(
                    "record passes on what its caller has open, and has no caller: call jrunc itself");
        }
        String to = invocation.text("to").orElseThrow(() -> new RefusalException("record needs --to <file>"));
        RecordingFile recording = RecordingFile.at(session.path(to).normalize());
        List<String> words = invocation.arguments();
        if (invocation.isSet("wrapper")) {
            Path wrapper = session.path(invocation.text("wrapper", "")).normalize();
            Wrapper.of(words, recording, session).writeTo(wrapper);
            session.out().println(wrapper);
            return 0;
        }
        return new Recorder(words, recording, session).call();
    }
}
