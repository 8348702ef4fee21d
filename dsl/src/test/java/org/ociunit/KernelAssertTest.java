package org.ociunit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.OciAssertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.image.Image;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Rlimit;

/** Assertions on what the kernel says, here in files as proc(5) and cgroups(7) have them. */
class KernelAssertTest {
    @TempDir
    Path image;

    @TempDir
    Path proc;

    @TempDir
    Path cgroups;

    private final FakeRuntime runtime = new FakeRuntime();
    private Container container;
    private ContainerAssert kernel;

    @BeforeEach
    void start() {
        container = Bundle.from(Image.ofDirectory(image)).on(runtime).start("print", "up\n");
        kernel = new ContainerAssert(container) {
            @Override
            KernelView view() {
                return new KernelView(1, proc, cgroups);
            }
        };
    }

    @AfterEach
    void close() {
        container.close();
    }

    private static void write(Path folder, String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    private void link(String name, String target) throws IOException {
        Files.createDirectories(proc.resolve(name).getParent());
        Files.createSymbolicLink(proc.resolve(name), Path.of(target));
    }

    /** The message has the container's id for a first argument. */
    private void fails(ThrowingCallable assertion, String message, Object... more) {
        Object[] arguments =
                Stream.concat(Stream.of(container.id()), Stream.of(more)).toArray();
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessage(message.formatted(arguments));
    }

    @Test
    void capabilities_are_told_by_set_and_name() throws IOException {
        write(proc, "status", """
                Name:	sleep
                CapInh:	0000000000000000
                CapPrm:	0000000000000420
                CapEff:	0000000000000020
                CapBnd:	0000000000000420
                CapAmb:	0000000000000000
                """);
        kernel.hasCapabilities("CAP_KILL").doesNotHaveCapability("CAP_SYS_ADMIN");
        kernel.capabilities(CapabilitySet.BOUNDING).containsExactly("CAP_KILL", "CAP_NET_BIND_SERVICE");
        kernel.capabilities(CapabilitySet.AMBIENT).isEmpty();
        fails(() -> kernel.hasCapabilities("CAP_KILL", "CAP_CHOWN"), """
                Expecting container %s
                to have the capabilities
                  CAP_KILL, CAP_CHOWN
                but it has
                  CAP_KILL
                stdout:
                  up""");
        fails(() -> kernel.doesNotHaveCapability("CAP_NET_BIND_SERVICE"), """
                Expecting container %s
                not to have the capability
                  CAP_NET_BIND_SERVICE
                but it is in its sets
                  bounding, permitted
                stdout:
                  up""");
        fails(() -> kernel.capabilities(CapabilitySet.EFFECTIVE).isEmpty(), """
                [effective capabilities of container %s]\s
                Expecting empty but was: ["CAP_KILL"]""");
        assertThatThrownBy(() -> kernel.hasCapabilities("KILL"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal capability \"KILL\": it takes a name such as CAP_KILL (capabilities(7)).");
    }

    @Test
    void a_user_is_told_as_the_container_numbers_it() throws IOException {
        write(proc, "status", "Uid:\t9\t231172\t9\t9\nGid:\t9\t231173\t9\t9\n");
        write(proc, "uid_map", "         0     231072      65536\n");
        write(proc, "gid_map", "         0       1000          1\n         1     231073      65535\n");
        kernel.hasUser(100, 101);
        fails(() -> kernel.hasUser(0, 0), """
                Expecting container %s
                to be run by
                  user 0, group 0
                but it is run by
                  user 100, group 101
                stdout:
                  up""");
        write(proc, "uid_map", "         0          0          1\n");
        kernel.hasUser(65_534, 101);
    }

    @Test
    void new_privileges_and_filters_are_told() throws IOException {
        write(proc, "status", "NoNewPrivs:\t1\nSeccomp:\t2\n");
        kernel.hasNoNewPrivileges().hasSeccompFilter();
        write(proc, "status", "NoNewPrivs:\t0\nSeccomp:\t0\n");
        fails(kernel::hasNoNewPrivileges, """
                Expecting container %s
                to have no way to new privileges
                but it may gain some
                stdout:
                  up""");
        fails(kernel::hasSeccompFilter, """
                Expecting container %s
                to have a filter of system calls
                but it has none
                stdout:
                  up""");
    }

    @Test
    void namespaces_are_compared() throws IOException {
        String here = KernelView.here().namespace(Namespace.NETWORK);
        link("ns/net", here);
        link("ns/mnt", "mnt:[1]");
        kernel.hasOwnNamespace(Namespace.MOUNT).sharesNamespaceWithHost(Namespace.NETWORK);
        fails(() -> kernel.hasOwnNamespace(Namespace.NETWORK), """
                Expecting container %s
                to have a network namespace of its own
                but it shares the host's
                  %s
                stdout:
                  up""", here);
        fails(
                () -> kernel.sharesNamespaceWithHost(Namespace.MOUNT),
                """
                Expecting container %s
                to share its mount namespace with the host
                  %s
                but it is in
                  mnt:[1]
                stdout:
                  up""",
                KernelView.here().namespace(Namespace.MOUNT));
        fails(() -> kernel.hasOwnNamespace(Namespace.PID), """
                Expecting container %s
                to have a pid namespace that can be seen
                but this user may not see it
                stdout:
                  up""");
        assertThatThrownBy(() -> kernel.hasOwnNamespace("net"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal type of a namespace \"net\": it takes one of "
                        + "cgroup, ipc, mount, network, pid, time, user, uts.");
    }

    @Test
    void namespaces_of_two_containers_are_compared() throws IOException {
        try (Container other =
                container.bundle().on(new FakeRuntime().withProcesses()).start()) {
            link("ns/net", KernelView.here().namespace(Namespace.NETWORK));
            link("ns/uts", "uts:[1]");
            kernel.sharesNamespaceWith(other, Namespace.NETWORK);
            String message = """
                    Expecting container %s
                    to share its uts namespace with container %s
                      %s
                    but it is in
                      uts:[1]
                    stdout:
                      up""";
            fails(
                    () -> kernel.sharesNamespaceWith(other, Namespace.UTS),
                    message,
                    other.id(),
                    KernelView.here().namespace(Namespace.UTS));
        }
    }

    @Test
    void mounts_are_told_with_their_options() throws IOException {
        write(proc, "mountinfo", """
                22 1 0:21 / / rw,relatime - ext4 /dev/vda1 rw
                23 22 0:22 / /cache rw,nosuid - tmpfs tmpfs rw,size=1024k
                24 23 0:22 / /cache ro,nosuid,nodev shared:7 master:1 - tmpfs cache rw,size=1024k
                25 22 8:1 /srv/my\\040pages /pages rw - ext4 /dev/sda1 ro
                """);
        kernel.hasMount("/cache").hasMount("/");
        kernel.mount("/cache")
                .isReadOnly()
                .hasType("tmpfs")
                .hasSource("cache")
                .hasOption("nodev")
                .hasOption("size=1024k")
                .doesNotHaveOption("noexec");
        kernel.mount("/").isWritable();
        kernel.mount("/pages").hasSource("/srv/my pages").hasSource("/dev/sda1").isReadOnly();
        fails(() -> kernel.hasMount("/other"), """
                Expecting container %s
                to have a mount at
                  /other
                but it has mounts at
                  /, /cache, /cache, /pages
                stdout:
                  up""");
        mountFails(() -> kernel.mount("/cache").hasType("proc"), "to be of type\n  proc");
        mountFails(() -> kernel.mount("/cache").hasSource("tmpfs"), "to be from\n  tmpfs");
        mountFails(() -> kernel.mount("/cache").hasOption("noexec"), "to have the option\n  noexec");
        mountFails(() -> kernel.mount("/cache").doesNotHaveOption("nodev"), "not to have the option\n  nodev");
        mountFails(() -> kernel.mount("/cache").isWritable(), "to be writable");
        fails(() -> kernel.as("mine").mount("/").isReadOnly(), """
                [mine] Expecting the mount at / of container %s
                to be read-only
                but it is
                  ext4 from /dev/vda1 at / (rw,relatime; rw)""");
        fails(() -> kernel.as("").mount("/other").isReadOnly(), """
                Expecting the mount at /other of container %s
                to be read-only
                but there is none; there are mounts at
                  /, /cache, /cache, /pages""");
    }

    private void mountFails(ThrowingCallable assertion, String expectation) {
        fails(assertion, """
                Expecting the mount at /cache of container %s
                %s
                but it is
                  tmpfs from cache at /cache (ro,nosuid,nodev; rw,size=1024k)""", expectation);
    }

    @Test
    void limits_are_told_on_version_1() throws IOException {
        write(proc, "cgroup", "9:pids:/a\n8:memory:/b\n4:cpu,cpuacct:/c\n1:name=systemd:/d\n0::/e\n");
        write(cgroups, "pids/a/pids.max", "20\n");
        write(cgroups, "memory/b/memory.limit_in_bytes", "67108864\n");
        write(cgroups, "cpu,cpuacct/c/cpu.cfs_quota_us", "50000\n");
        write(cgroups, "cpu,cpuacct/c/cpu.cfs_period_us", "100000\n");
        limitsAreTold();
    }

    @Test
    void limits_are_told_on_version_2() throws IOException {
        write(proc, "cgroup", "0::/e\n");
        write(cgroups, "e/pids.max", "20\n");
        write(cgroups, "e/memory.max", "67108864\n");
        write(cgroups, "e/cpu.max", "50000 100000\n");
        limitsAreTold();
    }

    private void limitsAreTold() {
        kernel.hasMemoryLimit(Bytes.mebibytes(64))
                .hasPidsLimit(20)
                .hasCpuQuota(Duration.ofMillis(50), Duration.ofMillis(100));
        fails(() -> kernel.hasMemoryLimit(Bytes.mebibytes(32)), """
                Expecting container %s
                to have a memory limit of
                  32 MiB
                but it is
                  64 MiB
                stdout:
                  up""");
        fails(() -> kernel.hasPidsLimit(10), """
                Expecting container %s
                to have a limit of processes of
                  10
                but it is
                  20
                stdout:
                  up""");
        fails(() -> kernel.hasCpuQuota(Duration.ofMillis(99), Duration.ofMillis(100)), """
                Expecting container %s
                to have a quota of processor time of
                  99000 µs in each 100000 µs
                but it is
                  50000 µs in each 100000 µs
                stdout:
                  up""");
    }

    @Test
    void no_limit_is_told_on_version_1() throws IOException {
        write(proc, "cgroup", "9:pids:/a\n8:memory:/b\n4:cpu:/c\n");
        write(cgroups, "pids/a/pids.max", "max\n");
        write(cgroups, "memory/b/memory.limit_in_bytes", "9223372036854771712\n");
        write(cgroups, "cpu/c/cpu.cfs_quota_us", "-1\n");
        write(cgroups, "cpu/c/cpu.cfs_period_us", "100000\n");
        noLimitIsTold();
    }

    @Test
    void no_limit_is_told_on_version_2() throws IOException {
        write(proc, "cgroup", "0::/e\n");
        write(cgroups, "e/pids.max", "max\n");
        write(cgroups, "e/memory.max", "max\n");
        write(cgroups, "e/cpu.max", "max 100000\n");
        noLimitIsTold();
    }

    private void noLimitIsTold() {
        fails(() -> kernel.hasMemoryLimit(Bytes.mebibytes(32)), """
                Expecting container %s
                to have a memory limit of
                  32 MiB
                but it has none
                stdout:
                  up""");
        fails(() -> kernel.hasPidsLimit(10), """
                Expecting container %s
                to have a limit of processes of
                  10
                but it has none
                stdout:
                  up""");
        fails(() -> kernel.hasCpuQuota(Duration.ofMillis(1), Duration.ofMillis(100)), """
                Expecting container %s
                to have a quota of processor time of
                  1000 µs in each 100000 µs
                but it has none
                stdout:
                  up""");
    }

    @Test
    void resource_limits_are_told() throws IOException {
        write(proc, "limits", """
                Limit                     Soft Limit           Hard Limit           Units
                Max cpu time              unlimited            unlimited            seconds
                Max open files            64                   128                  files
                """);
        kernel.hasRlimit(Rlimit.NOFILE, 64, 128).hasRlimit(Rlimit.CPU, Rlimit.UNLIMITED, Rlimit.UNLIMITED);
        fails(() -> kernel.hasRlimit(Rlimit.NOFILE, 64, Rlimit.UNLIMITED), """
                Expecting container %s
                to have a limit RLIMIT_NOFILE of
                  soft 64, hard unlimited
                but it is
                  soft 64, hard 128
                stdout:
                  up""");
        fails(() -> kernel.hasRlimit(Rlimit.RTTIME, 1, 1), """
                Expecting container %s
                to have a limit RLIMIT_RTTIME of
                  soft 1, hard 1
                but the kernel does not tell it
                stdout:
                  up""");
        assertThatThrownBy(() -> kernel.hasRlimit("NOFILE", 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal resource limit \"NOFILE\": it takes a type such as RLIMIT_NOFILE (getrlimit(2)).");
    }

    @Test
    void descriptors_are_told_by_number() throws IOException {
        link("fd/0", "/dev/null");
        link("fd/10", "pipe:[7]");
        kernel.descriptors().containsOnlyKeys(0, 10).containsEntry(0, "/dev/null");
        fails(() -> kernel.descriptors().hasSize(1), """
                [descriptors of container %s]\s
                Expected size: 1 but was: 2 in:
                {0="/dev/null", 10="pipe:[7]"}""");
    }

    @Test
    void files_are_told_with_kind_mode_and_owner() throws IOException {
        Path root = container.root();
        write(root, "etc/key", "secret");
        Files.setAttribute(root.resolve("etc/key"), "unix:mode", 0600);
        Files.createSymbolicLink(root.resolve("link"), Path.of("etc/key"));
        Files.setAttribute(root.resolve("etc"), "unix:mode", 0755);
        int uid = (int) Files.getAttribute(root.resolve("etc/key"), "unix:uid");
        int gid = (int) Files.getAttribute(root.resolve("etc/key"), "unix:gid");
        long owner = IdMap.of(container.spec().linux().uidMappings()).inside(uid);
        long group = IdMap.of(container.spec().linux().gidMappings()).inside(gid);
        assertThat(container)
                .inode("/etc/key")
                .exists()
                .isRegularFile()
                .hasMode(0600)
                .hasOwner(0, 0);
        assertThat(container).inode("/etc").isDirectory();
        assertThat(container).inode("/link").isSymbolicLinkTo("etc/key");
        assertThat(container).inode("/etc/nothing").doesNotExist();
        assertThat(container).file("/link").isEqualTo("secret");
        Assertions.assertThat(owner + group).isZero();

        inodeFails(InodeAssert::isDirectory, "to be\n  a directory");
        inodeFails(i -> i.isSymbolicLinkTo("x"), "to be a symbolic link to\n  x");
        inodeFails(i -> i.hasMode(0644), "to have the mode\n  0644");
        inodeFails(i -> i.hasOwner(1, 2), "to be of\n  user 1, group 2");
        inodeFails(InodeAssert::doesNotExist, "not to exist");
        fails(() -> assertThat(container).inode("/etc").isRegularFile(), """
                Expecting /etc of container %s
                to be
                  a regular file
                but it is
                  a directory, mode 0755, of user 0, group 0""");
        fails(() -> assertThat(container).inode("/etc/nothing").exists(), """
                Expecting /etc/nothing of container %s
                to exist
                but
                  nothing is there""");
        fails(() -> assertThat(container).inode("/none/nothing").hasMode(0), """
                Expecting /none/nothing of container %s
                to have the mode
                  0000
                but
                  "none" does not exist.""");
    }

    private void inodeFails(Consumer<InodeAssert> check, String expectation) {
        fails(() -> check.accept(assertThat(container).inode("/etc/key")), """
                Expecting /etc/key of container %s
                %s
                but it is
                  a regular file, mode 0600, of user 0, group 0""", expectation);
    }

    @Test
    void a_file_that_cannot_be_read_is_named() {
        fails(() -> assertThat(container).file("/nothing").isEmpty(), """
                Expecting container %s
                to have a file
                  /nothing
                but reading it failed:
                  "nothing" does not exist.
                stdout:
                  up""");
        container.close();
        fails(() -> assertThat(container).file("/nothing").isEmpty(), """
                Expecting container %s
                to have a file
                  /nothing
                but it is
                  gone
                stdout:
                  up""");
    }

    @Test
    void a_file_of_a_container_that_is_gone_is_not_there() {
        container.close();
        fails(() -> assertThat(container).inode("/nothing").exists(), """
                Expecting /nothing of container %s
                to exist
                but
                  the container is gone""");
    }

    @Test
    void a_started_program_is_waited_for() {
        try (Container real =
                container.bundle().on(new FakeRuntime().withProcesses()).create("wait")) {
            assertThat(real).processes().singleElement().asString().endsWith("/fake -c read go; exec sleep 600");
            real.start();
            assertThat(real).processes().containsExactly("sleep 600");
        }
    }

    @Test
    void a_kernel_of_its_own_is_not_asked() {
        // Whatever the fake is called in truth: only the name says so.
        Container foreign =
                container.bundle().on(new FakeRuntime().named("runsc")).start();
        try (foreign) {
            assertThatThrownBy(() -> assertThat(foreign).hasMount("/proc"))
                    .hasMessage("Could not look into container " + foreign.id() + " from outside.\n"
                            + "Why: runsc runs a kernel of its own, and this machine's knows nothing of what is in it.\n"
                            + "Fix: look from inside, with exec, or choose another runtime.");
        }
    }
}
