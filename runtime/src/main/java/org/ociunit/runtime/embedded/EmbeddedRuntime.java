package org.ociunit.runtime.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.State;
import org.ociunit.runtime.CheckpointOptions;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.ExecProcess;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.ProcessTable;
import org.ociunit.runtime.RestoreOptions;
import org.ociunit.runtime.RootFs;
import org.ociunit.runtime.RuntimeEvent;
import org.ociunit.runtime.Stats;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.Version;
import org.ociunit.runtime.cgroup.Cgroups;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.host.InstalledPrograms;
import org.ociunit.runtime.launcher.Waiting;
import org.ociunit.runtime.plan.Plan;
import org.ociunit.runtime.store.ContainerOutline;
import org.ociunit.runtime.store.Store;
import org.ociunit.runtime.store.StoredContainer;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Features;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Spec;

/** OciUnit's own runtime. Its containers survive this JVM where they are to: everything is in the state directory. */
public final class EmbeddedRuntime implements OciRuntime {
    /** What it is called, in its state directory's name too. */
    public static final String NAME = "ociunit";

    /** The version of OciUnit. */
    public static final String VERSION = "0.1.0";

    private static final String OLDEST_KERNEL = "5.15";

    private final Realm realm;

    private EmbeddedRuntime(Realm realm) {
        this.realm = realm;
    }

    /**
     * The runtime of a state directory.
     *
     * @param root where it keeps its containers' state; its parent exists
     * @return the runtime
     */
    public static EmbeddedRuntime at(Path root) {
        return at(root, Cgroups.current());
    }

    /**
     * The runtime of a state directory, whose new containers have no control groups.
     *
     * @param root where it keeps its containers' state; its parent exists
     * @return the runtime
     */
    public static EmbeddedRuntime withoutControlGroups(Path root) {
        return at(root, Cgroups.none("whoever made it wanted none"));
    }

    private static EmbeddedRuntime at(Path root, Cgroups cgroups) {
        return in(new Realm(root.toAbsolutePath(), Store.at(root), cgroups, new Population(), Launching.BY_LAUNCHER));
    }

    static EmbeddedRuntime in(Realm realm) {
        return new EmbeddedRuntime(realm);
    }

