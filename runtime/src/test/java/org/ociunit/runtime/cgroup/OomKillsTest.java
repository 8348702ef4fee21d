package org.ociunit.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
