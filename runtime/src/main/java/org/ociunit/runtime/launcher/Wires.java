package org.ociunit.runtime.launcher;

import java.io.IOException;
import java.io.OutputStream;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.Stdio;

/**
 * What standard streams are to the launcher. Nobody but a container that outlives this JVM is handed the machine's null
 * device: runsc gives the streams that it is started with to another user, and earlier versions of runc did.
 */
public final class Wires {
    private Wires() {}

    /** For a command whose streams this JVM serves: a pipe for all but files. */
    public static Wiring served(Stdio.Streams streams) {
        return of(streams, new Wiring.Pipe());
    }

    /** For a command whose streams outlive this JVM. */
    public static Wiring outliving(Stdio.Streams streams) {
        return of(streams, Wiring.nothing());
    }

    private static Wiring of(Stdio.Streams streams, Wiring.Wire otherwise) {
        return Wiring.of(
                        wire(streams.stdin(), otherwise),
                        wire(streams.stdout(), 1, otherwise),
                        wire(streams.stderr(), 2, otherwise))
                .ownedBy(streams.owner()
                        .map(owner -> new Wiring.Owner(owner.uid(), owner.gid()))
                        .orElse(null));
    }

    private static Wiring.Wire wire(Stdio.Source source, Wiring.Wire otherwise) {
        if (source instanceof Stdio.Source.Inherited) {
            return callers(0);
        }
        return source instanceof Stdio.Source.File file
                ? Wiring.File.reading(file.path().toAbsolutePath())
                : otherwise;
    }

    private static Wiring.Wire wire(Stdio.Sink sink, int descriptor, Wiring.Wire otherwise) {
        if (sink instanceof Stdio.Sink.Inherited) {
            return callers(descriptor);
        }
        return sink instanceof Stdio.Sink.File file
                ? Wiring.File.appending(file.path().toAbsolutePath())
                : otherwise;
    }

    private static Wiring.Wire callers(int descriptor) {
        if (!Launcher.shared().hasCaller()) {
            throw new ContainerException(
                    "Could not hand the caller's streams on.",
                    "this JVM was not started by its launcher: its own streams are all that it has.",
                    "give the container streams to copy (Stdio.to).");
        }
        return new Wiring.Own(descriptor);
    }

    /** Serves the pipes in the background; a stream that is no pipe is at its end at once. */
    public static void serve(Spawned spawned, Stdio.Streams streams) {
        if (streams.stdin() instanceof Stdio.Source.Copy copy) {
            Pump.copy(copy.stream(), spawned.stdin());
        } else if (streams.stdin() instanceof Stdio.Source.Inherited
                && !Launcher.shared().hasCaller()) {
            Pump.copy(System.in, spawned.stdin());
        } else {
            close(spawned.stdin());
        }
        Pump.copy(spawned.stdout(), goal(streams.stdout()));
        Pump.copy(spawned.stderr(), goal(streams.stderr()));
    }

    private static OutputStream goal(Stdio.Sink sink) {
        return sink instanceof Stdio.Sink.Copy copy ? copy.stream() : OutputStream.nullOutputStream();
    }

    private static void close(OutputStream stream) {
        try {
            stream.close();
        } catch (IOException gone) {
            // Nobody reads it: just as well.
        }
    }
}
