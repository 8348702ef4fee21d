package org.ociunit.jrunc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.RuntimeEvent;
import org.ociunit.runtime.Stats;

class EventLineTest {
    private static final ContainerId ID = new ContainerId("c1");

    @Test
    void that_memory_ran_out_has_no_counts() {
        assertThat(EventLine.of(new RuntimeEvent(ID, RuntimeEvent.Kind.OUT_OF_MEMORY, Optional.empty())))
                .isEqualTo("{\"type\":\"oom\",\"id\":\"c1\"}\n");
    }

    @Test
    void counts_that_are_not_told_are_zero_where_runc_always_has_them() {
        Stats nothing = new Stats(null, null, null, null, null, null, null, null);

        assertThat(EventLine.of(new RuntimeEvent(ID, RuntimeEvent.Kind.STATS, Optional.of(nothing))))
                .isEqualTo("""
                        {"type":"stats","id":"c1","data":{"cpu":{"usage":{"kernel":0,"user":0},"throttling":{}},\
                        "cpuset":{"cpu_exclusive":0,"mem_hardwall":0,"mem_exclusive":0,"memory_migrate":0,\
                        "memory_spread_page":0,"memory_spread_slab":0,"memory_pressure":0,"sched_load_balance":0,\
                        "sched_relax_domain_level":0},"memory":{"usage":{"limit":0,"failcnt":0},\
                        "swap":{"limit":0,"failcnt":0},"kernel":{"limit":0,"failcnt":0},\
                        "kernelTCP":{"limit":0,"failcnt":0}},"pids":{},"blkio":{},"hugetlb":{},"intel_rdt":{},\
                        "network_interfaces":null}}
                        """);
    }

    @Test
    void counts_that_are_told_are_in_runcs_order() {
        Stats stats = new Stats(
                new Stats.CpuStats(new Stats.CpuUsage(5L, List.of(2L, 3L), null, null, null, 4L), null, null),
                null,
                new Stats.MemoryStats(
                        null,
                        new Stats.MemoryEntry(-1L, 10L, null, null),
                        null,
                        null,
                        null,
                        Map.of("b", 2L, "a", 1L),
                        null),
                new Stats.PidsStats(1L, null),
                null,
                Map.of("2MB", new Stats.HugetlbStats(null, null, null)),
                null,
                null);

        assertThat(EventLine.stats(ID, stats))
                .contains(
                        "\"cpu\":{\"usage\":{\"total\":5,\"percpu\":[2,3],\"user\":4,\"kernel\":0},\"throttling\":{}}")
                .contains("\"memory\":{\"usage\":{\"limit\":18446744073709551615,\"usage\":10,\"failcnt\":0}")
                .contains("\"raw\":{\"a\":1,\"b\":2}")
                .contains("\"pids\":{\"current\":1}")
                .contains("\"hugetlb\":{\"2MB\":{\"failcnt\":0}}");
    }
}
