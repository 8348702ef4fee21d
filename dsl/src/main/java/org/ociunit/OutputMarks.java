package org.ociunit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.ociunit.lifecycle.Event;

/**
 * What a container writes to one of its outputs, as marks on its timeline. A mark has the first line of what is written
 * within some milliseconds; the more marks there are, the longer none follows. Whoever writes without a pause gets 60 marks
 * in 10 seconds, and 1200 in an hour.
 */
final class OutputMarks implements Recording.Listener {
    private static final long STEP_NANOS = Duration.ofMillis(5).toNanos();

    /** As much of a part as its first line is looked for in. */
    private static final int LOOKED_AT = 1024;

    private final String stream;
    private final Chronicle chronicle;
    private final LongSupplier clock;
    private int marks;
    private long lastNanos;

    /**
     * No marks yet.
     *
     * @param stream {@code stdout} or {@code stderr}
     * @param chronicle what they are written into
     */
    OutputMarks(String stream, Chronicle chronicle) {
        this(stream, chronicle, System::nanoTime);
    }

    OutputMarks(String stream, Chronicle chronicle, LongSupplier clock) {
        this.stream = stream;
        this.chronicle = chronicle;
        this.clock = clock;
    }

    @Override
    public synchronized void comes(byte[] bytes, int offset, int count) {
        long now = clock.getAsLong();
        if (marks > 0 && now - lastNanos < marks * STEP_NANOS) {
            return;
        }
        String line = Words.line(new String(bytes, offset, Math.min(count, LOOKED_AT), StandardCharsets.UTF_8));
        if (!line.isEmpty()) {
            chronicle.add(stream + ": " + line, Event.Source.OBSERVED);
            marks++;
            lastNanos = now;
        }
    }

    @Override
    public void changed() {
        chronicle.changed();
    }
}
