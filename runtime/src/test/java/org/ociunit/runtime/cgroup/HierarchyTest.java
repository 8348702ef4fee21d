package org.ociunit.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HierarchyTest {
    private static Hierarchy hierarchy(List<String> controllers, String mountPoint, String own) {
        return new Hierarchy(controllers, Path.of(mountPoint), Path.of(own));
    }

    @Test
    void hierarchies_are_found_where_they_are_mounted() {
        assertThat(Hierarchy.read("""
                        5:cpu,cpuacct:/jobs/one
                        4:memory:/
                        1:name=systemd:/user.slice
                        0::/user.slice/session-1.scope
                        """, """
                        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
                        32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct
                        35 31 0:32 / /elsewhere/my\\040memory rw,relatime - cgroup cgroup rw,memory
                        40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,release_agent=/x,name=systemd
                        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate
                        """))
                .containsExactly(
                        hierarchy(
                                List.of("cpu", "cpuacct"),
                                "/sys/fs/cgroup/cpu,cpuacct",
                                "/sys/fs/cgroup/cpu,cpuacct/jobs/one"),
                        hierarchy(List.of("memory"), "/elsewhere/my memory", "/elsewhere/my memory"),
                        hierarchy(
                                List.of("name=systemd"), "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/systemd/user.slice"),
                        hierarchy(
                                List.of(),
                                "/sys/fs/cgroup/unified",
                                "/sys/fs/cgroup/unified/user.slice/session-1.scope"));
    }

    @Test
    void one_that_is_mounted_nowhere_is_left_out() {
        assertThat(Hierarchy.read("3:hugetlb:/\n0::/\n", "31 23 0:28 / / rw - ext4 /dev/vda rw\n"))
                .isEmpty();
    }

    @Test
    void in_a_container_the_own_group_is_found_below_the_part_that_is_mounted() {
        assertThat(Hierarchy.read(
                        "4:memory:/docker/abc/inner\n",
                        "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"))
                .containsExactly(hierarchy(List.of("memory"), "/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/inner"));
    }

    @Test
    void an_own_group_beyond_the_part_that_is_mounted_has_its_top_for_a_folder() {
        assertThat(Hierarchy.read(
                        "4:memory:/other\n",
                        "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"))
                .containsExactly(hierarchy(List.of("memory"), "/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory"));
    }
}
