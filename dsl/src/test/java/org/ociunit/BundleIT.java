package org.ociunit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.ociunit.OciAssertions.assertThat;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.host.NativeProgram;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.spec.IdMapping;

/** What a bundle becomes on an installed runtime, for root and for ordinary users alike. */
@NeedsEmbedded
@Timeout(60)
class BundleIT {
    private final Bundle bundle = Bundle.from(Image.host());

    @Test
    void a_program_runs_and_its_exit_and_output_are_kept() {
        assertThat(bundle.run("sh", "-c", "echo hello; echo oh >&2; exit 3"))
                .exitedWith(3)
                .hasStdout("hello\n")
                .stderr()
                .isEqualTo("oh\n");
    }

    @Test
    void rootless_works_for_everybody() {
        assertThat(bundle.rootless().run("id", "-u")).hasStdout("0\n");
    }

    @Test
    void a_container_lives_through_its_states_and_leaves_nothing() {
        Container container = bundle.hostname("web").create("sleep", "60");
        try (container) {
            assertThat(container).hasStatus(CREATED);
            container.start();
            assertThat(container.exec("hostname")).hasStdout("web\n");
            assertThat(container).isRunning().file("/etc/hostname").isEqualTo("web\n");
            assertThat(container).processes().containsExactly("sleep 60");
            container.kill(Signal.KILL).await(STOPPED, Duration.ofSeconds(5));
            assertThat(container).wentThrough(CREATED, RUNNING, STOPPED).isStopped();
            assertThat(container.result()).wasKilledBy(Signal.KILL);
        }
        assertThat(container).isGone().leftNothingBehind();
    }

    @Test
    void without_a_command_a_container_idles_until_it_is_told_to_end() {
        try (Container container = bundle.start()) {
            assertThat(container).isRunning();
            awaitProcess(container, "/.ociunit/idle");
            container.kill(Signal.TERM).await(STOPPED);
            assertThat(container).exitedWith(143);
        }
    }

    @Test
    void the_adjectives_take_effect() {
        Bundle adjusted = bundle.env("MODE", "test")
                .cwd("/tmp")
                .mount(Mounts.tmpfs("/cache", Bytes.mebibytes(1)))
                .dropAllCapabilities()
                .noNewPrivileges();
        try (Container container = adjusted.start("sleep", "60")) {
            assertThat(container).hasMount("/cache");
            assertThat(container.exec("sh", "-c", "echo $MODE; pwd; grep -E 'CapBnd|NoNewPrivs' /proc/self/status"))
                    .hasStdout("test\n/tmp\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\n");
        }
    }

    @Test
    void a_read_only_root_cannot_be_written_to() {
        assertThat(bundle.readOnlyRoot().run("touch", "/new")).exitedWith(1);
        assertThat(bundle.run("touch", "/new")).succeeded();
    }

    @Test
    void a_deadline_ends_the_whole_container_and_tells_its_last_output() {
        Bundle slow = bundle.deadline(Duration.ofMillis(500));
        assertThatThrownBy(() -> slow.run("sh", "-c", "echo waiting; sleep 60"))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining(
                        "did not stop.\nWhy: it did not happen within 500 ms; it is running; stdout is \"waiting\".");
    }

    @Test
    void an_exec_that_takes_too_long_is_killed() {
        try (Container container = bundle.start()) {
            Command slow = Command.of("sh", "-c", "echo waiting; sleep 60").deadline(Duration.ofMillis(500));
            assertThatThrownBy(() -> container.exec(slow))
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageContaining("it has been killed; stdout is \"waiting\"");
            assertThat(container).isRunning();
        }
    }

    @Test
    void an_exec_reads_its_input() {
        try (Container container = bundle.start()) {
            assertThat(container.exec(Command.of("cat").stdin("round trip"))).hasStdout("round trip");
        }
    }

    @Test
    void a_wait_that_is_in_vain_ends_at_once() {
        try (Container container = bundle.start("sh", "-c", "echo broken >&2; exit 7")) {
            container.await(STOPPED);
            assertThatThrownBy(() -> container.await(Ready.logLine("never"), Duration.ofSeconds(50)))
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("Container " + container.id()
                            + " did not become ready: a line like \"never\" was written.\n"
                            + "Why: it exited with 7; stderr is \"broken\".");
        }
    }

