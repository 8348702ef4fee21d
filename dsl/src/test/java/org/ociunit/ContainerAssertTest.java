package org.ociunit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.OciAssertions.assertThat;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.PAUSED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Signal;

class ContainerAssertTest {
    @TempDir
    static Path image;

    private final Bundle bundle = Bundle.from(Image.ofDirectory(image)).on(new FakeRuntime());
    private final Container container = bundle.create("print", "hello\n");

    @AfterEach
    void close() {
        container.close();
    }

    @Test
    void what_holds_passes() {
        assertThat(container).hasStatus(CREATED).wentThrough(CREATED).timeline().isLegal();
        container.start();
        assertThat(container).isRunning().stdout().isEqualTo("hello\n");
        container.kill(Signal.KILL).await(STOPPED);
        assertThat(container).isStopped().stderr().isEmpty();
        container.close();
        assertThat(container).isGone().leftNothingBehind();
    }

    @Test
    void plain_AssertJ_takes_containers() {
        Assertions.assertThat(container).hasStatus(CREATED);
    }

    @Test
    void hasStatus_tells_the_state_that_there_is() {
        fails(() -> assertThat(container).hasStatus(PAUSED), """
                Expecting container %s
                to be
                  paused
                but it is
                  created""");
    }

    @Test
    void isRunning_tells_of_a_container_that_is_gone() {
        container.close();
        fails(() -> assertThat(container).isRunning(), """
                Expecting container %s
                to be
                  running
                but it is
                  gone""");
    }

    @Test
    void isStopped_tells_the_output_too() {
        container.start();
        fails(() -> assertThat(container).isStopped(), """
                Expecting container %s
                to be
                  stopped
                but it is
                  running
                stdout:
                  hello""");
    }

    @Test
    void isGone_tells_the_state_that_there_is() {
        fails(() -> assertThat(container).isGone(), """
                Expecting container %s
                to be gone
                but it is
                  created""");
    }

    @Test
    void exitedWith_does_not_wait() {
        fails(() -> assertThat(container).exitedWith(0), """
                Expecting container %s
                to have exited with 0
                but it is
                  created""");
    }

    @Test
    void exitedWith_tells_the_code_that_there_is() {
        try (Container ended = bundle.start("exit", "3").await(STOPPED)) {
            assertThat(ended).exitedWith(3);
            assertThatThrownBy(() -> assertThat(ended).exitedWith(0)).hasMessage("""
                            Expecting a program of container %s
                              to have exited with 0
                            but it
                              exited with 3""".formatted(ended.id()));
        }
    }

    @Test
    void wentThrough_tells_the_timeline() {
        assertThatThrownBy(() -> assertThat(container).as("my cache").wentThrough(CREATED, RUNNING))
                .hasMessageStartingWith("""
                        [my cache] Expecting the timeline of container %s
                          created
                        to have gone through exactly
                          created, running
                        Timeline:""".formatted(container.id()));
    }

    @Test
    void leftNothingBehind_tells_what_there_is() {
        fails(() -> assertThat(container).leftNothingBehind(), """
                Expecting container %s
                to have left nothing behind
                but there is
                  state created, as fake has it
                  folder""" + " " + container.folder());
    }

    @Test
    void what_the_kernel_knows_takes_a_process() {
        fails(() -> assertThat(container).hasMount("/proc"), """
                Expecting container %s
                to have a process
                but it is
                  created""");
    }

    private void fails(ThrowingCallable assertion, String message) {
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessage(message.formatted(container.id()));
    }
}
