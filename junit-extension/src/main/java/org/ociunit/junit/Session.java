package org.ociunit.junit;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.ociunit.Container;
import org.ociunit.error.ContainerException;
import org.ociunit.report.TestReport;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.host.Host;

/**
 * The run of tests: one launcher serves it and ends with it; the store of the run closes both. What concerns no single test
 * is told here, at the end.
 */
final class Session implements AutoCloseable {
    static final Namespace NAMESPACE = Namespace.create(ContainerExtension.class);
    private static final System.Logger LOG = System.getLogger(WithContainer.class.getName());

    /** A system property of {@link Host}, and one of the configuration parameters. */
    private static final String ROOT = "ociunit.root";

    private final Map<String, Integer> aborted = new ConcurrentSkipListMap<>();
    private final Queue<Kept> kept = new ConcurrentLinkedQueue<>();
    private final Set<Container> shared = ConcurrentHashMap.newKeySet();
    private final TestReport report = new TestReport();
    private final Optional<Path> folder;
    private volatile boolean failed;

    private Session(Optional<Path> folder) {
        this.folder = folder;
    }

    static Session of(ExtensionContext context) {
        Settings.of(context).root().ifPresent(Session::requireRoot);
        Optional<Path> folder = Settings.of(context).report();
        return store(context).getOrComputeIfAbsent(Session.class, any -> new Session(folder), Session.class);
    }

    /** Runtimes are not the extension's alone: the whole JVM learns where they keep their state, if it is not too late. */
    private static void requireRoot(Path root) {
        String before = System.getProperty(ROOT);
        System.setProperty(ROOT, root.toString());
        Path used = Host.current().runtimeFolder();
        if (before == null) {
            System.clearProperty(ROOT); // what JUnit's parameter says to this run need not hold for the next
        }
        if (!used.equals(root)) {
            throw new ExtensionConfigurationException(ROOT + " is \"" + root + "\", and this JVM has used " + used
                    + " already: give it as a system property of the JVM.");
        }
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE);
    }

    /** The container of the whole run with a key, which is made if it is not there yet. */
    Container share(ExtensionContext context, Object key, Function<Session, Owned> make) {
        return store(context)
                .getOrComputeIfAbsent(
                        key,
                        any -> {
                            Owned made = make.apply(this);
                            shared.add(made.container());
                            return made;
                        },
                        Owned.class)
                .container();
    }

    /** Whether a container lives as long as the run, whichever test has made it. */
    boolean shares(Container container) {
        return shared.contains(container);
    }

    /** A class or a test was not run, since this machine cannot. */
    void countAborted(String reason) {
        aborted.merge(reason, 1, Integer::sum);
    }

    void remember(Kept folder) {
        kept.add(folder);
    }

    /** What is written at the end. */
    TestReport report() {
        return report;
    }

    void markFailed() {
        failed = true;
    }

    boolean hasFailed() {
        return failed;
    }

    @Override
    public void close() {
        tell(System.Logger.Level.WARNING, aborted.values(), this::abortedLine);
        tell(System.Logger.Level.INFO, kept, this::keptLine);
        Container.unclosed()
                .forEach(container -> LOG.log(
                        System.Logger.Level.WARNING,
                        "Container {0}, made at {1}, was never closed; it is ended now.",
                        container.id(),
                        container.origin().line()));
        Runtimes.shutDown();
        writeReport();
    }

    /** A report that cannot be written fails no test. */
    private void writeReport() {
        try {
            folder.ifPresent(report::writeTo);
        } catch (ContainerException e) {
            LOG.log(System.Logger.Level.WARNING, e.getMessage());
        }
    }

    private static <T> void tell(System.Logger.Level level, Collection<T> of, Function<Collection<T>, String> line) {
        if (!of.isEmpty()) {
            LOG.log(level, line.apply(of));
        }
    }

    private String abortedLine(Collection<Integer> counts) {
        int all = counts.stream().mapToInt(Integer::intValue).sum();
        return aborted.entrySet().stream()
                .map(reason -> reason.getValue() + ": " + reason.getKey())
                .collect(Collectors.joining(
                        "; ",
                        "Not run, since this machine cannot: " + all + " (",
                        "). With ociunit.unsupported=fail they fail."));
    }

    private String keptLine(Collection<Kept> folders) {
        return folders.stream()
                .map(folder -> folder.id() + " in " + folder.folder())
                .collect(Collectors.joining(", ", "Kept: ", "."));
    }
}
