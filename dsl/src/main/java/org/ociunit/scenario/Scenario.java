package org.ociunit.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ociunit.Bundle;
import org.ociunit.CheckReturnValue;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.recording.Recording;

/**
 * A script of one container's life, or of those of several: verbs, and what is expected after them. It is immutable and does
 * nothing until it is run; then it ends with the first step that fails, and leaves nothing behind.
 *
 * <pre>{@code
 * Scenario.named("a container starts once").given(bundle)
 *     .create("sleep", "60").start().expect(RUNNING)
 *     .start().expectRefused()
 *     .kill(Signal.KILL).expect(STOPPED).delete().expectGone()
 *     .runOn(Runtimes.best()).orThrow();
 * }</pre>
 */
@CheckReturnValue
public final class Scenario extends Script {
    /** A scenario that has a name and no container yet. */
    @CheckReturnValue
    public static final class Named {
        private final String name;

        private Named(String name) {
            this.name = name;
        }

        /**
         * Says what the container is made from.
         *
         * @param bundle its description; the runtime is the one that the scenario runs on, and no step waits until the container
         *     is of use, but those that say so
         * @return a scenario without steps
         */
        public Scenario given(Bundle bundle) {
            return new Scenario(name, "", List.of(), List.of(), bundle, Map.of(), List.of());
        }
    }

    private final String name;
    private final String id;
    private final List<String> standsFor;
    private final List<String> needs;
    private final Bundle bundle;
    private final Map<String, Bundle> peers;
    private final List<Step> steps;

    Scenario(
            String name,
            String id,
            List<String> standsFor,
            List<String> needs,
            Bundle bundle,
            Map<String, Bundle> peers,
            List<Step> steps) {
        this.name = name;
        this.id = id;
        this.standsFor = List.copyOf(standsFor);
        this.needs = List.copyOf(needs);
        this.bundle = bundle;
        this.peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
        this.steps = List.copyOf(steps);
    }

    /**
     * Begins a scenario.
     *
     * @param name what it shows, as a sentence
     * @return a scenario without a container
     */
    public static Named named(String name) {
        return new Named(name);
    }

    /**
     * Reads a scenario from a file.
     *
     * <pre>{@code
     * {
     *   "scenario": "a container starts once",
     *   "given": {"image": "host"},
     *   "steps": [
     *     {"create": ["sleep", "60"]},
     *     "start",
     *     {"expect": {"status": "running"}},
     *     "start",
     *     {"expect": {"refused": true}},
     *     {"kill": "KILL"},
     *     {"expect": {"status": "stopped"}}
     *   ]
     * }
     * }</pre>
     *
     * <p>{@code given} is a bundle, see {@link Bundle#ofJson}; {@code peers}, which may be absent, has further ones by name,
     * each perhaps with {@code ready}, see {@link #peer}. A step is an object with the step's name and what it takes, or the
     * name alone where it takes nothing; the names are those of this class's methods, and {@code expect} is an object of what
     * is expected: {@code status} (or {@code gone}), {@code exit}, {@code refused} (true, or a text that the message has in
     * it, or the kind of the error), {@code stdout}, {@code stdoutContains}, {@code stderrContains}, {@code memoryLimit},
     * {@code pidsLimit}, {@code processes}, {@code wentThrough}, {@code nothingLeft}. Further members of the file, none of
     * which is needed, are {@code id}, {@code standsFor} and {@code needs}, see {@link #id()}, {@link #standsFor()} and
     * {@link #needs()}.
     *
     * @param file a file of JSON, in UTF-8
     * @return the scenario
     * @throws org.ociunit.error.InvalidDocumentException if the file says something else; the message tells where
     */
    public static Scenario load(Path file) {
        List<Scenario> scenarios = ScenarioFile.readAll(file);
        if (scenarios.size() != 1) {
            throw new ContainerException(
                    "Could not read the scenario " + file + ".",
                    "it has " + scenarios.size() + " of them.",
                    "read them with loadAll.");
        }
        return scenarios.get(0);
    }

