package org.ociunit.samples.regression;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Version;
import org.ociunit.scenario.Scenario;

/**
 * The deviations that are known, with their reasons: the suite tells of them, and fails for nothing but others. They stand in
 * files that are lists of objects such as
 *
 * <pre>{@code
 * {"runtime": "crun", "since": "1.8", "before": "1.15", "cases": ["L18", "L34"], "reason": "answers with success and does nothing"}
 * }</pre>
 *
 * @param known all of them
 */
record Deviations(List<Known> known) {
    /**
     * One deviation.
     *
     * @param runtime the runtime's name
     * @param since the first version that has it; absent for all before
     * @param before the first version that does not have it any more; absent where there is none
     * @param machine what it is seen on, {@code v1} or {@code v2}; absent for both
     * @param cases the ids of the cases that fail for it
     * @param reason what it is
     */
    record Known(
            String runtime,
            @Nullable String since,
            @Nullable String before,
            @Nullable String machine,
            List<String> cases,
            String reason) {
        boolean isOf(Scenario scenario, OciRuntime other, String here) {
            return runtime.equals(other.name())
                    && cases.contains(scenario.id())
                    && (machine == null || machine.equals(here))
                    && (since == null || other.version().compareTo(Version.in(since)) >= 0)
                    && (before == null || other.version().compareTo(Version.in(before)) < 0);
        }
    }

    /** The deviations of a file, or of all files of a folder. */
    static Deviations read(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            return new Deviations(files.filter(Files::isRegularFile)
                    .sorted()
                    .flatMap(file -> Json.readList(text(file), file.toString(), Known.class).stream())
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why a case is expected to fail on a runtime; nothing if it is not. */
    Optional<String> reason(Scenario scenario, OciRuntime runtime, String machine) {
        return known.stream()
                .filter(each -> each.isOf(scenario, runtime, machine))
                .map(Known::reason)
                .findFirst();
    }
}
