package org.ociunit.runtime.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.ExecProcess;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.cgroup.Cgroup;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.host.KernelFeatures;
import org.ociunit.runtime.launcher.Executed;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Wiring;
import org.ociunit.runtime.plan.JoinedPlans;
import org.ociunit.runtime.plan.Plan;
import org.ociunit.runtime.store.ProcessIdentity;
import org.ociunit.runtime.store.StoredContainer;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.SpecRules;

/** The verb exec: a further process in a container. */
final class Execution {
    private Execution() {}

    static ExecProcess exec(Realm realm, ContainerId id, ContainerProcess process, ExecOptions options) {
        String what = "Could not exec container " + id + ".";
        SpecRules.require(what, SpecRules.check(process));
        Refusals.check(what, process, KernelFeatures.current());
        Realm.Living living = options.evenIfPaused()
                ? realm.living(id, Verb.EXEC, Set.of(Status.PAUSED))
                : realm.living(id, Verb.EXEC);
        Plan plan = JoinedPlans.process(
                host(living.container(), options),
                Inheritance.of(process, living.container().spec().process()),
                options.preserved().size(),
                Streams.terminal(process, options.stdio()),
                allowsGroups(living.init()),
                options.attached());
        Plan whole = Listener.of(living.container())
                .map(listener -> plan.after(listener.atExec(living.state().status())))
                .orElse(plan);
        Wiring wiring = Streams.wiring(options.stdio(), options.attached(), options.preserved());
        Spawned running = realm.launching().launch(what, whole, wiring, options.deadline());
        try {
            new PidAnnouncement(options.pidFile(), options.pidfdSocket(), id.value()).tell(what, running.pid());
            Streams.connect(what, running, options.stdio());
            if (!options.attached()) {
                running.keep(what);
            }
        } catch (RuntimeException | Error e) {
            running.settle();
            end(running, what, e);
            throw e;
        }
        return new Executed(running.watched());
    }

    /** Its program runs already, and may have children. */
    private static void end(Spawned running, String what, Throwable failure) {
        try {
            running.killGroup(Signal.KILL);
            Killing.toTheEnd(running.pid(), running.end(), what);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** The container, as a process that comes to it needs to know it. */
    static JoinedPlans.Host host(StoredContainer container) {
        return host(container, ExecOptions.defaults());
    }

    private static JoinedPlans.Host host(StoredContainer container, ExecOptions options) {
        ProcessIdentity init = Objects.requireNonNull(container.init());
        Cgroup group = Realm.groupOf(container);
        String what = "Could not exec container " + container.id() + ".";
        boolean isGiven = !options.cgroups().isEmpty();
        List<Path> files = isGiven ? SubGroups.of(options.cgroups(), what).procsFiles(group) : group.procsFiles();
        return new JoinedPlans.Host(
                container.spec(),
                init.pid(),
                init.startTime(),
                files.stream().map(Path::toString).toList(),
                isGiven
                        ? List.of()
                        : group.procsFileOf(init.pid()).map(Path::toString).stream()
                                .toList(),
                Host.current().isRoot(),
                "_ses." + container.id());
    }

    /** An ordinary user who has mapped himself alone had to give that right up. */
    private static boolean allowsGroups(ProcessIdentity init) {
        try {
            return !Files.readString(Path.of("/proc", Long.toString(init.pid()), "setgroups"))
                    .startsWith("deny");
        } catch (IOException gone) {
            return true;
        }
    }
}