    /**
     * Refuses a machine that it is of no use on.
     *
     * @param host the machine
     * @throws UnsupportedByHostException if its kernel is older than Linux 5.15: earlier ones lack the calls that mount
     *     without a path, or kill a control group at once
     */
    public static void requireFit(Host host) {
        if (Version.in(host.kernel()).compareTo(Version.in(OLDEST_KERNEL)) < 0) {
            throw new UnsupportedByHostException(
                    "Could not use OciUnit's own runtime.",
                    "it needs Linux " + OLDEST_KERNEL + " or later, and this is " + host.kernel() + ".",
                    "update the kernel, or choose another runtime.");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Version version() {
        return Version.in(VERSION);
    }

    @Override
    public List<String> commandLine() {
        return InstalledPrograms.find(System.getProperty("ociunit.jrunc", "jrunc"))
                .map(program ->
                        List.of(program.toString(), "--root", realm.root().toString()))
                .orElse(List.of());
    }

    @Override
    public boolean can(Verb verb) {
        return true;
    }

    /**
     * Looks at what a create would do, and does nothing.
     *
     * @param id the container's name
     * @param bundle the bundle's folder
     * @param options how it would be created
     * @return the plan
     */
    public Plan explain(ContainerId id, Path bundle, CreateOptions options) {
        Path folder = bundle.toAbsolutePath().normalize();
        return Planning.explain(realm, id, folder, Spec.read(folder.resolve("config.json")), options, null);
    }

    /**
     * Looks at what a create without a bundle would do, and does nothing.
     *
     * @param id the container's name
     * @param spec its configuration
     * @param root its root file system
     * @param options how it would be created
     * @return the plan
     */
    public Plan explain(ContainerId id, Spec spec, RootFs root, CreateOptions options) {
        return Creation.explain(realm, id, spec, root, options);
    }

    @Override
    public void create(ContainerId id, Path bundle, CreateOptions options) {
        Creation.create(realm, id, bundle, options);
    }

    @Override
    public void create(ContainerId id, Spec spec, RootFs root, CreateOptions options) {
        Creation.create(realm, id, spec, root, options);
    }

    @Override
    public Optional<String> reasonAgainst(Spec spec, RootFs root) {
        return root instanceof RootFs.Overlay overlay ? OverlayRules.reasonAgainst(spec, overlay) : Optional.empty();
    }

    /**
     * Creates a container of a configuration that is not the bundle's own.
     *
     * @param id its name
     * @param bundle the bundle's folder, which relative paths of the configuration are below
     * @param spec the configuration
     * @param options how it is created
     */
    public void create(ContainerId id, Path bundle, Spec spec, CreateOptions options) {
        Creation.create(realm, id, bundle, spec, options);
    }

    /**
     * Has a container that is attached to this JVM and has ended stay when the JVM ends, until it is deleted.
     *
     * @param id the container
     */
    public void keep(ContainerId id) {
        StoredContainer container = realm.store().read(id, Verb.DELETE);
        long pid = container.init() == null ? 0 : container.init().pid();
        realm.population().keep(container, pid, "Could not keep container " + id + ".");
    }

    @Override
    public void start(ContainerId id) {
        Starting.start(realm, id);
    }

    @Override
    public State state(ContainerId id) {
        return stateOf(realm.store().outline(id));
    }

    /**
     * The state of a container.
     *
     * @param container what was read of it
     * @return its state now
     */
    public State stateOf(ContainerOutline container) {
        return realm.stateOf(container);
    }

    /**
     * What is remembered of its containers.
     *
     * @return the store
     */
    public Store store() {
        return realm.store();
    }

    @Override
    public List<State> list() {
        return realm.store().list().stream().map(this::stateOf).toList();
    }

    @Override
    public void kill(ContainerId id, Signal signal) {
        Killing.kill(realm, id, signal);
    }

    @Override
    public void delete(ContainerId id, DeleteOptions options) {
        Deletion.delete(realm, id, options);
    }

    @Override
    public ExecProcess exec(ContainerId id, ContainerProcess process, ExecOptions options) {
        return Execution.exec(realm, id, process, options);
    }

    @Override
    public void pause(ContainerId id) {
        Suspension.pause(realm, id);
    }

    @Override
    public void resume(ContainerId id) {
        Suspension.resume(realm, id);
    }

    @Override
    public List<Long> ps(ContainerId id) {
        return Processes.ps(realm, id);
    }

    @Override
    public ProcessTable top(ContainerId id, String... arguments) {
        return Processes.top(realm, id, List.of(arguments));
    }

    @Override
    public void update(ContainerId id, LinuxResources limits) {
        Updating.update(realm, id, limits);
    }

    @Override
    public Stats stats(ContainerId id) {
        return realm.living(id, Verb.STATS).group().stats();
    }

    @Override
    public Stream<RuntimeEvent> events(ContainerId id, Duration interval) {
        return GroupEvents.of(realm, id, interval);
    }

    @Override
    public void checkpoint(ContainerId id, CheckpointOptions options) {
        Checkpointing.checkpoint(realm, id, options);
    }

    @Override
    public void restore(ContainerId id, Path bundle, RestoreOptions options) {
        Restoring.restore(realm, id, bundle, options);
    }

    @Override
    public Features features() {
        return OwnFeatures.get();
    }

    @Override
    public Exit waitFor(ContainerId id, Duration deadline) {
        var container = realm.store().read(id, Verb.STATE);
        return Waiting.on(
                realm.population().exitOf(container, realm.store()), deadline, "Container " + id + " did not stop.");
    }
}
