package org.ociunit.scenario;

import java.time.Duration;
import org.ociunit.Bundle;
import org.ociunit.CheckReturnValue;
import org.ociunit.image.Image;
import org.ociunit.runtime.DrivenRuntime;
import org.ociunit.runtime.OciRuntime;

/**
 * A look for what a runtime does otherwise than it has to: verbs at random, legal ones and illegal ones, on two containers by
 * turns, and then on two others, beside a model of their lives (runtime-spec, runtime.md, "Lifecycle" and "Operations"): what
 * is done with one of them changes nothing of the other, and a name can be used again. Each deviation is tried a second time,
 * and then made as short as it can be.
 *
 * <pre>{@code
 * Exploration.of(Runtimes.installed("runc")).seed(7).steps(500).run().orThrow();
 * }</pre>
 *
 * <p>An installed runtime is {@linkplain DrivenRuntime#atItsWord() taken at its word}. What is not in the model is not
 * looked at: what a container that was not started does with a signal other than {@code KILL}. It is immutable and does
 * nothing until it is run.
 */
@CheckReturnValue
public final class Exploration {
    private static final int STEPS = 500;
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private final OciRuntime runtime;
    private final Bundle bundle;
    private final long seed;
    private final int steps;
    private final Duration deadline;

    private Exploration(OciRuntime runtime, Bundle bundle, long seed, int steps, Duration deadline) {
        this.runtime = runtime;
        this.bundle = bundle;
        this.seed = seed;
        this.steps = steps;
        this.deadline = deadline;
    }

    /**
     * An exploration with containers of {@link Image#host()}, seed 1, 500 steps, and a deadline of 5 minutes.
     *
     * @param runtime the runtime
     * @return an exploration that has not been run
     */
    public static Exploration of(OciRuntime runtime) {
        OciRuntime literal = runtime instanceof DrivenRuntime driven ? driven.atItsWord() : runtime;
        return new Exploration(literal, Bundle.from(Image.host()), 1, STEPS, DEADLINE);
    }

    /**
     * Says what the containers are made from.
     *
     * @param other its description; it has {@code sh} and a {@code /tmp} that can be written to
     * @return the same exploration with other containers
     */
    public Exploration given(Bundle other) {
        return new Exploration(runtime, other, seed, steps, deadline);
    }

    /**
     * Says what chance begins with.
     *
     * @param other any number; the same one leads to the same verbs
     * @return the same exploration with another seed
     */
    public Exploration seed(long other) {
        return new Exploration(runtime, bundle, other, steps, deadline);
    }

    /**
     * Says how many verbs are tried.
     *
     * @param count how many, besides those that are tried again to make sure of a deviation, and to make it short
     * @return the same exploration with another length
     * @throws IllegalArgumentException if it is less than 1
     */
    public Exploration steps(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("Illegal number of steps " + count + ": it takes 1 or more.");
        }
        return new Exploration(runtime, bundle, seed, count, deadline);
    }

    /**
     * Says how long it may take. No container is begun after that; each verb has a deadline of its own, of 10 to 30 seconds.
     *
     * @param other how long
     * @return the same exploration with another deadline
     */
    public Exploration deadline(Duration other) {
        return new Exploration(runtime, bundle, seed, steps, other);
    }

    /**
     * Explores.
     *
     * @return what was found
     * @throws org.ociunit.error.UnsupportedByHostException if the runtime cannot make such containers here
     */
    public Findings run() {
        return new Search(runtime, bundle, System.nanoTime() + deadline.toNanos()).run(seed, steps);
    }
}
