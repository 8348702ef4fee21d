package org.ociunit.image;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A line for each layer that has arrived: for a log. */
final class ProgressLines implements Progress {
    private final PrintStream stream;
    private final Map<String, ProgressCount> pulls = new HashMap<>();

    ProgressLines(PrintStream stream) {
        this.stream = stream;
    }

    @Override
    public synchronized void began(String image, int layers, long bytes) {
        pulls.put(image, new ProgressCount(layers, bytes));
        stream.println(
                image + ": " + (layers == 1 ? "1 layer" : layers + " layers") + ", " + ProgressCount.size(bytes));
    }

    @Override
    public synchronized void received(String image, String digest, long arrived, long bytes) {
        ProgressCount count = pulls.get(image);
        if (count != null && count.add(digest, arrived, bytes)) {
            stream.println(image + ": " + ProgressCount.shortened(digest) + ", " + ProgressCount.size(bytes));
        }
    }

    @Override
    public synchronized void waits(String image, String why, Duration pause) {
        stream.println(image + ": " + why + "; once more in " + pause.toMillis() + " ms");
    }

    @Override
    public synchronized void ended(String image) {
        ProgressCount count = pulls.remove(image);
        if (count != null) {
            stream.println(String.format(
                    Locale.ROOT,
                    "%s: %s arrived in %.1f s",
                    image,
                    ProgressCount.size(count.arrived()),
                    count.seconds()));
        }
    }
}
