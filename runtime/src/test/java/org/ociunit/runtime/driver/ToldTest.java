package org.ociunit.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ociunit.error.ContainerException;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.ProcessTable;
import org.ociunit.runtime.RuntimeEvent;
import org.ociunit.runtime.Stats;

class ToldTest {
    private static final ContainerId ID = new ContainerId("web-1");

    /** As runc prints it on cgroup v1, and what it has on v2 beyond that. */
    private static final String STATS = """
            {"type":"stats","id":"web-1","data":{
            "cpu":{"usage":{"total":9638607,"percpu":[258424,9380183],"percpu_kernel":[0,8000000],"percpu_user":[0,1],
            "kernel":2,"user":3},"throttling":{"periods":4,"throttledPeriods":5,"throttledTime":6},
            "psi":{"some":{"avg10":1.5,"avg60":0,"avg300":0.25,"total":7},"full":{"avg10":0,"avg60":0,"avg300":0,"total":8}}},
            "cpuset":{"cpus":[0,1],"cpu_exclusive":0,"mems":[0],"mem_hardwall":0,"mem_exclusive":0,"memory_migrate":0,
            "memory_spread_page":0,"memory_spread_slab":0,"memory_pressure":0,"sched_load_balance":1,
            "sched_relax_domain_level":-1},
            "memory":{"cache":9,"usage":{"limit":18446744073709551615,"usage":724992,"max":2510848,"failcnt":10},
            "swap":{"limit":0,"failcnt":0},"kernel":{"limit":0,"failcnt":0},"kernelTCP":{"limit":0,"failcnt":0},
            "raw":{"active_anon":4096}},
            "pids":{"current":1,"limit":77},
            "blkio":{"ioServiceBytesRecursive":[{"major":8,"minor":0,"op":"Read","value":11}]},
            "hugetlb":{"2MB":{"failcnt":0,"usage":12}},
            "intel_rdt":{"l3_cache_schema":"L3:0=f"},
            "network_interfaces":[{"Name":"eth0","RxBytes":13,"TxDropped":14}]}}
            """;

    @Test
    void all_that_runc_tells_of_what_is_used_is_read() {
        Stats stats = Told.stats(ID, STATS);

        assertThat(stats.cpuTime()).isEqualTo(Duration.ofNanos(9638607));
        assertThat(stats.memoryUsage()).hasValue(724992);
        assertThat(stats.tasks()).hasValue(1);
        assertThat(stats.cpu().usage().percpuKernel()).containsExactly(0L, 8000000L);
        assertThat(stats.cpu().usage().percpuUser()).containsExactly(0L, 1L);
        assertThat(stats.cpu().throttling().throttledTime()).isEqualTo(6);
        assertThat(stats.cpu().psi().some().avg10()).isEqualTo(1.5);
        assertThat(stats.cpu().psi().full().total()).isEqualTo(8);
        assertThat(stats.cpuset().cpus()).containsExactly(0, 1);
        assertThat(stats.cpuset().schedRelaxDomainLevel()).isEqualTo(-1);
        assertThat(Long.toUnsignedString(stats.memory().usage().limit())).isEqualTo("18446744073709551615");
        assertThat(stats.memory().raw()).containsEntry("active_anon", 4096L);
        assertThat(stats.pids().limit()).isEqualTo(77);
        assertThat(stats.blkio().ioServiceBytesRecursive())
                .containsExactly(new Stats.BlockIoEntry(8L, 0L, "Read", 11L));
        assertThat(stats.hugetlb().get("2MB").usage()).isEqualTo(12);
        assertThat(stats.intelRdt().l3CacheSchema()).isEqualTo("L3:0=f");
        assertThat(stats.networkInterfaces().get(0).name()).isEqualTo("eth0");
        assertThat(stats.networkInterfaces().get(0).txDropped()).isEqualTo(14);
    }

    @Test
    void what_is_not_told_of_what_is_used_is_absent() {
        Stats stats = Told.stats(ID, "{\"type\":\"stats\",\"id\":\"web-1\",\"data\":{\"network_interfaces\":null}}");

        assertThat(stats.cpuTime()).isZero();
        assertThat(stats.memoryUsage()).isEmpty();
        assertThat(stats.tasks()).isEmpty();
    }

    @Test
    void statistics_without_any_are_told() {
        assertThatThrownBy(() -> Told.stats(ID, "{\"type\":\"oom\",\"id\":\"web-1\"}"))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not learn how much container web-1 uses.
                        Why: its runtime told of oom instead.""");
    }

    @Test
    void an_event_is_one_of_two_kinds() {
        assertThat(Told.event(ID, "{\"type\":\"oom\",\"id\":\"web-1\"}").kind())
                .isEqualTo(RuntimeEvent.Kind.OUT_OF_MEMORY);
        assertThat(Told.event(ID, STATS).stats()).isPresent();
    }

    @Test
    void a_state_needs_little_to_be_read() {
        State state = Told.state(ID, "{\"id\":\"web-1\",\"status\":\"stopped\",\"pid\":-1,\"bundle\":\"/b\"}");

        assertThat(state.status()).isEqualTo(Status.STOPPED);
        assertThat(state.pid()).isEmpty();
        assertThat(state.annotations()).isEmpty();
    }

    @Test
    void a_state_that_is_none_is_told() {
        assertThatThrownBy(() -> Told.state(ID, "{\"id\":\"web-1\",\"status\":\"asleep\",\"bundle\":\"/b\"}"))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not tell the state of container web-1.
                        Why: its runtime says "asleep", which is no state.""");
        assertThatThrownBy(() -> Told.state(ID, "oops")).isInstanceOf(InvalidDocumentException.class);
    }

    @Test
    void an_empty_list_is_written_in_two_ways() {
        assertThat(Told.states("null")).isEmpty();
        assertThat(Told.states("[]")).isEmpty();
        assertThat(Told.pids(ID, "null")).isEmpty();
        assertThat(Told.pids(ID, "[1, 22]")).containsExactly(1L, 22L);
    }

    @Test
    void a_table_is_parted_by_blanks_but_for_its_last_column() {
        ProcessTable table = Told.table("""
                UID        PID CMD
                root     27559 sleep 30

                """);

        assertThat(table)
                .isEqualTo(
                        new ProcessTable(List.of("UID", "PID", "CMD"), List.of(List.of("root", "27559", "sleep 30"))));
        assertThat(table.column("CMD")).containsExactly("sleep 30");
        assertThatThrownBy(() -> table.column("TTY"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no column TTY; there are [UID, PID, CMD].");
        assertThat(Told.table("").rows()).isEmpty();
    }

    @Test
    void a_version_may_come_with_a_commit_and_a_specification() {
        assertThat(Told.build("runc version 1.1.5+ds1\ncommit: 1.1.5+ds1-1\nspec: 1.0.2-dev\ngo: go1.19.8"))
                .hasToString("Build[version=1.1.5+ds1, commit=Optional[1.1.5+ds1-1], spec=Optional[1.0.2-dev]]");
        assertThat(Told.build("tiny version 3.0"))
                .hasToString("Build[version=3.0, commit=Optional.empty, spec=Optional.empty]");
    }
}
