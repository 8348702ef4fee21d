package org.ociunit.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;
import org.ociunit.error.InvalidSpecException;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Device;
import org.ociunit.spec.Hook;
import org.ociunit.spec.Hooks;
import org.ociunit.spec.IntelRdt;
import org.ociunit.spec.Linux;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.NetDevice;
import org.ociunit.spec.NetworkResources;
import org.ociunit.spec.Root;
import org.ociunit.spec.Spec;

/** A bundle that breaks no rule, with one change, and all that is said of it on a machine made up for the test. */
class BundleRulesTest {
    @TempDir
    Path bundle;

    private final List<Path> links = new ArrayList<>();
    private Path root;
    private Host host;
    private KernelFeatures kernel;
    private Spec spec;

    @BeforeEach
    void make_a_bundle_that_breaks_no_rule() throws IOException {
        root = Files.createDirectories(bundle.resolve("rootfs"));
        program("bin/sh");
        host = new Host(0, 0, "6.1.0", Host.Cgroups.V1, bundle, bundle);
        kernel = new KernelFeatures(
                Set.of("proc", "tmpfs", "devpts", "mqueue", "sysfs"),
                Files.createDirectories(bundle.resolve("modules")),
                Files.createDirectories(bundle.resolve("parameters/net/ipv4/conf/default")),
                Set.of("mnt", "net", "pid", "ipc", "uts", "user", "cgroup"),
                false,
                false,
                false);
        kernel = withParameters(bundle.resolve("parameters"));
        spec = Spec.defaults().withProcess(Spec.defaults().process().withArgs(List.of("/bin/sh")));
    }

    /** So that nobody follows them out of the folder. */
    @AfterEach
    void remove_links() throws IOException {
        for (Path link : links) {
            Files.delete(link);
        }
    }

    @Test
    void a_bundle_that_breaks_no_rule() {
        assertThat(answer()).isEmpty();
    }

    @Test
    void the_bundle_of_our_own_tests_breaks_no_rule_on_this_machine(@TempDir Path own) {
        assertThat(BundleRules.require("Could not do it.", TestBundle.in(own, "sh", "-c", "true")))
                .isEmpty();
    }

    @Test
    void the_rules_of_the_document_come_first() {
        spec = spec.withRoot(Root.of("nope")).withOciVersion("banana");
        assertThat(answer()).isEqualTo("""
                ociVersion is "banana", and must be a version by SemVer 2.0.0, such as 1.3.0 \
                (config.md, Specification version)
                root.path is "nope", and must be there: %s does not exist (config.md, Root)""".formatted(bundle.resolve("nope")));
    }

    @Test
    void what_is_no_path_is_told_once_and_asked_of_nobody() {
        change(p -> p.withArgs(List.of("/a\0b")).withCwd("/c\0d"));
        join(Namespace.CGROUP, "/e\0f");
        devices(Device.of("/g\0h", "c", 1, 3));
        add(Mount.of("/i", "none", "/j\0k", "bind"));
        spec = spec.withRoot(Root.of("rootfs")).withHooks(Hooks.empty().withPoststop(List.of(Hook.of("/l\0m"))));
        assertThat(answer()).isEqualTo("""
                process.args[0] is "/a\\u0000b", and must not contain a NUL character (config.md, Process)
                process.cwd is "/c\\u0000d", and must not contain a NUL character (config.md, Process)
                mounts[7].source is "/j\\u0000k", and must not contain a NUL character (config.md, Mounts)
                hooks.poststop[0].path is "/l\\u0000m", and must not contain a NUL character \
                (config.md, POSIX-platform Hooks)
                linux.namespaces[5].path is "/e\\u0000f", and must not contain a NUL character \
                (config-linux.md, Namespaces)
                linux.devices[0].path is "/g\\u0000h", and must not contain a NUL character \
                (config-linux.md, Devices)""");
    }

