package org.ociunit.image;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One line that is drawn again and again: for a terminal. */
final class ProgressBar implements Progress {
    private static final int WIDTH = 24;
    private static final long PAUSE = 100_000_000;

    private final PrintStream stream;
    private final Map<String, ProgressCount> pulls = new LinkedHashMap<>();
    private long drawn = System.nanoTime() - PAUSE;
    private int length;

    ProgressBar(PrintStream stream) {
        this.stream = stream;
    }

    @Override
    public synchronized void began(String image, int layers, long bytes) {
        ProgressCount count = new ProgressCount(layers, bytes);
        pulls.put(image, count);
        draw(line(image, count));
    }

    @Override
    public synchronized void received(String image, String digest, long arrived, long bytes) {
        ProgressCount count = pulls.get(image);
        if (count == null) {
            return;
        }
        boolean completes = count.add(digest, arrived, bytes);
        if (completes || System.nanoTime() - drawn >= PAUSE) {
            draw(line(image, count));
        }
    }

    @Override
    public synchronized void waits(String image, String why, Duration pause) {
        draw(image + "  " + why + "; once more in " + pause.toMillis() + " ms");
    }

    @Override
    public synchronized void ended(String image) {
        ProgressCount count = pulls.remove(image);
        if (count != null) {
            draw(line(image, count));
            stream.println();
            stream.flush();
            length = 0;
        }
    }

    private static String line(String image, ProgressCount count) {
        long arrived = count.arrived();
        double part = count.bytes == 0 ? 1 : Math.min(1, (double) arrived / count.bytes);
        int full = (int) (part * WIDTH);
        return String.format(
                Locale.ROOT,
                "%s  [%s%s] %3d %%  %s of %s, %d of %d layers, %s/s",
                image,
                "#".repeat(full),
                "-".repeat(WIDTH - full),
                (int) (part * 100),
                ProgressCount.size(arrived),
                ProgressCount.size(count.bytes),
                Math.min(count.complete(), count.layers),
                count.layers,
                ProgressCount.size((long) (arrived / Math.max(count.seconds(), 1e-3))));
    }

    /** Over what stood there before. */
    private void draw(String line) {
        stream.print("\r" + line + " ".repeat(Math.max(0, length - line.length())));
        stream.flush();
        length = line.length();
        drawn = System.nanoTime();
    }
}
