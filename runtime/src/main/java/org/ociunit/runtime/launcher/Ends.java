package org.ociunit.runtime.launcher;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** This JVM's ends of a command's pipes. A stream that is no pipe is at its end at once, or takes everything. */
record Ends(OutputStream stdin, InputStream stdout, InputStream stderr) {
    static Ends of(Job job, Wiring wiring, List<Long> answer) {
        return new Ends(
                writing(job, wiring.own(0, answer)),
                reading(job, wiring.own(1, answer)),
                reading(job, wiring.own(2, answer)));
    }

    private static OutputStream writing(Job job, @Nullable Long descriptor) {
        return descriptor == null ? OutputStream.nullOutputStream() : job.openForWriting(descriptor);
    }

    private static InputStream reading(Job job, @Nullable Long descriptor) {
        return descriptor == null ? InputStream.nullInputStream() : job.openForReading(descriptor);
    }
}
