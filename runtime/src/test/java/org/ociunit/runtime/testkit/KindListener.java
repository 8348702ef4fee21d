package org.ociunit.runtime.testkit;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Counts what ran, failed and was skipped of each kind, into one file a run.
 *
 * <p>The folder is the system property {@code ociunit.kinds}, by default {@code target/kinds}. A run inside a test is
 * not counted: the engine's test kit tells no registered listener of it, and to a launcher's the run around it is known.
 */
public final class KindListener implements TestExecutionListener {

    private static final AtomicBoolean RUNNING_HERE = new AtomicBoolean();

    private final AtomicBoolean running;
    private final Path folder;
    private @Nullable TestPlan plan;
    private @Nullable KindCount count;

    /** For the service loader. */
    public KindListener() {
        this(RUNNING_HERE, Path.of(System.getProperty("ociunit.kinds", "target/kinds")));
    }

    KindListener(AtomicBoolean running, Path folder) {
        this.running = running;
        this.folder = folder;
    }

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan started) {
        if (plan == null && running.compareAndSet(false, true)) {
            plan = started;
            count = new KindCount();
        }
    }

    @Override
    public synchronized void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        if (plan == null || count == null) {
            return;
        }
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (identifier.isTest()) {
                    count.passed(kinds(plan, identifier));
                }
            }
            case FAILED ->
                count.failed(
                        kinds(plan, identifier),
                        name(plan, identifier) + ": "
                                + result.getThrowable().map(Throwable::toString).orElse("failed"));
            case ABORTED ->
                skipped(
                        plan,
                        count,
                        identifier,
                        result.getThrowable().map(Throwable::getMessage).orElse("aborted"));
        }
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier identifier, String reason) {
        if (plan != null && count != null) {
            skipped(plan, count, identifier, reason);
        }
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan finished) {
        if (plan == finished && count != null) {
            count.writeTo(folder);
            plan = null;
            count = null;
            running.set(false);
        }
    }

    /** A class is as many tests as it holds; a template, whose invocations nobody knows yet, is one. */
    private static void skipped(TestPlan plan, KindCount count, TestIdentifier identifier, String reason) {
        Stream.concat(Stream.of(identifier), plan.getDescendants(identifier).stream())
                .filter(each -> plan.getChildren(each).isEmpty())
                .forEach(each -> count.skipped(kinds(plan, each), reason));
    }

    /** With the class that runs it in front, where that has inherited it. */
    private static String name(TestPlan plan, TestIdentifier identifier) {
        String name = name(identifier);
        String outermost = withAncestors(plan, identifier)
                .filter(each -> each.getSource().orElse(null) instanceof ClassSource)
                .reduce((inner, outer) -> outer)
                .map(KindListener::name)
                .orElse(name);
        return name.startsWith(outermost) ? name : outermost + ", " + name;
    }

    private static String name(TestIdentifier identifier) {
        TestSource source = identifier.getSource().orElse(null);
        if (source instanceof MethodSource method) {
            return simple(method.getClassName()) + "." + method.getMethodName();
        }
        return source instanceof ClassSource type ? simple(type.getClassName()) : identifier.getDisplayName();
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    private static Set<String> kinds(TestPlan plan, TestIdentifier identifier) {
        Set<String> kinds = new TreeSet<>();
        withAncestors(plan, identifier)
                .flatMap(each -> each.getTags().stream())
                .map(TestTag::getName)
                .forEach(kinds::add);
        return kinds.isEmpty() ? Set.of("any") : kinds;
    }

    private static Stream<TestIdentifier> withAncestors(TestPlan plan, TestIdentifier identifier) {
        return Stream.iterate(
                identifier, each -> each != null, each -> plan.getParent(each).orElse(null));
    }
}
