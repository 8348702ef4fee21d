package org.ociunit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.OciAssertions.assertThat;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.RUNNING;

import java.time.Instant;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;

class ResultAssertTest {
    private final Result good = result(Exit.withCode(0, Instant.EPOCH), "hello\n", "");
    private final Result bad = result(Exit.withCode(3, Instant.EPOCH), "one\ntwo\n", "no such file\n");
    private final Result killed = result(Exit.bySignal(Signal.KILL, Instant.EPOCH), "", "");

    private static Result result(Exit exit, String stdout, String stderr) {
        return new Result(exit, stdout, stderr, TimelineAssertTest.timeline(CREATED, RUNNING));
    }

    @Test
    void what_holds_passes() {
        assertThat(good).succeeded().exitedWith(0).hasStdout("hello\n").stderr().isEmpty();
        assertThat(bad).exitedWith(3).stderr().contains("file");
        assertThat(killed).wasKilledBy(Signal.KILL);
        assertThat(result(new Exit(9, true, Instant.EPOCH), "", "")).ranOutOfMemory();
    }

    @Test
    void plain_AssertJ_takes_results() {
        Assertions.assertThat(good).succeeded();
    }

    @Test
    void succeeded_tells_exit_and_output() {
        fails(() -> assertThat(bad).succeeded(), """
                Expecting a program of container web-1
                  to have succeeded
                but it
                  exited with 3
                stdout:
                  one
                  two
                stderr:
                  no such file""");
    }

    @Test
    void exitedWith_does_not_take_a_signal_for_a_code() {
        fails(() -> assertThat(killed).exitedWith(137), """
                Expecting a program of container web-1
                  to have exited with 137
                but it
                  was killed by KILL""");
    }

    @Test
    void wasKilledBy_does_not_take_a_code_for_a_signal() {
        fails(() -> assertThat(good).wasKilledBy(Signal.TERM), """
                Expecting a program of container web-1
                  to have been killed by TERM
                but it
                  exited with 0
                stdout:
                  hello""");
    }

    @Test
    void ranOutOfMemory_asks_the_kernel_not_the_signal() {
        fails(() -> assertThat(killed).ranOutOfMemory(), """
                Expecting a program of container web-1
                  to have run out of memory
                but it
                  was killed by KILL""");
    }

    @Test
    void hasStdout_compares_all_of_it() {
        fails(() -> assertThat(good).hasStdout("hello"), """
                [stdout of a program of container web-1]\s
                expected:\s
                  "hello"
                 but was:\s
                  "hello
                  \"""");
    }

    @Test
    void soft_assertions_tell_all_failures_together() {
        OciSoftAssertions softly = new OciSoftAssertions();
        softly.assertThat(bad).exitedWith(0).wasKilledBy(Signal.KILL);
        softly.assertThat(good.timeline()).neverWas(CREATED);
        Assertions.assertThat(softly.errorsCollected()).hasSize(3);
    }

    @Test
    void orThrow_takes_only_success() {
        Assertions.assertThat(good.orThrow()).isSameAs(good);
        assertThatThrownBy(bad::orThrow).isInstanceOf(ContainerException.class).hasMessage("""
                A program of container web-1 exited with 3.
                Why: stdout is "one
                two"; stderr is "no such file".""");
    }

    private static void fails(ThrowingCallable assertion, String message) {
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessage(message);
    }
}
