package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.cgroup.Cgroup;
import org.ociunit.runtime.cgroup.Cgroups;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Load;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Plan;
import org.ociunit.runtime.store.Store;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.ContainerProcess;

/** Whatever goes wrong, at whichever step: the step is named, and nothing is left. Of kind {@code faults}: it takes long. */
@Tag("faults")
@NeedsEmbedded
@Timeout(300)
class FaultIT {
    /** Whom a signal ends. */
    enum Victim {
        STAGE,
        INIT,
        LAUNCHER
    }

    private static final AtomicInteger LAST = new AtomicInteger();
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final String name = "fault-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet();
    private final ContainerId id = new ContainerId(name);
    private final ContainerId other = new ContainerId(name + "-other");
    private final Saboteur saboteur = new Saboteur();
    private Realm realm;
    private EmbeddedRuntime runtime;
    private Path bundle;

    @BeforeEach
    void make_a_place() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path root = folder.resolve("state");
        realm = new Realm(root, Store.at(root), Cgroups.current(), new Population(), saboteur);
        runtime = EmbeddedRuntime.in(realm);
    }

    @AfterEach
    void leave_nothing() {
        saboteur.leaveAlone();
        runtime.delete(id, DeleteOptions.forced());
        runtime.delete(other, DeleteOptions.forced());
        assertThat(Traces.of(name)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.ociunit.runtime.embedded.FaultCase#all")
    void a_step_that_fails_is_named_and_leaves_nothing(FaultCase fault) {
        Plan plan = planOf(fault);
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Spoiling spoiling : placesOf(plan)) {
            if (spoiling.canFail()) {
                saboteur.spoil(fault.plan(), spoiling::failedIn);
                wrong.addAll(attempt(fault, spoiling, "\nWhy: " + spoiling.failure(), new HashSet<>()));
                tried++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(5);
    }

    static Stream<Arguments> victims() {
        return FaultCase.all()
                .flatMap(fault -> Stream.of(Victim.values())
                        .filter(victim -> victim != Victim.LAUNCHER || !(fault.isExec() || fault.needsHost()))
                        .map(victim -> Arguments.of(victim, fault)));
    }

    @ParameterizedTest
    @MethodSource("victims")
    void an_actor_that_is_killed_leaves_nothing(Victim victim, FaultCase fault) {
        Plan plan = planOf(fault);
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Spoiling spoiling : placesOf(plan)) {
            if (spoiling.canStop() && isThere(victim, spoiling)) {
                Set<Long> processes = new HashSet<>();
                Set<Long> before = Load.now().children();
                saboteur.stopAt(
                        fault.plan(),
                        spoiling::stoppedIn,
                        process -> kill(victim, spoiling, process, processes, before));
                String why = victim == Victim.LAUNCHER
                        ? "\nWhy: the launcher has gone: it was closed or killed, and what it had begun has ended too."
                                + "\nFix: try again: another launcher takes its place."
                        : "\nWhy: wait at the barrier for the test (" + spoiling.number()
                                + "): killed (a signal ended the process)";
                wrong.addAll(attempt(fault, spoiling, why, processes));
                tried++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(victim == Victim.STAGE && plan.stage() == null ? -1 : 2);
    }

    private static boolean isThere(Victim victim, Spoiling spoiling) {
        return switch (victim) {
            case LAUNCHER -> true;
            case STAGE -> spoiling.line().actor() == Plan.Actor.STAGE;
            case INIT -> spoiling.isAfterClone();
        };
    }

    /** Of the processes that make the container one is killed, and it has gone when this returns. */
    private static void kill(Victim victim, Spoiling spoiling, Spawned process, Set<Long> processes, Set<Long> before) {
        processes.addAll(Load.now().children());
        processes.removeAll(before);
        long launcher = Launcher.shared().pid();
        if (victim == Victim.LAUNCHER) {
            end(launcher);
            await().atMost(SOON).until(() -> ProcessHandle.of(launcher).isEmpty());
            return;
        }
        boolean both = spoiling.line().actor() == Plan.Actor.STAGE && spoiling.isAfterClone();
        long pid = both && victim == Victim.STAGE
                ? processes.stream()
                        .filter(one -> one != process.pid())
                        .findFirst()
                        .orElseThrow()
                : process.pid();
        end(pid);
        Set<Long> dying = both ? processes : Set.of(pid);
        await().pollInterval(Duration.ofMillis(1))
                .atMost(SOON)
                .until(() ->
                        dying.stream().allMatch(one -> ProcessHandle.of(one).isEmpty()));
    }

    private static void end(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    static Stream<FaultCase> all() {
        return FaultCase.all();
    }

    /** What the kernel does not come back from, such as a mount of a server that does not answer. */
    @ParameterizedTest
    @MethodSource("all")
    void a_step_that_hangs_ends_at_the_deadline_is_named_and_leaves_nothing(FaultCase fault) {
        Plan plan = planOf(fault);
        List<String> wrong = new ArrayList<>();
        List<Spoiling> places =
                placesOf(plan).stream().filter(Spoiling::canStop).toList();
        for (Spoiling spoiling : List.of(places.get(0), places.get(places.size() / 2), places.get(places.size() - 1))) {
            saboteur.spoil(fault.plan(), spoiling::hungIn);
            String step = spoiling.line().actor() == Plan.Actor.STAGE && spoiling.isAfterClone()
                    ? "wait for the word of the stage"
                    : "wait for the word that never comes (" + spoiling.number() + ")";
            wrong.addAll(attempt(
                    fault,
                    spoiling,
                    "\nWhy: it did not happen within " + BRIEF.toMillis() + " ms; the step under way was: " + step
                            + ".",
                    new HashSet<>(),
                    BRIEF));
        }
        assertThat(wrong).isEmpty();
    }

    private static final Duration BRIEF = Duration.ofMillis(1200);

    /* ---- */

    private static List<Spoiling> placesOf(Plan plan) {
        return IntStream.rangeClosed(0, lastOf(plan))
                .mapToObj(index -> new Spoiling(plan, index))
                .toList();
    }

    /** Up to the first of the points where it is made: it waits for the hooks, or reports. */
    private static int lastOf(Plan plan) {
        List<Opcode> opcodes =
                plan.lines().stream().map(line -> line.step().opcode()).toList();
        int barrier = opcodes.indexOf(Opcode.BARRIER);
        int report = opcodes.indexOf(Opcode.REPORT);
        return barrier >= 0 ? barrier : report >= 0 ? report : opcodes.size() - 1;
    }

    /** It is made once as it is to be. */
    private Plan planOf(FaultCase fault) {
        saboteur.leaveAlone();
        Path place = folder.resolve("bundle");
        if (fault.needsHost()) {
            runtime.create(other, TestBundle.in(made(folder.resolve("host")), "sleep", "60"), CreateOptions.defaults());
            runtime.start(other);
        }
        long host = fault.needsHost() ? runtime.state(other).pid().orElseThrow() : 0;
        bundle = TestBundle.in(made(place), spec -> fault.change(spec, host), "sleep", "60");
        saboteur.leaveAlone();
        Load before = Load.now();
        runtime.create(id, bundle, fault.options());
        if (fault.isExec()) {
            runtime.start(id);
            saboteur.leaveAlone();
            runtime.exec(id, further(), ExecOptions.defaults()).waitFor(SOON);
        } else {
            runtime.delete(id, DeleteOptions.defaults());
            await().atMost(SOON).untilAsserted(() -> assertThat(Load.now()).isEqualTo(before));
        }
        return saboteur.seen().get(fault.plan());
    }

    private static ContainerProcess further() {
        return ContainerProcess.of("true").withEnv(List.of("PATH=/usr/bin:/bin"));
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> attempt(FaultCase fault, Spoiling spoiling, String why, Set<Long> processes) {
        return attempt(fault, spoiling, why, processes, SOON);
    }

    /** What is not as it should be. */
    private List<String> attempt(
            FaultCase fault, Spoiling spoiling, String why, Set<Long> processes, Duration deadline) {
        List<String> wrong = new ArrayList<>();
        Audit audit = fault.isExec()
                ? Audit.before(realm, other, bundle, Cgroup.none())
                : Audit.before(realm, id, bundle, realm.cgroups().of(id, null, realm.root()));
        String verb = fault.isExec() ? "exec" : "create";
        String expected = "Could not " + verb + " container " + id + "." + why;
        String message = "nothing was thrown";
        try {
            if (fault.isExec()) {
                runtime.exec(id, further(), ExecOptions.defaults().withDeadline(deadline));
            } else {
                runtime.create(id, bundle, fault.options().withDeadline(deadline));
            }
        } catch (ContainerException e) {
            message = e.getMessage();
            Stream.of(e.getSuppressed()).forEach(suppressed -> wrong.add("suppressed " + suppressed));
        }
        if (!message.equals(expected)) {
            wrong.add("not the message that was expected, which is\n" + expected + "\nbut\n" + message);
        }
        if (fault.isExec() && runtime.state(id).status() != Status.RUNNING) {
            wrong.add("the container is " + runtime.state(id).status());
        }
        wrong.addAll(audit.after(processes));
        if (!fault.isExec() && !wrong.isEmpty()) {
            saboteur.leaveAlone();
            runtime.delete(id, DeleteOptions.forced());
        }
        return wrong.stream()
                .map(line -> spoiling.number() + ", " + spoiling.line().actor() + " "
                        + spoiling.line().step() + ": " + line)
                .toList();
    }
}
