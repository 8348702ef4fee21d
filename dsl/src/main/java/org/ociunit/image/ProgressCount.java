package org.ociunit.image;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What has arrived of an image; not for several threads. */
final class ProgressCount {
    private static final int STEP = 1000;
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    final int layers;
    final long bytes;
    private final long began = System.nanoTime();
    private final Map<String, Long> arrived = new HashMap<>();
    private int complete;

    ProgressCount(int layers, long bytes) {
        this.layers = layers;
        this.bytes = bytes;
    }

    /** Notes what is here of a layer; true if that completes it. */
    boolean add(String digest, long count, long size) {
        Long before = arrived.put(digest, count);
        boolean completes = count >= size && (before == null || before < size);
        if (completes) {
            complete++;
        }
        return completes;
    }

    int complete() {
        return complete;
    }

    long arrived() {
        return arrived.values().stream().mapToLong(Long::longValue).sum();
    }

    double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    /** Such as {@code 12.3 MB}. */
    static String size(long bytes) {
        double number = bytes;
        int unit = 0;
        while (number >= STEP && unit < UNITS.length - 1) {
            number /= STEP;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", number, UNITS[unit]);
    }

    /** Enough of a digest to tell it from others. */
    static String shortened(String digest) {
        int end = digest.indexOf(':') + 13;
        return digest.substring(0, Math.min(end, digest.length()));
    }
}
