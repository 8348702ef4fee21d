package org.ociunit.runtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.commons.support.AnnotationSupport;
import org.ociunit.runtime.testkit.MachineCondition.Machine;
import org.ociunit.runtime.testkit.MachineCondition.Need;

class MachineConditionTest {

    private static final String ALL = "000001ffffffffff";
    private static final String NONE = "0000000000000000";

    @TempDir
    Path root;

    @Test
    void root_is_user_0_of_the_machine_with_its_capabilities() {
        become(0, ALL, "         0          0 4294967295");

        assertThat(missing(Need.ROOT)).isEmpty();
        assertThat(missing(Need.USER)).containsExactly("needs an ordinary user; this is root");
    }

    @Test
    void a_user_is_not_root() {
        become(1000, NONE, "         0          0 4294967295");

        assertThat(missing(Need.USER)).isEmpty();
        assertThat(missing(Need.ROOT)).containsExactly("needs root; this is user 1000");
    }

    @Test
    void the_root_of_a_user_namespace_is_not_root() {
        become(0, ALL, "         0       1000          1");

        assertThat(missing(Need.ROOT))
                .containsExactly("needs the machine's root; this is the root of a user namespace");
    }

    @Test
    void root_without_capabilities_is_not_root() {
        become(0, "00000000a80425fb", "         0          0 4294967295");

        assertThat(missing(Need.ROOT)).containsExactly("needs root with CAP_SYS_ADMIN; this root has it not");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user/max_user_namespaces 0",
                "kernel/unprivileged_userns_clone 0",
                "kernel/apparmor_restrict_unprivileged_userns 1"
            })
    void a_user_may_be_denied_user_namespaces(String setting) {
        become(1000, NONE, "         0          0 4294967295");
        String[] nameAndValue = setting.split(" ");
        write("proc/sys/" + nameAndValue[0], nameAndValue[1]);

        assertThat(missing(Need.USER))
                .containsExactly("needs user namespaces; this machine denies them to ordinary users");
    }

    @Test
    void v2_is_one_hierarchy_with_the_memory_controller() {
        write("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory hugetlb pids");

        assertThat(missing(Need.CGROUP_V2)).isEmpty();
        assertThat(missing(Need.CGROUP_V1))
                .containsExactly("needs cgroup v1; the memory controller is not in a hierarchy of its own");
    }

    @Test
    void hybrid_is_v1() {
        write("sys/fs/cgroup/memory/tasks", "");
        write("sys/fs/cgroup/unified/cgroup.controllers", "hugetlb");

        assertThat(missing(Need.CGROUP_V1)).isEmpty();
        assertThat(missing(Need.CGROUP_V2))
                .containsExactly("needs cgroup v2; /sys/fs/cgroup is not a v2 hierarchy with the memory controller");
    }

    @Test
    void finds_a_program_on_the_path_and_where_the_system_keeps_its_own() {
        program("opt/bin/runsc");
        program("usr/sbin/runc");

        assertThat(missing(Need.RUNSC)).isEmpty();
        assertThat(missing(Need.RUNC)).isEmpty();
        assertThat(missing(Need.CRUN)).containsExactly("needs crun; it is not installed");
        assertThat(missing(Need.IP)).containsExactly("needs ip; it is not installed");
    }

    @Test
    void a_daemon_is_of_no_use_without_its_client_and_without_the_daemon_below_it() {
        program("usr/sbin/dockerd");
        assertThat(missing(Need.DOCKER)).containsExactly("needs docker; it is not installed");
        program("usr/bin/docker");
        assertThat(missing(Need.DOCKER)).containsExactly("needs containerd; it is not installed");
        program("usr/bin/containerd");
        assertThat(missing(Need.CONTAINERD)).containsExactly("needs ctr; it is not installed");
        program("usr/bin/ctr");

        assertThat(missing(Need.CONTAINERD)).isEmpty();
        assertThat(missing(Need.DOCKER)).isEmpty();
        assertThat(missing(Need.PODMAN)).containsExactly("needs podman; it is not installed");
    }

    @Test
    void finds_what_a_container_gets_its_network_by() {
        assertThat(missing(Need.PASTA)).containsExactly("needs pasta; it is not installed");
        assertThat(missing(Need.SLIRP4NETNS)).containsExactly("needs slirp4netns; it is not installed");
        assertThat(missing(Need.TUN))
                .containsExactly("needs the kernel's tun; /dev/net/tun is not there, or not for this user");
        assertThat(missing(Need.CNI))
                .containsExactly("needs containernetworking-plugins; /usr/lib/cni/bridge is not there");
        program("usr/bin/pasta");
        program("usr/bin/slirp4netns");
        write("dev/net/tun", "");
        program("usr/lib/cni/bridge");

        assertThat(missing(Need.PASTA)).isEmpty();
        assertThat(missing(Need.SLIRP4NETNS)).isEmpty();
        assertThat(missing(Need.TUN)).isEmpty();
        assertThat(missing(Need.CNI)).isEmpty();
    }

    @Test
    void finds_the_header_of_a_library() {
        assertThat(missing(Need.LIBSECCOMP))
                .containsExactly("needs libseccomp-dev; /usr/include/seccomp.h is not there");

        write("usr/include/seccomp.h", "");
        assertThat(missing(Need.LIBSECCOMP)).isEmpty();
    }

    @Test
    void crun_refuses_a_hybrid_with_controllers_in_v2() {
        program("usr/bin/crun");
        assertThat(missing(Need.CRUN)).isEmpty();

        write("sys/fs/cgroup/unified/cgroup.controllers", "");
        assertThat(missing(Need.CRUN)).isEmpty();

        write("sys/fs/cgroup/unified/cgroup.controllers", "hugetlb misc");
        assertThat(missing(Need.CRUN))
                .containsExactly("crun refuses this machine: its cgroups are hybrid, with hugetlb misc in v2");
    }

    @Test
    void each_annotation_carries_its_kind_and_its_needs() {
        assertThat(kindAndNeeds(AsRoot.class)).containsExactly("root", "ROOT");
        assertThat(kindAndNeeds(AsUser.class)).containsExactly("user", "USER");
        assertThat(kindAndNeeds(WithIp.class)).containsExactly("root", "ROOT", "IP");
        assertThat(kindAndNeeds(WithNetworks.class))
                .containsExactly("embedded", "IP", "TUN", "PASTA", "SLIRP4NETNS", "CNI");
        assertThat(kindAndNeeds(WithClients.class)).containsExactly("clients", "PODMAN", "DOCKER", "CONTAINERD");
        assertThat(kindAndNeeds(Several.class))
                .containsExactly(
                        "v1", "v2", "runc", "crun", "runsc", "CGROUP_V1", "CGROUP_V2", "RUNC", "CRUN", "RUNSC");
    }

    @Test
    void a_subclass_has_the_needs_of_its_parent() {
        assertThat(kindAndNeeds(Inheriting.class)).containsExactlyInAnyOrder("runc", "root", "RUNC", "ROOT");
    }

    @NeedsRoot
    private static class AsRoot {}

    @NeedsUser
    private static class AsUser {}

    @NeedsIp
    private static class WithIp {}

    @NeedsPasta
    @NeedsSlirp4netns
    @NeedsCni
    private static class WithNetworks {}

    @NeedsPodman
    @NeedsDocker
    @NeedsContainerd
    private static class WithClients {}

    @NeedsCgroupV1
    @NeedsCgroupV2
    @NeedsRunc
    @NeedsCrun
    @NeedsRunsc
    private static class Several {}

    @NeedsRunc
    private static class Inheriting extends AsRoot {}

    private List<String> kindAndNeeds(Class<?> type) {
        return Stream.concat(
                        AnnotationSupport.findRepeatableAnnotations(type, Tag.class).stream()
                                .map(Tag::value),
                        AnnotationSupport.findRepeatableAnnotations(type, Needs.class).stream()
                                .map(needs -> needs.value().name()))
                .toList();
    }

    private List<String> missing(Need need) {
        return need.missingOn(new Machine(root, "/opt/bin:relative:/usr/bin")).stream()
                .toList();
    }

    private void become(int user, String capabilities, String userMap) {
        write(
                "proc/self/status",
                "Name:\tjava\nUid:\t7\t%d\t8\t9\nCapPrm:\t%s\nCapEff:\t%2$s\n".formatted(user, capabilities));
        write("proc/self/uid_map", userMap);
    }

    private void program(String file) {
        write(file, "");
        assertThat(root.resolve(file).toFile().setExecutable(true)).isTrue();
    }

    private void write(String file, String text) {
        try {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
