package org.ociunit.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Memory;
import org.ociunit.spec.Pids;

/** Folders play the hierarchies. */
class CgroupsTest {
    private static final ContainerId WEB = new ContainerId("web");
    private static final Path ROOT = Path.of("/run/ociunit");
    private static final String NAME = "ociunit-web-18e81a15";

    @TempDir
    Path top;

    private Hierarchy hierarchy(String mountPoint, String own, String... controllers) throws IOException {
        Path folder = Files.createDirectories(top.resolve(mountPoint).resolve(own));
        Files.createFile(folder.resolve("cgroup.procs"));
        Path parent = folder.getParent();
        if (Files.notExists(parent.resolve("cgroup.procs"))) {
            Files.createFile(parent.resolve("cgroup.procs"));
        }
        return new Hierarchy(List.of(controllers), top.resolve(mountPoint), folder);
    }

    private static Cgroup group(String path, Hierarchy... hierarchies) {
        return new Cgroups(List.of(hierarchies)).of(WEB, path, ROOT);
    }

    @Test
    void on_version_1_a_group_is_below_our_own_of_each_hierarchy() throws IOException {
        Cgroup group = group(
                null,
                hierarchy("cpu,cpuacct", "jobs", "cpu", "cpuacct"),
                hierarchy("systemd", "s", "name=systemd"),
                hierarchy("unified", "u"));

        assertThat(group.folders().toString())
                .isEqualTo("{cpu=%1$s/cpu,cpuacct/jobs/%2$s, cpuacct=%1$s/cpu,cpuacct/jobs/%2$s, ".formatted(top, NAME)
                        + "name=systemd=%1$s/systemd/s/%2$s, =%1$s/unified/u/%2$s}".formatted(top, NAME));
        assertThat(group.procsFiles()).hasSize(3);
        assertThat(top.resolve("unified/u/" + NAME)).doesNotExist();
    }

    @Test
    void our_own_groups_are_those_of_a_container_without_any() throws IOException {
        Hierarchy cpu = hierarchy("cpu,cpuacct", "jobs", "cpu", "cpuacct");
        Hierarchy named = hierarchy("systemd", "s", "name=systemd");
        Hierarchy unified = hierarchy("unified", "u");

        assertThat(new Cgroups(List.of(cpu, named, unified)).own().toString())
                .isEqualTo(
                        "{cpu=%1$s/cpu,cpuacct/jobs, cpuacct=%1$s/cpu,cpuacct/jobs, name=systemd=%1$s/systemd/s, =%1$s/unified/u}"
                                .formatted(top));
        assertThat(new Cgroups(List.of(named, unified)).own()).isEqualTo(Map.of("", top.resolve("unified/u")));
        assertThat(new Cgroups(List.of()).own()).isEmpty();
    }

    @Test
    void an_absolute_path_is_below_the_top_and_a_relative_one_below_our_own() throws IOException {
        Hierarchy memory = hierarchy("memory", "jobs", "memory");

        assertThat(group("/a/b", memory).folders()).containsEntry("memory", top.resolve("memory/a/b"));
        assertThat(group("a/b", memory).folders()).containsEntry("memory", top.resolve("memory/jobs/a/b"));
    }

    @Test
    void on_version_2_a_group_is_beside_our_own() throws IOException {
        assertThat(group(null, hierarchy("one", "user/session")).procsFiles())
                .containsExactly(top.resolve("one/user").resolve(NAME).resolve("cgroup.procs"));
        assertThat(group("/a", hierarchy("two", "user/session")).folders()).containsValue(top.resolve("two/a"));
    }

    @Test
    void where_our_own_group_is_the_top_it_is_in_it() throws IOException {
        assertThat(group(null, hierarchy("one", "")).folders())
                .containsValue(top.resolve("one").resolve(NAME));
    }

    @Test
    void a_group_is_made_with_its_parents_and_all_go_with_it() throws IOException {
        Cgroup group = group("/a/b", hierarchy("memory", "jobs", "memory"), hierarchy("pids", "jobs", "pids"));
        StoredCgroup stored = group.stored();
        group.create();

        assertThat(top.resolve("memory/a/b")).isDirectory();
        assertThat(top.resolve("pids/a/b")).isDirectory();
        Cgroup.load(stored).remove();
        assertThat(top.resolve("memory/a")).doesNotExist();
        assertThat(top.resolve("pids/a")).doesNotExist();
        assertThat(top.resolve("pids/jobs")).isDirectory();
    }

    @Test
    void a_parent_that_another_group_uses_stays() throws IOException {
        Hierarchy memory = hierarchy("memory", "jobs", "memory");
        Cgroup first = group("/a/first", memory);
        first.create();
        Cgroup second = group("/a/second", memory);
        second.create();
        first.remove();

        assertThat(top.resolve("memory/a/first")).doesNotExist();
        assertThat(top.resolve("memory/a/second")).isDirectory();
    }

