package org.ociunit.runtime.network;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How packets wait on their way out of a device, tc(8).
 *
 * @param delay how much longer each packet takes
 * @param jitter by how much that varies, to both sides
 * @param loss which share of them is lost, from 0 to 1
 * @param rate how many bytes pass in a second, or null for all that come
 */
public record Queue(
        Duration delay,
        Duration jitter,
        double loss,
        @Nullable Long rate) {
    /** Where packets do not wait. */
    public static final Queue NONE = new Queue(Duration.ZERO, Duration.ZERO, 0, null);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Queue {
        if (delay.isNegative() || jitter.isNegative()) {
            throw new IllegalArgumentException(
                    "Illegal delay " + delay + " with jitter " + jitter + ": neither is negative.");
        }
        if (!(loss >= 0 && loss <= 1)) {
            throw new IllegalArgumentException(
                    "Illegal loss " + loss + ": it is a share, from 0 for none to 1 for every packet.");
        }
        if (rate != null && rate <= 0) {
            throw new IllegalArgumentException(
                    "Illegal bandwidth " + rate + ": it takes one byte in a second or more.");
        }
    }

    /**
     * The same with another delay.
     *
     * @param time how long
     * @param varies by how much that varies
     * @return such a queue
     */
    public Queue withDelay(Duration time, Duration varies) {
        return new Queue(time, varies, loss, rate);
    }

    /**
     * The same with another loss.
     *
     * @param share from 0 to 1
     * @return such a queue
     */
    public Queue withLoss(double share) {
        return new Queue(delay, jitter, share, rate);
    }

    /**
     * The same with another rate.
     *
     * @param bytes in a second
     * @return such a queue
     */
    public Queue withRate(long bytes) {
        return new Queue(delay, jitter, loss, bytes);
    }

    /**
     * Whether nothing waits or is lost.
     *
     * @return true for a queue like {@link #NONE}
     */
    public boolean isNone() {
        return equals(NONE);
    }

    /** Whether packets only wait for one another, which takes no emulator. */
    boolean isRateAlone() {
        return rate != null && withoutRate().isNone();
    }

    private Queue withoutRate() {
        return new Queue(delay, jitter, loss, null);
    }
}
