package org.ociunit.junit;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ociunit.Container;

/**
 * Fails a test that has made a container and not closed it. It is put into the test's store before all containers, so that
 * the store closes it after them.
 *
 * @param test the test's name
 * @param thread the thread that runs it if other tests may run beside it on others; else all threads are its own
 * @param before what was not closed when the test began
 * @param session the owner of what no single test has to close
 */
record LeakCheck(String test, Optional<Thread> thread, Set<Container> before, Session session)
        implements AutoCloseable {
    private static final String PARALLEL = "junit.jupiter.execution.parallel.enabled";

    static void begin(ExtensionContext context) {
        LeakCheck check =
                new LeakCheck(name(context), thread(context), Set.copyOf(Container.unclosed()), Session.of(context));
        Supply.store(context).put(LeakCheck.class, check);
    }

    /** A test's own mode does not tell: others may run beside one that is to run in the same thread as its class. */
    private static Optional<Thread> thread(ExtensionContext context) {
        return context.getConfigurationParameter(PARALLEL)
                        .filter(Boolean::parseBoolean)
                        .isPresent()
                ? Optional.of(Thread.currentThread())
                : Optional.empty();
    }

    private static String name(ExtensionContext context) {
        return context.getRequiredTestClass().getName() + "."
                + context.getRequiredTestMethod().getName();
    }

    @Override
    public void close() {
        List<Container> leaked = Container.unclosed().stream()
                .filter(container -> !before.contains(container) && !session.shares(container))
                .filter(container ->
                        thread.stream().allMatch(own -> container.origin().thread() == own))
                .toList();
        if (leaked.isEmpty()) {
            return;
        }
        AssertionError failure = new AssertionError(leaked.stream()
                .map(container ->
                        container.id() + ", made at " + container.origin().line())
                .collect(Collectors.joining(
                        "\n  ",
                        "Test " + test + " left containers behind:\n  ",
                        "\nFix: make them in a try statement, or close them; they have been closed now.")));
        for (Container container : leaked) {
            try {
                container.close();
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }
}
