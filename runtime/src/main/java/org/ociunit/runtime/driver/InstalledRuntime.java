package org.ociunit.runtime.driver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.RuntimeCommandException;
import org.ociunit.error.Warnings;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.State;
import org.ociunit.runtime.CheckpointOptions;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.DrivenRuntime;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.ExecProcess;
import org.ociunit.runtime.ProcessTable;
import org.ociunit.runtime.RestoreOptions;
import org.ociunit.runtime.RuntimeEvent;
import org.ociunit.runtime.Stats;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.Version;
import org.ociunit.runtime.host.BundleRules;
import org.ociunit.runtime.launcher.End;
import org.ociunit.runtime.launcher.Executed;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Waiting;
import org.ociunit.runtime.launcher.Watched;
import org.ociunit.spec.ConsoleSize;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Features;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.SpecRules;

/** A runtime that is installed on this machine, driven through its command line. */
public final class InstalledRuntime implements DrivenRuntime {
    private final Calls calls;
    private final Path workFolder;
    private final Build build;
    private final Population population;

    /** Asked for once: they are those of the program. */
    private volatile @Nullable Features features;

    private InstalledRuntime(Calls calls, Build build, Population population) {
        this.calls = calls;
        this.workFolder = calls.stateRoot().resolveSibling(calls.stateRoot().getFileName() + ".work");
        this.build = build;
        this.population = population;
    }

    /**
     * Drives a runtime.
     *
     * @param dialect what its command line has of its own
     * @param program the absolute path of its program
     * @param stateRoot where it keeps its containers' state; its parent exists
     * @param globalOptions further options for every command
     * @return the runtime
     * @throws ContainerException if the program does not tell its version
     */
    public static InstalledRuntime of(Dialect dialect, Path program, Path stateRoot, List<String> globalOptions) {
        CommandLine commandLine = new CommandLine(program, Map.of());
        Build build = askBuild(commandLine);
        List<String> global = Stream.of(List.of("--root", stateRoot.toString()), dialect.options(), globalOptions)
                .flatMap(List::stream)
                .toList();
        Arguments arguments = new Arguments(dialect, build.version(), global, List.of());
        return new InstalledRuntime(new Calls(dialect, stateRoot, commandLine, arguments), build, new Population());
    }

    private static Build askBuild(CommandLine commandLine) {
        CommandLine.Outcome outcome = commandLine.run(Arguments.VERSION);
        if (!outcome.succeeded()) {
            throw new RuntimeCommandException(
                    "Could not learn a runtime's version.",
                    outcome.command(),
                    outcome.exit().code(),
                    outcome.stderr());
        }
        return Told.build(outcome.stdout());
    }

    @Override
    public DrivenRuntime withArguments(String... more) {
        Arguments longer = calls.arguments().withExtra(List.of(more));
        return new InstalledRuntime(
                new Calls(calls.dialect(), calls.stateRoot(), calls.line(), longer), build, population);
    }

    @Override
    public DrivenRuntime withEnvironment(String name, String value) {
        CommandLine richer = calls.line().with(name, value);
        return new InstalledRuntime(
                new Calls(calls.dialect(), calls.stateRoot(), richer, calls.arguments()), build, population);
    }

    @Override
    public DrivenRuntime atItsWord() {
        Dialect believed = dialect().believed();
        Arguments same = new Arguments(
                believed, build.version(), arguments().global(), arguments().extra());
        return new InstalledRuntime(new Calls(believed, calls.stateRoot(), calls.line(), same), build, population);
    }

    @Override
    public String name() {
        return dialect().name();
    }

    @Override
    public Version version() {
        return build.version();
    }

    @Override
    public Build build() {
        return build;
    }

    @Override
    public Path program() {
        return calls.line().program();
    }

    @Override
    public List<String> commandLine() {
        return calls.line().whole(arguments().global());
    }

    @Override
    public boolean can(Verb verb) {
        return dialect().has(verb.toString(), version())
                || (verb == Verb.FEATURES && dialect().features() != null);
    }

    @Override
    public Features features() {
        require(Verb.FEATURES);
        Features known = features;
        if (known == null) {
            Features written = dialect().features();
            known = written == null || dialect().has(Verb.FEATURES.toString(), version()) ? askFeatures() : written;
            features = known;
        }
        return known;
    }

    private Features askFeatures() {
        String told = calls.ask(
                "Could not learn what " + name() + " can do.", arguments().features());
        return Json.read(told, "the features of " + name(), Features.class);
    }

    private Dialect dialect() {
        return calls.dialect();
    }

    private Arguments arguments() {
        return calls.arguments();
    }

    private Births births() {
        return new Births(calls, workFolder, population);
    }

    @Override
    public void create(ContainerId id, Path bundle, CreateOptions options) {
        if (options.checked()) {
            BundleRules.require("Could not create container " + id + ".", bundle)
                    .forEach(warning -> Warnings.warn(InstalledRuntime.class, id + ": " + warning));
        }
        births().bear(Birth.of(id, options, files -> arguments().create(id, bundle.toAbsolutePath(), options, files)));
    }

    @Override
    public void restore(ContainerId id, Path bundle, RestoreOptions options) {
        require(Verb.RESTORE);
        births().bear(Birth.of(id, options, files -> arguments().restore(id, bundle.toAbsolutePath(), options, files)));
    }

    @Override
    public void start(ContainerId id) {
        calls.run(Verb.START, id, arguments().plain(Verb.START, id));
        if (dialect().initName() != null) {
            awaitProgram(id, Pattern.compile(dialect().initName()));
        }
    }

