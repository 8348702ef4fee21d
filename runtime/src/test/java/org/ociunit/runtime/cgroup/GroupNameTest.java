package org.ociunit.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.ContainerId;

class GroupNameTest {
    private static final Path ROOT = Path.of("/run/ociunit");
    private static final ContainerId WEB = new ContainerId("web");

    @Test
    void without_a_path_it_carries_the_id_and_a_hash() {
        GroupName name = GroupName.of(WEB, null, ROOT);

        assertThat(name.path()).hasToString("ociunit-web-18e81a15");
        assertThat(name.absolute()).isFalse();
        assertThat(GroupName.of(WEB, "", ROOT)).isEqualTo(name);
        assertThat(GroupName.of(WEB, null, Path.of("/run/./x/../ociunit/"))).isEqualTo(name);
    }

    @Test
    void one_id_under_two_state_roots_is_two_groups() {
        assertThat(GroupName.of(WEB, null, Path.of("/run/other"))).isNotEqualTo(GroupName.of(WEB, null, ROOT));
    }

    @Test
    void two_long_ids_that_differ_at_their_ends_are_two_groups_with_names_that_a_folder_can_have() {
        GroupName one = GroupName.of(new ContainerId("a".repeat(254) + "1"), null, ROOT);
        GroupName two = GroupName.of(new ContainerId("a".repeat(254) + "2"), null, ROOT);

        assertThat(one).isNotEqualTo(two);
        assertThat(one.path().toString()).hasSizeLessThan(255);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, a/b, true",
        "a/b, a/b, false",
        "//a//b/, a/b, true",
        "/a/../../b, b, true",
        "../b, b, false",
        "../../a/../b, b, false",
        "system.slice:docker:web, system.slice:docker:web, false",
    })
    void a_path_is_cleaned_and_does_not_climb(String given, String path, boolean absolute) {
        assertThat(GroupName.of(WEB, given, ROOT)).isEqualTo(new GroupName(Path.of(path), absolute, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", ".", "/a/..", "../.."})
    void the_top_of_the_hierarchy_is_refused(String given) {
        assertThatThrownBy(() -> GroupName.of(WEB, given, ROOT))
                .isInstanceOf(ContainerException.class)
                .hasMessage("Could not use linux.cgroupsPath " + given + ".\n"
                        + "Why: it is the top of the hierarchy, which is everybody's.\n"
                        + "Fix: name a group below it.");
    }
}
