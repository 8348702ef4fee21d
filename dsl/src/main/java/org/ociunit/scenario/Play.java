package org.ociunit.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.Bytes;
import org.ociunit.Container;
import org.ociunit.Link;
import org.ociunit.OciAssertions;
import org.ociunit.Ready;
import org.ociunit.Result;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.RuntimeCrashedException;
import org.ociunit.error.UnsupportedException;
import org.ociunit.json.Json;
import org.ociunit.json.MergePatch;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.lifecycle.Timeline;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.spec.LinuxResources;

/** One run of a row of steps, those of a scenario or of a branch of it, with what they leave for those after them. */
final class Play {
    /** What a container is that the runtime knows nothing of. */
    static final String GONE = "gone";

    private static final Duration END = Duration.ofSeconds(10);

    /** How much later an end may be seen than the runtime tells it. */
    private static final Duration END_IN_SIGHT = Duration.ofSeconds(2);

    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Ground ground;

    /** The container that steps are about. */
    private Subject subject;

    private @Nullable Result executed;
    private Optional<ContainerException> refusal = Optional.empty();
    private Optional<Status> beforeVerb = Optional.empty();

    /** What became of the program whose end the present step has seen. */
    private Optional<Result> seen = Optional.empty();

    Play(Ground ground, Subject subject) {
        this.ground = ground;
        this.subject = subject;
    }

    /** Takes the steps until one fails. */
    List<Outcome.Row> take(List<Step> steps) {
        List<Outcome.Row> rows = new ArrayList<>();
        boolean failed = false;
        for (int index = 0; index < steps.size(); index++) {
            Step step = steps.get(index);
            boolean refusalNext =
                    index + 1 < steps.size() && steps.get(index + 1).kind() == Step.Kind.REFUSAL;
            List<Outcome.Row> taken = failed
                    ? List.of(Outcome.Row.notTaken(step.toString(), Outcome.Verdict.NOT_REACHED, ""))
                    : takeWithBranches(step, refusalNext);
            failed |= taken.stream().anyMatch(row -> row.verdict() == Outcome.Verdict.FAILED);
            rows.addAll(taken);
        }
        return rows;
    }

    private List<Outcome.Row> takeWithBranches(Step step, boolean refusalNext) {
        Outcome.Row row = take(step, refusalNext);
        List<List<Step>> branches = step.branches();
        return branches.isEmpty()
                ? List.of(row)
                : Stream.concat(Stream.of(row), inParallel(branches)).toList();
    }

