package org.ociunit.runtime.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.Warnings;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.launcher.End;
import org.ociunit.runtime.launcher.Pump;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Waiting;
import org.ociunit.runtime.launcher.Wiring;
import org.ociunit.runtime.plan.JoinedPlans;
import org.ociunit.runtime.plan.Plan;
import org.ociunit.runtime.store.StoredContainer;
import org.ociunit.spec.Hook;
import org.ociunit.spec.Hooks;
import org.ociunit.spec.Spec;
import org.ociunit.spec.StateDocument;

/**
 * Calls the hooks of a container, in their order, each with the state on its standard input.
 *
 * <p>runtime-spec config.md, POSIX-platform Hooks; runtime.md, Lifecycle.
 *
 * @param realm where the container is
 * @param what the sentence for when one fails
 * @param deadline how long they may take, those that have no timeout of their own
 */
record HookCalls(Realm realm, String what, Deadline deadline) {
    private static Hooks of(Spec spec) {
        return Objects.requireNonNullElseGet(spec.hooks(), Hooks::empty);
    }

    static boolean waitsBeforeRoot(Spec spec) {
        return waitsForNamespaces(spec) || !isNone(of(spec).createContainer());
    }

    private static boolean isNone(@Nullable List<Hook> hooks) {
        return all(hooks).isEmpty();
    }

    private static List<Hook> all(@Nullable List<Hook> hooks) {
        return Objects.requireNonNullElse(hooks, List.of());
    }

    static boolean waitsForNamespaces(Spec spec) {
        Hooks hooks = of(spec);
        return !isNone(hooks.prestart()) || !isNone(hooks.createRuntime());
    }

    /** The namespaces are there, the mounts too, and the root is still the machine's. */
    void beforeRoot(StoredContainer container) {
        withNamespaces(container);
        callInside(
                "createContainer",
                all(of(container.spec()).createContainer()),
                container,
                Status.CREATING,
                (hook, place) ->
                        JoinedPlans.hookBeforeRoot(Execution.host(container), hook, container.rootPath(), place));
    }

    /** The namespaces are there; that is all that is sure. */
    void withNamespaces(StoredContainer container) {
        Hooks hooks = of(container.spec());
        callOutside("prestart", all(hooks.prestart()), container, Status.CREATING);
        callOutside("createRuntime", all(hooks.createRuntime()), container, Status.CREATING);
    }

    void beforeProgram(StoredContainer container) {
        callInside(
                "startContainer",
                all(of(container.spec()).startContainer()),
                container,
                Status.CREATED,
                (hook, place) -> listening(container, JoinedPlans.hookInside(Execution.host(container), hook, place)));
    }

    /** It has the filter of the container, whose listener somebody waits for. */
    private static Plan listening(StoredContainer container, Plan plan) {
        return Listener.of(container)
                .map(listener -> plan.after(listener.atExec(Status.CREATED)))
                .orElse(plan);
    }

    void afterProgram(StoredContainer container) {
        if (poststartMayFail(container.spec().ociVersion())) {
            warnOutside("poststart", all(of(container.spec()).poststart()), container, Status.RUNNING, pid(container));
        } else {
            callOutside("poststart", all(of(container.spec()).poststart()), container, Status.RUNNING);
        }
    }

    /** The specifications up to 1.2 have it a warning. */
    static boolean poststartMayFail(String ociVersion) {
        return ociVersion.matches("1\\.[0-2]\\..*");
    }

    void afterAll(StoredContainer container) {
        warnOutside("poststop", all(of(container.spec()).poststop()), container, Status.STOPPED, OptionalLong.empty());
    }

    /** One that fails is a warning, and the others are called nevertheless. */
    private void warnOutside(
            String kind, List<Hook> hooks, StoredContainer container, Status status, OptionalLong pid) {
        for (int index = 0; index < hooks.size(); index++) {
            String place = "hooks." + kind + "[" + index + "]";
            try {
                Plan plan = JoinedPlans.hook(hooks.get(index), container.bundlePath(), place);
                call(hooks.get(index), place, plan, state(container, status, pid));
            } catch (ContainerException e) {
                Warnings.warn(HookCalls.class, "Container " + container.id() + ": " + e.getMessage());
            }
        }
    }

    private void callOutside(String kind, List<Hook> hooks, StoredContainer container, Status status) {
        for (int index = 0; index < hooks.size(); index++) {
            String place = "hooks." + kind + "[" + index + "]";
            Plan plan = JoinedPlans.hook(hooks.get(index), container.bundlePath(), place);
            call(hooks.get(index), place, plan, state(container, status, pid(container)));
        }
    }

    private void callInside(
            String kind,
            List<Hook> hooks,
            StoredContainer container,
            Status status,
            BiFunction<Hook, String, Plan> plan) {
        for (int index = 0; index < hooks.size(); index++) {
            String place = "hooks." + kind + "[" + index + "]";
            String state = state(container, status, innerPid(container));
            call(hooks.get(index), place, plan.apply(hooks.get(index), place), state);
        }
    }

    static OptionalLong pid(StoredContainer container) {
        return container.init() == null
                ? OptionalLong.empty()
                : OptionalLong.of(container.init().pid());
    }

    /** As the container's own pid namespace numbers it, which is the last number of the line. */
    private static OptionalLong innerPid(StoredContainer container) {
        OptionalLong pid = pid(container);
        if (pid.isEmpty()) {
            return pid;
        }
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid.getAsLong()), "status")).stream()
                    .filter(line -> line.startsWith("NSpid:"))
                    .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf('\t') + 1)))
                    .findFirst();
        } catch (IOException gone) {
            return OptionalLong.empty();
        }
    }

    private static String state(StoredContainer container, Status status, OptionalLong pid) {
        return Json.toText(document(container, status, pid));
    }

    static StateDocument document(StoredContainer container, Status status, OptionalLong pid) {
        StateDocument state = StateDocument.of(container.id(), status.toString(), container.bundle())
                .withOciVersion(container.spec().ociVersion())
                .withAnnotations(container.annotations());
        return pid.isPresent() ? state.withPid((int) pid.getAsLong()) : state;
    }

    private void call(Hook hook, String place, Plan plan, String state) {
        Spawned process = deadline.spend(left -> realm.launching().launch(what, plan, Wiring.PIPES, left));
        LastWords words = new LastWords();
        Pump.copy(new ByteArrayInputStream(state.getBytes(StandardCharsets.UTF_8)), process.stdin());
        Pump.copy(process.stdout(), java.io.OutputStream.nullOutputStream());
        Pump.copy(process.stderr(), words);
        try {
            Duration time = hook.timeout() == null ? deadline.left() : Duration.ofSeconds(hook.timeout());
            End end = Waiting.toTheEnd(process.end(), time, what);
            Exit exit = new Exit(end.status(), false, java.time.Instant.now());
            if (exit.code() != 0) {
                throw failure(hook, place, exit.toString(), words.last());
            }
        } catch (DeadlineExceededException late) {
            process.killGroup(Signal.KILL);
            if (hook.timeout() == null) {
                throw deadline.exceeded();
            }
            throw failure(hook, place, "ran longer than its timeout of " + hook.timeout() + " s", words.last());
        }
    }

    private ContainerException failure(Hook hook, String place, String how, String words) {
        return new ContainerException(
                what, "hook " + hook.path() + " (" + place + ") " + how + (words.isEmpty() ? "." : ": " + words), null);
    }
}
