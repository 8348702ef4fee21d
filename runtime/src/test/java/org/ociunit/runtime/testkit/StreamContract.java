package org.ociunit.runtime.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ociunit.runtime.Console;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.ExecProcess;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.launcher.DescriptorSocket;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Terminal;
import org.ociunit.spec.User;

/** Where the standard streams of containers and of further processes lead. */
abstract class StreamContract extends RuntimeFixture {
    @Test
    void output_written_after_create_arrives_and_the_exit_code_is_right() {
        create("sh", "-c", "echo out; echo err >&2; exit 42");
        assertThat(stdout.toString()).isEmpty();

        runtime().start(id);

        assertThat(runtime().waitFor(id, SOON).code()).isEqualTo(42);
        assertThat(stdout.whole()).isEqualTo("out\n");
        assertThat(stderr.whole()).isEqualTo("err\n");
    }

    @Test
    void what_java_writes_is_what_the_program_reads() {
        byte[] typed = "one\ntwo\n".getBytes(UTF_8);
        create(
                CreateOptions.defaults().withStdio(Stdio.to(stdout, stderr).from(new ByteArrayInputStream(typed))),
                "cat");

        runtime().start(id);

        assertThat(runtime().waitFor(id, SOON).code()).isZero();
        assertThat(stdout.whole()).isEqualTo("one\ntwo\n");
    }

    @Test
    void files_take_the_output_and_give_the_input() throws IOException {
        Path input = Files.writeString(folder.resolve("in"), "typed\n");
        Path output = Files.writeString(folder.resolve("out"), "before\n");
        create(
                CreateOptions.defaults().withStdio(Stdio.toFiles(output, output).from(input)),
                "sh",
                "-c",
                "cat; echo err >&2");

        runtime().start(id);

        assertThat(runtime().waitFor(id, SOON).code()).isZero();
        assertThat(output).hasContent("before\ntyped\nerr");
    }

    @Test
    void a_detached_container_writes_into_files() throws IOException {
        Path output = folder.resolve("out");
        create(
                CreateOptions.defaults()
                        .withStdio(Stdio.toFiles(output, output))
                        .detached(),
                "sh",
                "-c",
                "echo out; sleep 60");
        runtime().start(id);

        await().atMost(SOON).until(() -> Files.readString(output).equals("out\n"));
    }

    @Test
    void a_tee_shows_the_output_twice() {
        Output second = new Output();
        create(CreateOptions.defaults().withStdio(Stdio.to(Stdio.tee(stdout, second), stderr)), "echo", "twice");
        runtime().start(id);

        assertThat(stdout.whole()).isEqualTo("twice\n");
        assertThat(second.whole()).isEqualTo("twice\n");
    }

    @Test
    void streams_that_lead_nowhere_end_at_once_and_take_everything() {
        create(CreateOptions.defaults(), "sh", "-c", "cat; echo lost && exit 7");
        runtime().start(id);

        assertThat(runtime().waitFor(id, SOON).code()).isEqualTo(7);
    }

    @Test
    void the_machines_null_device_stays_as_it_was() throws IOException {
        Path device = Path.of("/dev/null");
        Object before = Files.getAttribute(device, "unix:uid");
        create(CreateOptions.defaults(), "sleep", "60");
        runtime().start(id);
        exec("true").waitFor(SOON);

        assertThat(Files.getAttribute(device, "unix:uid")).isEqualTo(before);
    }

    @Test
    void preserved_files_are_the_descriptors_behind_the_standard_ones() throws IOException {
        Path file = Files.writeString(folder.resolve("kept"), "kept\n");
        create(
                CreateOptions.defaults().withStdio(Stdio.to(stdout, stderr)).withPreserved(List.of(file)),
                "sh",
                "-c",
                "cat <&3");
        runtime().start(id);

        assertThat(stdout.whole()).isEqualTo("kept\n");
    }

