package org.ociunit.samples.benchmark;

import java.util.Arrays;

/**
 * What was measured of one thing.
 *
 * @param name what it is
 * @param nanoseconds how long it took, one for each round, sorted
 */
record Column(String name, long[] nanoseconds) {
    private static final int TENTH = 10;
    private static final int HALF = 2;

    Column {
        nanoseconds = nanoseconds.clone();
        Arrays.sort(nanoseconds);
    }

    /** The tenth percentile: what it takes while little else goes on. */
    double tenth() {
        return microseconds(TENTH);
    }

    double median() {
        return microseconds(HALF);
    }

    private double microseconds(int part) {
        return nanoseconds[nanoseconds.length / part] / 1e3;
    }
}