    @Nested
    class Refusals {
        @Test
        void all_errors_are_told_at_once_with_what_could_not_be_done() throws IOException {
            Spec bad = spec.withRoot(Root.of("nope"))
                    .withProcess(spec.process().withOomScoreAdj(5000).withCwd("x"));
            Files.writeString(bundle.resolve("config.json"), bad.toJson());

            assertThatThrownBy(() -> BundleRules.require("Could not create container web-1.", bundle))
                    .isInstanceOf(InvalidSpecException.class)
                    .hasMessageStartingWith("""
                            Could not create container web-1.
                            Why: the configuration breaks""")
                    .hasMessageContaining("""

                              process.cwd is "x", and must be an absolute path (config.md, Process)
                              process.oomScoreAdj is 5000, and must be from -1000 to 1000 (config.md, Linux Process)
                            """)
                    .hasMessageContaining("root.path is \"nope\", and must be there: " + bundle.resolve("nope"))
                    .hasMessageEndingWith("\nFix: correct the configuration: nothing has been made yet.");
        }

        @Test
        void b102_a_bundle_that_is_not_there() {
            Path none = bundle.resolve("none");
            assertThatThrownBy(() -> BundleRules.require("Could not create container web-1.", none))
                    .isExactlyInstanceOf(ContainerException.class)
                    .hasMessage("""
                            Could not read %s/config.json.
                            Why: The folder %s does not exist.
                            Fix: Give the path of a folder that exists.""".formatted(none, none));
        }
    }

    @Nested
    class The_root {
        @Test
        void b13_is_missing() {
            spec = spec.withRoot(Root.of("nope/../gone"));
            assertThat(answer())
                    .isEqualTo("root.path is \"nope/../gone\", and must be there: " + bundle.resolve("gone")
                            + " does not exist (config.md, Root)");
        }

        @Test
        void b15_may_lie_outside_of_the_bundle() throws IOException {
            Path inner = Files.createDirectories(bundle.resolve("inner"));
            spec = spec.withRoot(Root.of("../rootfs"));
            assertThat(lines(inner)).isEmpty();
        }

        @Test
        void b16_is_the_root_of_the_machine() throws IOException {
            link(bundle.resolve("link"), Path.of("/"));
            for (String path : List.of("/", "/.", "link")) {
                spec = spec.withRoot(Root.of(path));
                assertThat(answer())
                        .isEqualTo("root.path is \"" + path
                                + "\", and must not be the root of this machine (config.md, Root)");
            }
        }

        @Test
        void is_a_file() {
            spec = spec.withRoot(Root.of("rootfs/bin/sh"));
            assertThat(answer())
                    .isEqualTo("root.path is \"rootfs/bin/sh\", and must be a folder: " + root.resolve("bin/sh")
                            + " is none (config.md, Root)");
        }
    }

    @Nested
    class The_program {
        @Test
        void b21_is_in_no_folder_of_the_path() {
            change(p -> p.withArgs(List.of("nosuchbin")).withEnv(List.of("PATH=/bin:/usr/bin")));
            assertThat(answer())
                    .isEqualTo("process.args[0] is \"nosuchbin\", and must name a program in the container's"
                            + " PATH=/bin:/usr/bin (config.md, Process)");
        }

        @Test
        void is_in_a_folder_of_the_path() {
            change(p -> p.withArgs(List.of("sh")).withEnv(List.of("PATH=/usr/bin:/bin")));
            assertThat(answer()).isEmpty();
        }

        @Test
        void is_not_judged_where_a_mount_will_cover_it() {
            change(p -> p.withArgs(List.of("nosuchbin")).withEnv(List.of("PATH=/bin:/usr/bin")));
            add(Mount.of("/usr", "tmpfs", "tmpfs"));
            assertThat(answer()).isEmpty();
        }

