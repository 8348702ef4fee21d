package org.ociunit.runtime.network;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * How packets wait: by the kernel's emulator of networks, tc-netem(8), or where there is nothing but a rate by its token
 * bucket, tc-tbf(8), which more kernels have.
 *
 * <p>The numbers are those of linux/pkt_sched.h.
 */
public final class Queues {
    private static final int NEW_QUEUE = 36;
    private static final int DELETE_QUEUE = 37;
    private static final int REPLACE = 0x100;
    private static final int CREATE = 0x400;

    /** TC_H_ROOT. */
    private static final int ROOT = 0xffffffff;

    private static final int KIND = 1;
    private static final int OPTIONS = 2;

    /** How many packets may wait: more than any test sends within its delay. */
    private static final int MOST_PACKETS = 100_000;

    /** The least that passes at once: a whole packet of an Ethernet, and its header. */
    private static final long LEAST_BURST = 2_000;

    /** The time whose bytes pass at once, and that the last byte may wait, as parts of a second. */
    private static final int BURSTS = 100;

    private static final int LATEST = 2;

    private static final long MOST_RATE = 0xffff_ffffL;

    private Queues() {}

    /**
     * Sets how packets wait on their way out of a device, from now on.
     *
     * @param device the device
     * @param queue how
     * @return the request
     */
    public static RouteRequest set(Device device, Queue queue) {
        return queue.isRateAlone() ? bucket(device, Objects.requireNonNull(queue.rate())) : emulator(device, queue);
    }

    /**
     * Has packets wait no more.
     *
     * @param device the device
     * @return the request
     */
    public static RouteRequest removed(Device device) {
        return queue(DELETE_QUEUE, 0, device).request("let packets pass " + device.name());
    }

    private static RouteRequest emulator(Device device, Queue queue) {
        return queue(NEW_QUEUE, CREATE | REPLACE, device)
                .with(KIND, "netem")
                .nest(OPTIONS, options -> {
                    options.raw(into -> emulatorHeader(into, queue));
                    options.with(
                            Emulator.DELAY, into -> into.putLong(queue.delay().toNanos()));
                    options.with(
                            Emulator.JITTER, into -> into.putLong(queue.jitter().toNanos()));
                    if (queue.rate() != null) {
                        addRate(options, queue.rate());
                    }
                })
                .request("emulate a network at " + device.name());
    }

    private static void addRate(RouteMessage options, long rate) {
        options.with(Emulator.RATE_64, into -> into.putLong(rate));
        options.with(
                Emulator.RATE,
                into -> into.putInt((int) Math.min(rate, MOST_RATE))
                        .putInt(0)
                        .putInt(0)
                        .putInt(0));
    }

    /** struct tc_netem_qopt; what the two attributes say in nanoseconds is left out of it. */
    private static void emulatorHeader(ByteBuffer into, Queue queue) {
        into.putInt(0).putInt(MOST_PACKETS).putInt((int) Math.round(queue.loss() * MOST_RATE));
        into.putInt(0).putInt(0).putInt(0);
    }

    private static RouteRequest bucket(Device device, long rate) {
        long burst = Math.max(LEAST_BURST, rate / BURSTS);
        return queue(NEW_QUEUE, CREATE | REPLACE, device)
                .with(KIND, "tbf")
                .nest(
                        OPTIONS,
                        options -> options.with(Bucket.PARAMETERS, into -> bucketHeader(into, rate, burst))
                                .with(Bucket.RATE_64, into -> into.putLong(rate))
                                .with(Bucket.BURST, (int) Math.min(burst, Integer.MAX_VALUE)))
                .request("limit the bandwidth of " + device.name());
    }

    /** struct tc_tbf_qopt: the rate on an Ethernet, none for peaks, and how many bytes may wait. */
    private static void bucketHeader(ByteBuffer into, long rate, long burst) {
        into.put((byte) 0)
                .put(Bucket.ETHERNET)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0);
        into.putInt((int) Math.min(rate, MOST_RATE));
        into.putLong(0).putInt(0);
        into.putInt((int) Math.min(burst + Math.max(LEAST_BURST, rate / LATEST), Integer.MAX_VALUE));
        into.putInt(0).putInt(0);
    }

    private static RouteMessage queue(int type, int flags, Device device) {
        return new RouteMessage(
                type,
                flags,
                into -> into.putInt(0)
                        .putInt(device.index())
                        .putInt(0)
                        .putInt(ROOT)
                        .putInt(0));
    }

    /** TCA_NETEM_*. */
    private static final class Emulator {
        static final int RATE = 6;
        static final int RATE_64 = 8;
        static final int DELAY = 10;
        static final int JITTER = 11;
    }

    /** TCA_TBF_*. */
    private static final class Bucket {
        static final int PARAMETERS = 1;
        static final int RATE_64 = 4;
        static final int BURST = 6;
        static final byte ETHERNET = 1;
    }
}
