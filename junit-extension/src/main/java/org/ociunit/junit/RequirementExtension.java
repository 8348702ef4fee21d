package org.ociunit.junit;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;
import static org.junit.platform.commons.support.AnnotationSupport.isAnnotated;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ociunit.error.UnsupportedException;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.spec.Features;

/**
 * What {@link RequiresRuntime} and {@link RequiresFeature} do, and {@link OnEveryRuntime} for a runtime that is not here. As
 * a condition it skips; where an unsupported test is to fail, that is left to the callbacks, since a condition cannot.
 */
final class RequirementExtension implements ExecutionCondition, BeforeAllCallback, BeforeEachCallback {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> lack = lack(context);
        if (lack.isEmpty() || Settings.of(context).unsupported() == Unsupported.FAIL) {
            return ConditionEvaluationResult.enabled("nothing is lacking that would skip it");
        }
        Session.of(context).countAborted(lack.get());
        return ConditionEvaluationResult.disabled(lack.get());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        enforce(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        enforce(context);
    }

    /** Fails a test that lacks something, where it is to fail. */
    static void enforce(ExtensionContext context) {
        if (Settings.of(context).unsupported() == Unsupported.FAIL) {
            lack(context).ifPresent(reason -> {
                throw Unsupported.lacking(context, reason);
            });
        }
    }

    private static Optional<String> lack(ExtensionContext context) {
        return Turn.in(context)
                .filter(turn -> turn.runtime().isEmpty())
                .map(Turn::lack)
                .or(() -> findAnnotation(context.getElement(), RequiresRuntime.class)
                        .flatMap(wanted -> new Required(wanted).lack(Runtimes.available(), Runtimes.missing())))
                .or(() -> lackOfFeature(context));
    }

    /** Each test asks its own runtime, which is not known yet where all turns begin. */
    private static Optional<String> lackOfFeature(ExtensionContext context) {
        boolean isTest = context.getTestMethod().isPresent();
        boolean isTurns = isAnnotated(context.getTestMethod(), OnEveryRuntime.class)
                && Turn.in(context).isEmpty();
        List<RequiresFeature> wanted = isTest && !isTurns ? wanted(context) : List.of();
        return wanted.isEmpty() ? Optional.empty() : lackOfFeature(context, wanted);
    }

    private static List<RequiresFeature> wanted(ExtensionContext context) {
        return Stream.concat(
                        findAnnotation(context.getTestMethod(), RequiresFeature.class).stream(),
                        TestRuntime.classes(context)
                                .flatMap(type -> findAnnotation(type, RequiresFeature.class).stream()))
                .toList();
    }

    private static Optional<String> lackOfFeature(ExtensionContext context, List<RequiresFeature> wanted) {
        try {
            OciRuntime runtime = TestRuntime.of(context).orElseGet(Runtimes::best);
            return wanted.stream()
                    .flatMap(one -> lack(one, runtime).stream())
                    .findFirst()
                    .map(lack ->
                            "needs " + lack + ": " + runtime.name() + " " + runtime.version() + " does not have it");
        } catch (UnsupportedException e) {
            return Optional.of("needs a runtime that tells its features: " + Unsupported.reason(e));
        }
    }

    private static Optional<String> lack(RequiresFeature wanted, OciRuntime runtime) {
        return Arrays.stream(wanted.verbs())
                .filter(verb -> !runtime.can(verb))
                .map(verb -> "the verb " + verb)
                .findFirst()
                .or(() -> lackOfPath(wanted, runtime));
    }

    private static Optional<String> lackOfPath(RequiresFeature wanted, OciRuntime runtime) {
        if (wanted.value().length == 0) {
            return Optional.empty();
        }
        Features features = runtime.features();
        return Arrays.stream(wanted.value())
                .filter(path -> !FeaturePath.parse(path).isIn(features))
                .findFirst();
    }
}
