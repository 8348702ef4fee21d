package org.ociunit.runtime.embedded;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.StepFailedException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.cgroup.Cgroup;
import org.ociunit.runtime.launcher.End;
import org.ociunit.runtime.launcher.Removal;
import org.ociunit.runtime.store.StoredContainer;
import org.ociunit.spec.Linux;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Spec;

/**
 * A container in the making, created or restored: its name is taken, its control groups are there with their limits, and if
 * it is to end with this JVM, word is left to remove them then. What goes wrong leaves nothing.
 *
 * @param realm where it is made
 * @param what the sentence for when it cannot be made
 * @param container what is remembered of it so far
 * @param group its control groups
 * @param folder its folder in the state directory
 * @param undoing what takes it all back if it fails
 */
record Making(Realm realm, String what, StoredContainer container, Cgroup group, Path folder, Undoing undoing) {
    /**
     * Makes a container.
     *
     * @param draft what is to be remembered of it first
     * @param process makes its first process, and returns that one's end
     */
    static void of(Realm realm, String what, StoredContainer draft, Function<Making, CompletableFuture<End>> process) {
        ContainerId id = draft.containerId();
        Undoing undoing = new Undoing(realm, draft, what);
        Path folder = realm.store().reserve(id); // nobody removes it yet: its word is the next thing that is done
        Cgroup group = Cgroup.none();
        try {
            undoing.holdWord(new Removal(List.of(), List.of(), List.of(), folder));
            group = realm.cgroups().of(id, linux(draft.spec()).cgroupsPath(), realm.root());
            Making making = new Making(realm, what, draft.withCgroup(group.stored()), group, folder, undoing);
            realm.exclusively(id, Verb.CREATE, () -> realm.store().write(making.container()));
            undoing.holdWord(realm.removalOfUnused(id, group));
            group.create();
            undoing.holdWord(realm.removal(id, group));
            making.limit();
            CompletableFuture<End> end = process.apply(making);
            realm.population().add(draft, end, group.oomKills(), undoing.complete());
        } catch (StepFailedException e) {
            StepFailedException told = undoing.explained(e, group);
            undoing.after(told);
            throw told;
        } catch (RuntimeException | Error e) {
            undoing.after(e);
            throw e;
        }
    }

    /** A container that this JVM is about to make. */
    static StoredContainer draft(ContainerId id, Path bundle, Spec spec, boolean attached) {
        return StoredContainer.creating(id, bundle, spec, Instant.now()).withAttached(attached);
    }

    /**
     * Remembers what has become of it.
     *
     * @throws ContainerNotFoundException if somebody has deleted it meanwhile: its name may be another one's by now
     */
    void remember(StoredContainer known) {
        ContainerId id = known.containerId();
        realm.exclusively(id, Verb.CREATE, () -> {
            if (!realm.store().read(id, Verb.CREATE).created().equals(known.created())) {
                throw new ContainerNotFoundException(Verb.CREATE.toString(), id.value(), EmbeddedRuntime.NAME);
            }
            realm.store().write(known);
        });
    }

    private static Linux linux(Spec spec) {
        return Objects.requireNonNullElseGet(spec.linux(), Linux::empty);
    }

    private void limit() {
        LinuxResources resources =
                Objects.requireNonNullElseGet(linux(container.spec()).resources(), LinuxResources::empty);
        group.apply(resources, "linux.resources");
        Realm.allowDevices(what, group, resources.devices(), "linux.resources.devices");
    }
}
