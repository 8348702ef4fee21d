package org.ociunit.scenario;

import java.util.List;
import java.util.stream.Stream;
import org.ociunit.Bundle;
import org.ociunit.CheckReturnValue;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.OciRuntime;

/**
 * A script of one container's life: verbs, and what is expected after them. It is immutable and does nothing until it is
 * run; then it ends with the first step that fails, and leaves nothing behind.
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
public final class Scenario {
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
         * @param bundle its description; the runtime is the one that the scenario runs on
         * @return a scenario without steps
         */
        public Scenario given(Bundle bundle) {
            return new Scenario(name, bundle, List.of());
        }
    }

    private final String name;
    private final Bundle bundle;
    private final List<Step> steps;

    private Scenario(String name, Bundle bundle, List<Step> steps) {
        this.name = name;
        this.bundle = bundle;
        this.steps = steps;
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
     * Makes the container. A second time, while it is there, asks for another one of the same name.
     *
     * @param command the program and its arguments; none for those of the bundle
     * @return a scenario with one more step
     */
    public Scenario create(String... command) {
        String words = command.length == 0 ? "create" : "create " + String.join(" ", command);
        return then(Step.verb(words, play -> play.create(command)));
    }

    /**
     * Starts the container.
     *
     * @return a scenario with one more step
     */
    public Scenario start() {
        return then(Step.verb("start", Play::start));
    }

    /**
     * Pauses the container.
     *
     * @return a scenario with one more step
     */
    public Scenario pause() {
        return then(Step.verb("pause", Play::pause));
    }

    /**
     * Resumes the container.
     *
     * @return a scenario with one more step
     */
    public Scenario resume() {
        return then(Step.verb("resume", Play::resume));
    }

    /**
     * Sends a signal to the container's first process.
     *
     * @param signal what to send
     * @return a scenario with one more step
     */
    public Scenario kill(Signal signal) {
        return then(Step.verb("kill " + signal, play -> play.kill(signal)));
    }

    /**
     * Runs a further program in the container and waits for its end, at most 10 seconds. Whatever its exit code is, the
     * step succeeds.
     *
     * @param command the program and its arguments
     * @return a scenario with one more step
     */
    public Scenario exec(String... command) {
        return then(Step.verb("exec " + String.join(" ", command), play -> play.exec(command)));
    }

    /**
     * Deletes the container, without force.
     *
     * @return a scenario with one more step
     */
    public Scenario delete() {
        return then(Step.verb("delete", Play::delete));
    }

    /**
     * Waits, at most 10 seconds, until the container has been in a state since the last verb; and if it still is, as far as
     * was seen, the runtime must say so too.
     *
     * @param status the state
     * @return a scenario with one more step
     */
    public Scenario expect(Status status) {
        return then(Step.expectation("expect " + status, play -> play.expect(status)));
    }

    /**
     * Expects an exit code: of the program of {@link #exec} if that was the last verb, of the container's own otherwise,
     * whose end it waits for, at most 10 seconds.
     *
     * @param code the exit code, 0 to 255; a program that was killed has none
     * @return a scenario with one more step
     */
    public Scenario expectExit(int code) {
        return then(Step.expectation("expect exit " + code, play -> play.expectExit(code)));
    }

    /**
     * Expects that the runtime refuses the verb before, without effect: the container's state is the same as before. A verb
     * that the runtime does not have, or that takes too long, is not refused.
     *
     * @return a scenario with one more step
     */
    public Scenario expectRefused() {
        return then(Step.refusal());
    }

    /**
     * Expects that the runtime knows nothing of the container.
     *
     * @return a scenario with one more step
     */
    public Scenario expectGone() {
        return then(Step.expectation("expect gone", Play::expectGone));
    }

    /**
     * Runs the scenario with a container of its own.
     *
     * @param runtime the runtime
     * @return what became of each step; it has passed or not, and does not throw
     */
    public Outcome runOn(OciRuntime runtime) {
        return new Play(bundle.on(runtime), runtime).run(name, steps);
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

    private Scenario then(Step step) {
        return new Scenario(
                name, bundle, Stream.concat(steps.stream(), Stream.of(step)).toList());
    }

    /** The scenario's name. */
    @Override
    public String toString() {
        return name;
    }
}
