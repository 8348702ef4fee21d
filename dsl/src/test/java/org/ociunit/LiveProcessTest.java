package org.ociunit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Event;
import org.ociunit.lifecycle.Signal;
import org.ociunit.spec.ConsoleSize;

@Timeout(30)
class LiveProcessTest {
    @TempDir
    Path image;

    private final FakeRuntime runtime = new FakeRuntime();
    private Container container;

    @BeforeEach
    void start() {
        container = Bundle.from(Image.ofDirectory(image)).on(runtime).start();
    }

    @AfterEach
    void close() {
        container.close();
    }

    @Test
    void it_is_written_to_and_read_from_while_it_lives() throws IOException {
        try (LiveProcess copy = container.spawn(Command.of("copy"))) {
            copy.stdin().write("hello".getBytes(UTF_8));
            InputStream output = copy.stdout().stream();
            assertThat(output.readNBytes(5)).asString().isEqualTo("hello");
            assertThat(copy.isAlive()).isTrue();
            copy.stdin().write('!');
            copy.stdin().close();
            assertThat(copy.await().result()).succeeded().hasStdout("hello!");
            assertThat(copy.isAlive()).isFalse();
            assertThat(copy.stderr().text()).isEmpty();
        }
        assertThat(container.timeline().events()).last().extracting(Event::what).isEqualTo("spawn copy");
    }

    @Test
    void closing_it_kills_it() {
        LiveProcess live = container.spawn(Command.of("print", "up\n"));
        live.close();
        live.close();
        assertThat(live.result()).wasKilledBy(Signal.KILL).hasStdout("up\n");
    }

    @Test
    void it_ends_with_its_container() {
        LiveProcess live = container.spawn(Command.of("wait"));
        LiveProcess over = container.spawn(Command.of("exit", "3")).await();
        container.close();
        assertThat(live.isAlive()).isFalse();
        assertThat(live.result()).wasKilledBy(Signal.KILL);
        assertThat(over.result()).exitedWith(3);
    }

    @Test
    void a_signal_after_its_end_does_nothing() {
        LiveProcess over = container.spawn(Command.of("exit", "0")).await();
        assertThat(over.kill(Signal.KILL).result()).succeeded();
    }

    @Test
    void what_it_reads_may_be_known_from_the_start() {
        try (LiveProcess copy = container.spawn(Command.of("copy").stdin("known"))) {
            assertThat(copy.await().result()).hasStdout("known");
            assertThatThrownBy(() -> copy.stdin().write('x'))
                    .isInstanceOf(IOException.class)
                    .hasMessage("The input of \"copy\" in container " + container.id() + " is closed.");
        }
    }

    @Test
    void a_write_after_its_end_says_so() {
        LiveProcess over = container.spawn(Command.of("exit", "0")).await();
        assertThatThrownBy(() -> {
                    while (true) {
                        over.stdin().write('x');
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessage("The input of \"exit 0\" in container " + container.id() + " is closed.");
    }

    @Test
    void a_wait_in_vain_tells_the_last_output_and_leaves_it_alive() {
        try (LiveProcess live = container.spawn(Command.of("print", "up\n").deadline(Duration.ofMillis(20)))) {
            assertThatThrownBy(live::await)
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessage("Program \"print up\n\" in container " + container.id() + " did not end.\n"
                            + "Why: it did not happen within 20 ms; it still runs; stdout is \"up\".");
            assertThat(live.isAlive()).isTrue();
        }
    }

    @Test
    void a_wait_that_is_interrupted_says_so_and_keeps_the_flag() {
        try (LiveProcess live = container.spawn(Command.of("wait"))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(live::await)
                    .hasMessage("Could not wait for program \"wait\" in container " + container.id() + ".\n"
                            + "Why: the thread was interrupted.");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_result_takes_an_end() {
        try (LiveProcess live = container.spawn(Command.of("wait"))) {
            assertThatThrownBy(live::result)
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("Could not tell the result of program \"wait\" in container " + container.id() + ".\n"
                            + "Why: it still runs.\n"
                            + "Fix: wait for its end first, with await().");
        }
    }

    @Test
    void a_terminal_has_a_size_that_can_change() throws IOException {
        try (LiveProcess shell = container.spawn(Command.of("copy").terminal(24, 80))) {
            shell.stdin().write("ls".getBytes(UTF_8));
            assertThat(shell.stdout().stream().readNBytes(2)).asString().isEqualTo("ls");
            shell.resize(40, 120);
            assertThat(runtime.sizes()).containsExactly("24x80", "40x120");
            assertThat(shell.stderr().stream().readAllBytes()).isEmpty();
        }
        assertThat(runtime.executed().get(0).terminal()).isTrue();
        assertThat(runtime.executed().get(0).consoleSize()).isEqualTo(ConsoleSize.of(24, 80));
    }

    @Test
    void exec_can_have_a_terminal_too() {
        assertThat(container.exec(Command.of("print", "x", "exit", "0").terminal(24, 80)))
                .hasStdout("x");
        assertThat(runtime.sizes()).containsExactly("24x80");
    }

    @Test
    void only_a_terminal_has_a_size_and_only_a_possible_one() {
        try (LiveProcess live = container.spawn(Command.of("wait"))) {
            assertThatThrownBy(() -> live.resize(1, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Program \"wait\" in container " + container.id() + " has no terminal.");
        }
        assertThatThrownBy(() -> Command.of("sh").terminal(0, 80))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal size of a terminal, 0 rows and 80 columns: it takes 1 to 65535 of each.");
        assertThatThrownBy(() -> Command.of("sh").terminal(24, 65_536)).isInstanceOf(IllegalArgumentException.class);
    }
}
