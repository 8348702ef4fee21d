package org.ociunit.runtime.catalog;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DrivenRuntime;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.RootFs;
import org.ociunit.runtime.driver.Dialect;
import org.ociunit.runtime.driver.InstalledRuntime;
import org.ociunit.runtime.embedded.EmbeddedRuntime;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.host.InstalledPrograms;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.plan.Plan;
import org.ociunit.spec.Spec;

/**
 * The runtimes of this machine: those that OciUnit knows (runc, crun, youki, runsc), and users' own.
 *
 * <p>A user's own is added in one of two ways. One with a command line like runc's is described by a JSON file, a dialect, in
 * a folder that the system property {@code ociunit.dialects} or the environment variable {@code OCIUNIT_DIALECTS} names; see
 * the module's README. Any other is a {@link OciRuntime.Provider}, found by {@link ServiceLoader}.
 *
 * <p>Each keeps its containers' state in a folder of its own below {@link Host#runtimeFolder()}, so that they are never
 * mixed up with those of other programs.
 */
public final class Runtimes {
    /** What makes a runtime another one. */
    private record Key(Dialect dialect, Path program, List<String> globalOptions) {
        /** Two builds of one runtime do not share a state root. */
        private String stateRootName() {
            String name = program.getFileName().toString();
            boolean plain = globalOptions.isEmpty()
                    && dialect.name().equals(name)
                    && InstalledPrograms.find(name).equals(Optional.of(program));
            return plain ? name : name + "-" + digest();
        }

        /** In one piece: a part of it between dashes could look like a pid in a container's name. */
        private String digest() {
            return UUID.nameUUIDFromBytes(identity().getBytes(StandardCharsets.UTF_8))
                    .toString()
                    .replace("-", "");
        }

        private String identity() {
            return String.join("\0", dialect.name(), program.toString(), String.join("\0", globalOptions));
        }
    }

    private static final Map<Key, DrivenRuntime> STARTED = new ConcurrentHashMap<>();

    private static @Nullable EmbeddedRuntime embedded;

    private Runtimes() {}

    /**
     * The runtime that is used where none is named: OciUnit's own, or the first of the others where it is of no use.
     *
     * @return the first one that is here
     * @throws UnsupportedByHostException if none is
     */
    public static OciRuntime best() {
        return available().stream()
                .findFirst()
                .orElseThrow(() -> new UnsupportedByHostException(
                        "Could not find an OCI runtime.",
                        missing().entrySet().stream()
                                        .map(entry -> entry.getKey() + " is " + entry.getValue())
                                        .collect(Collectors.joining("; "))
                                + ".",
                        "install one, such as with: apt-get install runc"));
    }

    /**
     * OciUnit's own runtime, which needs nothing installed.
     *
     * @return always the same one
     * @throws UnsupportedByHostException if this machine's kernel is too old for it
     */
    public static OciRuntime embedded() {
        return own();
    }

    /**
     * Looks at what a create by OciUnit's own runtime would do, and does nothing.
     *
     * @param id the container's name
     * @param bundle the bundle's folder
     * @param options how it would be created
     * @return the steps, in their order
     */
    public static Plan explain(ContainerId id, Path bundle, CreateOptions options) {
        return own().explain(id, bundle, options);
    }

    /**
     * Looks at what a create without a bundle would do by OciUnit's own runtime, and does nothing.
     *
     * @param id the container's name
     * @param spec its configuration
     * @param root its root file system
     * @param options how it would be created
     * @return the steps, in their order
     */
    public static Plan explain(ContainerId id, Spec spec, RootFs root, CreateOptions options) {
        return own().explain(id, spec, root, options);
    }

    /**
     * Whether a runtime is OciUnit's own.
     *
     * @param runtime any
     * @return false for every other one, also on a machine that its own is of no use on
     */
    public static boolean isOwn(OciRuntime runtime) {
        return runtime instanceof EmbeddedRuntime;
    }

    private static synchronized EmbeddedRuntime own() {
        EmbeddedRuntime known = embedded;
        if (known == null) {
            Host host = Host.current();
            EmbeddedRuntime.requireFit(host);
            Path parent = host.ownFolder(host.runtimeFolder(), "rwx------");
            known = EmbeddedRuntime.at(parent.resolve(EmbeddedRuntime.NAME));
            embedded = known;
        }
        return known;
    }