    @Test
    void what_was_made_of_a_group_that_cannot_be_made_is_taken_away() throws IOException {
        Hierarchy memory = hierarchy("memory", "jobs", "memory");
        Hierarchy pids = hierarchy("pids", "jobs", "pids");
        Files.createFile(top.resolve("pids/a"));

        assertThatThrownBy(() -> group("/a/b", memory, pids).create())
                .hasMessageStartingWith("Could not make control group " + top + "/memory/a/b.\nWhy: ");
        assertThat(top.resolve("memory/a")).doesNotExist();
    }

    @Test
    void a_group_with_processes_is_refused_even_if_they_are_of_another_pid_namespace() throws IOException {
        Hierarchy pids = hierarchy("pids", "jobs", "pids");
        Path inner = Files.createDirectories(top.resolve("pids/a/inner"));
        Files.writeString(inner.resolve("cgroup.procs"), "0\n");
        Cgroup group = group("/a", pids);

        assertThat(group.pids()).isEmpty();
        assertThatThrownBy(group::create)
                .hasMessage("Could not make control group " + top + "/pids/a.\n"
                        + "Why: container's cgroup is not empty: it has the processes [0].\n"
                        + "Fix: choose another linux.cgroupsPath.");
    }

    @Test
    void without_any_hierarchy_there_is_no_group_and_what_needs_none_works() {
        Cgroup none = group(null);

        assertThat(none.isThere()).isFalse();
        none.create();
        none.apply(LinuxResources.empty().withMemory(Memory.empty()), "linux.resources");
        assertThat(none.allow(DeviceRules.of(List.of(), "linux.resources.devices")))
                .isEmpty();
        assertThat(none.procsFiles()).isEmpty();
        assertThat(none.pids()).isEmpty();
        assertThat(none.isFrozen()).isFalse();
        none.kill(pid -> {
            throw new AssertionError("There is nobody to kill");
        });
        assertThat(Json.toText(none.stats())).isEqualTo("{}");
        assertThat(none.oomKills().count()).isZero();
        none.remove();
    }

    @Test
    void without_a_group_a_limit_is_refused_by_name() {
        Cgroup none = Cgroup.load(Json.read(Json.toText(group(null).stored()), "state", StoredCgroup.class));

        assertThatThrownBy(() -> none.apply(LinuxResources.empty().withPids(Pids.of(5)), "linux.resources"))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not set linux.resources.pids.limit.
                        Why: the container has no control group: no hierarchy of control groups is mounted.
                        Fix: run this as root, or in a control group of the user's own, such as systemd makes: systemd-run --user --scope -p Delegate=yes COMMAND""");
        assertThatThrownBy(none::freeze)
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessageStartingWith("Could not freeze the container.\nWhy: the container has no control group: ");
    }

    @Test
    void hierarchies_with_names_alone_hold_nothing_to_limit() throws IOException {
        assertThat(group(null, hierarchy("systemd", "s", "name=systemd")).isThere())
                .isFalse();
    }

    @Test
    void a_stored_form_is_the_same_after_a_round_trip() throws IOException {
        Cgroup group = group("/a/b", hierarchy("memory", "jobs", "memory"), hierarchy("unified", ""));
        StoredCgroup stored = group.stored();

        assertThat(Json.toText(stored))
                .isEqualTo("{\"version\":\"v1\",\"folders\":{\"memory\":\"%1$s/memory/a/b\",\"\":\"%1$s/unified/a/b\"},"
                                .formatted(top)
                        + "\"made\":[\"%1$s/memory/a\",\"%1$s/memory/a/b\",\"%1$s/unified/a\",\"%1$s/unified/a/b\"]}"
                                .formatted(top));
        assertThat(Cgroup.load(Json.read(Json.toText(stored), "state", StoredCgroup.class))
                        .stored())
                .isEqualTo(stored);
    }

    /** Found by a JVM that was killed while its container was paused: the other groups were in use for ever. */
    @Test
    void the_freezers_group_is_removed_first() {
        Map<String, String> folders = new LinkedHashMap<>();
        folders.put("cpu", "/cg/cpu/web");
        folders.put("freezer", "/cg/freezer/web");
        folders.put("pids", "/cg/pids/web");

        assertThat(Cgroup.load(new StoredCgroup("v1", folders, List.copyOf(folders.values()), null))
                        .own())
                .containsExactly(Path.of("/cg/freezer/web"), Path.of("/cg/cpu/web"), Path.of("/cg/pids/web"));
        assertThat(Cgroup.load(new StoredCgroup("v1", folders, List.of(), null)).lent())
                .startsWith(Path.of("/cg/freezer/web"));
    }
}
