package org.ociunit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.OciAssertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ociunit.error.ContainerException;
import org.ociunit.image.Image;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.testkit.NeedsCgroupV1;
import org.ociunit.runtime.testkit.NeedsCgroupV2;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.spec.Device;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Rlimit;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Syscall;

/** What the adjectives look like inside, to the kernel, for root and for ordinary users alike. */
@NeedsEmbedded
@Timeout(60)
class AdjectivesIT {
    private final Bundle bundle = Bundle.from(Image.host());

    @Test
    void a_umask_holds_for_new_files() {
        assertThat(bundle.umask(027).run("sh", "-c", "umask; touch /new; stat -c %a /new"))
                .hasStdout("0027\n640\n");
    }

    @Test
    @NeedsRoot
    void a_user_has_further_groups() {
        assertThat(bundle.user("daemon").groups("audio", "4711").run("id", "-G"))
                .hasStdout("1 29 4711\n");
    }

    @Test
    void a_group_that_the_image_does_not_know_is_refused() {
        assertThatThrownBy(() -> bundle.groups("nobodies").run("true"))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not use group "nobodies".
                        Why: the image's /etc/passwd and /etc/group have no "nobodies".
                        Fix: name one that they have, or give numbers, such as 1000:1000.""");
    }

    @Test
    void a_terminal_has_its_size_and_shows_what_is_written() {
        Bundle typed = bundle.terminal(40, 120);
        assertThat(typed.run("sh", "-c", "test -t 0 && stty size; echo oh >&2"))
                .exitedWith(0)
                .hasStdout("40 120\r\noh\r\n")
                .stderr()
                .isEmpty();
    }

    @Test
    void a_resource_of_a_process_is_limited() {
        Bundle limited = bundle.rlimit(Rlimit.of(Rlimit.NOFILE, 64)).rlimit(Rlimit.of(Rlimit.CORE, 0));
        assertThat(limited.run("sh", "-c", "ulimit -n; ulimit -Hn; ulimit -c")).hasStdout("64\n64\n0\n");
    }

    @Test
    void a_parameter_of_the_kernel_is_the_containers_own() throws Exception {
        Path file = Path.of("/proc/sys/kernel/msgmax");
        String outside = Files.readString(file);
        assertThat(bundle.sysctl("kernel.msgmax", "4711").run("cat", "/proc/sys/kernel/msgmax"))
                .hasStdout("4711\n");
        Assertions.assertThat(Files.readString(file)).isEqualTo(outside).isNotEqualTo("4711\n");
    }

    @Test
    void a_masked_path_is_empty() {
        Bundle masked = bundle.maskedPaths("/etc/passwd", "/etc/ssl");
        assertThat(masked.run("sh", "-c", "cat /etc/passwd; ls /etc/ssl")).hasStdout("");
        assertThat(bundle.run("cat", "/etc/passwd")).stdout().contains("root:");
    }

    @Test
    void a_read_only_path_cannot_be_written_to() {
        Bundle closed = bundle.readOnlyPaths("/var");
        assertThat(closed.run("sh", "-c", "touch /opt/new; touch /var/new"))
                .exitedWith(1)
                .stderr()
                .contains("/var/new': Read-only file system");
    }

    @Test
    void a_name_has_an_address() {
        assertThat(bundle.hostsEntry("database", "10.0.0.7").run("getent", "hosts", "database"))
                .hasStdout("10.0.0.7        database\n");
    }

    @Test
    void a_temporary_folder_is_written_to_and_goes_with_the_container() {
        Container container =
                bundle.tempFolder("/scratch").tempFolder("/scratch/inner").create();
        try (container) {
            container.start();
            assertThat(container.exec("sh", "-c", "echo mine > /scratch/file && echo mine > /scratch/inner/file"))
                    .succeeded();
            assertThat(container.exec("stat", "-c", "%a %u", "/scratch")).hasStdout("1777 0\n");
        }
        assertThat(container).leftNothingBehind();
    }

    @Test
    @NeedsRoot
    void a_temporary_folder_belongs_to_the_containers_user() {
        assertThat(bundle.user("1000:1000")
                        .tempFolder("/scratch")
                        .run("sh", "-c", "touch /scratch/file && stat -c '%a %u %g' /scratch"))
                .hasStdout("1777 1000 1000\n");
    }

    @Test
    void a_device_of_this_machine_can_be_used() {
        // The kernel's log, which no container has by default; only root may write to it.
        Bundle with = bundle.device(Path.of("/dev/kmsg"));
        assertThat(with.run("stat", "-c", "%t:%T", "/dev/kmsg")).hasStdout("1:b\n");
        if (Host.current().isRoot()) {
            assertThat(with.run("sh", "-c", ": > /dev/kmsg")).succeeded();
        }
    }

    @Test
    @NeedsRoot
    void a_device_is_made_and_allowed_and_another_is_neither() {
        Bundle with = bundle.device(Device.of("/dev/nothing", Device.CHARACTER, 1, 11)
                .withFileMode(0640L)
                .withGid(29L));
        assertThat(with.run("sh", "-c", "stat -c '%t:%T %a %g' /dev/nothing; : > /dev/nothing"))
                .succeeded()
                .hasStdout("1:b 640 29\n");
        assertThat(bundle.addCapabilities("CAP_MKNOD").run("sh", "-c", "mknod /dev/nothing c 1 11; : > /dev/nothing"))
                .stderr()
                .contains("Operation not permitted");
    }

    @Test
    void what_is_no_device_is_refused() {
        assertThatThrownBy(() -> bundle.device(Path.of("/etc/passwd")).run("true"))
                .hasMessage("Could not use device /etc/passwd.\nWhy: it is no device.");
        assertThatThrownBy(() -> bundle.device(Path.of("/dev/gone")).run("true"))
                .hasMessage("Could not use device /dev/gone.\nWhy: it does not exist.");
    }

    @Test
    void capabilities_are_added_to_the_usual_ones() {
        assertThat(bundle.addCapabilities("CAP_CHOWN", "CAP_KILL").run("grep", "CapEff", "/proc/self/status"))
                .hasStdout("CapEff:\t0000000020000421\n");
    }

    @Test
    void the_default_filter_refuses_new_namespaces_and_lets_ordinary_programs_run() {
        Bundle filtered = bundle.defaultSeccomp().addCapabilities("CAP_SYS_CHROOT");
        assertThat(filtered.run("sh", "-c", "grep Seccomp: /proc/self/status; unshare --user true"))
                .hasStdout("Seccomp:\t2\n")
                .stderr()
                .contains("Operation not permitted");
        assertThat(bundle.run("unshare", "--user", "true")).succeeded();
        assertThat(filtered.run("sh", "-c", "sleep 0.01 & wait; ls / | sort | head -1; chroot / id -u"))
                .hasStdout("bin\n0\n");
        assertThat(bundle.defaultSeccomp().run("java", "-version")).succeeded();
    }

    @Test
    void the_default_filter_follows_the_capabilities_whenever_they_are_named() {
        assertThat(bundle.defaultSeccomp().addCapabilities("CAP_SYS_ADMIN").run("unshare", "--user", "true"))
                .succeeded();
        assertThat(bundle.defaultSeccomp().run("chroot", "/", "true")).stderr().contains("Operation not permitted");
    }

    @Test
    void a_filter_of_ones_own_holds() {
        Seccomp filter = Seccomp.of(Seccomp.ACT_ALLOW)
                .withSyscalls(List.of(
                        Syscall.of(Seccomp.ACT_ERRNO, "mkdir", "mkdirat").withErrnoRet(28L)));
        assertThat(bundle.defaultSeccomp().seccomp(filter).run("mkdir", "/new"))
                .stderr()
                .contains("No space left on device");
    }

    @Test
    void a_namespace_is_the_hosts() {
        Bundle sharing = bundle.namespace(NamespaceKind.UTS, Sharing.withHost())
                .namespace(NamespaceKind.IPC, Sharing.withHost())
                .namespace(NamespaceKind.PID, Sharing.withHost());
        assertThat(sharing.run("sh", "-c", "for n in uts ipc pid; do readlink /proc/self/ns/$n; done"))
                .hasStdout(here("uts") + here("ipc") + here("pid"));
        assertThat(bundle.run("sh", "-c", "readlink /proc/self/ns/pid"))
                .stdout()
                .isNotEqualTo(here("pid"));
    }

    @Test
    void a_namespace_is_another_containers() {
        try (Container other = bundle.hostname("other").start("sleep", "60")) {
            Bundle sharing = bundle.namespace(NamespaceKind.UTS, Sharing.with(other))
                    .namespace(NamespaceKind.IPC, Sharing.with(other))
                    .namespace(NamespaceKind.PID, Sharing.with(other))
                    .network(Network.of(other));
            try (Container container = sharing.start()) {
                Result result = container.exec(
                        "sh", "-c", "hostname; cat /proc/1/comm; for n in ipc net; do readlink /proc/self/ns/$n; done");
                assertThat(result).hasStdout("other\nsleep\n" + of(other, "ipc") + of(other, "net"));
            }
            assertThat(other).isRunning();
        }
    }

    @Test
    void a_namespace_is_that_of_a_file() {
        Path file = Path.of("/proc/self/ns/uts").toAbsolutePath();
        Bundle sharing = bundle.namespace(NamespaceKind.UTS, Sharing.none());
        assertThat(sharing.run("hostname")).stdout().startsWith("ociunit-");
        if (Host.current().isRoot()) {
            assertThat(bundle.namespace(NamespaceKind.UTS, Sharing.of(file)).run("readlink", "/proc/self/ns/uts"))
                    .hasStdout(here("uts"));
        }
    }

    private static String here(String namespace) {
        return ProcFile.link(Path.of("/proc/self/ns", namespace)) + "\n";
    }

    private static String of(Container container, String namespace) {
        return ProcFile.link(Path.of("/proc/" + container.state().pid().orElseThrow() + "/ns/" + namespace)) + "\n";
    }

    @Test
    @NeedsRoot
    void the_containers_users_are_others_outside() throws Exception {
        IdMapping range = IdMapping.of(0, 231_072, 65_536);
        Bundle mapped = bundle.idMap(range).tempFolder("/scratch");
        try (Container container = mapped.start()) {
            assertThat(container.exec("sh", "-c", "cat /proc/self/uid_map /proc/self/gid_map | tr -s ' '"))
                    .hasStdout(" 0 231072 65536\n 0 231072 65536\n");
            assertThat(container.exec("sh", "-c", "touch /mine /scratch/mine && stat -c '%u %n' /mine /etc /scratch"))
                    .hasStdout("0 /mine\n0 /etc\n0 /scratch\n");
            Assertions.assertThat(Files.getAttribute(container.root().resolve("mine"), "unix:uid"))
                    .isEqualTo(231_072);
        }
    }

    @Test
    @NeedsRoot
    @NeedsCgroupV1
    void limits_are_those_of_the_control_group() {
        Bundle limited = bundle.memory(Bytes.mebibytes(64), Bytes.mebibytes(16))
                .limits(Limits.none()
                        .cpuTime(Duration.ofMillis(20), Duration.ofMillis(100))
                        .cpuShares(512)
                        .cpus("0")
                        .memoryNodes("0"));
        try (Container container = limited.start()) {
            KernelFiles files = new KernelFiles(container);
            Assertions.assertThat(files.read("cpu", "cpu.cfs_quota_us")).isEqualTo("20000");
            Assertions.assertThat(files.read("cpu", "cpu.cfs_period_us")).isEqualTo("100000");
            Assertions.assertThat(files.read("cpu", "cpu.shares")).isEqualTo("512");
            Assertions.assertThat(files.read("cpuset", "cpuset.cpus")).isEqualTo("0");
            Assertions.assertThat(files.read("cpuset", "cpuset.mems")).isEqualTo("0");
            Assertions.assertThat(files.read("memory", "memory.limit_in_bytes")).isEqualTo("67108864");
        }
    }

    @Test
    @NeedsRoot
    @NeedsCgroupV1
    void a_block_device_is_throttled() {
        Path disk = Path.of("/dev/loop0");
        Assumptions.assumeThat(disk).as("a block device of this machine").exists();
        Limits limits =
                Limits.none().ioWeight(700).readRate(disk, Bytes.mebibytes(1)).writes(disk, 50);
        try (Container container = bundle.limits(limits).start()) {
            KernelFiles files = new KernelFiles(container);
            Assertions.assertThat(files.read("blkio", "blkio.throttle.read_bps_device"))
                    .isEqualTo("7:0 1048576");
            Assertions.assertThat(files.read("blkio", "blkio.throttle.write_iops_device"))
                    .isEqualTo("7:0 50");
        }
    }

    @Test
    @NeedsRoot
    @NeedsCgroupV2
    void limits_are_those_of_the_control_group_of_version_2() {
        Bundle limited = bundle.memory(Bytes.mebibytes(64), Bytes.mebibytes(16))
                .limits(Limits.none()
                        .cpuTime(Duration.ofMillis(20), Duration.ofMillis(100))
                        .cpuShares(512)
                        .cpus("0"));
        try (Container container = limited.start()) {
            KernelFiles files = new KernelFiles(container);
            Assertions.assertThat(files.read("", "cpu.max")).isEqualTo("20000 100000");
            Assertions.assertThat(files.read("", "cpuset.cpus")).isEqualTo("0");
            Assertions.assertThat(files.read("", "memory.max")).isEqualTo("67108864");
        }
    }

    /** The files of a container's control groups, as this machine has them. */
    private record KernelFiles(Container container) {
        String read(String controller, String file) {
            long pid = container.state().pid().orElseThrow();
            String line = ProcFile.read(Path.of("/proc/" + pid + "/cgroup"))
                    .lines()
                    .filter(found -> List.of(found.split(":", 3)[1].split(",")).contains(controller))
                    .findFirst()
                    .orElseThrow();
            Path folder = Path.of("/sys/fs/cgroup", controller, line.split(":", 3)[2]);
            return ProcFile.read(folder.resolve(file)).strip();
        }
    }

    @Test
    void annotations_are_told_to_others() {
        try (Container container = bundle.annotation("com.example.test", "mine").create()) {
            Assertions.assertThat(container.state().annotations()).containsEntry("com.example.test", "mine");
        }
    }
}
