package org.ociunit.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ociunit.error.ContainerException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.Stats;
import org.ociunit.runtime.testkit.NeedsCgroupV1;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.BlockIo;
import org.ociunit.spec.Cpu;
import org.ociunit.spec.HugepageLimit;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Memory;
import org.ociunit.spec.Pids;
import org.ociunit.spec.ThrottleDevice;

@NeedsRoot
@NeedsCgroupV1
@Timeout(60)
class V1CgroupIT {
    private static final String PLACE = "linux.resources";
    private static final long MEBIBYTE = 1 << 20;

    private final RealGroup real = new RealGroup();
    private final Cgroup group = real.group();

    @AfterEach
    void leave_nothing() {
        real.close();
        assertThat(Traces.of(real.parent().substring(1))).isEmpty();
    }

    @Test
    void a_group_is_made_in_every_hierarchy_and_takes_a_process() throws IOException {
        group.create();
        Process process = real.start("exec sleep 60");

        assertThat(group.folders()).containsKeys("memory", "cpu", "cpuset", "pids", "freezer", "devices");
        assertThat(group.folders().values())
                .allSatisfy(folder -> assertThat(folder).isDirectory());
        assertThat(group.pids()).containsExactly(process.pid());
        assertThat(Files.readString(Path.of("/proc/" + process.pid() + "/cgroup"))
                        .lines())
                .allSatisfy(line -> assertThat(line).endsWith(real.parent() + "/group"));
    }

    @Test
    void a_new_group_may_use_the_processors_and_the_memory_of_the_one_above() throws IOException {
        group.create();

        Path top = group.folders().get("cpuset").getParent().getParent();
        assertThat(real.read("cpuset", "cpuset.cpus"))
                .isNotEmpty()
                .isEqualTo(Files.readString(top.resolve("cpuset.cpus")).strip());
        assertThat(real.read("cpuset", "cpuset.mems"))
                .isEqualTo(Files.readString(top.resolve("cpuset.mems")).strip());
    }

    @Test
    void limits_are_written() throws IOException {
        group.create();
        group.apply(
                LinuxResources.empty()
                        .withMemory(Memory.empty()
                                .withLimit(64 * MEBIBYTE)
                                .withSwap(128 * MEBIBYTE)
                                .withReservation(32 * MEBIBYTE)
                                .withSwappiness(10L)
                                .withKernel(64 * MEBIBYTE)
                                .withKernelTCP(16 * MEBIBYTE)
                                .withUseHierarchy(true))
                        .withCpu(Cpu.empty()
                                .withShares(512L)
                                .withQuota(50_000L)
                                .withPeriod(100_000L)
                                .withBurst(10_000L)
                                .withIdle(0L)
                                .withCpus("0")
                                .withMems("0"))
                        .withPids(Pids.of(20))
                        .withBlockIO(BlockIo.empty()
                                .withThrottleReadBpsDevice(List.of(ThrottleDevice.of(254, 0, MEBIBYTE)))),
                PLACE);

        assertThat(real.read("memory", "memory.limit_in_bytes")).isEqualTo("67108864");
        assertThat(real.read("memory", "memory.memsw.limit_in_bytes")).isEqualTo("134217728");
        assertThat(real.read("memory", "memory.soft_limit_in_bytes")).isEqualTo("33554432");
        assertThat(real.read("memory", "memory.swappiness")).isEqualTo("10");
        assertThat(real.read("memory", "memory.kmem.tcp.limit_in_bytes")).isEqualTo("16777216");
        assertThat(real.read("cpu", "cpu.shares")).isEqualTo("512");
        assertThat(real.read("cpu", "cpu.cfs_quota_us")).isEqualTo("50000");
        assertThat(real.read("cpu", "cpu.cfs_period_us")).isEqualTo("100000");
        assertThat(real.read("cpu", "cpu.cfs_burst_us")).isEqualTo("10000");
        assertThat(real.read("cpuset", "cpuset.cpus")).isEqualTo("0");
        assertThat(real.read("pids", "pids.max")).isEqualTo("20");
        assertThat(real.read("blkio", "blkio.throttle.read_bps_device")).isEqualTo("254:0 1048576");
    }