    /** A start has had its effect once the program is executed, and has failed if it never is. */
    private void awaitProgram(ContainerId id, Pattern initName) {
        population
                .own(id)
                .ifPresentOrElse(
                        own -> new Onset(id, own.init().pid(), initName)
                                .await(own.init().end()),
                        () -> awaitProgramOfStranger(id, initName));
    }

    private void awaitProgramOfStranger(ContainerId id, Pattern initName) {
        CompletableFuture<End> unseen = CompletableFuture.completedFuture(new End(End.UNKNOWN, ""));
        state(id).pid().ifPresent(pid -> new Onset(id, pid, initName).await(unseen));
    }

    @Override
    public void pause(ContainerId id) {
        calls.run(Verb.PAUSE, id, arguments().plain(Verb.PAUSE, id));
    }

    @Override
    public void resume(ContainerId id) {
        calls.run(Verb.RESUME, id, arguments().plain(Verb.RESUME, id));
    }

    @Override
    public void kill(ContainerId id, Signal signal) {
        calls.run(Verb.KILL, id, arguments().kill(id, signal));
    }

    @Override
    public void update(ContainerId id, LinuxResources limits) {
        require(Verb.UPDATE);
        calls.run(Verb.UPDATE, id, arguments().update(id), Json.toText(limits), List.of(), Calls.BRIEF);
    }

    @Override
    public void checkpoint(ContainerId id, CheckpointOptions options) {
        require(Verb.CHECKPOINT);
        List<Path> further = options.status() == null ? List.of() : List.of(options.status());
        calls.run(Verb.CHECKPOINT, id, arguments().checkpoint(id, options), "", further, options.deadline());
    }

    @Override
    public State state(ContainerId id) {
        return calls.state(id);
    }

    @Override
    public List<State> list() {
        return calls.list();
    }

    @Override
    public List<Long> ps(ContainerId id) {
        List<Long> pids =
                Told.pids(id, calls.run(Verb.PS, id, arguments().ps(id)).stdout());
        if (pids.isEmpty()) {
            calls.requireApplies(Verb.PS, id);
        }
        return pids;
    }

    @Override
    public ProcessTable top(ContainerId id, String... ps) {
        if (ps.length > 0) {
            dialect().require("ps arguments", version(), "Could not choose the columns of a process table.");
        }
        return Told.table(
                calls.run(Verb.TOP, id, arguments().top(id, List.of(ps))).stdout());
    }

    @Override
    public Stats stats(ContainerId id) {
        require(Verb.STATS);
        return Told.stats(id, calls.run(Verb.STATS, id, arguments().stats(id)).stdout());
    }

    @Override
    public Stream<RuntimeEvent> events(ContainerId id, Duration interval) {
        require(Verb.EVENTS);
        List<String> command = arguments().events(id, interval);
        calls.requireApplies(Verb.EVENTS, id);
        CompletableFuture<Exit> exit = population.exitOf(id, calls);
        return EventLines.of(
                id,
                calls.line().start(command),
                exit,
                end -> calls.failure(
                        Verb.EVENTS,
                        id,
                        new CommandLine.Outcome(calls.line().whole(command), end, "", ""),
                        "no words of it are left"));
    }

    /** Refuses a verb that this version does not have. */
    private void require(Verb verb) {
        if (!can(verb)) {
            dialect().require(verb.toString(), version(), "Could not use the verb " + verb + ".");
        }
    }

    @Override
    public void delete(ContainerId id, DeleteOptions options) {
        try {
            calls.run(Verb.DELETE, id, arguments().delete(id, options));
        } catch (ContainerNotFoundException e) {
            // Whatever it said: a container that is not there counts as deleted by force.
            if (!options.force()) {
                throw e;
            }
        }
        Launcher.shared().remove(workFolder.resolve(id.value()));
        population.remove(id);
    }

    @Override
    public ExecProcess exec(ContainerId id, ContainerProcess process, ExecOptions options) {
        SpecRules.require("Could not exec container " + id + ".", SpecRules.check(process));
        Work work = Work.of(workFolder, id).forExec();
        try (Attachment attachment = Attachment.of(options.stdio())) {
            Arguments.Files files = work.files(options.pidFile(), attachment.consoleSocket());
            List<String> command = arguments().exec(id, work.process(), options, files);
            work.make();
            work.writeProcess(Json.toText(sized(process, options.stdio())));
            CommandLine.Outcome outcome =
                    calls.line().run(command, attachment.streams(), options.preserved(), options.deadline());
            if (!outcome.succeeded()) {
                throw calls.failure(Verb.EXEC, id, outcome, work.readLog());
            }
            Watched running = Launcher.shared().watch(Work.readPid(files.pid()), !options.attached());
            attachment.connect(options.deadline(), running.end());
            return new Executed(running);
        } catch (ContainerNotFoundException e) {
            Launcher.shared().remove(workFolder.resolve(id.value()));
            throw e;
        } finally {
            Launcher.shared().remove(work.folder());
        }
    }

    /** A further process runs before its terminal could be given a size. */
    private static ContainerProcess sized(ContainerProcess process, Stdio stdio) {
        return stdio instanceof Stdio.Terminal terminal
                ? process.withConsoleSize(ConsoleSize.of(
                        terminal.console().rows(), terminal.console().columns()))
                : process;
    }

    @Override
    public Exit waitFor(ContainerId id, Duration deadline) {
        return Waiting.on(population.exitOf(id, calls), deadline, "Container " + id + " did not stop.");
    }
}
