package org.ociunit.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ociunit.error.ContainerException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.Stats;
import org.ociunit.runtime.testkit.NeedsCgroupV2;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.BlockIo;
import org.ociunit.spec.Cpu;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Memory;
import org.ociunit.spec.Pids;

@NeedsRoot
@NeedsCgroupV2
@Timeout(300)
class V2CgroupIT {
    private static final String PLACE = "linux.resources";
    private static final long MEBIBYTE = 1 << 20;
    private static final String ONE = "";

    private final RealGroup real = new RealGroup();
    private final Cgroup group = real.group();

    @AfterEach
    void leave_nothing() {
        real.close();
        assertThat(Traces.of(real.parent().substring(1))).isEmpty();
    }

    @Test
    void a_group_is_made_with_its_controllers_and_takes_a_process() throws IOException {
        group.create();
        Process process = real.start("exec sleep 60");

        assertThat(group.folders()).containsOnly(Map.entry(ONE, Path.of("/sys/fs/cgroup" + real.parent() + "/group")));
        assertThat(real.read(ONE, "cgroup.controllers").split(" ", -1))
                .contains("memory", "cpu", "cpuset", "pids", "io");
        assertThat(group.pids()).containsExactly(process.pid());
    }

    @Test
    void limits_are_written_in_the_words_of_version_2() throws IOException {
        group.create();
        group.apply(
                LinuxResources.empty()
                        .withMemory(Memory.empty()
                                .withLimit(64 * MEBIBYTE)
                                .withSwap(128 * MEBIBYTE)
                                .withReservation(32 * MEBIBYTE))
                        .withCpu(Cpu.empty()
                                .withShares(512L)
                                .withQuota(50_000L)
                                .withPeriod(200_000L)
                                .withBurst(10_000L)
                                .withCpus("0")
                                .withMems("0"))
                        .withPids(Pids.of(20))
                        .withUnified(unified("memory.high", "50331648")),
                PLACE);

        assertThat(real.read(ONE, "memory.max")).isEqualTo("67108864");
        assertThat(real.read(ONE, "memory.swap.max")).isEqualTo("67108864");
        assertThat(real.read(ONE, "memory.low")).isEqualTo("33554432");
        assertThat(real.read(ONE, "memory.high")).isEqualTo("50331648");
        assertThat(real.read(ONE, "cpu.weight")).isEqualTo("59");
        assertThat(real.read(ONE, "cpu.max")).isEqualTo("50000 200000");
        assertThat(real.read(ONE, "cpu.max.burst")).isEqualTo("10000");
        assertThat(real.read(ONE, "cpuset.cpus")).isEqualTo("0");
        assertThat(real.read(ONE, "pids.max")).isEqualTo("20");
    }

    @Test
    void a_quota_keeps_its_period_and_a_period_its_quota() throws IOException {
        group.create();
        cpu(Cpu.empty().withQuota(50_000L).withPeriod(200_000L));
        cpu(Cpu.empty().withQuota(60_000L));
        assertThat(real.read(ONE, "cpu.max")).isEqualTo("60000 200000");
        cpu(Cpu.empty().withPeriod(100_000L));
        assertThat(real.read(ONE, "cpu.max")).isEqualTo("60000 100000");
        cpu(Cpu.empty().withQuota(-1L));
        assertThat(real.read(ONE, "cpu.max")).isEqualTo("max 100000");
    }

    private void cpu(Cpu cpu) {
        group.apply(LinuxResources.empty().withCpu(cpu), PLACE);
    }

    private static Map<String, String> unified(String file, String value) {
        Map<String, String> unified = new LinkedHashMap<>();
        unified.put(file, value);
        return unified;
    }

    @Test
    void a_weight_for_block_devices_is_written_in_whichever_file_there_is() throws IOException {
        group.create();
        boolean bfq = Files.exists(group.folders().get(ONE).resolve("io.bfq.weight"));
        if (bfq || Files.exists(group.folders().get(ONE).resolve("io.weight"))) {
            group.apply(LinuxResources.empty().withBlockIO(BlockIo.empty().withWeight(500)), PLACE);
            assertThat(real.read(ONE, bfq ? "io.bfq.weight" : "io.weight"))
                    .isEqualTo(bfq ? "default 500" : "default 4950");
        } else {
            assertThatThrownBy(() -> group.apply(
                            LinuxResources.empty().withBlockIO(BlockIo.empty().withWeight(500)), PLACE))
                    .hasMessageContaining("io.weight: ENOENT (No such file or directory).");
        }
    }

    @Test
    void a_file_of_a_controller_that_is_not_there_is_refused_by_name() {
        group.create();

        assertThatThrownBy(() -> group.apply(LinuxResources.empty().withUnified(unified("nothing.max", "1")), PLACE))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessageContaining("Could not set linux.resources.unified.nothing.max.")
                .hasMessageContaining("has no controller nothing: the group above it does not hand it down");
    }

    @Test
    void a_limit_below_what_is_used_is_rejected_when_that_is_asked_for() throws IOException {
        group.create();
        real.start("exec sleep 60");
        Memory memory = Memory.empty().withLimit(4096L).withCheckBeforeUpdate(true);

        assertThatThrownBy(() -> group.apply(LinuxResources.empty().withMemory(memory), PLACE))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("rejecting memory limit: the container uses ");
        assertThat(real.read(ONE, "memory.max")).isEqualTo("max");
    }

