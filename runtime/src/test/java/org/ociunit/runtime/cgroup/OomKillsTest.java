package org.ociunit.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OomKillsTest {
    private static final long BEYOND_EVERY_PID = 1L << 22;

    @Test
    void a_process_of_this_jvms_group_counts_nothing_of_its_own() {
        assertThat(OomKills.of(ProcessHandle.current().pid()).count()).isZero();
    }

    @Test
    void a_process_that_has_gone_counts_nothing() {
        assertThat(OomKills.of(BEYOND_EVERY_PID).count()).isZero();
    }

    /** It can be opened, and then not be read: as a folder, whose content is not bytes. */
    @Test
    void a_group_that_goes_between_the_opening_and_the_reading_counts_nothing(@TempDir Path group) throws IOException {
        Files.createDirectory(group.resolve("memory.events"));

        assertThat(OomKills.in(group, "memory.events").count()).isZero();
    }
}
