package org.ociunit;

import java.util.Optional;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractStringAssert;
import org.ociunit.lifecycle.Signal;

/** Assertions on what became of a program. */
public class ResultAssert extends AbstractAssert<ResultAssert, Result> {
    private Navigation navigation = Navigation.PLAIN;

    /**
     * Begins assertions.
     *
     * @param actual what they are on
     */
    public ResultAssert(Result actual) {
        super(actual, ResultAssert.class);
    }

    /** What comes after these assertions is soft, too. */
    void softly(OciSoftAssertions collector) {
        navigation = new Navigation(collector);
    }

    /**
     * Checks that the program returned 0.
     *
     * <pre>{@code
     * assertThat(bundle.run("true")).succeeded();  // passes
     * assertThat(bundle.run("false")).succeeded(); // fails
     * }</pre>
     *
     * @return this
     */
    public ResultAssert succeeded() {
        isNotNull();
        return require(actual.exit().status() == 0, "to have succeeded");
    }

    /**
     * Checks that the program returned a code by itself. A program that was killed did not, whatever a shell says of it.
     *
     * <pre>{@code
     * assertThat(bundle.run("sh", "-c", "exit 3")).exitedWith(3);         // passes
     * assertThat(bundle.run("sh", "-c", "kill -9 $$")).exitedWith(137);   // fails
     * }</pre>
     *
     * @param code the exit code, 0 to 255
     * @return this
     */
    public ResultAssert exitedWith(int code) {
        isNotNull();
        boolean exited = actual.exit().signal().isEmpty() && actual.exitCode() == code;
        return require(exited, "to have exited with " + code);
    }

    /**
     * Checks that a signal killed the program.
     *
     * <pre>{@code
     * assertThat(container.kill(Signal.KILL).await(STOPPED).result()).wasKilledBy(Signal.KILL); // passes
     * assertThat(bundle.run("sh", "-c", "exit 137")).wasKilledBy(Signal.KILL);                  // fails
     * }</pre>
     *
     * @param signal the signal
     * @return this
     */
    public ResultAssert wasKilledBy(Signal signal) {
        isNotNull();
        return require(actual.exit().signal().equals(Optional.of(signal)), "to have been killed by " + signal);
    }

    /**
     * Checks that the kernel killed a process of the container because its memory limit was reached.
     *
     * <pre>{@code
     * assertThat(bundle.memory(mebibytes(16)).run("tail", "/dev/zero")).ranOutOfMemory(); // passes
     * assertThat(bundle.memory(mebibytes(16)).run("true")).ranOutOfMemory();              // fails
     * }</pre>
     *
     * @return this
     */
    public ResultAssert ranOutOfMemory() {
        isNotNull();
        return require(actual.exit().outOfMemory(), "to have run out of memory");
    }

    /**
     * Checks the whole standard output.
     *
     * <pre>{@code
     * assertThat(bundle.run("echo", "hello")).hasStdout("hello\n"); // passes
     * assertThat(bundle.run("echo", "hello")).hasStdout("hello");   // fails
     * }</pre>
     *
     * @param text all of it, with its line ends
     * @return this
     */
    public ResultAssert hasStdout(String text) {
        stdout().isEqualTo(text);
        return this;
    }

    /**
     * Goes on with the standard output.
     *
     * <pre>{@code
     * assertThat(bundle.run("echo", "hello")).stdout().contains("ell"); // passes
     * assertThat(bundle.run("echo", "hello")).stdout().isEmpty();       // fails
     * }</pre>
     *
     * @return assertions on the text
     */
    public AbstractStringAssert<?> stdout() {
        isNotNull();
        return navigation
                .to(actual.stdout())
                .as("stdout of a program of container %s", actual.timeline().id());
    }

    /**
     * Goes on with the standard error.
     *
     * <pre>{@code
     * assertThat(bundle.run("sh", "-c", "echo no >&2")).stderr().isEqualTo("no\n"); // passes
     * assertThat(bundle.run("sh", "-c", "echo no >&2")).stderr().isEmpty();         // fails
     * }</pre>
     *
     * @return assertions on the text
     */
    public AbstractStringAssert<?> stderr() {
        isNotNull();
        return navigation
                .to(actual.stderr())
                .as("stderr of a program of container %s", actual.timeline().id());
    }

    private ResultAssert require(boolean satisfied, String expectation) {
        if (!satisfied) {
            failWithMessage(
                    "%s",
                    "Expecting a program of container " + actual.timeline().id() + "\n  " + expectation + "\nbut it\n  "
                            + actual.exit() + Words.block("stdout", actual.stdout())
                            + Words.block("stderr", actual.stderr()));
        }
        return this;
    }
}