    @Test
    void start_waits_until_the_container_is_ready() {
        Bundle server = bundle.readyWhen(Ready.logLine("^started$"));
        try (Container container = server.start("sh", "-c", "sleep 0.3; echo started; sleep 60")) {
            assertThat(container).stdout().isEqualTo("started\n");
        }
    }

    @Test
    void a_folder_is_copied_afresh_for_each_container(@TempDir Path folder) throws Exception {
        Path program = Files.createDirectories(folder.resolve("bin")).resolve("busy");
        NativeProgram.IDLE.copyTo(program);
        Bundle own = Bundle.from(Image.ofDirectory(folder)).args("/bin/busy");
        try (Container container = own.start()) {
            awaitProcess(container, "/bin/busy");
            Files.writeString(container.root().resolve("mark"), "mine");
        }
        Assertions.assertThat(folder.resolve("mark")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @NeedsRoot
    void a_read_only_folder_is_so_below_its_own_mounts_too(boolean rootless, @TempDir Path folder) throws Exception {
        Path below = Files.createDirectory(folder.resolve("below"));
        succeeds("mount", "-t", "tmpfs", "none", below.toString());
        try {
            Bundle reader = (rootless ? bundle.rootless() : bundle).mount(Mounts.readOnly(folder, "/data"));
            assertThat(reader.run("sh", "-c", "echo mine > /data/file; echo mine > /data/below/file"))
                    .stderr()
                    .containsSubsequence(
                            "/data/file: Read-only file system", "/data/below/file: Read-only file system");
            Assertions.assertThat(below).isEmptyDirectory();
        } finally {
            succeeds("umount", below.toString());
        }
    }

    private static void succeeds(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        Assertions.assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Assertions.assertThat(process.exitValue()).isZero();
    }

    @Test
    void the_machines_own_programs_are_read_only() {
        assertThat(bundle.run("sh", "-c", "echo mine > /usr/file"))
                .stderr()
                .contains("/usr/file: Read-only file system");
    }

    @Test
    void a_bundle_that_cannot_be_created_leaves_nothing() throws Exception {
        Bundle broken = bundle.mount(Mounts.bind(Path.of("/does/not/exist"), "/mnt"));
        assertThatThrownBy(() -> broken.create("true").close()).isInstanceOf(ContainerException.class);
        try (var left = Files.list(Host.current().bundleFolder())) {
            String own = "-" + ProcessHandle.current().pid() + "-";
            Assertions.assertThat(left.filter(path -> path.toString().contains(own)))
                    .isEmpty();
        }
    }

    @Test
    @NeedsRoot
    void a_memory_limit_holds_and_is_told_when_it_is_reached() {
        Bundle small = bundle.memory(Bytes.mebibytes(32)).pids(50);
        try (Container container = small.start("sh", "-c", "cat /dev/zero | tail")) {
            container.await(STOPPED);
            assertThat(container.result()).ranOutOfMemory();
        }
        try (Container container = small.start()) {
            assertThat(container).hasMemoryLimit(Bytes.mebibytes(32));
        }
    }

    @Test
    @NeedsRoot
    void another_root_gets_through_the_folder_and_nobody_else_does(@TempDir Path folder) throws Exception {
        int root = 231_072;
        Files.setAttribute(folder, "unix:mode", 0755);
        Files.setAttribute(folder, "unix:uid", root);
        Files.setAttribute(folder, "unix:gid", root);
        List<IdMapping> mappings = List.of(IdMapping.of(0, root, 65_536));
        Bundle mapped = Bundle.from(Image.ofDirectory(folder))
                .rootless()
                .user("1000:1000")
                .spec(spec ->
                        spec.withLinux(spec.linux().withUidMappings(mappings).withGidMappings(mappings)));
        try (Container container = mapped.start()) {
            assertThat(container).isRunning();
            Assertions.assertThat(Files.getPosixFilePermissions(container.folder()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx--x---"));
            Assertions.assertThat(Files.getAttribute(container.folder(), "unix:gid"))
                    .isEqualTo(root);
        }
    }

    @Test
    void java_runs_in_the_hosts_user_land() {
        assertThat(bundle.run("java", "-version")).succeeded().stderr().contains("version");
    }

    @Test
    void the_network_is_ones_own_or_the_hosts() throws Exception {
        String here = ProcFile.link(Path.of("/proc/self/ns/net")) + "\n";
        assertThat(bundle.network(Network.host()).run("readlink", "/proc/self/ns/net"))
                .hasStdout(here);
        assertThat(bundle.run("readlink", "/proc/self/ns/net")).stdout().isNotEqualTo(here);
    }

    @Test
    @NeedsRoot
    void another_user_is_another_user() {
        assertThat(bundle.user("daemon").run("id", "-un")).hasStdout("daemon\n");
    }

    @Test
    void files_are_looked_at_from_outside_without_leaving_the_container() {
        try (Container container = bundle.start("sh", "-c", "ln -s /etc/hostname /link; echo ok; sleep 60")) {
            container.await(Ready.logLine("ok"));
            assertThat(container).file("/link").isEqualTo(container.id() + "\n");
        }
    }

    @Test
    void an_archive_is_unpacked_afresh_for_each_container(@TempDir Path folder) throws Exception {
        Path archive = folder.resolve("image.tar.gz");
        byte[] program = Files.readAllBytes(NativeProgram.IDLE.copyTo(folder.resolve("idle")));
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
            TarArchiveEntry entry = new TarArchiveEntry("bin/busy");
            entry.setMode(0755);
            entry.setSize(program.length);
            tar.putArchiveEntry(entry);
            tar.write(program);
            tar.closeArchiveEntry();
        }
        try (Container container = Bundle.from(Image.parse("tar:" + archive)).start("/bin/busy")) {
            awaitProcess(container, "/bin/busy");
            container.kill(Signal.INT).await(STOPPED);
            assertThat(container).exitedWith(130);
        }
    }

    @Test
    void containers_live_beside_each_other() {
        List<Result> results = IntStream.range(0, 8)
                .parallel()
                .mapToObj(number -> bundle.run("sh", "-c", "echo " + number + " > /mark; cat /mark"))
                .toList();
        Assertions.assertThat(results)
                .extracting(Result::stdout)
                .containsExactly("0\n", "1\n", "2\n", "3\n", "4\n", "5\n", "6\n", "7\n");
    }

    @Test
    void assertions_on_what_the_kernel_knows_tell_what_there_is() {
        try (Container container = bundle.start("sleep", "60")) {
            assertThatThrownBy(() -> assertThat(container).hasMount("/nowhere"))
                    .hasMessageStartingWith("Expecting container " + container.id()
                            + "\nto have a mount at\n  /nowhere\nbut it has mounts at\n  /, /proc, ");
            assertThatThrownBy(() -> assertThat(container).file("/etc/nothing"))
                    .hasMessageStartingWith("""
                            Expecting container %s
                            to have a file
                              /etc/nothing
                            but reading it failed:
                              "nothing" does not exist.""".formatted(container.id()));
            assertThatThrownBy(() -> assertThat(container).leftNothingBehind()).hasMessageMatching("""
                            Expecting container (\\S+)
                            to have left nothing behind
                            but there is
                              state running, as ociunit has it
                              process \\d+, sleep 60(
                              control group \\S+/ociunit-\\1-[0-9a-f]{8})*
                              folder \\S+/\\1""");
        }
    }

    @Test
    void explaining_a_bundle_tells_each_step_and_where_it_comes_from_and_leaves_nothing() {
        String plan = Bundle.from(Image.host())
                .hostname("web")
                .noNewPrivileges()
                .explain("id")
                .toString();

        Assertions.assertThat(plan)
                .startsWith("  1 launcher open ")
                .containsPattern("(?m)^ *\\d+ init     set the host name web \\(hostname\\)$")
                .containsPattern("(?m)^ *\\d+ init     wait for the start$")
                .containsPattern("(?m)^ *\\d+ init     forgo new privileges \\(process.noNewPrivileges\\)$")
                .containsPattern("(?m)^ *\\d+ init     execute id \\(process.args\\)$");
        Assertions.assertThat(plan.lines().map(line -> line.substring(0, 3).strip()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, (int) plan.lines().count())
                                .mapToObj(String::valueOf)
                                .toList());
    }

    /** A started container's first process is its runtime's own for a moment more. */
    private static void awaitProcess(Container container, String commandLine) {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(container).processes().containsExactly(commandLine));
    }
}
