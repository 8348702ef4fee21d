package org.ociunit.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountedTest {
    private static final String LINES = """
            20 1 0:4 / /proc rw,relatime shared:3 - proc proc rw
            21 1 0:5 / /sys rw - sysfs sysfs rw
            22 1 0:6 / /a\\040b rw - proc proc rw
            23 20 0:4 /sys /proc/sys ro - proc proc rw
            24 1 0:7 / /run rw - tmpfs tmpfs rw,size=1k
            25 1 0:8 / /bundle/rootfs/proc rw - proc proc rw
            """;

    @Test
    void a_line_has_what_is_mounted_where() {
        assertThat(Mounted.read(LINES))
                .contains(
                        new Mounted("/", "/a b", "proc", List.of("rw")),
                        new Mounted("/", "/run", "tmpfs", List.of("rw", "size=1k")));
    }

    @Test
    void the_kernels_own_file_systems_are_bare_where_they_are_whole_and_not_the_containers() {
        assertThat(Mounted.bare(Mounted.read(LINES), Path.of("/bundle/rootfs")))
                .containsExactly("/proc", "/sys", "/a b");
    }
}