        @Test
        void is_not_judged_where_a_mount_will_cover_it_by_a_link() throws IOException {
            Files.createDirectories(root.resolve("usr"));
            link(root.resolve("programs"), Path.of("/usr/bin"));
            change(p -> p.withArgs(List.of("/programs/nosuchbin")));
            add(Mount.of("/usr", "tmpfs", "tmpfs"));
            assertThat(answer()).isEmpty();
        }

        @Test
        void is_not_judged_where_a_mount_brings_it_into_a_new_folder() {
            change(p -> p.withArgs(List.of("/new/folder/program")).withCwd("/new"));
            add(Mount.of("/new/folder/program", "none", "rootfs/bin/sh", "bind"));
            assertThat(answer()).isEmpty();
        }

        @Test
        void is_not_judged_where_a_mount_covers_all() {
            change(p -> p.withArgs(List.of("/nosuchbin")));
            add(Mount.of("/", "none", "/usr", "rbind"));
            assertThat(answer()).isEmpty();
        }

        @Test
        void is_not_judged_where_a_hook_may_bring_it() {
            change(p -> p.withArgs(List.of("/nosuchbin")));
            spec = spec.withHooks(Hooks.empty().withCreateRuntime(List.of(Hook.of("/bin/sh"))));
            assertThat(answer()).isEmpty();
        }

        @Test
        void is_not_judged_without_a_path() {
            change(p -> p.withArgs(List.of("nosuchbin")).withEnv(List.of()));
            assertThat(answer()).isEmpty();
        }

        @Test
        void does_not_exist() {
            change(p -> p.withArgs(List.of("/bin/nope")));
            assertThat(answer())
                    .isEqualTo("process.args[0] is \"/bin/nope\", and must name a program: there is no such file"
                            + " (config.md, Process)");
        }

        @Test
        void b22_is_a_folder() {
            change(p -> p.withArgs(List.of("./bin")));
            assertThat(answer())
                    .isEqualTo("process.args[0] is \"./bin\", and must name a program: it is a folder"
                            + " (config.md, Process)");
        }

        @Test
        void may_be_executed_by_nobody() throws IOException {
            Files.setPosixFilePermissions(root.resolve("bin/sh"), PosixFilePermissions.fromString("rw-r--r--"));
            assertThat(answer())
                    .isEqualTo("process.args[0] is \"/bin/sh\", and must name a program: nobody may execute it"
                            + " (config.md, Process)");
        }

        @Test
        void is_found_by_a_link_that_stays_in_the_root() throws IOException {
            link(root.resolve("shell"), Path.of("/../bin/sh"));
            change(p -> p.withArgs(List.of("/shell")));
            assertThat(answer()).isEmpty();
        }

        @Test
        void is_not_judged_at_the_end_of_a_ring_of_links() throws IOException {
            link(root.resolve("ring"), Path.of("ring"));
            change(p -> p.withArgs(List.of("/ring")));
            assertThat(answer()).isEmpty();
        }

        @Test
        void b27_works_in_a_folder_that_is_not_there() {
            change(p -> p.withCwd("/srv/new"));
            assertThat(answer())
                    .isEqualTo("WARNING process.cwd is \"/srv/new\", and does not exist: runtimes make it"
                            + " (config.md, Process)");
        }

        @Test
        void b28_works_in_a_file() {
            change(p -> p.withCwd("/bin/sh"));
            assertThat(answer()).isEqualTo("process.cwd is \"/bin/sh\", and must be a folder (config.md, Process)");
        }
    }

    @Nested
    class A_mount {
        @Test
        void b54_is_of_a_file_system_that_the_kernel_cannot_load() throws IOException {
            Files.writeString(kernel.modules().resolve("modules.alias"), "alias fs-xfs xfs\n");
            add(Mount.of("/x", "bogus", "t"));
            add(Mount.of("/y", "xfs", "/dev/sdb"));
            add(Mount.of("/z", "tmpfs.mine", "t"));
            assertThat(answer())
                    .isEqualTo("mounts[7].type is \"bogus\", and must be a file system that this machine's kernel knows"
                            + " (config.md, POSIX-platform Mounts)");
        }

