package org.ociunit.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.testkit.NeedsUser;

/** What an ordinary user gets; root would be let into every folder. */
@NeedsUser
class CgroupsAsUserIT {
    private static final ContainerId WEB = new ContainerId("web");
    private static final Path ROOT = Path.of("/run/ociunit");

    @TempDir
    Path top;

    @AfterEach
    void let_the_folders_be_removed() throws IOException {
        for (Path folder : Folders.tree(top)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private Hierarchy hierarchy(String mountPoint, boolean mineBeside, boolean mine, String... controllers)
            throws IOException {
        Path beside = Files.createDirectories(top.resolve(mountPoint));
        Path own = Files.createDirectories(beside.resolve("own"));
        Files.createFile(beside.resolve("cgroup.procs"));
        Files.createFile(own.resolve("cgroup.procs"));
        allow(own, mine);
        allow(beside, mineBeside);
        return new Hierarchy(List.of(controllers), beside, own);
    }

    private static void allow(Path folder, boolean mine) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mine ? "rwx------" : "r-x------"));
    }

    private static Cgroup group(String path, Hierarchy... hierarchies) {
        return new Cgroups(List.of(hierarchies)).of(WEB, path, ROOT);
    }

    @Test
    void on_version_2_the_place_beside_our_own_group_comes_first_and_our_own_second() throws IOException {
        assertThat(group(null, hierarchy("a", true, true)).folders().get("").getParent())
                .isEqualTo(top.resolve("a"));
        assertThat(group(null, hierarchy("b", false, true)).folders().get("").getParent())
                .isEqualTo(top.resolve("b/own"));
    }

    @Test
    void where_neither_is_ours_there_is_no_group() throws IOException {
        Cgroup none = group(null, hierarchy("a", false, false));

        assertThat(none.isThere()).isFalse();
        assertThatThrownBy(none::freeze)
                .hasMessageContaining("Why: the container has no control group: this user may make none in " + top
                        + "/a or " + top + "/a/own.");
    }

    @Test
    void on_version_1_hierarchies_of_others_are_left_out() throws IOException {
        Cgroup group = group(null, hierarchy("pids", true, true, "pids"), hierarchy("memory", true, false, "memory"));

        assertThat(group.folders()).containsOnlyKeys("pids");
        assertThat(group(null, hierarchy("cpu", true, false, "cpu")).isThere()).isFalse();
    }

    @Test
    void a_path_that_the_configuration_gives_is_not_given_up() throws IOException {
        Cgroup group = group("/a", hierarchy("memory", false, false, "memory"));

        assertThatThrownBy(group::create).isInstanceOf(ContainerException.class).hasMessage("""
                        Could not make control group %1$s/memory/a.
                        Why: EACCES (Permission denied): %1$s/memory/a.
                        Fix: run this as root, or in a control group of the user's own, such as systemd makes: systemd-run --user --scope -p Delegate=yes COMMAND""".formatted(top));
    }

    @Test
    void on_this_machine_nothing_was_delegated_or_a_group_can_be_made() {
        Cgroup group = Cgroups.current().of(WEB, null, top);
        try {
            group.create();
            assertThat(group.folders().values())
                    .allSatisfy(folder -> assertThat(folder).isDirectory());
        } finally {
            group.remove();
        }
        assertThat(group.folders().values())
                .allSatisfy(folder -> assertThat(folder).doesNotExist());
    }
}
