package org.ociunit;

import org.assertj.core.api.AssertProvider;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Timeline;

/**
 * What became of a program that has ended: the container's own, or one of {@link Container#exec}.
 *
 * @param exit how it ended
 * @param stdout what it wrote to its standard output; by default the last 1 MiB of it
 * @param stderr what it wrote to its standard error; by default the last 1 MiB of it
 * @param timeline what had happened to the container until then
 */
public record Result(Exit exit, String stdout, String stderr, Timeline timeline)
        implements AssertProvider<ResultAssert> {
    /**
     * The exit code as a shell has it.
     *
     * @return 0 to 255: the program's own, or 128 and the number of the signal that killed it
     */
    public int exitCode() {
        return exit.code();
    }

    /**
     * Takes nothing but success for an answer.
     *
     * @return this result, whose exit code is 0
     * @throws ContainerException if the program ended otherwise; the message has the end of its error output
     */
    public Result orThrow() {
        if (exitCode() != 0) {
            throw new ContainerException(
                    "A program of container " + timeline.id() + " " + exit + ".",
                    LastOutput.of(stdout, stderr) + ".",
                    null);
        }
        return this;
    }

    /** For AssertJ's own {@code assertThat}. */
    @Override
    public ResultAssert assertThat() {
        return new ResultAssert(this);
    }
}