    private Stream<Outcome.Row> inParallel(List<List<Step>> branches) {
        Subject begun = subject;
        ExecutorService threads = Executors.newFixedThreadPool(branches.size());
        try {
            List<Future<List<Outcome.Row>>> taken = branches.stream()
                    .map(branch -> threads.submit(() -> new Play(ground, begun).take(branch)))
                    .toList();
            List<Outcome.Row> rows = new ArrayList<>();
            for (int branch = 0; branch < taken.size(); branch++) {
                int number = branch + 1;
                taken.get(branch).get().forEach(row -> rows.add(row.inBranch(number)));
            }
            return rows.stream();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerException("A scenario was interrupted.", null, null, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private Outcome.Row take(Step step, boolean refusalNext) {
        Optional<Status> before = subject.lastStatus();
        if (step.kind() == Step.Kind.VERB) {
            executed = null;
            refusal = Optional.empty();
        }
        seen = Optional.empty();
        Instant start = Instant.now();
        long begin = System.nanoTime();
        Outcome.Verdict verdict = Outcome.Verdict.PASSED;
        String remark = "";
        Optional<String> kind = Optional.empty();
        try {
            if (step.kind() == Step.Kind.VERB) {
                beforeVerb = subject.status();
                before = beforeVerb;
            }
            step.take(this);
        } catch (ContainerException e) {
            boolean refused = step.kind() == Step.Kind.VERB && refusalNext && isRefusal(e);
            refusal = refused ? Optional.of(e) : Optional.empty();
            verdict = refused ? Outcome.Verdict.REFUSED : Outcome.Verdict.FAILED;
            remark = String.valueOf(e.getMessage());
            kind = kind(e);
        } catch (AssertionError e) {
            verdict = Outcome.Verdict.FAILED;
            remark = String.valueOf(e.getMessage()).strip();
            kind = kind(e);
        } catch (RuntimeException e) { // a fault of a step is that scenario's, and the next one is run
            verdict = Outcome.Verdict.FAILED;
            remark = e.toString();
            kind = kind(e);
        }
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        try {
            Optional<Status> after = subject.status();
            subject.look();
            return new Outcome.Row(step.toString(), verdict, start, time, before, after, remark, kind, seen);
        } catch (ContainerException e) { // a runtime that cannot tell the state has failed, whatever the step has done
            String words = String.valueOf(e.getMessage());
            return new Outcome.Row(
                    step.toString(),
                    Outcome.Verdict.FAILED,
                    start,
                    time,
                    before,
                    Optional.empty(),
                    words,
                    kind(e),
                    seen);
        }
    }

    private static Optional<String> kind(Throwable e) {
        return Optional.of(e.getClass().getSimpleName());
    }

    private static boolean isRefusal(ContainerException e) {
        return !(e instanceof DeadlineExceededException)
                && !(e instanceof UnsupportedException)
                && !(e instanceof RuntimeCrashedException);
    }

    void turnTo(String container) {
        subject = ground.subject(container);
    }

    // Verbs. Those on a container that has not been made ask the runtime for one of a name that nobody has.

    void create(String... command) {
        subject.create(command);
    }

    void start() {
        subject.container().ifPresentOrElse(Container::start, () -> runtime().start(subject.id()));
    }

    void pause() {
        subject.container().ifPresentOrElse(Container::pause, () -> runtime().pause(subject.id()));
    }

    void resume() {
        subject.container().ifPresentOrElse(Container::resume, () -> runtime().resume(subject.id()));
    }

    void kill(Signal signal) {
        subject.container()
                .ifPresentOrElse(made -> made.kill(signal), () -> runtime().kill(subject.id(), signal));
    }

    void exec(String... command) {
        see(made().exec(command));
    }

    void tellState() {
        say(Json.toPrettyText(members(runtime().state(subject.id()))) + "\n");
    }

    /** The members that every runtime tells (runtime.md, State). */
    private static Map<String, Object> members(State state) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", state.id().value());
        members.put("status", state.status().toString());
        state.pid().ifPresent(pid -> members.put("pid", pid));
        members.put("bundle", state.bundle().toString());
        members.put("annotations", state.annotations());
        return members;
    }

    void ps() {
        runtime().ps(subject.id());
    }

    void stats() {
        runtime().stats(subject.id());
    }

    void update(Map<?, ?> limits) {
        LinuxResources resources =
                Json.read(Json.toText(limits), "the limits of the step update", LinuxResources.class);
        subject.container()
                .ifPresentOrElse(made -> made.update(resources), () -> runtime().update(subject.id(), resources));
    }

    void checkpoint() {
        subject.checkpoint(false);
    }

    void checkpointLeavingRunning() {
        subject.checkpoint(true);
    }

    void restore() {
        subject.restore();
    }

    void delete() {
        runtime().delete(subject.id(), DeleteOptions.defaults());
    }

    void deleteForced() {
        runtime().delete(subject.id(), DeleteOptions.forced());
    }

    // The network.

    void cutLink(String... peers) {
        ground.links(subject, peers).forEach(Link::cut);
    }

    void restoreLink(String... peers) {
        ground.links(subject, peers).forEach(Link::restore);
    }

    void delayLink(LinkStep step) {
        Duration time = Times.parse((String) step.value());
        ground.links(subject, step.to()).forEach(link -> link.delay(time));
    }

    void loseOnLink(LinkStep step) {
        double share = ((Number) step.value()).doubleValue();
        ground.links(subject, step.to()).forEach(link -> link.loss(share));
    }

    void limitLink(LinkStep step) {
        Bytes inASecond = new Bytes(((Number) step.value()).longValue());
        ground.links(subject, step.to()).forEach(link -> link.bandwidth(inASecond));
    }

    // Files and time.

    void writeFiles(Map<?, ?> files) {
        files.forEach((path, text) -> {
            Path source = written(subject.folder().resolve("to-write"), String.valueOf(text));
            made().copyTo(source, (String) path);
        });
    }

    void readFile(String path) {
        Path target = subject.folder().resolve("read");
        made().copyFrom(path, target);
        say(text(target));
    }

    static void sleep(Duration time) {
        if (time.compareTo(LONGEST_SLEEP) > 0) {
            throw new ContainerException(
                    "Could not sleep for " + time.toSeconds() + " s.", "a step takes 60 s at most.", null);
        }
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerException("A scenario was interrupted.", null, null, e);
        }
    }

    // The runtime's command line, and the machine around it.

    void writeBundle(String... command) {
        subject.writeBundle(command);
    }

    void changeConfig(Map<?, ?> patch) {
        Path config = subject.bundle().resolve("config.json");
        Map<?, ?> document = (Map<?, ?>) Json.read(text(config), config.toString(), Object.class);
        Map<?, ?> change = (Map<?, ?>) Json.read(subject.named(Json.toText(patch)), "the step config", Object.class);
        written(config, Json.toPrettyText(MergePatch.apply(document, change)));
    }

    void writeConfig(String text) {
        written(subject.bundle().resolve("config.json"), subject.named(text));
    }

    void call(String... arguments) {
        see(subject.host().run(subject.command(arguments)));
    }

    void shell(String script) {
        see(subject.host().run(List.of("sh", "-c", script)));
    }

    void callKilled(Duration after, String... arguments) {
        see(subject.host().runKilled(subject.command(arguments), after));
    }

    /** The state root of the command is a file system of its own, on which nothing more can be made. */
    void callOnFullDisk(String... arguments) {
        String root = subject.folder().resolve("full").toString();
        String script = "mkdir -p \"$0\" && mount -t tmpfs -o size=4k,nr_inodes=2 tmpfs \"$0\" && exec \"$@\"";
        List<String> line = subject.command();
        List<String> words = subject.command(arguments).subList(line.size(), line.size() + arguments.length);
        List<String> command = Stream.of(
                        List.of("unshare", "-m", "sh", "-c", script, root), List.of(line.get(0), "--root", root), words)
                .flatMap(List::stream)
                .toList();
        see(subject.host().run(command));
    }

    void signalInit(Signal signal) {
        long pid = runtime()
                .state(subject.id())
                .pid()
                .orElseThrow(() -> wrong("There is no first process.", "it has ended."));
        Result sent = subject.host().run(List.of("sh", "-c", "kill -" + signal.number() + " " + pid));
        if (sent.exitCode() != 0) {
            throw wrong("The signal " + signal + " was not sent.", sent.stderr().strip());
        }
    }

    // Expectations.

    void expectStatus(String status) {
        if (status.equals(GONE)) {
            expectGone();
            return;
        }
        Status goal = Status.of(status)
                .orElseThrow(() -> wrong(
                        "There is no state \"" + status + "\".",
                        "it takes created, running, paused, stopped or gone."));
        if (subject.container().isEmpty()) {
            expectTold(goal);
            return;
        }
        Status reached = made().await(goal).timeline().statuses().stream()
                .reduce((earlier, later) -> later)
                .orElse(goal);
        Optional<Status> told = subject.status();
        // A container that has gone on since is no longer what was expected, and need not be.
        if (reached == goal && !told.equals(Optional.of(goal)) && !hasStopped(told)) {
            throw wrong(
                    "The container is not " + goal + ".", runtime().name() + " says that it is " + words(told) + ".");
        }
        seen = goal == Status.STOPPED ? Optional.of(made().result()) : Optional.empty();
    }

    /** The state of a container that a command has made. */
    private void expectTold(Status goal) {
        if (!holds(() -> subject.status().equals(Optional.of(goal)), END)) {
            throw wrong(
                    "The container is not " + goal + ".",
                    runtime().name() + " says that it is " + words(subject.status()) + ".");
        }
    }

    /** Whether the runtime says that the container has stopped, and it is seen to be true. */
    private boolean hasStopped(Optional<Status> told) {
        if (!told.equals(Optional.of(Status.STOPPED))) {
            return false;
        }
        try {
            made().await(Status.STOPPED, END_IN_SIGHT);
            return true;
        } catch (DeadlineExceededException itHasNot) {
            return false;
        }
    }

    void expectExit(long code) {
        Result result = ended();
        seen = Optional.of(result);
        if (result.exit().signal().isPresent() || result.exitCode() != code) {
            String errors = executed == null || result.stderr().isBlank()
                    ? ""
                    : "\nstderr: " + result.stderr().strip();
            throw wrong("The program did not exit with " + code + ".", "it " + result.exit() + "." + errors);
        }
    }

    void expectRefused(String text) {
        if (refusal.isEmpty() && !(executed != null && executed.exitCode() != 0)) {
            throw wrong("The verb was not refused.", "it succeeded.");
        }
        String message = refusal.map(Throwable::getMessage).orElseGet(() -> executed == null ? "" : executed.stderr());
        String reason = subject.named(text);
        if (!message.contains(reason) && !refusal.flatMap(Play::kind).equals(Optional.of(reason))) {
            throw wrong("The verb was refused, but not for \"" + reason + "\".", "the message is: " + message.strip());
        }
        if (!subject.status().equals(beforeVerb)) {
            throw wrong(
                    "The verb was refused, but not without effect.",
                    "the container was " + words(beforeVerb) + " before, and is " + words(subject.status()) + " now.");
        }
    }

    private void expectGone() {
        Optional<Status> told = subject.status();
        if (told.isPresent()) {
            throw wrong("The container is not gone.", runtime().name() + " says that it is " + words(told) + ".");
        }
    }

    void expectStdout(String text) {
        Result result = ended();
        seen = Optional.of(result);
        if (!result.stdout().equals(subject.named(text))) {
            throw wrong("The output is another one.", "it is \"" + result.stdout() + "\".");
        }
    }

    void expectStdoutContains(String text) {
        expectContains(
                subject.named(text),
                "output",
                Result::stdout,
                made -> made.stdout().text());
    }

    void expectStderrContains(String text) {
        expectContains(
                subject.named(text),
                "error output",
                Result::stderr,
                made -> made.stderr().text());
    }

    private void expectContains(
            String text, String name, Function<Result, String> of, Function<Container, String> ofContainer) {
        Result result = executed;
        if (result == null) {
            made().await(
                            Ready.when(
                                    "\"" + text + "\" is written",
                                    made -> ofContainer.apply(made).contains(text)),
                            END);
            return;
        }
        seen = Optional.of(result);
        if (!of.apply(result).contains(text)) {
            throw wrong("The " + name + " has no \"" + text + "\" in it.", "it is \"" + of.apply(result) + "\".");
        }
    }

    void expectMemoryLimit(long bytes) {
        OciAssertions.assertThat(made()).hasMemoryLimit(new Bytes(bytes));
    }

    void expectPidsLimit(long limit) {
        OciAssertions.assertThat(made()).hasPidsLimit(limit);
    }

    void expectProcesses(long count) {
        if (!holds(() -> runtime().ps(subject.id()).size() == count, END_IN_SIGHT)) {
            throw wrong(
                    "There are not " + count + " processes.",
                    "there are " + runtime().ps(subject.id()).size() + ".");
        }
    }

    void expectTimeline(String... statuses) {
        List<String> went =
                made().timeline().statuses().stream().map(Status::toString).toList();
        if (!went.equals(List.of(statuses))) {
            throw wrong("The container went through other states.", "it went through " + String.join(", ", went) + ".");
        }
    }

    void expectNothingLeft() {
        List<String> left = new ArrayList<>();
        BooleanSupplier nothingIs = () -> {
            left.clear();
            left.addAll(subject.remains().find());
            return left.isEmpty();
        };
        if (!holds(nothingIs, END_IN_SIGHT)) {
            throw wrong("Something is left.", String.join("; ", left) + ".");
        }
    }

    private static boolean holds(BooleanSupplier condition, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            sleep(LOOK_AGAIN);
        }
        return true;
    }

    // What the steps above are made of.

    private OciRuntime runtime() {
        return subject.runtime();
    }

    private Container made() {
        return subject.container().orElseThrow(() -> wrong("There is no container.", "no step before has created it."));
    }

    /** The program that an expectation is about: of the last verb, or the container's own, whose end is waited for. */
    private Result ended() {
        return executed == null ? made().await(Status.STOPPED, END).result() : executed;
    }

    private void see(Result result) {
        executed = result;
        seen = Optional.of(result);
    }

    private void say(String stdout) {
        see(new Result(Exit.withCode(0, Instant.now()), stdout, "", new Timeline(subject.id(), List.of())));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ContainerException("Could not read " + file + ".", e.toString(), null, e);
        }
    }

    private static Path written(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new ContainerException("Could not write " + file + ".", e.toString(), null, e);
        }
    }

    private static String words(Optional<Status> status) {
        return status.map(Status::toString).orElse(GONE);
    }

    private static ContainerException wrong(String what, String why) {
        return new ContainerException(what, why, null);
    }
}
