package org.ociunit.dsl.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerExistsException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.error.UnsupportedVerbException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CheckpointOptions;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.ExecProcess;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.ProcessTable;
import org.ociunit.runtime.RestoreOptions;
import org.ociunit.runtime.RuntimeEvent;
import org.ociunit.runtime.Stats;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.Version;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Features;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Spec;

/**
 * A runtime in memory, which knows four programs: {@code print TEXT} writes to the standard output, {@code exit CODE}
 * ends, {@code copy}, for exec alone, writes its input to its output, and whatever else runs until it is killed; {@code print
 * TEXT exit CODE} does both. Of the scripts of {@code sh -c} it knows {@code exit CODE}, a trap for {@code TERM} that exits, and
 * waits for what is there. It keeps to the contract.
 */
public final class FakeRuntime implements OciRuntime {
    private static final class Fake {
        final Path bundle;
        final Spec spec;
        final CreateOptions options;
        final CompletableFuture<Exit> exit = new CompletableFuture<>();
        Status status = Status.CREATED;
        Status beforePause = Status.CREATED;
        boolean asked;

        @Nullable
        LinuxResources limits;

        @Nullable
        RealProcess process;

        Fake(Path bundle, CreateOptions options) {
            this.bundle = bundle;
            this.spec = Spec.read(bundle.resolve("config.json"));
            this.options = options;
        }

        boolean started() {
            return status == Status.RUNNING || (status == Status.PAUSED && beforePause == Status.RUNNING);
        }

        void end(Exit how) {
            status = Status.STOPPED;
            if (process != null) {
                process.end();
            }
            FakeProgram.of(spec.process(), options.stdio()).close();
            exit.complete(how);
        }
    }

    /** One process that uses 4096 bytes. */
    private static final Stats STATS = new Stats(
            null,
            null,
            new Stats.MemoryStats(null, new Stats.MemoryEntry(null, 4096L, null, null), null, null, null, null, null),
            new Stats.PidsStats(1L, null),
            null,
            null,
            null,
            null);

    private final Map<ContainerId, Fake> fakes = new ConcurrentHashMap<>();
    private final List<ContainerProcess> executed = new ArrayList<>();
    private final List<String> sizes = new ArrayList<>();
    private String name = "fake";
    private boolean startRefused;
    private boolean withProcesses;
    private @Nullable Status told;
    private @Nullable String hostLacks;
    private @Nullable Integer exitCode;
    private @Nullable String output;

    /** A runtime without containers. */
    public FakeRuntime() {}

    /**
     * Gives the runtime another name.
     *
     * @param other the name
     * @return this runtime
     */
    public FakeRuntime named(String other) {
        name = other;
        return this;
    }

    /**
     * Makes every start fail, though the state allows it.
     *
     * @return this runtime
     */
    public FakeRuntime refusingToStart() {
        startRefused = true;
        return this;
    }

    /**
     * Gives each container a first process that this machine's kernel knows: a shell that waits, and {@code sleep 600} once
     * the container is started. It has this machine's files, and this JVM's rights.
     *
     * @return this runtime
     */
    public FakeRuntime withProcesses() {
        withProcesses = true;
        return this;
    }

    /**
     * The sizes that terminals were given.
     *
     * @return such as {@code 24x80}, the first one first
     */
    public List<String> sizes() {
        return List.copyOf(sizes);
    }

    /**
     * Makes the runtime tell a wrong state of every container.
     *
     * @param status what it tells
     * @return this runtime
     */
    public FakeRuntime telling(Status status) {
        told = status;
        return this;
    }

    /**
     * Makes the runtime refuse this machine.
     *
     * @param what what the machine lacks, as part of a sentence
     * @return this runtime
     */
    public FakeRuntime refusingHostWithout(String what) {
        hostLacks = what;
        return this;
    }

    /**
     * Makes every program that exits do so with another code.
     *
     * @param code the exit code
     * @return this runtime
     */
    public FakeRuntime exitingWith(int code) {
        exitCode = code;
        return this;
    }

