package org.ociunit;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** How much processor time there is in each period. */
record CpuQuota(Duration time, Duration period) {
    static CpuQuota ofMicros(String time, String period) {
        return new CpuQuota(
                Duration.of(Long.parseLong(time), ChronoUnit.MICROS),
                Duration.of(Long.parseLong(period), ChronoUnit.MICROS));
    }

    /** Such as {@code 50000 µs in each 100000 µs}. */
    @Override
    public String toString() {
        return micros(time) + " µs in each " + micros(period) + " µs";
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