        @Test
        void is_of_a_file_system_that_may_yet_be_known() {
            add(Mount.of("/x", "bogus", "t"));
            assertThat(answer())
                    .isEqualTo(
                            "WARNING mounts[7].type is \"bogus\", and is a file system that this machine's kernel does"
                                    + " not know yet (config.md, POSIX-platform Mounts)");
        }

        @Test
        void b57_binds_a_folder_onto_a_file() {
            add(Mount.of("/bin/sh", "none", "rootfs", "bind"));
            assertThat(answer())
                    .isEqualTo("mounts[7].destination is \"/bin/sh\", and must be a folder, as source is: it is a file"
                            + " (config.md, Mounts)");
        }

        @Test
        void binds_a_file_onto_a_folder() {
            add(Mount.of("/bin", "none", root.resolve("bin/sh").toString(), "rbind"));
            assertThat(answer())
                    .isEqualTo("mounts[7].destination is \"/bin\", and must be a file, as source is: it is a folder"
                            + " (config.md, Mounts)");
        }

        @Test
        void binds_what_is_not_there() {
            add(Mount.of("/x", "none", "gone", "bind"));
            assertThat(answer())
                    .isEqualTo("mounts[7].source is \"gone\", and must be there: " + bundle.resolve("gone")
                            + " does not exist (config.md, Mounts)");
        }

        @Test
        void b58_hides_proc_by_a_folder() {
            add(Mount.of("/proc", "none", "rootfs", "bind"));
            assertThat(answer())
                    .isEqualTo("mounts[7].destination is \"/proc\", and takes no file system but proc"
                            + " (config.md, Mounts)");
        }

        @Test
        void binds_proc_over_proc() {
            add(Mount.of("/proc", "none", "/proc", "rbind"));
            assertThat(answer()).isEmpty();
        }
    }

    @Nested
    class A_device {
        @Test
        void b84_is_something_else_already() {
            devices(Device.of("/bin/sh", "c", 1, 3));
            assertThat(answer())
                    .isEqualTo("linux.devices[0].path is \"/bin/sh\", and exists in the root and is not this device"
                            + " (config-linux.md, Devices)");
        }

        @Test
        void is_not_there_yet() {
            devices(Device.of("/null", "c", 1, 3));
            assertThat(answer()).isEmpty();
        }

        @Test
        void is_compared_by_type_and_numbers() {
            spec = spec.withRoot(Root.of("/dev")).withMounts(List.of());
            change(p -> p.withArgs(List.of("sh")).withEnv(List.of()));
            devices(Device.of("/null", "c", 1, 3), Device.of("/zero", "c", 1, 4), Device.of("/full", "b", 1, 7));
            assertThat(answer()).isEqualTo("""
                    linux.devices[1].path is "/zero", and exists in the root and is not this device \
                    (config-linux.md, Devices)
                    linux.devices[2].path is "/full", and exists in the root and is not this device \
                    (config-linux.md, Devices)""");
        }
    }

    @Nested
    class A_namespace {
        @Test
        void b46_to_join_is_not_there() {
            join(Namespace.CGROUP, "/no/ns");
            assertThat(answer())
                    .isEqualTo("linux.namespaces[5].path is \"/no/ns\", and must be there: the file does not exist"
                            + " (config-linux.md, Namespaces)");
        }

        @Test
        void to_join_is_of_another_type() {
            join(Namespace.CGROUP, "/proc/self/ns/uts");
            assertThat(answer())
                    .isEqualTo(
                            "linux.namespaces[5].path is \"/proc/self/ns/uts\", and must be a cgroup namespace: it is"
                                    + " one of type uts (config-linux.md, Namespaces)");
        }

        @Test
        void to_join_is_of_its_type() {
            join(Namespace.USER, "/proc/self/ns/user");
            assertThat(answer()).isEmpty();
        }

