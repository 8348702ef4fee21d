package org.ociunit.junit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ociunit.Bundle;

/**
 * The configuration parameters, as {@link WithContainer} describes them.
 *
 * @param root where runtimes keep their containers' state, if not where they do by themselves
 * @param runtime the name of the runtime where nothing else names one
 * @param unsupported what becomes of a test that this machine cannot run
 * @param keep what {@link Keep#DEFAULT} stands for
 * @param start how long a container may take to be of use where nothing else says so
 * @param run how long the runs of a bundle may take where nothing else says so
 * @param report the folder of the report; nothing if there is to be none
 */
record Settings(
        Optional<Path> root,
        Optional<String> runtime,
        Unsupported unsupported,
        Keep keep,
        Optional<Duration> start,
        Optional<Duration> run,
        Optional<Path> report) {

    /** A parameter, as its user has written it. */
    private record Value(String key, String text) {
        ExtensionConfigurationException wrong(String allowed) {
            return new ExtensionConfigurationException(key + " is \"" + text + "\", and should be " + allowed + ".");
        }

        Duration time() {
            return Time.parse(text).orElseThrow(() -> wrong("like " + Time.EXAMPLES));
        }

        Path absolutePath() {
            if (!text.startsWith("/")) {
                throw wrong("an absolute path");
            }
            return Path.of(text);
        }

        <T extends Enum<T>> T oneOf(List<T> constants) {
            return constants.stream()
                    .filter(constant -> word(constant).equals(text))
                    .findFirst()
                    .orElseThrow(
                            () -> wrong(constants.stream().map(Settings::word).collect(Collectors.joining(" or "))));
        }
    }

    /** The parameters of a run of tests, read once. */
    static Settings of(ExtensionContext context) {
        return context.getRoot()
                .getStore(Session.NAMESPACE)
                .getOrComputeIfAbsent(
                        Settings.class,
                        any -> read(context::getConfigurationParameter, System.getenv()),
                        Settings.class);
    }

    /** JUnit's parameters, which include the system properties, come before the environment. */
    static Settings read(Function<String, Optional<String>> parameters, Map<String, String> environment) {
        Function<String, Optional<Value>> find = key -> {
            String variable = key.toUpperCase(Locale.ROOT).replace('.', '_');
            return parameters
                    .apply(key)
                    .map(text -> new Value(key, text.strip()))
                    .or(() -> Optional.ofNullable(environment.get(variable))
                            .map(text -> new Value(variable, text.strip())));
        };
        return new Settings(
                find.apply("ociunit.root").map(Value::absolutePath),
                find.apply("ociunit.runtime").map(Value::text),
                find.apply("ociunit.unsupported")
                        .map(value -> value.oneOf(Arrays.asList(Unsupported.values())))
                        .orElse(environment.containsKey("CI") ? Unsupported.FAIL : Unsupported.ABORT),
                find.apply("ociunit.keep")
                        .map(value -> value.oneOf(List.of(Keep.NEVER, Keep.ON_FAILURE, Keep.ALWAYS)))
                        .orElse(Keep.NEVER),
                find.apply("ociunit.deadline.start").map(Value::time),
                find.apply("ociunit.deadline.run").map(Value::time),
                report(find.apply("ociunit.report").map(Value::text)));
    }

    /** Gradle has no folder named target. */
    private static Optional<Path> report(Optional<String> wish) {
        boolean gradle = Files.isDirectory(Path.of("build")) && Files.notExists(Path.of("target"));
        return wish.or(() -> Optional.of(gradle ? "build/ociunit-report" : "target/ociunit-report"))
                .filter(text -> !text.equals("off"))
                .map(Path::of);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What an annotation's own wish comes to. */
    Keep resolve(Keep wish) {
        return wish == Keep.DEFAULT ? keep : wish;
    }

    /** A bundle whose containers are started. */
    Bundle forStart(Bundle bundle) {
        return limited(bundle, start);
    }

    /** A bundle that a test may run. */
    Bundle forRuns(Bundle bundle) {
        return limited(bundle, run);
    }

    private static Bundle limited(Bundle bundle, Optional<Duration> deadline) {
        return bundle.deadline().isPresent()
                ? bundle
                : deadline.map(bundle::deadline).orElse(bundle);
    }
}