    @Test
    void a_terminal_is_typed_into_shows_its_output_and_has_a_size() throws IOException {
        Pipe typing = Pipe.open();
        Output screen = new Output();
        Console console = Console.showingTo(screen, 30, 100).typedBy(Channels.newInputStream(typing.source()));
        Path bundle = TestBundle.in(
                folder,
                spec -> spec.withProcess(spec.process().withTerminal(true)),
                "sh",
                "-c",
                "read line; echo got $line; stty size; read line; stty size");
        runtime().create(id, bundle, CreateOptions.defaults().withStdio(Stdio.on(console)));
        runtime().start(id);

        try (OutputStream keyboard = Channels.newOutputStream(typing.sink())) {
            keyboard.write("one\n".getBytes(UTF_8));
            await().atMost(SOON).until(() -> screen.toString(UTF_8).contains("30 100"));
            console.resize(20, 70);
            keyboard.write("two\n".getBytes(UTF_8));

            assertThat(runtime().waitFor(id, SOON).code()).isZero();
            assertThat(screen.whole().replace("\r", "")).isEqualTo("one\ngot one\n30 100\ntwo\n20 70\n");
        }
    }

    @Test
    void a_further_process_can_have_a_terminal_of_its_own() throws IOException {
        Pipe typing = Pipe.open();
        Output screen = new Output();
        Console console = Console.showingTo(screen, 24, 80).typedBy(Channels.newInputStream(typing.source()));
        start("sleep", "60");

        ExecProcess running = runtime()
                .exec(
                        id,
                        process("sh", "-c", "read line; test -t 0 && stty size").withTerminal(true),
                        ExecOptions.defaults().withStdio(Stdio.on(console)));
        try (OutputStream keyboard = Channels.newOutputStream(typing.sink())) {
            keyboard.write("go\n".getBytes(UTF_8));

            assertThat(running.waitFor(SOON).code()).isZero();
            assertThat(screen.whole().replace("\r", "")).isEqualTo("go\n24 80\n");
        }
    }

    @Test
    void a_process_that_lets_go_of_its_terminal_lives_on() {
        start("sleep", "60");
        Console console = Console.showingTo(new Output(), 24, 80);

        ExecProcess running = runtime()
                .exec(
                        id,
                        process("sh", "-c", "exec <&- >&- 2>&-; sleep 0.2; exit 7")
                                .withTerminal(true),
                        ExecOptions.defaults().withStdio(Stdio.on(console)));

        assertThat(running.waitFor(SOON).code()).isEqualTo(7);
    }

    @Test
    void a_terminal_can_be_somebody_elses() throws Exception {
        Path path = Path.of("/tmp", "ociunit-" + ProcessHandle.current().pid() + ".tty");
        Path bundle = TestBundle.in(
                folder,
                spec -> spec.withProcess(spec.process().withTerminal(true)),
                "sh",
                "-c",
                "test -t 1 && echo here");
        try (DescriptorSocket socket = Launcher.shared().listen(path)) {
            runtime().create(id, bundle, CreateOptions.defaults().withStdio(Stdio.over(path)));
            try (Terminal theirs = socket.awaitTerminal(SOON)) {
                runtime().start(id);
                assertThat(runtime().waitFor(id, SOON).code()).isZero();
                assertThat(new BufferedReader(new InputStreamReader(theirs.output(), UTF_8)).readLine())
                        .isEqualTo("here");
            }
        }
    }

    @Test
    @NeedsRoot
    void pipes_can_be_given_to_the_containers_user() {
        runtime()
                .create(
                        id,
                        TestBundle.in(
                                folder,
                                spec -> spec.withProcess(spec.process().withUser(User.of(1000, 1000))),
                                "sh",
                                "-c",
                                "echo again > /dev/stdout"),
                        CreateOptions.defaults()
                                .withStdio(Stdio.to(stdout, stderr).ownedBy(1000, 1000)));
        runtime().start(id);

        assertThat(runtime().waitFor(id, SOON).code()).isZero();
        assertThat(stdout.whole()).isEqualTo("again\n");
    }
}