        @Test
        void is_none_of_this_kernel() {
            namespaces(Namespace.of(Namespace.TIME));
            assertThat(answer())
                    .isEqualTo("linux.namespaces[5].type is \"time\", and is no type of namespaces that this machine's"
                            + " kernel has (config-linux.md, Namespaces)");
        }

        @Test
        void of_the_machines_network_takes_no_parameters() throws IOException {
            Files.createFile(kernel.parameters().resolve("net/ipv4/ip_forward"));
            linux(l -> l.withNamespaces(l.namespaces().stream()
                            .map(namespace -> namespace.type().equals(Namespace.NETWORK)
                                    ? namespace.withPath("/proc/self/ns/net")
                                    : namespace)
                            .toList())
                    .withSysctl(Map.of("net.ipv4.ip_forward", "1")));
            assertThat(answer())
                    .isEqualTo(
                            "linux.sysctl[\"net.ipv4.ip_forward\"] needs a network namespace that is not the machine's"
                                    + " own (config-linux.md, Sysctl)");
        }
    }

    @Nested
    class A_parameter {
        @Test
        void b64_is_none_of_this_kernel() {
            linux(l -> l.withSysctl(Map.of("net.bogus.key", "1")));
            assertThat(answer())
                    .isEqualTo("linux.sysctl[\"net.bogus.key\"] must be a parameter of this machine's kernel"
                            + " (config-linux.md, Sysctl)");
        }

        @Test
        void of_an_interface_is_looked_up_for_the_default_one() throws IOException {
            Files.createFile(kernel.parameters().resolve("net/ipv4/conf/default/rp_filter"));
            linux(l -> l.withSysctl(Map.of("net.ipv4.conf.eth0.rp_filter", "1")));
            assertThat(answer()).isEmpty();
            linux(l -> l.withSysctl(Map.of("net/ipv4/conf/eno2.100/rp_filter", "1")));
            assertThat(answer()).isEmpty();
        }
    }

    @Nested
    class The_machine {
        @Test
        void b79_has_cgroup_v1() {
            resources(r -> r.withUnified(Map.of("memory.high", "1")));
            assertThat(answer())
                    .isEqualTo("linux.resources.unified needs cgroup v2, which this machine does not have or not alone"
                            + " (config-linux.md, Unified)");
        }

        @Test
        void has_cgroup_v2() {
            host = new Host(0, 0, "6.1.0", Host.Cgroups.V2, bundle, bundle);
            resources(r -> r.withUnified(Map.of("memory.high", "1"))
                    .withNetwork(NetworkResources.empty().withClassID(1L)));
            assertThat(answer())
                    .isEqualTo("WARNING linux.resources.network is ignored: this machine has cgroup v2, which marks no"
                            + " packets (config-linux.md, Network)");
        }

        @Test
        void b93_b94_has_no_security_modules() {
            change(p -> p.withApparmorProfile("tight").withSelinuxLabel("a_u:b_r:c_t:s0"));
            linux(l -> l.withMountLabel("a_u:b_r:c_t:s0"));
            assertThat(answer()).isEqualTo("""
                    process.apparmorProfile is "tight", and needs AppArmor, which is not enabled on this machine \
                    (config.md, Linux Process)
                    process.selinuxLabel is "a_u:b_r:c_t:s0", and needs SELinux, which is not enabled on this machine \
                    (config.md, Linux Process)
                    WARNING linux.mountLabel is "a_u:b_r:c_t:s0", and needs SELinux, which is not enabled on this \
                    machine (config-linux.md, Mount Label)""");
        }

        @Test
        void has_security_modules_and_resctrl() {
            kernel = new KernelFeatures(
                    kernel.fileSystems(), kernel.modules(), kernel.parameters(), kernel.namespaces(), true, true, true);
            change(p -> p.withApparmorProfile("tight").withSelinuxLabel("a_u:b_r:c_t:s0"));
            linux(l -> l.withIntelRdt(IntelRdt.empty()));
            assertThat(answer()).isEmpty();
        }

