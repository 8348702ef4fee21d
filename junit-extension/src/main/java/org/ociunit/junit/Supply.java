package org.ociunit.junit;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.error.UnsupportedException;

/**
 * The containers that live as long as one test, or one class: each is a value of its store, under a key that nothing else
 * can take.
 */
final class Supply {
    /**
     * A container that was made for a place.
     *
     * @param described the bundle, before the configuration had its say
     */
    record Given(Container container, Bundle described) {}

    private final List<Container> containers = new CopyOnWriteArrayList<>();
    private volatile boolean failed;

    /** The container of parameters without an annotation, which the store closes like all others. */
    private volatile @Nullable Given common;

    private Supply() {}

    static Supply of(ExtensionContext context) {
        return store(context)
                .getOrComputeIfAbsent("supply of " + context.getUniqueId(), any -> new Supply(), Supply.class);
    }

    /** That of a test or class, and those of all classes around it. */
    static Stream<Supply> inReach(ExtensionContext context) {
        return Stream.iterate(
                        Optional.of(context),
                        Optional::isPresent,
                        around -> around.flatMap(ExtensionContext::getParent))
                .flatMap(Optional::stream)
                .map(Supply::of);
    }

    /** The nearest container for parameters without an annotation. */
    static Optional<Given> common(ExtensionContext context) {
        return inReach(context)
                .flatMap(supply -> Optional.ofNullable(supply.common).stream())
                .findFirst();
    }

    /** Makes the container that a class shares, unless it is there. */
    static void ensureClass(ExtensionContext context) {
        Class<?> testClass = context.getRequiredTestClass();
        ensure(
                context,
                findAnnotation(testClass, WithContainer.class)
                        .map(wanted -> Request.of(wanted, "class " + testClass.getName(), testClass))
                        .filter(Supply::isShared));
    }

    /**
     * Makes the container of a test, unless it is there. The method's annotation counts before the class's, and that one
     * before those of the classes around it.
     */
    static void ensureTest(ExtensionContext context) {
        Class<?> testClass = context.getRequiredTestClass();
        String place = "method " + context.getRequiredTestMethod().getName() + " of " + testClass.getName();
        ensure(
                context,
                findAnnotation(context.getTestMethod(), WithContainer.class)
                        .map(wanted -> Request.of(wanted, place, testClass)
                                .without(Scope.CLASS, "a method's container is its test's: annotate the class."))
                        .or(() -> ofClass(context).filter(request -> !isShared(request))));
    }

    private static boolean isShared(Request request) {
        return request.wanted().scope() == Scope.CLASS || request.isForSession();
    }

    /** The annotation of a class or, without one, of the nearest class around it. */
    static Optional<Request> ofClass(ExtensionContext context) {
        return TestRuntime.classes(context)
                .flatMap(type ->
                        findAnnotation(type, WithContainer.class)
                                .map(wanted -> Request.of(wanted, "class " + type.getName(), type))
                                .stream())
                .findFirst();
    }

    private static void ensure(ExtensionContext context, Optional<Request> request) {
        Supply supply = of(context);
        if (supply.common == null && request.isPresent()) {
            supply.common = supply.make(context, request.get());
        }
    }

    /** Makes a container where an exception is the test's own. */
    Given make(ExtensionContext context, Request request) {
        try {
            return makeOrRefuse(context, request);
        } catch (UnsupportedException e) {
            throw Unsupported.translate(context, e);
        }
    }

    /** Makes a container where an exception still comes by {@link ContainerExtension}. */
    Given makeOrRefuse(ExtensionContext context, Request request) {
        Bundle described = NamedNetwork.join(
                context, request, TestRuntime.bind(context, request.bundle(context.getTestInstances())));
        Settings settings = Settings.of(context);
        Function<Session, Container> start = any -> request.make(settings.forStart(described));
        Keep keep = settings.resolve(request.wanted().keep());
        Container container;
        if (request.isForSession()) {
            Object key = new SessionKey(
                    request.wanted(),
                    request.named(),
                    described.runtime().map(runtime -> runtime.name() + " " + runtime.version()));
            container = Session.of(context)
                    .share(
                            context,
                            key,
                            session -> new Owned(
                                    start.apply(session),
                                    keep,
                                    session::hasFailed,
                                    session::remember,
                                    session.report()::ended,
                                    thrown -> {})); // JUnit tells of it; it is of no class
        } else {
            container = start.apply(Session.of(context));
            own(context, container, keep);
        }
        containers.add(container);
        return new Given(container, described);
    }

    /** The store is the container's owner. */
    private void own(ExtensionContext context, Container container, Keep keep) {
        store(context)
                .put(
                        new Object(),
                        new Owned(
                                container,
                                keep,
                                () -> hasFailed(context),
                                kept -> kept.publish(context),
                                Session.of(context).report()::ended,
                                thrown -> Evidence.takeLate(context, thrown)));
    }

    private boolean hasFailed(ExtensionContext context) {
        return failed || context.getExecutionException().isPresent();
    }

    /** A test has failed: its classes are told, and so is the run. */
    static void markFailed(ExtensionContext context) {
        inReach(context).forEach(supply -> supply.failed = true);
        Session.of(context).markFailed();
    }

    /** All containers that a test can use. */
    static List<Container> containers(ExtensionContext context) {
        return inReach(context).flatMap(supply -> supply.containers.stream()).toList();
    }

    static Store store(ExtensionContext context) {
        return context.getStore(Session.NAMESPACE);
    }

    /** Requests with the same key share a container. */
    private record SessionKey(WithContainer wanted, Optional<NamedBundle> named, Optional<String> runtime) {}
}
