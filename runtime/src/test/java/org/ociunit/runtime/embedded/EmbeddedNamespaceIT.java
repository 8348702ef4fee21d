package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.StepFailedException;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.testkit.NeedsCgroupV1;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;
import org.ociunit.spec.TimeOffset;

/** New namespaces, and those of another container that are joined. */
class EmbeddedNamespaceIT extends InsideFixture {
    private static final CreateOptions UNCHECKED = CreateOptions.defaults().withChecked(false);

    private static Namespace joined(String type, long pid) {
        return Namespace.of(type).withPath("/proc/" + pid + "/ns/" + name(type));
    }

    private static String name(String type) {
        return type.equals(Namespace.NETWORK) ? "net" : type.equals(Namespace.MOUNT) ? "mnt" : type;
    }

    private static String link(long pid, String type) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + name(type)))
                .toString();
    }

    @ParameterizedTest
    @NeedsRoot
    @ValueSource(strings = {"network", "ipc", "uts", "pid", "cgroup", "time"})
    void a_namespace_of_another_container_is_joined(String type) throws IOException {
        long donor = sleeper(another("donor"), namespaces(Namespace.of("cgroup"), Namespace.of("time")));

        String own = inside(namespaces(joined(type, donor)), "readlink /proc/self/ns/" + name(type));

        assertThat(own)
                .isEqualTo(link(donor, type) + "\n")
                .isNotEqualTo(link(ProcessHandle.current().pid(), type) + "\n");
    }

    @Test
    @NeedsRoot
    void all_namespaces_of_a_container_in_a_user_namespace_are_joined() throws IOException {
        openFolder();
        long donor = sleeper(another("donor"), both(ownUsers(), namespaces(Namespace.of("cgroup"))));

        String own = inside(
                namespaces(
                        joined("network", donor),
                        joined("ipc", donor),
                        joined("uts", donor),
                        joined("pid", donor),
                        joined("cgroup", donor),
                        joined("user", donor)),
                "cd /proc/self/ns && readlink net ipc uts pid cgroup user; cat /proc/self/uid_map | tr -s ' '; id -u");

        assertThat(own)
                .isEqualTo(link(donor, "network") + "\n" + link(donor, "ipc") + "\n" + link(donor, "uts") + "\n"
                        + link(donor, "pid") + "\n" + link(donor, "cgroup") + "\n" + link(donor, "user") + "\n"
                        + " 0 100000 65536\n0\n");
    }

    @Test
    @NeedsRoot
    void a_user_namespace_is_joined_beside_a_network_of_the_machines() throws IOException {
        openFolder();
        long users = sleeper(another("users"), ownUsers());
        long network = sleeper(another("network"), spec -> spec);

        String own = inside(
                both(namespaces(joined("user", users), joined("network", network)), EmbeddedNamespaceIT::withoutSys),
                "readlink /proc/self/ns/user /proc/self/ns/net");

        assertThat(own).isEqualTo(link(users, "user") + "\n" + link(network, "network") + "\n");
    }

    @Test
    @NeedsRoot
    void a_new_user_namespace_has_a_network_of_the_machines() throws IOException {
        long network = sleeper(another("network"), spec -> spec);

        String own = inside(
                both(both(ownUsers(), namespaces(joined("network", network))), EmbeddedNamespaceIT::withoutSys),
                "readlink /proc/self/ns/net; cat /proc/self/uid_map | tr -s ' '");

        assertThat(own).isEqualTo(link(network, "network") + "\n 0 100000 65536\n");
    }

    /** sysfs shows a network, and only its owner may mount it. */
    private static Spec withoutSys(Spec spec) {
        return spec.withMounts(spec.mounts().stream()
                .filter(mount -> !mount.destination().startsWith("/sys"))
                .toList());
    }

    @Test
    void the_namespaces_of_an_ordinary_containers_are_joined_with_their_user_namespace() throws IOException {
        openFolder();
        long donor = sleeper(another("donor"), ownUsersOfThisUser());

        String own = inside(
                both(
                        namespaces(joined("ipc", donor), joined("uts", donor), joined("user", donor)),
                        linux(linux -> linux.withUidMappings(null).withGidMappings(null))),
                "cd /proc/self/ns && readlink ipc uts user");

        assertThat(own).isEqualTo(link(donor, "ipc") + "\n" + link(donor, "uts") + "\n" + link(donor, "user") + "\n");
    }

    private static UnaryOperator<Spec> ownUsersOfThisUser() {
        return Host.current().isRoot() ? ownUsers() : spec -> spec;
    }

    @Test
    @NeedsRoot
    void further_processes_of_a_container_are_where_it_is() throws IOException {
        openFolder();
        long donor = sleeper(another("donor"), ownUsers());
        sleeper(id, namespaces(joined("network", donor), joined("user", donor)));

        assertThat(exec(id, any -> any, "readlink /proc/self/ns/net /proc/self/ns/user"))
                .isEqualTo(link(donor, "network") + "\n" + link(donor, "user") + "\n");
    }

    @Test
    @NeedsRoot
    void processes_of_a_pid_namespace_that_is_joined_are_seen() {
        long donor = sleeper(another("donor"), spec -> spec);

        assertThat(inside(namespaces(joined("pid", donor)), "tr '\\0' ' ' < /proc/1/cmdline"))
                .isEqualTo("sleep 60 ");
    }

    @Test
    @NeedsRoot
    void in_a_mount_namespace_that_is_joined_a_container_has_a_root_of_its_own() throws IOException {
        newFolder("shared");
        Mount shared = Mount.of(folder.toString(), "bind", folder.toString(), "bind");
        long donor = sleeper(another("donor"), mounts(shared));
        Path bundle = bundle(
                "second",
                namespaces(joined("mount", donor)),
                "sh",
                "-c",
                "readlink /proc/self/ns/mnt; echo /*; echo own > /tmp/own");

        assertThat(run(bundle, CreateOptions.defaults()))
                .isEqualTo(link(donor, "mount") + "\n"
                        + "/bin /dev /etc /home /lib /lib64 /proc /run /sbin /sys /tmp /usr /var\n");
        assertThat(bundle.resolve("rootfs/tmp/own")).hasContent("own");
        assertThat(exec(another("donor"), any -> any, "cat /proc/self/mountinfo | grep -c " + bundle + "/rootfs/usr"))
                .as("what it has mounted stays as long as the namespace")
                .isNotEqualTo("0\n");
    }

    @Test
    @NeedsRoot
    void further_processes_see_the_root_of_a_container_that_has_joined_a_mount_namespace() {
        Mount shared = Mount.of(folder.toString(), "bind", folder.toString(), "bind");
        long donor = sleeper(another("donor"), mounts(shared));
        sleeper(id, both(namespaces(joined("mount", donor)), spec -> spec.withHostname("second")));

        assertThat(exec(id, any -> any, "echo mine > /tmp/mine; ls /tmp")).isEqualTo("mine\n");
        assertThat(folder.resolve(id + "/rootfs/tmp/mine")).hasContent("mine");
    }

    @Test
    void a_namespace_of_another_type_is_refused() {
        Namespace wrong = Namespace.of(Namespace.IPC).withPath("/proc/self/ns/uts");
        Path bundle = bundle("b", namespaces(wrong), "true");

        assertThatThrownBy(() -> run(bundle, UNCHECKED))
                .isInstanceOf(StepFailedException.class)
                .hasMessageMatching("""
                        Could not create container %s\\.
                        Why: join namespace /proc/self/ns/uts \\(linux\\.namespaces\\[\\d]\\): EINVAL \\(invalid argument\\)
                        Fix: name a namespace of that type; the number in the link that its path is tells which type it has\\.""".formatted(id));
    }

    @Test
    void a_namespace_that_is_not_there_is_refused() {
        Namespace gone = Namespace.of(Namespace.IPC).withPath("/no/such/namespace");
        Path bundle = bundle("b", namespaces(gone), "true");

        assertThatThrownBy(() -> run(bundle, UNCHECKED))
                .isInstanceOf(StepFailedException.class)
                .hasMessageMatching("""
                        Could not create container %s\\.
                        Why: open /no/such/namespace \\(linux\\.namespaces\\[\\d]\\): ENOENT \\(no such file or folder\\)
                        Fix: name a namespace of a process that lives, or one that is mounted\\.""".formatted(id));
    }

    @Test
    void a_container_without_a_mount_namespace_is_refused() {
        Path bundle = bundle(
                "b",
                linux(linux -> linux.withNamespaces(linux.namespaces().stream()
                                .filter(namespace -> !namespace.type().equals(Namespace.MOUNT))
                                .toList())
                        .withMaskedPaths(null)
                        .withReadonlyPaths(null)),
                "true");

        assertThatThrownBy(() -> run(bundle, CreateOptions.defaults()))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not create container %s.
                        Why: it has no mount namespace, so that its mounts would be the machine's (linux.namespaces).
                        Fix: add {"type": "mount"} to linux.namespaces.""".formatted(id));
    }

    @Test
    void the_machines_mount_namespace_is_refused() {
        Path bundle = bundle("b", namespaces(Namespace.of("mount").withPath("/proc/self/ns/mnt")), "true");

        assertThatThrownBy(() -> run(bundle, CreateOptions.defaults()))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not create container %s.
                        Why: the mount namespace that it joins is the machine's, so that its mounts would be the machine's \
                        (linux.namespaces: /proc/self/ns/mnt).
                        Fix: leave out the path, for a new one, or name another container's.""".formatted(id));
    }

    @ParameterizedTest
    @CsvSource({"boottime, 86400, 0", "monotonic, -7, 500000000"})
    void the_clocks_of_a_time_namespace_are_ahead_or_behind(String clock, long seconds, int nanoseconds) {
        String offsets = inside(
                both(
                        namespaces(Namespace.of(Namespace.TIME)),
                        linux(linux -> linux.withTimeOffsets(Map.of(clock, TimeOffset.of(seconds, nanoseconds))))),
                "cat /proc/self/timens_offsets");

        assertThat(offsets.lines().map(line -> line.replaceAll(" +", " ")).toList())
                .contains(clock + " " + seconds + " " + nanoseconds);
    }

    @Test
    void the_up_time_in_a_time_namespace_is_another_one() throws IOException {
        double before =
                Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);

        String inside = inside(
                both(
                        namespaces(Namespace.of(Namespace.TIME)),
                        linux(linux -> linux.withTimeOffsets(Map.of("boottime", TimeOffset.of(1_000_000, 0))))),
                "cut -d' ' -f1 /proc/uptime");

        assertThat(Double.parseDouble(inside.strip())).isBetween(before + 1_000_000, before + 1_000_060);
    }

    @Test
    @NeedsRoot
    void a_time_namespace_belongs_to_a_user_namespace_that_is_joined() throws IOException {
        openFolder();
        long donor = sleeper(another("donor"), ownUsers());

        String offsets = inside(
                both(
                        namespaces(joined("user", donor), Namespace.of(Namespace.TIME)),
                        linux(linux -> linux.withTimeOffsets(Map.of("boottime", TimeOffset.of(5, 0))))),
                "tr -s ' ' < /proc/self/timens_offsets");

        assertThat(offsets).contains("boottime 5 0\n");
    }

    @Test
    @NeedsRoot
    @NeedsCgroupV1
    void a_cgroup_namespace_begins_at_the_containers_own_group() {
        String groups =
                inside(namespaces(Namespace.of(Namespace.CGROUP)), "grep -E 'memory|pids|cpu' /proc/self/cgroup");

        assertThat(groups.lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).endsWith(":/"));
    }

    @Test
    @NeedsRoot
    void parameters_of_the_kernel_are_set_in_the_containers_own_namespaces() throws IOException {
        String before = Files.readString(Path.of("/proc/sys/kernel/msgmax"));
        Map<String, String> parameters = Map.of("net.ipv4.ip_forward", "1", "kernel/msgmax", "4321");

        assertThat(inside(
                        linux(linux -> linux.withSysctl(parameters)),
                        "cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/msgmax"))
                .isEqualTo("1\n4321\n");
        assertThat(Files.readString(Path.of("/proc/sys/kernel/msgmax"))).isEqualTo(before);
    }

    @Test
    void its_names_are_its_own() {
        String names = inside(
                spec -> spec.withHostname("inside").withDomainname("example.org"),
                "uname -n; cat /proc/sys/kernel/domainname");

        assertThat(names).isEqualTo("inside\nexample.org\n");
    }
}
