package org.ociunit;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.Consumer;
import org.ociunit.runtime.network.Queue;

/**
 * What packets pass between a container and its network, or between two containers. It can be made worse, and better again,
 * while they run; each verb adds to those before it. Asked of {@link ContainerNetwork#link}.
 *
 * <pre>{@code
 * network.link(replica).delay(ofMillis(100)).loss(0.1);
 * network.link(primary, replica).cut();
 * network.link(primary, replica).restore();
 * }</pre>
 *
 * <p>Delays and losses are the kernel's emulator's, tc-netem(8), which not every kernel has; bandwidth alone is its token
 * bucket's, tc-tbf(8). Where the kernel knows none of them the verb says so.
 */
public abstract sealed class Link permits MemberLink, PathLink {
    /**
     * How a link is.
     *
     * @param queue how packets wait
     * @param isCut whether none passes
     */
    record Condition(Queue queue, boolean isCut) {
        static final Condition GOOD = new Condition(Queue.NONE, false);

        Condition with(Queue other) {
            return new Condition(other, isCut);
        }
    }

    private final Consumer<String> told;
    private Condition present = Condition.GOOD;

    /**
     * A good link.
     *
     * @param told hears of every change, in words such as {@code delay 100 ms}
     */
    Link(Consumer<String> told) {
        this.told = told;
    }

    /**
     * Delays each packet, in both directions.
     *
     * @param time how much longer each takes
     * @return this link
     * @throws org.ociunit.error.StepFailedException if this kernel cannot
     */
    public Link delay(Duration time) {
        return delay(time, Duration.ZERO);
    }

    /**
     * Delays each packet, in both directions, some more than others: they may overtake one another.
     *
     * @param time how much longer a packet takes
     * @param jitter by how much that varies, to both sides
     * @return this link
     * @throws org.ociunit.error.StepFailedException if this kernel cannot
     */
    public synchronized Link delay(Duration time, Duration jitter) {
        String varying = jitter.isZero() ? "" : " ± " + milliseconds(jitter);
        return become(
                "delay " + milliseconds(time) + varying,
                present.with(present.queue().withDelay(time, jitter)));
    }

    /**
     * Loses packets, in both directions, by chance.
     *
     * @param share how many of them: 0 for none, 1 for all
     * @return this link
     * @throws org.ociunit.error.StepFailedException if this kernel cannot
     */
    public synchronized Link loss(double share) {
        return become("loss " + share, present.with(present.queue().withLoss(share)));
    }

    /**
     * Limits how much passes, in each direction; what does not pass at once waits, and is lost where too much waits.
     *
     * @param inASecond how many bytes
     * @return this link
     * @throws org.ociunit.error.StepFailedException if this kernel cannot
     */
    public synchronized Link bandwidth(Bytes inASecond) {
        return become(
                "bandwidth " + inASecond.count() + " bytes a second",
                present.with(present.queue().withRate(inASecond.count())));
    }

    /**
     * Lets nothing pass: what is sent is lost, and nobody is told.
     *
     * @return this link
     */
    public synchronized Link cut() {
        return become("cut", new Condition(present.queue(), true));
    }

    /**
     * Lets everything pass as it did in the beginning.
     *
     * @return this link
     */
    public synchronized Link restore() {
        return become("restore", Condition.GOOD);
    }

    private Link become(String what, Condition next) {
        change(present, next);
        present = next;
        told.accept(what);
        return this;
    }

    private static String milliseconds(Duration time) {
        return BigDecimal.valueOf(time.toNanos(), 6).stripTrailingZeros().toPlainString() + " ms";
    }

    /** Makes it so; if that fails, it is called again with the same condition before. */
    abstract void change(Condition before, Condition after);
}
