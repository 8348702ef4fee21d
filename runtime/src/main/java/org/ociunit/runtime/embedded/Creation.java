package org.ociunit.runtime.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.Warnings;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.RootFs;
import org.ociunit.runtime.host.BundleRules;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.host.KernelFeatures;
import org.ociunit.runtime.launcher.End;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Wiring;
import org.ociunit.runtime.plan.Layering;
import org.ociunit.runtime.plan.Plan;
import org.ociunit.runtime.store.ProcessIdentity;
import org.ociunit.runtime.store.Store;
import org.ociunit.runtime.store.StoredContainer;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Root;
import org.ociunit.spec.Spec;
import org.ociunit.spec.SpecRules;
import org.ociunit.spec.Violation;

/**
 * The verb create: from a bundle to a process that waits for its start. What goes wrong leaves nothing.
 *
 * <p>The configuration has been read once: what is changed in {@code config.json} later changes nothing.
 */
final class Creation {
    /** Where in its bundle an overlay is mounted. */
    private static final String MOUNT_POINT = "rootfs";

    private final Realm realm;
    private final ContainerId id;
    private final Path bundle;
    private final CreateOptions options;
    private final String what;
    private final Spec spec;
    private final RootFs.@Nullable Overlay overlay;
    private final Deadline deadline;

    private Creation(
            Realm realm,
            ContainerId id,
            Path bundle,
            Spec spec,
            RootFs.@Nullable Overlay overlay,
            CreateOptions options) {
        this.realm = realm;
        this.id = id;
        this.bundle = bundle.toAbsolutePath().normalize();
        this.options = options;
        this.what = "Could not create container " + id + ".";
        this.spec = spec;
        this.overlay = overlay;
        if (options.checked()) {
            check().forEach(warning -> Warnings.warn(Creation.class, id + ": " + warning));
        }
        Refusals.check(what, spec, KernelFeatures.current());
        this.deadline = Deadline.in(options.deadline(), what);
    }

    static void create(Realm realm, ContainerId id, Path bundle, CreateOptions options) {
        create(realm, id, bundle, Spec.read(bundle.resolve("config.json")), options);
    }

    static void create(Realm realm, ContainerId id, Path bundle, Spec spec, CreateOptions options) {
        new Creation(realm, id, bundle, spec, null, options).create();
    }

    static void create(Realm realm, ContainerId id, Spec spec, RootFs root, CreateOptions options) {
        of(realm, id, spec, root, options).create();
    }

    /** What it would do. */
    static Plan explain(Realm realm, ContainerId id, Spec spec, RootFs root, CreateOptions options) {
        Creation creation = of(realm, id, spec, root, options);
        return Planning.explain(realm, id, creation.bundle, creation.spec, options, creation.layering());
    }

    private static Creation of(Realm realm, ContainerId id, Spec spec, RootFs root, CreateOptions options) {
        Path own = realm.store().folder(id);
        Path bundle = Objects.requireNonNullElse(options.bundle(), own);
        RootFs.@Nullable Overlay overlay = root instanceof RootFs.Overlay layered ? layered : null;
        Path path = root instanceof RootFs.Directory folder ? folder.path().toAbsolutePath() : Path.of(MOUNT_POINT);
        boolean isReadOnly =
                spec.root() != null && Boolean.TRUE.equals(spec.root().readonly());
        Root known = Root.of(path.toString()).withReadonly(isReadOnly ? true : null);
        return new Creation(realm, id, bundle, spec.withRoot(known), overlay, options);
    }

    /** A configuration without a process is complete up to the start, which runtime.md has refuse it. */
    private List<Violation> check() {
        List<Violation> found = rules().stream()
                .filter(violation -> spec.process() != null || !violation.path().equals("process"))
                .filter(violation -> !isOwnSource(violation.path()))
                .toList();
        return SpecRules.require(what, found);
    }

    /** Of an overlay, the files are known beforehand if one folder has them all. */
    private List<Violation> rules() {
        if (overlay == null) {
            return BundleRules.check(spec, bundle, Host.current(), KernelFeatures.current());
        }
        if (overlay.lowers().size() > 1) {
            return SpecRules.check(spec);
        }
        Spec known = spec.withRoot(Root.of(overlay.lowers().get(0).toString()));
        return BundleRules.check(known, bundle, Host.current(), KernelFeatures.current());
    }

    private void create() {
        StoredContainer draft = Making.draft(id, bundle, spec, options.attached());
        List<String> lowers = overlay == null
                ? null
                : overlay.lowers().stream().map(Path::toString).toList();
        Making.of(realm, what, draft.withLowers(lowers), this::make);
    }

    private @Nullable Layering layering() {
        return overlay == null ? null : OverlayRules.require(what, spec, overlay);
    }

    private CompletableFuture<End> make(Making making) {
        makeSources();
        makeMountPoint();
        warnOfWhatCannotBeKilled(making);
        Plan plan = new Planning(what, spec, bundle, options, layering()).plan(making.group(), making.folder());
        Wiring wiring = Streams.wiring(options.stdio(), options.attached(), options.preserved());
        Spawned init = deadline.spend(time -> realm.launching().launch(what, plan, wiring, time));
        making.undoing().killFirst(init.pid(), init.end());
        try {
            return complete(making, plan, init);
        } catch (RuntimeException | Error e) {
            init.settle();
            throw e;
        }
    }

    private void makeSources() {
        if (mounts().stream().anyMatch(this::isOwn)) {
            realm.store().makeShared(id);
        }
    }

    private void warnOfWhatCannotBeKilled(Making making) {
        if (!making.group().isThere() && !Killing.hasOwnPids(spec)) {
            Warnings.warn(
                    Creation.class,
                    id
                            + ": it has neither a pid namespace of its own nor a control group: not all of its processes can be"
                            + " killed");
        }
    }

    private void makeMountPoint() {
        if (overlay == null) {
            return;
        }
        try {
            Files.createDirectories(bundle.resolve(MOUNT_POINT));
        } catch (IOException e) {
            throw new ContainerException(
                    what, "the place of its root could not be made: " + e + ".", "give it a bundle of your own.", e);
        }
    }

    private List<Mount> mounts() {
        return Objects.requireNonNullElse(spec.mounts(), List.of());
    }

    /** What is mounted from the container's own folder cannot be there before that is. */
    private boolean isOwnSource(String path) {
        return IntStream.range(0, mounts().size())
                .filter(i -> isOwn(mounts().get(i)))
                .anyMatch(i -> path.equals("mounts[" + i + "].source"));
    }

    private boolean isOwn(Mount mount) {
        return realm.store().folder(id).resolve(Store.SHARED).toString().equals(mount.source());
    }

    private CompletableFuture<End> complete(Making making, Plan plan, Spawned init) {
        StoredContainer known = making.container().withInit(identity(init));
        if (HookCalls.waitsBeforeRoot(spec)) {
            making.remember(known);
            new HookCalls(realm, what, deadline).beforeRoot(known);
            deadline.spend(time -> init.release(what, plan, time));
        }
        StoredContainer made =
                known.withMaker(null).withStepsAfterStart(plan.afterStart()).withFirstAfterStart(plan.startAt() + 1);
        making.remember(made);
        new PidAnnouncement(options.pidFile(), options.pidfdSocket(), id.value()).tell(what, init.pid());
        Streams.connect(what, init, options.stdio());
        return init.end();
    }

    private ProcessIdentity identity(Spawned init) {
        return ProcessIdentity.of(init.pid())
                .orElseThrow(() -> new ContainerException(
                        what, "its first process, " + init.pid() + ", was killed before it was started.", null));
    }
}
