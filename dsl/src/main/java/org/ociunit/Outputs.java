package org.ociunit;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.ociunit.runtime.Console;
import org.ociunit.runtime.Stdio;
import org.ociunit.spec.ConsoleSize;
import org.ociunit.spec.ContainerProcess;

/** What a program writes to its two outputs. */
record Outputs(Recording stdout, Recording stderr) {
    private static final ConsoleSize USUAL = ConsoleSize.of(24, 80);

    /** Two empty recordings. */
    static Outputs recorded() {
        return recorded(Recording.Listener.NONE, Recording.Listener.NONE);
    }

    /** Two empty recordings of which a timeline is told. */
    static Outputs recorded(Chronicle chronicle) {
        return recorded(new OutputMarks("stdout", chronicle), new OutputMarks("stderr", chronicle));
    }

    private static Outputs recorded(Recording.Listener stdout, Recording.Listener stderr) {
        return new Outputs(new Recording(BundleDefaults.OUTPUT, stdout), new Recording(BundleDefaults.OUTPUT, stderr));
    }

    /** For a container's own process; a terminal has but one output, which is taken for the standard one. */
    Stdio of(ContainerProcess process) {
        if (!Boolean.TRUE.equals(process.terminal())) {
            return streams();
        }
        close(stderr);
        ConsoleSize size = process.consoleSize() == null ? USUAL : process.consoleSize();
        return Stdio.on(
                Console.showingTo(stdout.sink(), Math.toIntExact(size.height()), Math.toIntExact(size.width())));
    }

    private static void close(Recording recording) {
        try {
            recording.sink().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stdio.Streams streams() {
        return Stdio.to(stdout.sink(), stderr.sink());
    }

    /** What was written just before the end of a program arrives just after it. */
    void awaitLast() {
        Deadline deadline = Deadline.in(BundleDefaults.LAST_OUTPUT);
        stdout.awaitEnd(deadline);
        stderr.awaitEnd(deadline);
    }

    /** The end of both, as part of a sentence. */
    String last() {
        return LastOutput.of(stdout.text(), stderr.text());
    }
}
