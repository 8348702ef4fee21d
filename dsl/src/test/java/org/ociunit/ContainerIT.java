package org.ociunit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.OciAssertions.assertThat;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.PAUSED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Pids;

/** What can be done with a container that is alive, on an installed runtime, for root and for ordinary users alike. */
@NeedsEmbedded
@Timeout(60)
class ContainerIT {
    private final Bundle bundle = Bundle.from(Image.host());

    @Test
    void a_further_process_is_written_to_and_read_from_while_it_lives() throws IOException {
        try (Container container = bundle.start();
                LiveProcess cat = container.spawn(Command.of("cat"))) {
            cat.stdin().write("hello\n".getBytes(UTF_8));
            Assertions.assertThat(cat.stdout().stream().readNBytes(6))
                    .asString()
                    .isEqualTo("hello\n");
            Assertions.assertThat(cat.isAlive()).isTrue();
            cat.stdin().close();
            assertThat(cat.await().result()).succeeded().hasStdout("hello\n");
        }
    }

    @Test
    void its_lines_are_followed_as_they_come() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        try (Container container = bundle.start();
                LiveProcess shell = container.spawn(Command.of("sh", "-c", "echo one; read word; echo $word"));
                AutoCloseable following = shell.stdout().follow(lines::add)) {
            Assertions.assertThat(following).isNotNull();
            Assertions.assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("one");
            shell.stdin().write("two\n".getBytes(UTF_8));
            Assertions.assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("two");
        }
    }

    @Test
    void a_signal_ends_it_alone() {
        try (Container container = bundle.start();
                LiveProcess sleep = container.spawn(Command.of("sleep", "60"))) {
            assertThat(sleep.kill(Signal.TERM).await().result()).wasKilledBy(Signal.TERM);
            assertThat(container).isRunning();
        }
    }

    @Test
    void it_ends_with_its_container() {
        LiveProcess sleep;
        try (Container container = bundle.start()) {
            sleep = container.spawn(Command.of("sleep", "60"));
        }
        Assertions.assertThat(sleep.isAlive()).isFalse();
        assertThat(sleep.result()).wasKilledBy(Signal.KILL);
    }

    @Test
    void a_process_on_a_terminal_knows_its_size_and_the_next_one() throws IOException {
        try (Container container = bundle.start();
                LiveProcess shell = container.spawn(
                        Command.of("sh", "-c", "trap 'stty size; exit' WINCH; stty size; while :; do sleep 0.05; done")
                                .terminal(24, 80))) {
            InputStream screen = shell.stdout().stream();
            Assertions.assertThat(screen.readNBytes(7)).asString().isEqualTo("24 80\r\n");
            shell.resize(40, 120);
            Assertions.assertThat(screen.readNBytes(8)).asString().isEqualTo("40 120\r\n");
        }
    }

    @Test
    void what_is_typed_is_seen() throws IOException {
        try (Container container = bundle.start();
                LiveProcess cat = container.spawn(Command.of("cat").terminal(24, 80))) {
            cat.stdin().write("hi\n".getBytes(UTF_8));
            Assertions.assertThat(cat.stdout().stream().readNBytes(8))
                    .asString()
                    .isEqualTo("hi\r\nhi\r\n");
            cat.stdin().write(4);
            assertThat(cat.await().result()).succeeded();
        }
    }

    @Test
    void files_go_in_and_out_in_every_state(@TempDir Path here) throws IOException {
        Path source = Files.writeString(here.resolve("in"), "text");
        Files.setAttribute(source, "unix:mode", 0640);
        try (Container container = bundle.create("sleep", "60")) {
            container.copyTo(source, "/created/file").start().copyTo(source, "/running");
            assertThat(container.exec("stat", "-c", "%a %u:%g %n", "/created/file", "/running"))
                    .hasStdout("640 0:0 /created/file\n640 0:0 /running\n");
            assertThat(container)
                    .inode("/running")
                    .isRegularFile()
                    .hasMode(0640)
                    .hasOwner(0, 0);
            container.kill(Signal.KILL).await(STOPPED);
            container.copyTo(source, "/stopped").copyFrom("/stopped", here.resolve("out"));
            assertThat(container).file("/stopped").isEqualTo("text");
        }
        Assertions.assertThat(here.resolve("out")).hasContent("text");
    }

    @Test
    void what_is_in_a_mount_is_seen_while_the_container_lives(@TempDir Path here) throws IOException {
        try (Container container = bundle.mount(Mounts.tmpfs("/cache"))
                .start("sh", "-c", "mkdir /cache/a; echo hello > /cache/a/b; ln -s /cache/a /way; echo ok; sleep 60")) {
            container.await(Ready.logLine("ok")).copyFrom("/way", here.resolve("out"));
            Assertions.assertThat(here.resolve("out/b")).hasContent("hello");
            container.copyTo(here.resolve("out"), "/cache/again");
            assertThat(container.exec("cat", "/cache/again/b")).hasStdout("hello\n");
        }
    }

    @Test
    void a_read_only_mount_is_not_written_to(@TempDir Path here) throws IOException {
        Path source = Files.writeString(here.resolve("in"), "text");
        try (Container container = bundle.mount(Mounts.readOnly(here, "/data")).start()) {
            assertThatThrownBy(() -> container.copyTo(source, "/data/file"))
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("Could not copy " + source + " to /data/file in container " + container.id() + ".\n"
                            + "Why: \"file\" would be in a read-only mount.\n"
                            + "Fix: mount it for writing too, or copy to somewhere else.");
        }
    }

    @Test
    void a_file_that_is_a_mount_is_written_into(@TempDir Path here) throws IOException {
        Path source = Files.writeString(here.resolve("in"), "10.1.2.3 peer\n");
        try (Container container = bundle.start()) {
            container.copyTo(source, "/etc/hosts");
            assertThat(container.exec("cat", "/etc/hosts")).hasStdout("10.1.2.3 peer\n");
        }
    }

    @Test
    @NeedsRoot
    void copies_belong_to_the_root_of_a_user_namespace(@TempDir Path here) throws IOException {
        Path source = Files.writeString(here.resolve("in"), "text");
        try (Container container = bundle.rootless().start()) {
            container.copyTo(source, "/new/file");
            assertThat(container.exec("stat", "-c", "%u:%g", "/new", "/new/file"))
                    .hasStdout("0:0\n0:0\n");
        }
    }

    @Test
    void a_hostile_link_leads_nowhere(@TempDir Path here) throws IOException {
        Path outside = Files.createDirectory(here.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Path source = Files.writeString(here.resolve("in"), "text");
        try (Container container = bundle.start("sh", "-c", "ln -s " + outside + " /out; echo ok; sleep 60")) {
            container.await(Ready.logLine("ok"));
            assertThatThrownBy(() -> container.copyFrom("/out/secret", here.resolve("stolen")))
                    .isInstanceOf(ContainerException.class);
            container.copyTo(source, "/out/mine");
            assertThat(container.exec("cat", outside + "/mine")).hasStdout("text");
        }
        Assertions.assertThat(outside.resolve("mine")).doesNotExist();
    }

    @Test
    void a_port_is_ready_once_somebody_listens() {
        String listen = "import socket, time; time.sleep(0.3); s = socket.create_server(('127.0.0.1', 8080)); "
                + "time.sleep(60)";
        try (Container container = bundle.readyWhen(Ready.any(Ready.port(8080), Ready.logLine("never")))
                .start("python3", "-c", listen)) {
            assertThat(container.exec("python3", "-c", "import socket; socket.create_connection(('127.0.0.1', 8080))"))
                    .succeeded();
            assertThatThrownBy(() -> container.await(Ready.port(8081), Duration.ofMillis(150)))
                    .isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    @NeedsRoot
    void a_paused_container_goes_on_when_it_is_resumed() {
        try (Container container = bundle.start("sleep", "60")) {
            container.pause().await(PAUSED);
            assertThat(container).hasStatus(PAUSED);
            container.resume().await(RUNNING);
            assertThat(container).isRunning().wentThrough(CREATED, RUNNING, PAUSED, RUNNING);
        }
    }

    @Test
    @NeedsRoot
    void new_limits_hold_at_once_and_the_use_is_told() {
        try (Container container = bundle.pids(50).start("sleep", "60")) {
            assertThat(container).hasPidsLimit(50);
            container.update(LinuxResources.empty().withPids(Pids.of(20)));
            assertThat(container).hasPidsLimit(20);
            Assertions.assertThat(container.stats().tasks()).hasValue(1);
            Assertions.assertThat(container.pids())
                    .containsExactly(container.state().pid().getAsLong());
        }
    }

    @Test
    void a_restarted_container_is_a_fresh_one() {
        Container first = bundle.start("sh", "-c", "ls /mark; touch /mark; echo ok; sleep 60");
        try (Container second = first.await(Ready.logLine("ok")).restart()) {
            assertThat(first).isGone().leftNothingBehind();
            second.await(Ready.logLine("ok"));
            assertThat(second).isRunning().stdout().isEqualTo("ok\n");
        }
    }
}
