package org.ociunit.runtime.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.ociunit.json.Json;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Version;
import org.opentest4j.TestAbortedException;

/**
 * What runtimes are known to do otherwise than the contract says, with the reason. Such a test is skipped, by that name, as
 * long as it fails; once it passes, it fails: the deviation has to be taken off the list.
 */
final class KnownDeviations implements InvocationInterceptor {
    /**
     * A deviation.
     *
     * @param runtime the runtime's name
     * @param below the version that no longer has it; absent for all
     * @param test the name of the test's method, or of its invocation, such as {@code pause when created}
     * @param reason what the runtime does instead
     */
    record Deviation(String runtime, @Nullable String below, String test, String reason) {
        private boolean concerns(OciRuntime other, String name) {
            return runtime.equals(other.name())
                    && test.equals(name)
                    && (below == null || other.version().compareTo(Version.in(below)) < 0);
        }
    }

    private static final List<Deviation> ALL = read();

    private static List<Deviation> read() {
        try (InputStream text = KnownDeviations.class.getResourceAsStream("deviations.json")) {
            return Json.readList(
                    new String(text.readAllBytes(), StandardCharsets.UTF_8), "deviations.json", Deviation.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context, method.getExecutable().getName());
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context, context.getDisplayName());
    }

    private static void proceed(Invocation<Void> invocation, ExtensionContext context, String test) throws Throwable {
        OciRuntime runtime = ((RuntimeFixture) context.getRequiredTestInstance()).runtime();
        Optional<Deviation> known = ALL.stream()
                .filter(deviation -> deviation.concerns(runtime, test))
                .findFirst();
        if (known.isEmpty()) {
            invocation.proceed();
            return;
        }
        String deviation = "deviation of " + runtime.name() + " " + runtime.version() + " ("
                + known.get().reason() + ")";
        try {
            invocation.proceed();
        } catch (TestAbortedException otherwiseSkipped) {
            throw otherwiseSkipped;
        } catch (Throwable expected) {
            throw new TestAbortedException("known " + deviation, expected);
        }
        throw new AssertionError("The " + deviation + " has disappeared: take it off deviations.json.");
    }
}
