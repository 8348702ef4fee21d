package org.ociunit.samples.lifecycle;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.scenario.Exploration;
import org.ociunit.scenario.Findings;

/**
 * Looks for what a runtime does otherwise than it has to, and prints it with the shortest scenario for each deviation.
 * {@code script/explore} runs it. It exits with 0 if it has found nothing, with 1 if it has, and with 2 if it was used
 * wrongly, or the runtime cannot be explored here.
 */
public final class Explore {
    private static final int NOTHING = 0;
    private static final int FOUND = 1;
    private static final int WRONG_USE = 2;

    private String runtime = "";
    private String[] globalOptions = {};
    private long seed = 1;
    private int steps = 500;
    private Duration time = Duration.ofMinutes(5);

    private Explore() {}

    /**
     * Explores.
     *
     * @param args see {@code script/explore -h}
     */
    public static void main(String[] args) {
        System.exit(exitCode(args));
    }

    private static int exitCode(String... args) {
        try {
            Findings findings = new Explore().read(args).run();
            System.out.print(findings.toText());
            return findings.deviations().isEmpty() ? NOTHING : FOUND;
        } catch (IllegalArgumentException | ContainerException e) {
            System.err.println("explore: " + e.getMessage());
            return WRONG_USE;
        }
    }

    private Explore read(String... args) {
        for (Iterator<String> rest = List.of(args).iterator(); rest.hasNext(); ) {
            String word = rest.next();
            switch (word) {
                case "--runtime" -> runtime = value(word, rest);
                case "--seed" -> seed = number(word, rest);
                case "--steps" -> steps = Math.toIntExact(Math.min(number(word, rest), Integer.MAX_VALUE));
                case "--seconds" -> time = Duration.ofSeconds(number(word, rest));
                case "--" -> globalOptions = remaining(rest);
                default -> throw new IllegalArgumentException("Unknown option " + word + ".");
            }
        }
        if (runtime.isEmpty()) {
            throw new IllegalArgumentException("--runtime takes the name or the path of a runtime.");
        }
        if (globalOptions.length > 0 && !runtime.startsWith("/")) {
            throw new IllegalArgumentException("Options of a runtime need its path, and not only its name.");
        }
        return this;
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " takes a value.");
        }
        return rest.next();
    }

    private static long number(String option, Iterator<String> rest) {
        String value = value(option, rest);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " takes a number, and not \"" + value + "\".", e);
        }
    }

    private static String[] remaining(Iterator<String> rest) {
        List<String> words = new ArrayList<>();
        rest.forEachRemaining(words::add);
        return words.toArray(String[]::new);
    }

    private Findings run() {
        return Exploration.of(runtime()).seed(seed).steps(steps).deadline(time).run();
    }

    private OciRuntime runtime() {
        if (runtime.startsWith("/")) {
            return Runtimes.at(Path.of(runtime), globalOptions);
        }
        return runtime.equals("embedded") ? Runtimes.embedded() : Runtimes.installed(runtime);
    }
}
