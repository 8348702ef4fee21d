package org.ociunit.samples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ociunit.runtime.catalog.Runtimes;

/**
 * Measures runtimes beside each other: all take turns, round by round, so that what else goes on meets all alike.
 * {@code script/bench} runs it.
 */
public final class Benchmark {
    private Benchmark() {}

    /**
     * Measures, prints a table, and writes it down.
     *
     * @param args {@code [--rounds N] [--warm-up N] [--seconds N] [FILE]}
     * @throws IOException if the file cannot be written, or what is measured cannot be made
     */
    public static void main(String[] args) throws IOException {
        Options options = Options.of(args);
        Report report = measure(options);
        System.out.print(report.table());
        Path file = options.file().toAbsolutePath();
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, report.json());
        Runtimes.shutDown();
    }

    private static Report measure(Options options) throws IOException {
        try (Contenders contenders = Contenders.here()) {
            long end = System.nanoTime() + options.time().toNanos();
            warmUp(contenders.all(), options, end);
            List<Contender> all = contenders.all();
            int rounds = 0;
            for (; rounds < options.rounds() && (rounds == 0 || System.nanoTime() < end); rounds++) {
                for (int turn = 0; turn < all.size(); turn++) {
                    all.get((rounds + turn) % all.size()).measure(); // nobody always comes after the same one
                }
            }
            List<Column> columns = new ArrayList<>();
            all.forEach(contender -> columns.addAll(contender.columns()));
            return new Report(rounds, columns, contenders.missing());
        }
    }

    /** Half of the time at most. A command has no JVM to warm; it only fills the kernel's caches. */
    private static void warmUp(List<Contender> all, Options options, long end) throws IOException {
        long half = end - options.time().toNanos() / 2;
        for (int round = 0; round < options.warmUp() && System.nanoTime() < half; round++) {
            for (Contender contender : all) {
                if (contender.isOfThisJvm() || round == 0) {
                    contender.warmUp();
                }
            }
        }
    }
}
