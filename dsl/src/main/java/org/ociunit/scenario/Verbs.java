package org.ociunit.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.Bytes;
import org.ociunit.Container;
import org.ociunit.Link;
import org.ociunit.Result;
import org.ociunit.error.ContainerException;
import org.ociunit.json.Json;
import org.ociunit.json.MergePatch;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Timeline;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.spec.LinuxResources;

/** What the verbs of a scenario do, to the container that they are about and to what is around it. */
abstract class Verbs {
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(60);

    final Ground ground;

    /** The container that steps are about. */
    Subject subject;

    /** What became of the program that the last verb has run, if it has run one. */
    @Nullable
    Result executed;

    /** What became of the program whose end the present step has seen. */
    Optional<Result> seen = Optional.empty();

    Verbs(Ground ground, Subject subject) {
        this.ground = ground;
        this.subject = subject;
    }

    /** Has the steps from here on be about another container. */
    void turnTo(String container) {
        subject = ground.subject(container);
    }

    // A container's life. Verbs on one that has not been made ask the runtime for one of a name that nobody has.

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
        Path config = subject.bundleFolder().resolve("config.json");
        Map<?, ?> document = (Map<?, ?>) Json.read(text(config), config.toString(), Object.class);
        Map<?, ?> change = (Map<?, ?>) Json.read(subject.filledIn(Json.toText(patch)), "the step config", Object.class);
        written(config, Json.toPrettyText(MergePatch.apply(document, change)));
    }

    void writeConfig(String text) {
        written(subject.bundleFolder().resolve("config.json"), subject.filledIn(text));
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

    // What the steps are made of.

    OciRuntime runtime() {
        return subject.runtime();
    }

    Container made() {
        return subject.container().orElseThrow(() -> wrong("There is no container.", "no step before has created it."));
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

    static ContainerException wrong(String what, String why) {
        return new ContainerException(what, why, null);
    }
}
