package org.ociunit.samples.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsUser;
import org.ociunit.runtime.testkit.Traces;

/** The demo in a JVM of its own: what it shows, and that nothing of it stays when that JVM is killed. */
@Tag("once")
@NeedsEmbedded
@Timeout(120)
class DemoIT {
    @Test
    @NeedsRoot
    void shows_root_a_whole_life_and_what_can_be_asserted_about_it() throws Exception {
        assertThat(demo()).isEqualTo("""
                        A container in Java: ociunit VERSION, as root
                        TIME  created   pid PID, its program waits
                        TIME  running   the program runs
                        TIME  exec      id -un: root
                        TIME  paused    all of its processes stand still
                        TIME  resumed   and go on
                        TIME  killed    the program was killed by KILL

                        Output
                                      hello from demo

                        Assertions
                                  ok  assertThat(container).isStopped()
                                  ok  assertThat(container).wentThrough(CREATED, RUNNING, PAUSED, RUNNING, STOPPED)
                                  ok  assertThat(timeline).reached(RUNNING, ofSeconds(10))
                                  ok  assertThat(timeline).neverWas(CREATING)
                                  ok  assertThat(exec).hasStdout("root\\n")
                                  ok  assertThat(container.result()).wasKilledBy(Signal.KILL)

                        TIME  deleted   nothing is left
                                  ok  assertThat(container).leftNothingBehind()
                        """);
    }

    @Test
    @NeedsUser
    void shows_an_ordinary_user_what_such_a_one_can_do() throws Exception {
        assertThat(demo())
                .startsWith("A container in Java: ociunit VERSION, as an ordinary user\n")
                .contains("TIME  exec      id -un: root\n")
                .contains("TIME  killed    the program was killed by KILL\n")
                .endsWith("ok  assertThat(container).leftNothingBehind()\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A container in Java", "created", "running", "exec", "paused"})
    void leaves_nothing_when_its_jvm_is_killed(String when) throws Exception {
        Process jvm = start();
        readUntil(jvm.inputReader(), when);

        jvm.destroyForcibly();

        assertThat(jvm.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(tracesThatStay("-" + jvm.pid() + "-")).isEmpty();
    }

    /** Killed at any moment, also in the middle of a verb. */
    @ParameterizedTest
    @ValueSource(ints = {5, 10, 20, 40, 80, 160})
    void leaves_nothing_when_its_jvm_is_killed_a_moment_after_it_has_begun(int milliseconds) throws Exception {
        Process jvm = start();
        readUntil(jvm.inputReader(), "A container in Java");
        Thread.sleep(milliseconds); // the moment is what the test is about

        jvm.destroyForcibly();

        assertThat(jvm.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(tracesThatStay("-" + jvm.pid() + "-")).isEmpty();
    }

    /** The launcher outlives the JVM for as long as it clears away. */
    private static List<String> tracesThatStay(String name) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (!Traces.of(name).isEmpty() && Instant.now().isBefore(end)) {
            Thread.sleep(50);
        }
        // What is seen for the last time may have been about to be made: nothing may come after it.
        Thread.sleep(200);
        return Traces.of(name);
    }

    private static String demo() throws IOException, InterruptedException {
        Process jvm = start();
        String output = new String(jvm.getInputStream().readAllBytes());
        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(jvm.exitValue()).as(output).isZero();
        return output.replaceAll(" +\\d+\\.\\d ms", "TIME")
                .replaceAll("pid \\d+", "pid PID")
                .replaceAll("ociunit [^,]+", "ociunit VERSION");
    }

    private static Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Demo.class.getName())
                .redirectErrorStream(true)
                .start();
    }

    private static void readUntil(BufferedReader output, String word) throws IOException {
        String line;
        do {
            line = output.readLine();
            assertThat(line)
                    .as("the demo ended before it said \"" + word + "\"")
                    .isNotNull();
        } while (!line.contains(word));
    }
}