    /**
     * An installed runtime, whether or not it is of use on this machine.
     *
     * @param name its name, such as {@code runc}, or that of a program with runc's command line
     * @return the runtime
     * @throws UnsupportedByHostException if it is not installed
     */
    public static DrivenRuntime installed(String name) {
        Dialect dialect = Dialects.named(name).orElse(Dialects.RUNC);
        String file = dialect.name().equals(name) ? dialect.programName() : name;
        Path program = InstalledPrograms.find(file)
                .orElseThrow(() -> new UnsupportedByHostException(
                        "Could not find the runtime " + name + ".",
                        "no folder of the PATH has such a program.",
                        "install it, such as with: apt-get install " + name));
        return at(program, dialect, List.of());
    }

    /**
     * A runtime at a place of its own. A program named as a known runtime is driven as that one, any other as runc.
     *
     * @param program the absolute path of its program
     * @param globalOptions further options that are given to each of its commands
     * @return the runtime
     */
    public static DrivenRuntime at(Path program, String... globalOptions) {
        Dialect dialect = Dialects.ofProgram(program).orElse(Dialects.RUNC);
        return at(program, dialect, List.of(globalOptions));
    }

    /**
     * A runtime at a place of its own, and with a dialect of its own.
     *
     * @param program the absolute path of its program
     * @param dialect a JSON file that tells what its command line has of its own; see the module's README
     * @param globalOptions further options that are given to each of its commands
     * @return the runtime
     * @throws org.ociunit.error.InvalidDocumentException if the file is no dialect
     */
    public static DrivenRuntime at(Path program, Path dialect, String... globalOptions) {
        return at(program, Dialect.read(dialect), List.of(globalOptions));
    }

    private static DrivenRuntime at(Path program, Dialect dialect, List<String> globalOptions) {
        Key key = new Key(dialect, program, globalOptions);
        return STARTED.computeIfAbsent(key, any -> {
            Host host = Host.current();
            Path parent = host.ownFolder(host.runtimeFolder(), "rwx------");
            return InstalledRuntime.of(dialect, program, parent.resolve(key.stateRootName()), globalOptions);
        });
    }

    /**
     * The runtimes that are here, and of use on this machine.
     *
     * @return the runtimes, the best first
     */
    public static List<OciRuntime> available() {
        Stream<OciRuntime> own = reasonAgainstOwn().isEmpty() ? Stream.of(embedded()) : Stream.empty();
        Stream<OciRuntime> installed = Dialects.all().stream()
                .filter(dialect -> reasonAgainst(dialect).isEmpty())
                .map(dialect -> installed(dialect.name()));
        Stream<OciRuntime> provided = ServiceLoader.load(OciRuntime.Provider.class).stream()
                .flatMap(provider -> provider.get().find(Host.current()).stream());
        return Stream.of(own, installed, provided).flatMap(some -> some).toList();
    }

    /**
     * The runtimes that are not here, or of no use on this machine.
     *
     * @return the name of each, with the reason
     */
    public static Map<String, String> missing() {
        Map<String, String> missing = new LinkedHashMap<>();
        reasonAgainstOwn().ifPresent(reason -> missing.put(EmbeddedRuntime.NAME, reason));
        for (Dialect dialect : Dialects.all()) {
            reasonAgainst(dialect).ifPresent(reason -> missing.put(dialect.name(), reason));
        }
        return missing;
    }

    private static Optional<String> reasonAgainstOwn() {
        try {
            embedded();
            return Optional.empty();
        } catch (ContainerException e) {
            return Optional.of("of no use here: " + e.why());
        }
    }

    private static Optional<String> reasonAgainst(Dialect dialect) {
        return InstalledPrograms.find(dialect.programName()).isEmpty()
                ? Optional.of("not installed")
                : dialect.unfitFor(Host.current())
                        .map(reason -> "of no use here: " + reason)
                        .or(() -> brokenness(dialect));
    }

    /** One that does not even tell its version must not be in the way of the others. */
    private static Optional<String> brokenness(Dialect dialect) {
        try {
            installed(dialect.name());
            return Optional.empty();
        } catch (ContainerException e) {
            return Optional.of("broken: " + e.why());
        }
    }

    /**
     * Ends every attached container and every command of this JVM's, and waits until that is done. It happens by itself
     * when the JVM ends; whoever owns a run of tests can have it earlier. Runtimes can be used again afterwards.
     */
    public static void shutDown() {
        Launcher.closeShared();
    }
}