    /**
     * Reads scenarios from files.
     *
     * @param path a file that has one scenario or a list of them, see {@link #load}; or a folder, whose files named
     *     {@code *.json} are read, those below it, too, in the order of their names
     * @return the scenarios, the first first
     * @throws ContainerException if a file cannot be read
     * @throws org.ociunit.error.InvalidDocumentException if a file says something else; the message tells where
     */
    public static List<Scenario> loadAll(Path path) {
        try (Stream<Path> walk = Files.walk(path)) {
            return walk.filter(file -> file.equals(path) || file.toString().endsWith(".json"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .flatMap(file -> ScenarioFile.readAll(file).stream())
                    .toList();
        } catch (IOException e) {
            throw new ContainerException("Could not read the scenarios in " + path + ".", e.toString(), null, e);
        }
    }

    /**
     * Makes scenarios of what a client has called, to call it again on any runtime: one for each container that was made, in
     * the order of their making. Each call is a step, and what came of it is expected: success with the same state, a
     * refusal, an exit code. What was the client's own and is not there any more, such as the path of a network namespace,
     * a file that was bound or its hooks, is left out of the configuration; the root is the recorded bundle's if that is
     * still there, or else that of {@link org.ociunit.image.Image#host}.
     *
     * @param recording a file that {@code jrunc record} has written
     * @return the scenarios
     * @throws org.ociunit.error.InvalidDocumentException if a line of the file is no call
     * @throws ContainerException if the file cannot be read
     */
    public static List<Scenario> ofRecording(Path recording) {
        return Replay.of(Recording.read(recording));
    }

    /**
     * Reads a scenario, see {@link #load}.
     *
     * @param json its text form
     * @param source what it is called in messages, such as a file name
     * @param folder where the relative path of a bundle is
     * @return the scenario
     * @throws org.ociunit.error.InvalidDocumentException if the text says something else; the message tells where
     */
    public static Scenario ofJson(String json, String source, Path folder) {
        return ScenarioFile.read(json, source, folder);
    }

    /**
     * Writes the scenario to a file, which {@link #load} reads.
     *
     * @param file the file; it is replaced if it is there
     * @return the file
     * @throws ContainerException if the bundle has something that no file tells, see {@link Bundle#toJson}
     */
    public Path save(Path file) {
        try {
            return Files.writeString(file, toJson());
        } catch (IOException e) {
            throw new ContainerException("Could not write the scenario " + file + ".", e.toString(), null, e);
        }
    }

    /**
     * The scenario's text form, see {@link #load}.
     *
     * @return JSON
     * @throws ContainerException if the bundle has something that no text tells, see {@link Bundle#toJson}
     */
    public String toJson() {
        return ScenarioFile.write(this);
    }

    /**
     * Says what the scenario is called in lists and reports.
     *
     * @param other such as {@code L18}
     * @return the scenario of this id
     */
    public Scenario id(String other) {
        return new Scenario(name, other, standsFor, needs, bundle, peers, steps);
    }

    /**
     * Says what the scenario shows the effect of.
     *
     * @param clauses clauses of the specification, such as {@code runtime.md#kill}, and CVEs
     * @return a scenario that stands for them, too
     */
    public Scenario standsFor(String... clauses) {
        return new Scenario(name, id, and(standsFor, clauses), needs, bundle, peers, steps);
    }

    /**
     * Says what the scenario is not run without: {@code root}, {@code user} for an ordinary one, {@code v1} or {@code v2}
     * for control groups of that version, {@code command} for a runtime with a command line; or programs, by name.
     *
     * @param what such as {@code root}
     * @return a scenario that needs it, too
     */
    public Scenario needs(String... what) {
        return new Scenario(name, id, standsFor, and(needs, what), bundle, peers, steps);
    }

    /**
     * Has a further container beside the scenario's: both are on a network of their own, and this one is of use before the
     * first step. It is there until the scenario ends.
     *
     * @param name its host name, by which it is reached
     * @param peer what it is made from, with the program that it runs, and {@linkplain Bundle#readyWhen when it is of use}; by
     *     default that is at once
     * @return a scenario with one more container
     */
    public Scenario peer(String name, Bundle peer) {
        Map<String, Bundle> more = new LinkedHashMap<>(peers);
        more.put(name, peer);
        return new Scenario(this.name, id, standsFor, needs, bundle, more, steps);
    }

    private static List<String> and(List<String> present, String... more) {
        return Stream.concat(present.stream(), Stream.of(more)).toList();
    }

    /**
     * Its name.
     *
     * @return what it shows, as a sentence
     */
    public String name() {
        return name;
    }

    /**
     * What it is called in lists.
     *
     * @return such as {@code L18}, or an empty text
     */
    public String id() {
        return id;
    }

    /**
     * What it shows the effect of.
     *
     * @return clauses of the specification and CVEs
     */
    public List<String> standsFor() {
        return standsFor;
    }

    /**
     * What it is not run without.
     *
     * @return see {@link #needs(String...)}
     */
    public List<String> needs() {
        return needs;
    }

    /**
     * What the container is made from.
     *
     * @return its description
     */
    public Bundle bundle() {
        return bundle;
    }

    Map<String, Bundle> peers() {
        return peers;
    }

    List<Step> steps() {
        return steps;
    }

    /**
     * Runs the scenario with a container of its own.
     *
     * @param runtime the runtime
     * @return what became of each step; it has passed or not, and does not throw
     */
    public Outcome runOn(OciRuntime runtime) {
        return needs.stream()
                .flatMap(need ->
                        new Need(need).missing(runtime).stream().map(why -> Outcome.skipped(this, runtime, need, why)))
                .findFirst()
                .orElseGet(() -> Ground.run(this, runtime));
    }

    /**
     * Runs the scenario on each of several runtimes, one after the other, with a container of its own on each.
     *
     * @param runtimes the runtimes, such as {@link org.ociunit.runtime.catalog.Runtimes#available}
     * @return what became of each step on each runtime, and where they differ; it does not throw
     */
    public Comparison compareOn(List<OciRuntime> runtimes) {
        return new Comparison(name, runtimes.stream().map(this::runOn).toList());
    }

    @Override
    Scenario then(Step step) {
        List<Step> longer = Stream.concat(steps.stream(), Stream.of(step)).toList();
        return new Scenario(name, id, standsFor, needs, bundle, peers, longer);
    }

    /** The scenario's name. */
    @Override
    public String toString() {
        return name;
    }
}
