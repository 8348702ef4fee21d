package org.ociunit.junit;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;
import static org.junit.platform.commons.support.AnnotationSupport.isAnnotated;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.ociunit.runtime.catalog.Runtimes;

/** What {@link OnEveryRuntime} does: a turn for each runtime, which the other extensions find in the test's store. */
final class EveryRuntimeExtension implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return isAnnotated(context.getTestMethod(), OnEveryRuntime.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        String[] names = findAnnotation(context.getTestMethod(), OnEveryRuntime.class)
                .orElseThrow()
                .value();
        return Turn.all(names, Runtimes.available(), Runtimes.missing()).stream()
                .map(EveryRuntimeExtension::invocation);
    }

    private static TestTemplateInvocationContext invocation(Turn turn) {
        return new TestTemplateInvocationContext() {
            @Override
            public String getDisplayName(int index) {
                return turn.name();
            }

            @Override
            public void prepareInvocation(ExtensionContext context) {
                turn.begin(context);
            }
        };
    }
}
