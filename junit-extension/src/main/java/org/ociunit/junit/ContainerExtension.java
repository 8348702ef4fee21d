package org.ociunit.junit;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Timeline;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;

/**
 * What {@link WithContainer} does. A container is a value of the store of the test or class that it lives as long as, and
 * the store closes it: there is no code here that destroys anything.
 */
final class ContainerExtension
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                ParameterResolver,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler,
                TestWatcher {
    private static final Set<Class<?>> TYPES = Set.of(Container.class, Bundle.class, OciRuntime.class, Timeline.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        Session.of(context); // first, so that it is closed last
        RequirementExtension.enforce(context);
        Class<?> testClass = context.getRequiredTestClass();
        for (Field field : FieldOrder.of(testClass, true)) {
            set(context, field, null, testClass);
        }
        Supply.ensureClass(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Session.of(context);
        RequirementExtension.enforce(context);
        LeakCheck.begin(context);
        for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
            for (Field field : FieldOrder.of(instance.getClass(), false)) {
                set(context, field, instance, instance.getClass());
            }
        }
        Supply.ensureTest(context);
    }

    private static void set(ExtensionContext context, Field field, @Nullable Object instance, Class<?> testClass) {
        WithContainer wanted = findAnnotation(field, WithContainer.class).orElseThrow();
        Request request = Request.of(wanted, field, testClass);
        try {
            field.setAccessible(true);
            field.set(instance, Supply.of(context).make(context, request).container());
        } catch (IllegalAccessException e) {
            throw new ExtensionConfigurationException("Could not set field " + field + ".", e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Evidence.take(context, Supply.containers(context));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Evidence.takeOfClass(context, Supply.containers(context));
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        context.getParent().ifPresent(Supply::markFailed);
        if (cause != null) {
            Evidence.takeLate(context, cause);
        }
    }

    /** A container for a constructor's parameter ends with the test that the instance is for. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    /** Two resolvers for one parameter are an error of JUnit's: what may be an argument is left to be one. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        boolean mayBeArgument = type == Bundle.class || type == OciRuntime.class;
        return TYPES.contains(type)
                && !(mayBeArgument
                        && !parameter.isAnnotated(WithContainer.class)
                        && Arguments.areTakenBy(parameter.getDeclaringExecutable()));
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        Optional<Supply.Given> given = given(parameter, context);
        if (type == Bundle.class) {
            return Settings.of(context)
                    .forRuns(TestRuntime.bind(
                            context, given.map(Supply.Given::described).orElseGet(() -> Bundle.from(Image.host()))));
        }
        if (type == OciRuntime.class) {
            return TestRuntime.turn(context)
                    .or(() -> given.map(own -> own.container().runtime()))
                    .or(() -> TestRuntime.of(context))
                    .orElseGet(Runtimes::best);
        }
        Container needed = given.orElseThrow(() -> new ParameterResolutionException(nothingFor(parameter, context)))
                .container();
        requireTurn(needed, parameter, context);
        return type == Timeline.class ? needed.timeline() : needed;
    }

    private static Optional<Supply.Given> given(ParameterContext parameter, ExtensionContext context) {
        Optional<WithContainer> wanted = parameter.findAnnotation(WithContainer.class);
        if (wanted.isEmpty()) {
            ensureForConstructor(parameter, context);
            return Supply.common(context);
        }
        Class<?> testClass = context.getRequiredTestClass();
        String place = "parameter " + parameter.getIndex() + " of "
                + parameter.getDeclaringExecutable().getName() + " of " + testClass.getName();
        Request request = Request.of(wanted.get(), place, testClass)
                .without(Scope.CLASS, "a parameter's container is for it alone: annotate the class.");
        return Optional.of(Supply.of(context).makeOrRefuse(context, request));
    }

    /** A constructor runs before the callbacks: of its test, or of the class if that has one instance. */
    private static void ensureForConstructor(ParameterContext parameter, ExtensionContext context) {
        if (!(parameter.getDeclaringExecutable() instanceof Constructor)) {
            return;
        }
        Session.of(context);
        if (context.getTestMethod().isPresent()) {
            Supply.ensureTest(context);
        } else {
            Supply.ensureClass(context);
        }
    }

    private static String nothingFor(ParameterContext parameter, ExtensionContext context) {
        String what = "There is no container for " + words(parameter, context) + ".";
        return context.getTestMethod().isEmpty() && Supply.ofClass(context).isPresent()
                ? what + "\nWhy: each test has its own, and no test has begun.\n"
                        + "Fix: take it as a parameter of the test, or set scope = Scope.CLASS."
                : what + "\nFix: annotate the class, the test or the parameter with @WithContainer.";
    }

    private static String words(ParameterContext parameter, ExtensionContext context) {
        Parameter wanted = parameter.getParameter();
        return "parameter " + wanted.getName() + " of "
                + parameter.getDeclaringExecutable().getName() + " of "
                + context.getRequiredTestClass().getName();
    }

    /** A container that lives longer than a test is of one runtime, whosever turn it is. */
    private static void requireTurn(Container container, ParameterContext parameter, ExtensionContext context) {
        Optional<OciRuntime> turn = TestRuntime.turn(context);
        if (turn.isPresent() && !turn.get().equals(container.runtime())) {
            throw new ParameterResolutionException("There is no container of "
                    + turn.get().name() + " for " + words(parameter, context) + ".\n"
                    + "Why: the one in reach lives longer than the test, and is one of "
                    + container.runtime().name() + ".\n"
                    + "Fix: let each test have its own: scope = Scope.TEST.");
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw Failure.of(failure).translate(context);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw Failure.of(failure).translate(context);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw Failure.of(failure).beforeAll(context).translate(context);
    }
}