    @Test
    void a_group_with_processes_is_refused() throws IOException {
        group.create();
        Process process = real.start("exec sleep 60");
        Cgroup second = Cgroups.current().of(new ContainerId("second"), real.parent() + "/group", Path.of("/run/test"));

        assertThatThrownBy(second::create)
                .hasMessageContaining("container's cgroup is not empty: it has the processes [" + process.pid() + "].");
    }

    @Test
    void below_a_group_with_processes_there_are_no_controllers_but_all_else_and_that_group_is_not_touched()
            throws Exception {
        group.create();
        real.start("exec sleep 60");
        Cgroup inner =
                Cgroups.current().of(new ContainerId("inner"), real.parent() + "/group/inner", Path.of("/run/test"));
        inner.create();

        assertThat(real.read(ONE, "cgroup.type")).isEqualTo("domain");
        assertThat(real.read(ONE, "cgroup.subtree_control")).isEmpty();
        assertThatThrownBy(() -> inner.apply(LinuxResources.empty().withPids(Pids.of(5)), PLACE))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not set linux.resources.pids.limit.
                        Why: control group /sys/fs/cgroup%s/group/inner has no controller pids: the group above it does not hand it down, or has processes of its own.
                        Fix: choose a linux.cgroupsPath below a group without processes, or run this as root, or in a control group of the user's own, such as systemd makes: systemd-run --user --scope -p Delegate=yes COMMAND""".formatted(real.parent()));
        inner.freeze();
        assertThat(inner.isFrozen()).isTrue();
        inner.remove();
    }

    @Test
    void a_group_without_a_path_stands_beside_that_of_this_process() {
        Cgroup own = Cgroups.current().of(new ContainerId("own"), null, Path.of("/run/" + real.parent()));
        try {
            own.create();
            assertThat(own.folders().get(ONE).toString()).matches("/sys/fs/cgroup/(.*/)?ociunit-own-[0-9a-f]{8}");
        } finally {
            own.remove();
        }
        assertThat(own.folders().get(ONE)).doesNotExist();
    }

    @Test
    void a_frozen_group_stands_still_until_it_is_thawed_and_dies_when_killed() throws Exception {
        group.create();
        Process process = real.start("while :; do echo tick; done");
        Path inner = Files.createDirectories(group.folders().get(ONE).resolve("a/b"));

        group.freeze();
        assertThat(group.isFrozen()).isTrue();
        assertThat(real.read(ONE, "cgroup.events")).contains("frozen 1");
        drain(process);
        group.thaw();
        assertThat(group.isFrozen()).isFalse();
        assertThat(process.inputReader().readLine()).contains("tick");
        group.freeze();
        group.kill(pid -> {
            throw new AssertionError("The kernel kills by itself");
        });
        assertThat(RealGroup.hasEnded(process)).isTrue();
        group.remove();
        assertThat(inner.getParent()).doesNotExist();
    }

    private static void drain(Process process) throws IOException {
        while (process.inputReader().ready()) {
            process.inputReader().read();
        }
    }

    @Test
    void stats_tell_what_the_group_uses_and_may_use() throws IOException {
        group.create();
        group.apply(
                LinuxResources.empty()
                        .withMemory(Memory.empty().withLimit(64 * MEBIBYTE).withSwap(96 * MEBIBYTE))
                        .withPids(Pids.of(20)),
                PLACE);
        real.start("for i in 1 2 3 4 5 6 7 8 9; do echo $i; done; exec sleep 60");

        Stats stats = group.stats();
        assertThat(stats.tasks()).hasValue(1);
        assertThat(stats.pids().limit()).isEqualTo(20);
        assertThat(stats.memoryUsage().orElseThrow()).isBetween(4096L, 64 * MEBIBYTE);
        assertThat(stats.memory().usage().limit()).isEqualTo(64 * MEBIBYTE);
        assertThat(stats.memory().swap().limit()).isEqualTo(96 * MEBIBYTE);
        assertThat(stats.memory().raw()).containsKeys("anon", "file", "kernel");
        assertThat(stats.cpuTime()).isPositive();
        assertThat(stats.cpu().usage().kernel()).isNotNull();
    }

    @Test
    void a_kill_for_want_of_memory_is_counted() throws Exception {
        group.create();
        group.apply(
                LinuxResources.empty()
                        .withMemory(Memory.empty().withLimit(16 * MEBIBYTE).withSwap(16 * MEBIBYTE)),
                PLACE);
        OomKills kills = group.oomKills();
        assertThat(kills.count()).isZero();
        Process process = real.start("exec tail /dev/zero");

        assertThat(kills.awaitMoreThan(0, Duration.ofSeconds(60))).isEqualTo(1);
        assertThat(RealGroup.hasEnded(process)).isTrue();
    }

    @Test
    void devices_are_a_program_for_somebody_else_to_attach() {
        group.create();

        assertThat(group.allow(DeviceRules.of(null, PLACE + ".devices"))
                        .orElseThrow()
                        .bytes())
                .hasSizeGreaterThan(300);
    }

    @Test
    void another_jvm_can_use_the_stored_form() throws Exception {
        Cgroup loaded = Cgroup.load(Json.read(Json.toText(group.stored()), "state", StoredCgroup.class));
        group.create();
        Process process = real.start("exec sleep 60");

        assertThat(loaded.folders()).isEqualTo(group.folders());
        loaded.kill(RealGroup::kill);
        assertThat(RealGroup.hasEnded(process)).isTrue();
        loaded.remove();
        assertThat(group.folders().get(ONE).getParent()).doesNotExist();
    }
}
