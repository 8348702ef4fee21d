package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.InvalidSpecException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.cgroup.Cgroups;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.testkit.NeedsCgroupV1;
import org.ociunit.runtime.testkit.NeedsCgroupV2;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.RuntimeFixture;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.Cpu;
import org.ociunit.spec.DeviceRule;
import org.ociunit.spec.Linux;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Memory;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Pids;
import org.ociunit.spec.Spec;

/** What config-linux.md says of control groups, with containers in them. */
@NeedsRoot
class ConfigLinuxMdIT extends RuntimeFixture {
    private static final long MEBIBYTE = 1 << 20;

    private final List<Path> made = new ArrayList<>();

    @Override
    protected OciRuntime runtime() {
        return Runtimes.embedded();
    }

    /** Before the fixture looks for traces: what the test itself has made. */
    @AfterEach
    void remove_the_groups_of_the_test() throws IOException {
        runtime().delete(id, DeleteOptions.forced());
        Collections.reverse(made);
        for (Path group : made) {
            Files.deleteIfExists(group);
        }
    }

    @Test
    @DisplayName("config-linux.md#cgroupsPath: absolute is below the mount")
    void an_absolute_path_is_below_the_top_of_each_hierarchy() throws IOException {
        create(at("/" + id + "/deep/group"), "sleep", "60");

        assertThat(groups()).isNotEmpty().allSatisfy(line -> assertThat(line).endsWith(":/" + id + "/deep/group"));
    }

    @Test
    @DisplayName("config-linux.md#cgroupsPath: what was made for it goes with it, all the way up")
    void the_groups_that_are_made_above_it_go_with_it_unless_others_use_them() {
        ContainerId other = new ContainerId(id + "-other");
        create(at("/" + id + "/one/group"), "sleep", "60");
        runtime()
                .create(
                        other,
                        TestBundle.in(newFolder("other"), at("/" + id + "/two/group"), "sleep", "60"),
                        CreateOptions.defaults());

        runtime().delete(id, DeleteOptions.forced());
        assertThat(runtime().state(other).status()).isEqualTo(Status.CREATED);
        assertThat(Traces.of("/" + id + "/one")).isEmpty();
        runtime().delete(other, DeleteOptions.forced());

        assertThat(folders("/" + id))
                .filteredOn(folder -> !folder.toString().contains("-other"))
                .as("left for whoever made the parent, who has gone")
                .noneMatch(folder -> Files.exists(folder.resolve("two")));
        folders("/" + id).forEach(made::add);
    }

    @Test
    @DisplayName("config-linux.md#cgroupsPath: relative is below the runtime's own; the same value is the same place")
    void a_relative_path_is_below_the_runtimes_own_group_and_always_the_same() throws IOException {
        create(at(id + "/group"), "sleep", "60");
        List<String> first = groups();
        assertThat(first).isNotEmpty().allSatisfy(line -> assertThat(line).endsWith("/" + id + "/group"));
        runtime().delete(id, DeleteOptions.forced());

        runtime().create(id, folder, CreateOptions.defaults());

        assertThat(groups()).isEqualTo(first);
    }

    @Test
    @DisplayName("config-linux.md#cgroupsPath: without one, a group of its own")
    void without_a_path_it_has_a_group_of_its_own() throws IOException {
        create("sleep", "60");

        assertThat(groups()).isNotEmpty().allSatisfy(line -> assertThat(line).contains("/ociunit-" + id + "-"));
    }