        @Test
        void b99_has_no_resctrl() {
            linux(l -> l.withIntelRdt(IntelRdt.empty()));
            assertThat(answer())
                    .isEqualTo("linux.intelRdt needs a resctrl file system, and none is mounted on this machine"
                            + " (config-linux.md, IntelRdt)");
        }

        @Test
        void lets_an_ordinary_user_have_no_containers_without_a_user_namespace() {
            host = new Host(1000, 1000, "6.1.0", Host.Cgroups.V1, bundle, bundle);
            linux(l -> l.withNetDevices(Map.of("veth7", NetDevice.empty())));
            assertThat(answer()).isEqualTo("""
                    linux.namespaces needs a user namespace: this is user 1000, not root (user_namespaces(7))
                    linux.netDevices needs root, and this is user 1000 (config-linux.md, Network Devices)""");
        }

        @Test
        void lets_an_ordinary_user_have_rootless_ones() {
            host = new Host(1000, 1000, "6.1.0", Host.Cgroups.V1, bundle, bundle);
            spec = spec.withLinux(Spec.rootless(1000, 1000).linux());
            assertThat(answer()).isEmpty();
        }
    }

    @Nested
    class A_hook {
        @Test
        void h13_is_no_program() throws IOException {
            Path text = Files.writeString(bundle.resolve("text"), "#!/bin/sh\n");
            Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rw-r--r--"));
            spec = spec.withHooks(Hooks.empty()
                    .withPrestart(List.of(Hook.of("/bin/sh"), Hook.of("/nonexist")))
                    .withPoststart(List.of(Hook.of("/usr")))
                    .withPoststop(List.of(Hook.of(text.toString())))
                    .withStartContainer(List.of(Hook.of("/only/in/the/container"))));
            assertThat(answer()).isEqualTo("""
                    hooks.prestart[1].path is "/nonexist", and must be a program on this machine: it does not exist \
                    (config.md, POSIX-platform Hooks)
                    hooks.poststart[0].path is "/usr", and must be a program on this machine: it is a folder \
                    (config.md, POSIX-platform Hooks)
                    hooks.poststop[0].path is "%s", and must be a program on this machine: nobody may execute it \
                    (config.md, POSIX-platform Hooks)""".formatted(text));
        }
    }

    private void link(Path place, Path target) throws IOException {
        links.add(Files.createSymbolicLink(place, target));
    }

    private void program(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.setPosixFilePermissions(Files.createFile(file), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private KernelFeatures withParameters(Path parameters) {
        return new KernelFeatures(
                kernel.fileSystems(), kernel.modules(), parameters, kernel.namespaces(), false, false, false);
    }

    private void change(UnaryOperator<ContainerProcess> change) {
        spec = spec.withProcess(change.apply(spec.process()));
    }

    private void linux(UnaryOperator<Linux> change) {
        spec = spec.withLinux(change.apply(spec.linux()));
    }

    private void resources(UnaryOperator<LinuxResources> change) {
        linux(l -> l.withResources(change.apply(l.resources())));
    }

    private void devices(Device... devices) {
        linux(l -> l.withDevices(List.of(devices)));
    }

    private void namespaces(Namespace more) {
        linux(l -> l.withNamespaces(
                Stream.concat(l.namespaces().stream(), Stream.of(more)).toList()));
    }

    private void join(String type, String path) {
        namespaces(Namespace.of(type).withPath(path));
    }

    private void add(Mount mount) {
        spec = spec.withMounts(
                Stream.concat(spec.mounts().stream(), Stream.of(mount)).toList());
    }

    private String answer() {
        return lines(bundle);
    }

    private String lines(Path folder) {
        return BundleRules.check(spec, folder, host, kernel).stream()
                .map(violation -> (violation.isError() ? "" : "WARNING ") + violation)
                .collect(Collectors.joining("\n"));
    }
}
