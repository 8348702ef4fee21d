package org.ociunit.samples.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/**
 * What the command line says.
 *
 * @param rounds how often each is measured
 * @param warmUp how often each is run before that
 * @param time after which no round begins
 * @param file where the figures go
 */
record Options(int rounds, int warmUp, Duration time, Path file) {
    private static final Options DEFAULTS =
            new Options(50, 200, Duration.ofMinutes(4), Path.of("target", "benchmark.json"));

    Options {
        if (rounds < 1 || warmUp < 0 || time.isNegative()) {
            throw new IllegalArgumentException("At least one round, and no negative number.");
        }
    }

    static Options of(String... args) {
        Options options = DEFAULTS;
        for (Iterator<String> rest = List.of(args).iterator(); rest.hasNext(); ) {
            String word = rest.next();
            options = switch (word) {
                case "--rounds" -> new Options(number(word, rest), options.warmUp, options.time, options.file);
                case "--warm-up" -> new Options(options.rounds, number(word, rest), options.time, options.file);
                case "--seconds" ->
                    new Options(options.rounds, options.warmUp, Duration.ofSeconds(number(word, rest)), options.file);
                default -> new Options(options.rounds, options.warmUp, options.time, file(word));
            };
        }
        return options;
    }

    private static Path file(String word) {
        if (word.startsWith("-")) {
            throw new IllegalArgumentException("Unknown option " + word + ".");
        }
        return Path.of(word);
    }

    private static int number(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " takes a number.");
        }
        return Integer.parseInt(rest.next());
    }
}