    @Test
    @DisplayName("config-linux.md#cgroupsPath: a value that cannot be is an error")
    void the_top_of_the_hierarchy_is_refused() {
        assertThatThrownBy(() -> create(at("/"), "true")).isInstanceOf(ContainerException.class);
        assertThatThrownBy(this::status).isInstanceOf(ContainerNotFoundException.class);
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    @DisplayName("config-linux.md#cgroupsPath: .. climbs no higher than the top")
    void a_path_cannot_climb_out_of_the_hierarchy() throws IOException {
        Path bundle = TestBundle.in(folder, at("/../../" + id), "sleep", "60");
        assertThatThrownBy(() -> runtime().create(id, bundle, CreateOptions.defaults()))
                .isInstanceOf(InvalidSpecException.class);

        runtime().create(id, bundle, CreateOptions.defaults().withChecked(false));

        assertThat(groups()).isNotEmpty().allSatisfy(line -> assertThat(line).endsWith(":/" + id));
    }

    @Test
    @DisplayName("config-linux.md#cgroups, F21: a group with processes in it is an error, and they live on")
    void a_group_that_is_in_use_is_refused_and_whoever_uses_it_goes_on() throws IOException {
        ContainerId other = new ContainerId(id + "-other");
        Path bundle = TestBundle.in(newFolder("other"), at("/" + id), "sleep", "60");
        create(at("/" + id), "sleep", "60");
        runtime().start(id);
        List<String> before = groups();

        assertThatThrownBy(() -> runtime().create(other, bundle, CreateOptions.defaults()))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("container's cgroup is not empty");

        assertThatThrownBy(() -> runtime().state(other)).isInstanceOf(ContainerNotFoundException.class);
        assertThat(status()).isEqualTo(Status.RUNNING);
        assertThat(groups()).isEqualTo(before);
        assertThat(exec("true").waitFor(SOON).code()).isZero();
    }

    @Test
    @NeedsCgroupV1
    @DisplayName("config-linux.md#cgroups: a frozen group is an error")
    void a_frozen_group_is_refused_and_stays_frozen() throws IOException {
        Path freezer = make("/" + id).get("freezer");
        Files.writeString(freezer.resolve("freezer.state"), "FROZEN");

        assertThatThrownBy(() -> create(at("/" + id), "true"))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("container's cgroup unexpectedly frozen");

        assertThat(Files.readString(freezer.resolve("freezer.state"))).isEqualTo("FROZEN\n");
        Files.writeString(freezer.resolve("freezer.state"), "THAWED");
    }

    @Test
    @DisplayName("runtime.md#delete: a group that was there before stays, without the container's processes")
    void a_group_that_was_there_before_stays_and_what_runs_in_it_goes() throws IOException {
        Map<String, Path> before = make("/" + id);
        create(withoutPids(at("/" + id)), "sh", "-c", "setsid sleep 4731 & echo $!; exec sleep 60");
        runtime().start(id);
        await().atMost(SOON).until(() -> stdout.size() > 0);
        long background = Long.parseLong(stdout.toString().strip());
        for (Path group : before.values()) {
            Files.createDirectories(group.resolve("below"));
        }

        runtime().delete(id, DeleteOptions.forced());

        assertThat(Path.of("/proc/" + background)).doesNotExist();
        assertThat(before.values()).allSatisfy(group -> {
            assertThat(group).isDirectory();
            assertThat(group.resolve("cgroup.procs")).isEmptyFile();
            assertThat(group.resolve("below")).doesNotExist();
        });
    }

    @Test
    @DisplayName("runtime.md#errors: nor does a create that fails remove what was there before")
    void a_create_that_fails_leaves_a_group_that_was_there_before() throws IOException {
        Map<String, Path> before = make("/" + id);

        assertThatThrownBy(() -> create(at("/" + id), "no-such-program")).isInstanceOf(ContainerException.class);

        assertThat(before.values()).allSatisfy(group -> assertThat(group).isDirectory());
        assertThatThrownBy(this::status).isInstanceOf(ContainerNotFoundException.class);
    }

    @Test
    @DisplayName("runtime.md#errors, F30: a limit that is refused leaves no group")
    void a_limit_that_the_kernel_refuses_fails_the_create_and_leaves_nothing() {
        assertThatThrownBy(() -> create(
                        limited(LinuxResources.empty().withCpu(Cpu.empty().withCpus("4000"))), "true"))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("linux.resources.cpu.cpus");

        assertThatThrownBy(this::status).isInstanceOf(ContainerNotFoundException.class);
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    @DisplayName("config-linux.md#pids: 0 is a limit; the kernel is told 1, the first process, as runc does")
    void a_limit_of_no_processes_allows_no_further_one() {
        create(limited(LinuxResources.empty().withPids(Pids.of(0))), "sh", "-c", "echo $(echo forked)");

        runtime().start(id);

        assertThat(runtime().waitFor(id, SOON).code()).isNotZero();
        assertThat(stdout.whole()).isEmpty();
        assertThat(stderr.whole()).containsIgnoringCase("cannot fork");
    }

    @Test
    @DisplayName("config-linux.md#memory: checkBeforeUpdate refuses a limit below what is used, and the old one stays")
    void a_limit_below_what_is_used_is_refused_where_it_is_to_be_checked() throws IOException {
        create(
                limited(LinuxResources.empty().withMemory(Memory.empty().withLimit(256 * MEBIBYTE))),
                "sh",
                "-c",
                "x=$(head -c 30000000 /dev/zero | tr '\\0' x); echo ready; while :; do sleep 1; done");
        runtime().start(id);
        await().atMost(SOON).until(() -> stdout.size() > 0);

        assertThatThrownBy(() -> runtime()
                        .update(
                                id,
                                LinuxResources.empty()
                                        .withMemory(Memory.empty()
                                                .withLimit(8 * MEBIBYTE)
                                                .withCheckBeforeUpdate(true))))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("resources.memory.limit");

        assertThat(runtime().stats(id).memory().usage().limit()).isEqualTo(256 * MEBIBYTE);
        assertThat(status()).isEqualTo(Status.RUNNING);
    }

    @Test
    @DisplayName("an update leaves what it does not name")
    void an_update_keeps_the_other_limits() throws IOException {
        create(
                limited(LinuxResources.empty()
                        .withMemory(Memory.empty().withLimit(64 * MEBIBYTE))
                        .withPids(Pids.of(50))),
                "sleep",
                "60");

        runtime().update(id, LinuxResources.empty().withPids(Pids.of(60)));

        assertThat(Files.readString(group("pids").resolve("pids.max"))).isEqualTo("60\n");
        assertThat(runtime().stats(id).memory().usage().limit()).isEqualTo(64 * MEBIBYTE);
    }

    @Test
    @NeedsCgroupV1
    @DisplayName("config-linux.md#allowed-devices: applied in listed order")
    void rules_for_devices_are_applied_in_their_order() throws IOException {
        create(
                limited(LinuxResources.empty()
                        .withDevices(List.of(
                                device(false, "w", 4711),
                                DeviceRule.of(false, "rwm"),
                                device(true, "rw", 4711),
                                device(true, "rwm", 4712),
                                device(false, "w", 4711)))),
                "sleep",
                "60");

        assertThat(Files.readAllLines(group("devices").resolve("devices.list")))
                .contains("c 100:4711 r", "c 100:4712 rwm")
                .doesNotContain("a *:* rwm");
    }

    @Test
    @NeedsCgroupV1
    @DisplayName("config-linux.md#unified: on version 1 an error")
    void files_of_version_2_are_refused_on_version_1() {
        assertThatThrownBy(() ->
                        create(limited(LinuxResources.empty().withUnified(Map.of("memory.high", "10000000"))), "true"))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("linux.resources.unified");
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    @NeedsCgroupV2
    @DisplayName("config-linux.md#unified: written as it is")
    void files_of_version_2_are_written() throws IOException {
        create(limited(LinuxResources.empty().withUnified(Map.of("memory.high", "10485760"))), "sleep", "60");

        assertThat(Files.readString(group("").resolve("memory.high"))).isEqualTo("10485760\n");
    }

    @ParameterizedTest(name = "{0}")
    @NeedsCgroupV2
    @ValueSource(strings = {"nothing.max", "memory.nothing"})
    @DisplayName("config-linux.md#unified: what there is no file for is an error")
    void files_that_version_2_does_not_have_are_refused(String file) {
        assertThatThrownBy(() -> create(limited(LinuxResources.empty().withUnified(Map.of(file, "1"))), "true"))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining(file);
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    @NeedsCgroupV1
    @DisplayName("config-linux.md#cgroup-ownership: a group of version 1 is not given to anybody")
    void a_group_of_version_1_stays_roots() throws IOException {
        create(UserNamespaces::wholeMachine, "sleep", "60");

        assertThat(Files.getAttribute(group("pids"), "unix:uid")).isEqualTo(0);
    }

    /* ---- groups ---- */

    private static UnaryOperator<Spec> at(String cgroupsPath) {
        return spec -> spec.withLinux(linux(spec).withCgroupsPath(cgroupsPath));
    }

    private static UnaryOperator<Spec> limited(LinuxResources resources) {
        return spec -> spec.withLinux(linux(spec).withResources(resources));
    }

    private static UnaryOperator<Spec> withoutPids(UnaryOperator<Spec> change) {
        return spec -> {
            Linux linux = linux(change.apply(spec));
            return spec.withLinux(linux.withNamespaces(linux.namespaces().stream()
                    .filter(namespace -> !namespace.type().equals(Namespace.PID))
                    .toList()));
        };
    }

    private static DeviceRule device(boolean allow, String access, long minor) {
        return DeviceRule.of(allow, access).withType("c").withMajor(100L).withMinor(minor);
    }

    private static Linux linux(Spec spec) {
        return spec.linux();
    }

    /** Those of the container's first process that it did not inherit from us, in all hierarchies. */
    private List<String> groups() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + runtime().state(id).pid().orElseThrow() + "/cgroup"));
    }

    /** The container's group of a controller, or with no name of version 2. */
    private Path group(String controller) {
        Path root = Host.current().runtimeFolder().resolve(EmbeddedRuntime.NAME);
        Map<String, Path> folders = Cgroups.current().of(id, null, root).folders();
        return folders.getOrDefault(controller, folders.get(""));
    }

    private List<Path> folders(String path) {
        return Cgroups.current().of(id, path, folder).folders().values().stream()
                .distinct()
                .filter(Files::exists)
                .toList();
    }

    /** Makes the folders of a group in all hierarchies, as an administrator would. */
    private Map<String, Path> make(String path) throws IOException {
        Map<String, Path> folders = Cgroups.current().of(id, path, folder).folders();
        for (Path group : folders.values()) {
            if (!Files.exists(group)) {
                Files.createDirectory(group);
                made.add(group);
            }
        }
        return folders;
    }
}
