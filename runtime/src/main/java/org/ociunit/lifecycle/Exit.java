package org.ociunit.lifecycle;

import java.time.Instant;
import java.util.Optional;

/**
 * How a process ended. An exit code of 137 and a death by {@code KILL} are not the same, though a shell prints the same
 * number for both: {@link #signal()} tells them apart.
 *
 * @param status the status as wait(2) has it: the signal in the low seven bits, the exit code in the eight above
 * @param outOfMemory whether the kernel killed a process of the container because its memory limit was reached
 * @param at when the end was seen
 */
public record Exit(int status, boolean outOfMemory, Instant at) {
    private static final int SIGNAL_MASK = 0x7f;

    /**
     * The end of a process that returned.
     *
     * @param code the exit code, 0 to 255
     * @param at when the end was seen
     * @return such an end
     */
    public static Exit withCode(int code, Instant at) {
        return new Exit((code & 0xff) << 8, false, at);
    }

    /**
     * The end of a process that was killed.
     *
     * @param signal what killed it
     * @param at when the end was seen
     * @return such an end
     */
    public static Exit bySignal(Signal signal, Instant at) {
        return new Exit(signal.number(), false, at);
    }

    /**
     * The signal that killed the process.
     *
     * @return the signal, or nothing if the process returned by itself
     */
    public Optional<Signal> signal() {
        int number = status & SIGNAL_MASK;
        return number == 0 ? Optional.empty() : Optional.of(new Signal(number));
    }

    /**
     * The exit code as a shell has it.
     *
     * @return 0 to 255: the process's own, or 128 and the number of the signal that killed it
     */
    public int code() {
        return signal().map(signal -> 128 + signal.number()).orElse(status >> 8 & 0xff);
    }

    /** Such as {@code exited with 3}, or {@code was killed by KILL (out of memory)}. */
    @Override
    public String toString() {
        return signal().map(signal -> "was killed by " + signal).orElse("exited with " + code())
                + (outOfMemory ? " (out of memory)" : "");
    }
}
