package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Load;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsUser;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Hook;
import org.ociunit.spec.Hooks;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Memory;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Rlimit;
import org.ociunit.spec.Spec;

/** What people meet: each failure tells what, why and how to fix it, and leaves nothing. */
@NeedsEmbedded
@Timeout(120)
class FailureIT {
    private static final AtomicInteger LAST = new AtomicInteger();

    @TempDir
    Path folder;

    private final ContainerId id =
            new ContainerId("failure-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet());
    private EmbeddedRuntime runtime;
    private Path bundle;
    private Load before;

    @BeforeEach
    void make_a_place() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        bundle = Files.createDirectory(folder.resolve("bundle"));
        runtime = EmbeddedRuntime.at(folder.resolve("state"));
        before = Load.now();
    }

    @AfterEach
    void leave_nothing() {
        runtime.delete(id, DeleteOptions.forced());
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Nested
    class A_create {
        @Test
        void of_a_program_that_is_not_in_the_path() {
            refuses(spec -> spec, """
                    look for the program no-such-program (process.args[0]): ENOENT (no such file or folder)
                    Fix: name a program that is in the container's root, or in a folder of its PATH.""", "no-such-program");
        }

        @Test
        void of_a_program_that_is_not_executable() throws IOException {
            Files.createDirectories(bundle.resolve("rootfs"));
            Files.writeString(bundle.resolve("rootfs/text"), "text");
            refuses(spec -> spec, """
                    look for the program /text (process.args[0]): EACCES (permission denied)
                    Fix: make it executable for the container's user (chmod +x).""", "/text");
        }

        @Test
        void with_a_file_system_that_the_kernel_does_not_know() {
            refuses(with(Mount.of("/mnt", "ext9", "none")), """
                    make file system ext9 for /mnt (mounts[%d]): ENODEV (this kernel knows no such device or file system)
                    Fix: choose a type that this kernel knows (/proc/filesystems), or load its module.""", "true");
        }

        @Test
        void with_an_option_that_the_file_system_does_not_know() {
            refuses(with(Mount.of("/mnt", "tmpfs", "tmpfs", "colour=blue")), """
                    make file system tmpfs for /mnt (mounts[%d]): EINVAL (invalid argument: tmpfs: Unknown parameter 'colour')
                    Fix: leave out the option that this type does not know.""", "true");
        }

        @Test
        void with_a_mount_point_that_would_have_to_be_made_on_a_read_only_file_system() {
            refuses(with(Mount.of("/usr/no/such/folder", "tmpfs", "tmpfs")), """
                    open the mount point /usr/no/such/folder (mounts[%d]): EROFS (a read-only file system)
                    Fix: make that mount point beforehand: the file system that it is in is read-only.""", "true");
        }

        @Test
        void with_a_mount_point_that_is_a_link_to_itself() throws IOException {
            Files.createDirectories(bundle.resolve("rootfs"));
            Files.createSymbolicLink(bundle.resolve("rootfs/loop"), Path.of("loop"));
            refuses(with(Mount.of("/loop", "tmpfs", "tmpfs")), """
                    open the mount point /loop (mounts[%d]): ELOOP (too many links)
                    Fix: choose a destination that is no symbolic link.""", "true");
        }

        @Test
        void with_a_mount_point_below_a_file() throws IOException {
            Files.createDirectories(bundle.resolve("rootfs"));
            Files.writeString(bundle.resolve("rootfs/file"), "");
            refuses(with(Mount.of("/file/below", "tmpfs", "tmpfs")), """
                    open the mount point /file/below (mounts[%d]): ENOTDIR (not a folder)
                    Fix: choose a destination that has no file among its folders.""", "true");
        }

        @Test
        void with_a_folder_that_is_a_file() throws IOException {
            Files.createDirectories(bundle.resolve("rootfs"));
            Files.writeString(bundle.resolve("rootfs/file"), "");
            Path file = bundle.resolve("rootfs/file");
            assertThat(file).exists();
            refuses(spec -> spec.withProcess(spec.process().withCwd("/file/below")), """
                    open the mount point /file/below (process.cwd): ENOTDIR (not a folder)
                    Fix: choose a destination that has no file among its folders.""", "true");
        }

        @Test
        @NeedsRoot
        void with_a_sysctl_that_the_kernel_does_not_have() {
            refuses(spec -> spec.withLinux(spec.linux().withSysctl(Map.of("net.no_such", "1"))), """
                    write sys/net/no_such (linux.sysctl.net.no_such): ENOENT (no such file or folder)
                    Fix: choose a sysctl that this kernel has.""", "true");
        }

        @Test
        @NeedsRoot
        void whose_memory_limit_is_too_small_to_make_it() {
            assertThatThrownBy(() -> create(
                            spec -> spec.withLinux(spec.linux()
                                    .withResources(LinuxResources.empty()
                                            .withMemory(Memory.empty().withLimit(4096L * 8)))),
                            CreateOptions.defaults(),
                            "true"))
                    .message()
                    .startsWith("Could not create container " + id + ".\nWhy: ")
                    .endsWith("""
                            : killed (the kernel ended the process: the memory limit of the container was reached)
                            Fix: raise linux.resources.memory.limit: the making of a container counts, too.""");
            nothingIsLeft();
        }

        @Test
        void whose_pid_file_is_in_no_folder() {
            Path file = folder.resolve("none/pid");
            refuses(CreateOptions.defaults().withPidFile(file), """
                    its pid could not be written to %s: java.nio.file.NoSuchFileException: %s.
                    Fix: name a pid file in a folder that exists, and that this user may write to.""".formatted(file, file.resolveSibling(".pid")));
        }

        @Test
        void whose_process_nobody_awaits() {
            Path socket = folder.resolve("none");
            refuses(CreateOptions.defaults().withPidfdSocket(socket), """
                    send a descriptor %s: ENOENT (no such file or folder)
                    Fix: let somebody listen on that socket before.""".formatted(socket));
        }

        @Test
        void whose_terminal_nobody_awaits() {
            Path socket = folder.resolve("none");
            assertThatThrownBy(() -> create(
                            spec -> spec.withProcess(spec.process().withTerminal(true)),
                            CreateOptions.defaults().withStdio(new Stdio.ConsoleSocket(socket)),
                            "true"))
                    .hasMessage("""
                            Could not create container %s.
                            Why: send a descriptor %s: ENOENT (no such file or folder)
                            Fix: let somebody listen on that socket before.""".formatted(id, socket));
            nothingIsLeft();
        }

        @Test
        void whose_hook_takes_longer_than_the_deadline() {
            Hook slow = Hook.of("/bin/sleep", "sleep", "47");
            assertThatThrownBy(() -> create(
                            spec -> spec.withHooks(Hooks.empty().withCreateRuntime(List.of(slow))),
                            CreateOptions.defaults().withDeadline(Duration.ofSeconds(1)),
                            "true"))
                    .hasMessage("""
                            Could not create container %s.
                            Why: it did not happen within 1000 ms.""".formatted(id));
            nothingIsLeft();
        }

        @Test
        void whose_first_process_is_killed_while_a_hook_runs() {
            Hook murder = Hook.of(
                    "/bin/sh",
                    "sh",
                    "-c",
                    "pid=$(sed 's/.*\"pid\":\\([0-9]*\\).*/\\1/'); kill -9 $pid;"
                            + " while grep -q '^State:.[^Z]' /proc/$pid/status 2>/dev/null; do :; done");
            assertThatThrownBy(() -> create(
                            spec -> spec.withHooks(Hooks.empty().withCreateRuntime(List.of(murder))),
                            CreateOptions.defaults(),
                            "true"))
                    .hasMessage("""
                            Could not create container %s.
                            Why: wait at the barrier for the hooks (hooks): killed (a signal ended the process)""".formatted(id));
            nothingIsLeft();
        }

        @Test
        @NeedsUser
        void with_subordinate_ids_that_are_not_this_users() {
            assertThatThrownBy(() -> create(
                            spec -> spec.withLinux(spec.linux()
                                    .withUidMappings(List.of(IdMapping.of(0, 3_000_000, 65_536)))
                                    .withGidMappings(List.of(IdMapping.of(0, 3_000_000, 65_536)))),
                            CreateOptions.defaults(),
                            "true"))
                    .message()
                    .startsWith(
                            "Could not create container " + id
                                    + ".\nWhy: run /usr/bin/newuidmap (linux.uidMappings): ECHILD (a program failed: newuidmap: ")
                    .endsWith("\nFix: give this user a line with these ids in /etc/subuid and /etc/subgid.");
            nothingIsLeft();
        }

        @Test
        @NeedsUser
        void with_a_hard_limit_above_the_users_own() {
            long above = 1L << 40;
            create(
                    spec -> spec.withProcess(spec.process().withRlimits(List.of(Rlimit.of(Rlimit.NOFILE, above)))),
                    CreateOptions.defaults(),
                    "true");
            assertThatThrownBy(() -> runtime.start(id)).hasMessage("""
                    Could not start container %s.
                    Why: set the limit RLIMIT_NOFILE (process.rlimits[0]): EPERM (operation not permitted)
                    Fix: choose a hard limit that is not above this user's own (ulimit -H), or run with CAP_SYS_RESOURCE.""".formatted(id));
        }
    }

    @Nested
    class A_start {
        @Test
        void of_what_is_no_program() throws IOException {
            program("no program\n");
            stops("""
                    execute /app (process.args): ENOEXEC (not a program for this machine)
                    Fix: choose a program for this machine's processor, or begin a script with #! and its interpreter.""");
        }

        @Test
        void of_a_script_whose_interpreter_is_missing() throws IOException {
            program("#!/no/such/interpreter\n");
            stops("""
                    execute /app (process.args): ENOENT (no such file or folder)
                    Fix: put what it is run by into the container's root: the interpreter of its first line (#!), or its \
                    dynamic loader (ldd).""");
        }

        private void program(String text) throws IOException {
            Path file = Files.createDirectories(bundle.resolve("rootfs")).resolve("app");
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }

        private void stops(String why) {
            create(spec -> spec, CreateOptions.defaults(), "/app");
            assertThatThrownBy(() -> runtime.start(id))
                    .hasMessage("Could not start container " + id + ".\nWhy: " + why);
            runtime.waitFor(id, Duration.ofSeconds(20));
            assertThat(runtime.state(id).status()).isEqualTo(Status.STOPPED);
            runtime.delete(id, DeleteOptions.defaults());
            nothingIsLeft();
        }
    }

    @Nested
    class An_exec {
        @Test
        void whose_pid_file_is_in_no_folder_ends_and_the_container_goes_on() {
            Path file = folder.resolve("none/pid");
            create(spec -> spec, CreateOptions.defaults(), "sleep", "60");
            runtime.start(id);
            Load running = Load.now();
            ContainerProcess sleep = ContainerProcess.of("sleep", "61").withEnv(List.of("PATH=/usr/bin:/bin"));

            assertThatThrownBy(
                            () -> runtime.exec(id, sleep, ExecOptions.defaults().withPidFile(file)))
                    .hasMessage("""
                            Could not exec container %s.
                            Why: its pid could not be written to %s: java.nio.file.NoSuchFileException: %s.
                            Fix: name a pid file in a folder that exists, and that this user may write to.""".formatted(id, file, file.resolveSibling(".pid")));

            assertThat(Load.now()).isEqualTo(running);
            assertThat(runtime.state(id).status()).isEqualTo(Status.RUNNING);
        }
    }

    @Nested
    class A_launcher_that_is_killed {
        @Test
        void leaves_the_word_for_an_attached_container_to_the_next_one_and_a_delete_takes_it_back() {
            create(spec -> spec, CreateOptions.defaults(), "sleep", "60");
            kill();
            kill();

            runtime.delete(id, DeleteOptions.forced());

            assertThat(Load.now().jobs()).isEqualTo(before.jobs());
            kill();
            assertThat(Load.now().jobs()).isEqualTo(before.jobs());
        }

        private void kill() {
            long launcher = Launcher.shared().pid();
            ProcessHandle.of(launcher).orElseThrow().destroyForcibly();
            await().until(() -> Launcher.shared().pid() != launcher);
        }
    }

    private static Spec inUserNamespace(Spec spec) {
        List<Namespace> namespaces = new ArrayList<>(spec.linux().namespaces());
        namespaces.add(Namespace.of(Namespace.USER));
        return spec.withLinux(spec.linux()
                .withNamespaces(namespaces)
                .withUidMappings(List.of(IdMapping.of(0, 100_000, 65_536)))
                .withGidMappings(List.of(IdMapping.of(0, 100_000, 65_536))));
    }

    private static UnaryOperator<Spec> with(Mount mount) {
        return spec -> {
            List<Mount> mounts = new ArrayList<>(spec.mounts());
            mounts.add(mount);
            return spec.withMounts(mounts);
        };
    }

    private void create(UnaryOperator<Spec> change, CreateOptions options, String... args) {
        runtime.create(id, TestBundle.in(bundle, change, args), options);
    }

    /** What the rules for bundles do not catch, or are not asked about. The place of the last mount is left open in the reason. */
    private void refuses(UnaryOperator<Spec> change, String why, String... args) {
        Path made = TestBundle.in(bundle, change, args);
        int last = Spec.read(made.resolve("config.json")).mounts().size() - 1;
        assertThatThrownBy(
                        () -> runtime.create(id, made, CreateOptions.defaults().withChecked(false)))
                .hasMessage(
                        "Could not create container " + id + ".\nWhy: " + why.replace("%d", Integer.toString(last)));
        nothingIsLeft();
    }

    private void refuses(CreateOptions options, String why) {
        assertThatThrownBy(() -> create(spec -> spec, options, "true"))
                .hasMessage("Could not create container " + id + ".\nWhy: " + why);
        nothingIsLeft();
    }

    private void nothingIsLeft() {
        assertThatThrownBy(() -> runtime.state(id)).isInstanceOf(ContainerNotFoundException.class);
        await().untilAsserted(() -> assertThat(Load.now()).isEqualTo(before));
        assertThat(Traces.of(id.value())).isEmpty();
    }
}
