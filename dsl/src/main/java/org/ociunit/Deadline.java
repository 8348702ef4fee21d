package org.ociunit;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** A point in time until which is waited. It rests while a debugger is attached, whose user takes the time he needs. */
final class Deadline {
    private static final Duration FOR_EVER = Duration.ofDays(365);
    private static final boolean DEBUGGED = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .anyMatch(argument -> argument.startsWith("-agentlib:jdwp") || argument.startsWith("-Xrunjdwp"));

    private final long end;

    private Deadline(Duration duration) {
        this.end = System.nanoTime() + duration.toNanos();
    }

    static Deadline in(Duration duration) {
        return new Deadline(DEBUGGED || duration.compareTo(FOR_EVER) > 0 ? FOR_EVER : duration);
    }

    /** Whether no deadline passes, since a debugger may be attached. */
    static boolean rests() {
        return DEBUGGED;
    }

    /** A deadline that nobody lives to see. */
    static Deadline never() {
        return in(FOR_EVER);
    }

    /** What is left, and nothing once it has passed. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    boolean hasPassed() {
        return end - System.nanoTime() <= 0;
    }

    /** The sooner one of this deadline and the end of a pause, which does not rest. */
    Deadline orAfter(Duration pause) {
        return pause.compareTo(left()) < 0 ? new Deadline(pause) : this;
    }

    /** What is left in milliseconds, as {@link Object#wait(long)} takes it: never 0, which would be for ever. */
    long millisecondsLeft() {
        return left().toMillis() + 1;
    }
}
