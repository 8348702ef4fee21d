package org.ociunit.junit;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ociunit.Bundle;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;

/** The runtime of a test: the one whose turn it is, the one that it requires, or the one of the configuration. */
final class TestRuntime {
    private TestRuntime() {}

    /**
     * The runtime that a test says to be its own.
     *
     * @throws org.ociunit.error.UnsupportedByHostException if it is not here
     */
    static Optional<OciRuntime> of(ExtensionContext context) {
        return turn(context).or(() -> required(context)).or(() -> configured(context));
    }

    /** A bundle for a test's containers: its turn comes before what the bundle says, and that before all else. */
    static Bundle bind(ExtensionContext context, Bundle bundle) {
        Optional<OciRuntime> turn = turn(context);
        return turn.isPresent() || bundle.runtime().isEmpty()
                ? of(context).map(bundle::on).orElse(bundle)
                : bundle;
    }

    static Optional<OciRuntime> turn(ExtensionContext context) {
        return Turn.in(context).flatMap(Turn::runtime);
    }

    /** The test's class and those around it. */
    static Stream<Class<?>> classes(ExtensionContext context) {
        return Stream.<Class<?>>iterate(context.getRequiredTestClass(), Objects::nonNull, Class::getEnclosingClass);
    }

    private static Optional<OciRuntime> required(ExtensionContext context) {
        return findAnnotation(context.getTestMethod(), RequiresRuntime.class)
                .or(() -> classes(context)
                        .flatMap(type -> findAnnotation(type, RequiresRuntime.class).stream())
                        .findFirst())
                .map(wanted -> named(wanted.value()));
    }

    private static Optional<OciRuntime> configured(ExtensionContext context) {
        return Settings.of(context).runtime().map(name -> {
            if (Required.find(name, Runtimes.available()).isEmpty()
                    && !Runtimes.missing().containsKey(name)) {
                throw new ExtensionConfigurationException(
                        "ociunit.runtime is \"" + name + "\", and should be " + String.join(" or ", known()) + ".");
            }
            return named(name);
        });
    }

    private static Iterable<String> known() {
        return Stream.concat(Runtimes.available().stream().map(OciRuntime::name), Runtimes.missing().keySet().stream())
                .toList();
    }

    private static OciRuntime named(String name) {
        return Required.find(name, Runtimes.available()).orElseGet(() -> Runtimes.installed(name));
    }
}