    @Test
    void memory_and_swap_can_be_raised_and_lowered_together() throws IOException {
        group.create();
        memory(64, 64);
        memory(128, 192);
        assertThat(real.read("memory", "memory.limit_in_bytes")).isEqualTo("134217728");
        memory(32, 48);
        assertThat(real.read("memory", "memory.limit_in_bytes")).isEqualTo("33554432");
        assertThat(real.read("memory", "memory.memsw.limit_in_bytes")).isEqualTo("50331648");

        group.apply(LinuxResources.empty().withMemory(Memory.empty().withLimit(-1L)), PLACE);
        assertThat(real.read("memory", "memory.memsw.limit_in_bytes")).isEqualTo("9223372036854771712");
    }

    private void memory(long limit, long swap) {
        group.apply(
                LinuxResources.empty()
                        .withMemory(Memory.empty().withLimit(limit * MEBIBYTE).withSwap(swap * MEBIBYTE)),
                PLACE);
    }

    @Test
    void a_refused_limit_is_told_with_its_place_and_those_before_it_are_put_back() throws IOException {
        group.create();
        memory(64, 64);
        Path file = group.folders().get("cpuset").resolve("cpuset.cpus");
        LinuxResources resources = LinuxResources.empty()
                .withMemory(Memory.empty().withLimit(32 * MEBIBYTE))
                .withCpu(Cpu.empty().withCpus("4000"));

        assertThatThrownBy(() -> group.apply(resources, PLACE))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not set linux.resources.cpu.cpus.
                        Why: writing 4000 to %s: ERANGE (Numerical result out of range).""".formatted(file));
        assertThat(real.read("memory", "memory.limit_in_bytes")).isEqualTo("67108864");
    }

    @Test
    void a_limit_of_a_controller_that_is_mounted_nowhere_is_refused_before_any_is_written() throws IOException {
        group.create();
        LinuxResources resources =
                LinuxResources.empty().withPids(Pids.of(5)).withHugepageLimits(List.of(HugepageLimit.of("2MB", 0)));

        assertThatThrownBy(() -> group.apply(resources, PLACE))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not set linux.resources.hugepageLimits[0].
                        Why: control group /sys/fs/cgroup/systemd%s/group has no controller hugetlb.
                        Fix: mount a hierarchy of hugetlb that this user may make groups in, or leave out linux.resources.hugepageLimits[0].""".formatted(real.parent()));
        assertThat(real.read("pids", "pids.max")).isEqualTo("max");
    }

    @Test
    void a_group_with_processes_is_refused_and_stays_as_it_is() throws IOException {
        group.create();
        Process process = real.start("exec sleep 60");
        Cgroup second = Cgroups.current().of(new ContainerId("second"), real.parent() + "/group", Path.of("/run/test"));

        assertThatThrownBy(second::create).hasMessage("""
                        Could not make control group /sys/fs/cgroup/systemd%s/group.
                        Why: container's cgroup is not empty: it has the processes [%d].
                        Fix: choose another linux.cgroupsPath.""".formatted(real.parent(), process.pid()));
        second.remove();
        assertThat(group.pids()).containsExactly(process.pid());
    }

    @Test
    void a_frozen_group_is_refused() {
        group.create();
        group.freeze();

        assertThatThrownBy(group::create).hasMessageContaining("Why: container's cgroup unexpectedly frozen.");
    }

    @Test
    void a_group_that_was_there_before_stays_when_it_is_removed() throws IOException {
        group.create();
        Cgroup second = Cgroups.current().of(new ContainerId("second"), real.parent() + "/group", Path.of("/run/test"));
        second.create();
        Path inside = Files.createDirectory(second.folders().get("pids").resolve("inside"));
        second.remove();

        assertThat(inside).doesNotExist();
        assertThat(group.folders().values())
                .allSatisfy(folder -> assertThat(folder).isDirectory());
    }

    @Test
    void a_group_without_a_path_stands_below_the_groups_of_this_process() {
        Cgroup own = Cgroups.current().of(new ContainerId("own"), null, Path.of("/run/" + real.parent()));
        try {
            own.create();
            assertThat(own.folders().get("memory").getFileName().toString()).matches("ociunit-own-[0-9a-f]{8}");
            assertThat(Hierarchy.read("4:memory:" + memoryGroup(), mounts())
                            .get(0)
                            .own())
                    .isEqualTo(own.folders().get("memory").getParent());
        } finally {
            own.remove();
        }
        assertThat(own.folders().values())
                .allSatisfy(folder -> assertThat(folder).doesNotExist());
    }

    private static String memoryGroup() {
        return GroupFile.read(Path.of("/proc/self/cgroup"))
                .orElseThrow()
                .lines()
                .filter(line -> line.contains(":memory:"))
                .map(line -> line.split(":", -1)[2])
                .findFirst()
                .orElseThrow();
    }

    private static String mounts() {
        return GroupFile.read(Path.of("/proc/self/mountinfo")).orElseThrow();
    }

    @Test
    void processes_of_groups_within_are_seen_killed_and_removed_too() throws Exception {
        group.create();
        Process outer = real.start("exec sleep 60");
        Path inner = Files.createDirectories(group.folders().get("freezer").resolve("a/b"));
        Process inside = real.start("echo 0 > " + inner.resolve("cgroup.procs") + "; echo moved; exec sleep 60");
        inside.inputReader().readLine();

        assertThat(group.pids()).containsExactlyInAnyOrder(outer.pid(), inside.pid());
        group.kill(RealGroup::kill);
        assertThat(RealGroup.hasEnded(outer)).isTrue();
        assertThat(RealGroup.hasEnded(inside)).isTrue();
        group.remove();
        assertThat(inner.getParent()).doesNotExist();
    }

    @Test
    void a_frozen_group_stands_still_until_it_is_thawed() throws Exception {
        group.create();
        Process process = real.start("while :; do echo tick; done");

        assertThat(group.isFrozen()).isFalse();
        group.freeze();
        assertThat(group.isFrozen()).isTrue();
        assertThat(real.read("freezer", "freezer.state")).isEqualTo("FROZEN");
        drain(process);
        group.thaw();
        assertThat(group.isFrozen()).isFalse();
        assertThat(process.inputReader().readLine()).contains("tick");
    }

    /** What was written before the freeze; if it wrote on, there would be no end. */
    private static void drain(Process process) throws IOException {
        while (process.inputReader().ready()) {
            process.inputReader().read();
        }
    }

    @Test
    void kill_ends_a_frozen_group() throws Exception {
        group.create();
        Process process = real.start("sleep 60 & exec sleep 60");
        group.freeze();
        group.kill(RealGroup::kill);

        assertThat(RealGroup.hasEnded(process)).isTrue();
        assertThat(RealGroup.eventually(() -> group.pids().isEmpty())).isTrue();
        assertThat(group.isFrozen()).isFalse();
    }

    @Test
    void without_a_hierarchy_of_version_2_kill_goes_by_the_freezer_and_no_child_gets_away() throws Exception {
        List<Hierarchy> first =
                Hierarchy.read(GroupFile.read(Path.of("/proc/self/cgroup")).orElseThrow(), mounts()).stream()
                        .filter(hierarchy -> !hierarchy.isUnified())
                        .toList();
        try (RealGroup pure = new RealGroup(new Cgroups(first))) {
            pure.group().create();
            Process process = pure.start("while :; do sleep 0.001 & done");
            List<Long> killed = new ArrayList<>();
            pure.group().kill(pid -> {
                assertThat(pure.group().isFrozen()).isTrue();
                killed.add(pid);
                RealGroup.kill(pid);
            });

            assertThat(killed).contains(process.pid()).doesNotHaveDuplicates();
            assertThat(RealGroup.hasEnded(process)).isTrue();
            assertThat(RealGroup.eventually(() -> pure.group().pids().isEmpty()))
                    .isTrue();
        }
    }

    @Test
    void another_jvm_can_use_the_stored_form() throws Exception {
        String text = Json.toText(group.stored());
        Cgroup loaded = Cgroup.load(Json.read(text, "state", StoredCgroup.class));
        group.create();
        Process process = real.start("exec sleep 60");

        assertThat(loaded.folders()).isEqualTo(group.folders());
        assertThat(loaded.procsFiles()).isEqualTo(group.procsFiles());
        assertThat(loaded.pids()).containsExactly(process.pid());
        loaded.kill(RealGroup::kill);
        loaded.remove();
        assertThat(group.folders().values())
                .allSatisfy(folder -> assertThat(folder).doesNotExist());
    }

    @Test
    void a_group_in_use_is_not_removed_and_says_by_whom() throws IOException {
        group.create();
        Process process = real.start("exec sleep 60");

        assertThatThrownBy(group::remove)
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining(
                        "Could not remove control group /sys/fs/cgroup/systemd" + real.parent() + "/group.")
                .hasMessageContaining(
                        "EBUSY (Device or resource busy), with the processes [" + process.pid() + "] in it")
                .hasMessageContaining("Fix: end its processes first.");
    }

    @Test
    void removing_what_has_gone_does_nothing() {
        group.remove();
        group.create();
        group.remove();
        group.remove();
        assertThat(group.pids()).isEmpty();
        assertThat(group.isFrozen()).isFalse();
    }

    @Test
    void stats_tell_what_the_group_uses_and_may_use() throws IOException {
        group.create();
        memory(64, 96);
        group.apply(LinuxResources.empty().withPids(Pids.of(20)), PLACE);
        real.start("for i in 1 2 3 4 5 6 7 8 9; do echo $i; done; exec sleep 60");

        Stats stats = group.stats();
        assertThat(stats.tasks()).hasValue(1);
        assertThat(stats.pids().limit()).isEqualTo(20);
        assertThat(stats.memoryUsage().orElseThrow()).isBetween(4096L, 64 * MEBIBYTE);
        assertThat(stats.memory().usage().limit()).isEqualTo(64 * MEBIBYTE);
        assertThat(stats.memory().swap().limit()).isEqualTo(96 * MEBIBYTE);
        assertThat(stats.memory().raw()).containsKeys("rss", "total_rss", "hierarchical_memory_limit");
        assertThat(stats.cpuTime()).isPositive();
        assertThat(stats.cpu().usage().percpu()).hasSizeGreaterThanOrEqualTo(1);
        assertThat(stats.cpuset().cpus()).contains(0);
    }

    @Test
    void a_kill_for_want_of_memory_is_counted() throws Exception {
        group.create();
        memory(16, 16);
        OomKills kills = group.oomKills();
        assertThat(kills.count()).isZero();
        Process process = real.start("exec tail /dev/zero");

        assertThat(kills.awaitMoreThan(0, Duration.ofSeconds(20))).isEqualTo(1);
        assertThat(RealGroup.hasEnded(process)).isTrue();
        assertThat(kills.awaitMoreThan(1, Duration.ofMillis(50))).isEqualTo(1);
    }

    @Test
    void only_allowed_devices_can_be_opened() throws Exception {
        group.create();
        assertThat(group.allow(DeviceRules.of(List.of(), PLACE + ".devices"))).isEmpty();

        assertThat(real.read("devices", "devices.list").lines())
                .containsExactlyInAnyOrder(
                        "c *:* m",
                        "b *:* m",
                        "c 1:3 rwm",
                        "c 1:5 rwm",
                        "c 1:7 rwm",
                        "c 1:8 rwm",
                        "c 1:9 rwm",
                        "c 5:0 rwm",
                        "c 5:2 rwm",
                        "c 136:* rwm");
        assertThat(real.start("head -c 1 /dev/zero > /dev/null; exit $?").waitFor())
                .isZero();
        assertThat(real.start("head -c 1 /dev/kmsg > /dev/null; exit $?").waitFor())
                .isEqualTo(1);
    }

    @Test
    void folders_are_those_of_the_mounts_of_this_machine() {
        assertThat(group.folders())
                .containsEntry("memory", Path.of("/sys/fs/cgroup/memory" + real.parent() + "/group"))
                .containsEntry("name=systemd", Path.of("/sys/fs/cgroup/systemd" + real.parent() + "/group"))
                .containsEntry("", Path.of("/sys/fs/cgroup/unified" + real.parent() + "/group"));
        assertThat(Map.copyOf(group.folders())).hasSize(group.procsFiles().size());
    }
}