    /**
     * Makes every program that prints print something else.
     *
     * @param text what it prints
     * @return this runtime
     */
    public FakeRuntime printing(String text) {
        output = text;
        return this;
    }

    /**
     * The configuration that a container was made from.
     *
     * @param id the container
     * @return what its {@code config.json} said
     */
    public Spec spec(ContainerId id) {
        return find("look at", id).spec;
    }

    /**
     * The limits that a container was last told to have.
     *
     * @param id the container
     * @return what {@link #update} was given, or nothing
     */
    public Optional<LinuxResources> limits(ContainerId id) {
        return Optional.ofNullable(find("look at", id).limits);
    }

    /**
     * The processes that exec was asked for.
     *
     * @return the processes, the first one first
     */
    public List<ContainerProcess> executed() {
        return List.copyOf(executed);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Version version() {
        return Version.in("1.2.3");
    }

    @Override
    public boolean can(Verb verb) {
        return verb != Verb.CHECKPOINT && verb != Verb.RESTORE;
    }

    @Override
    public void create(ContainerId id, Path bundle, CreateOptions options) {
        if (hostLacks != null) {
            throw new UnsupportedByHostException("Could not create container " + id + ".", hostLacks, null);
        }
        Fake fake = new Fake(bundle, options);
        if (fakes.putIfAbsent(id, fake) != null) {
            throw new ContainerExistsException(id.value(), name());
        }
        if (withProcesses) {
            fake.process = RealProcess.waiting(bundle);
        }
    }

    @Override
    public void start(ContainerId id) {
        Fake fake = require(Verb.START, id);
        if (startRefused) {
            throw new ContainerException("Could not start container " + id + ".", "it was told not to.", null);
        }
        fake.status = Status.RUNNING;
        if (fake.process != null) {
            fake.process.begin();
        }
        program(fake.spec.process(), fake.options.stdio())
                .perform()
                .ifPresent(code -> fake.end(Exit.withCode(code, Instant.now())));
    }

    /** The program, with the words that this runtime puts in place of its own. */
    private FakeProgram program(@Nullable ContainerProcess process, Stdio stdio) {
        FakeProgram program = FakeProgram.of(process, stdio);
        List<String> words = new ArrayList<>(program.args());
        replaceAfter("print", output, words);
        replaceAfter("exit", exitCode == null ? null : exitCode.toString(), words);
        return new FakeProgram(words, stdio);
    }

    private static void replaceAfter(String word, @Nullable String other, List<String> words) {
        int at = words.indexOf(word);
        if (at >= 0 && other != null) {
            words.set(at + 1, other);
        }
    }

    @Override
    public State state(ContainerId id) {
        return toState(id, find("state", id));
    }

    private State toState(ContainerId id, Fake fake) {
        OptionalLong pid = fake.process == null || fake.status == Status.STOPPED
                ? OptionalLong.empty()
                : OptionalLong.of(fake.process.process().pid());
        return new State(id, told == null ? fake.status : told, pid, fake.bundle, Map.of());
    }

    @Override
    public List<State> list() {
        return fakes.entrySet().stream()
                .map(entry -> toState(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public void kill(ContainerId id, Signal signal) {
        Fake fake = require(Verb.KILL, id);
        if (signal.equals(Signal.KILL)) {
            fake.end(Exit.bySignal(signal, Instant.now()));
        } else if (signal.equals(Signal.TERM)) {
            fake.asked = fake.started();
            heed(fake);
        }
    }

    /** What a paused program was asked for waits until it goes on. */
    private static void heed(Fake fake) {
        if (fake.asked && fake.status == Status.RUNNING) {
            FakeProgram.of(fake.spec.process(), fake.options.stdio())
                    .exitWhenAsked()
                    .ifPresent(code -> fake.end(Exit.withCode(code, Instant.now())));
        }
    }

    @Override
    public void delete(ContainerId id, DeleteOptions options) {
        if (options.force() && !fakes.containsKey(id)) {
            return;
        }
        Fake fake = options.force() ? find("delete", id) : require(Verb.DELETE, id);
        if (!fake.exit.isDone()) {
            fake.end(Exit.bySignal(Signal.KILL, Instant.now()));
        }
        fakes.remove(id);
    }

    @Override
    public ExecProcess exec(ContainerId id, ContainerProcess process, ExecOptions options) {
        require(Verb.EXEC, id);
        executed.add(process);
        if (options.stdio() instanceof Stdio.Terminal terminal) {
            terminal.console().connect((rows, columns) -> sizes.add(rows + "x" + columns));
        }
        FakeProgram program = program(process, options.stdio());
        FakeExec exec = new FakeExec(new CompletableFuture<>(), program);
        if (program.endsWithInput()) {
            CompletableFuture.runAsync(() -> {
                program.perform();
                exec.end(Exit.withCode(0, Instant.now()));
            });
        } else {
            program.perform().ifPresent(code -> exec.end(Exit.withCode(code, Instant.now())));
        }
        return exec;
    }

    private record FakeExec(CompletableFuture<Exit> exit, FakeProgram program) implements ExecProcess {
        void end(Exit how) {
            program.close();
            exit.complete(how);
        }

        @Override
        public long pid() {
            return 1;
        }

        @Override
        public Exit waitFor(Duration deadline) {
            return get(exit, deadline, "The program did not end.");
        }

        @Override
        public void kill(Signal signal) {
            end(Exit.bySignal(signal, Instant.now()));
        }
    }

    @Override
    public void pause(ContainerId id) {
        Fake fake = require(Verb.PAUSE, id);
        fake.beforePause = fake.status;
        fake.status = Status.PAUSED;
    }

    @Override
    public void resume(ContainerId id) {
        Fake fake = require(Verb.RESUME, id);
        fake.status = fake.beforePause;
        heed(fake);
    }

    @Override
    public List<Long> ps(ContainerId id) {
        require(Verb.PS, id);
        return List.of(1L);
    }

    @Override
    public ProcessTable top(ContainerId id, String... arguments) {
        return new ProcessTable(
                List.of("PID"),
                ps(id).stream().map(pid -> List.of(pid.toString())).toList());
    }

    @Override
    public void update(ContainerId id, LinuxResources limits) {
        require(Verb.UPDATE, id).limits = limits;
    }

    @Override
    public Stats stats(ContainerId id) {
        require(Verb.STATS, id);
        return STATS;
    }

    @Override
    public Stream<RuntimeEvent> events(ContainerId id, Duration interval) {
        return Stream.of(new RuntimeEvent(id, RuntimeEvent.Kind.STATS, Optional.of(stats(id))));
    }

    @Override
    public void checkpoint(ContainerId id, CheckpointOptions options) {
        throw new UnsupportedVerbException(name(), "checkpoint");
    }

    @Override
    public void restore(ContainerId id, Path bundle, RestoreOptions options) {
        throw new UnsupportedVerbException(name(), "restore");
    }

    @Override
    public Features features() {
        return Features.empty().withHooks(List.of("prestart"));
    }

    @Override
    public Exit waitFor(ContainerId id, Duration deadline) {
        return get(find("wait for", id).exit, deadline, "Container " + id + " did not stop.");
    }

    private static Exit get(CompletableFuture<Exit> exit, Duration deadline, String what) {
        try {
            return exit.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new DeadlineExceededException(what, deadline, null);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Fake require(Verb verb, ContainerId id) {
        Fake fake = find(verb.toString(), id);
        if (!verb.appliesTo(fake.status)) {
            throw verb.illegal(id, fake.status);
        }
        return fake;
    }

    private Fake find(String verb, ContainerId id) {
        Fake fake = fakes.get(id);
        if (fake == null) {
            throw new ContainerNotFoundException(verb, id.value(), name());
        }
        return fake;
    }
}
