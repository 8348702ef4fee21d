package org.ociunit.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.spec.BlockIo;
import org.ociunit.spec.Cpu;
import org.ociunit.spec.HugepageLimit;
import org.ociunit.spec.InterfacePriority;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Memory;
import org.ociunit.spec.NetworkResources;
import org.ociunit.spec.Pids;
import org.ociunit.spec.Rdma;
import org.ociunit.spec.ThrottleDevice;
import org.ociunit.spec.WeightDevice;

class LimitsTest {
    private static final LinuxResources NONE = LinuxResources.empty();

    private final Map<String, String> present = new LinkedHashMap<>();

    private <T> List<String> written(BiConsumer<T, Limits> table, T part) {
        Limits limits = new Limits("any", "linux.resources", file -> Optional.ofNullable(present.get(file)));
        table.accept(part, limits);
        return limits.list().stream().map(Limit::toString).toList();
    }

    private static List<String> ofVersion1(LinuxResources resources) {
        return V1Cgroup.limits(resources, "linux.resources", controller -> file -> Optional.empty()).stream()
                .flatMap(List::stream)
                .map(limit -> limit.member() + ": " + limit)
                .toList();
    }

    private static List<String> ofVersion2(LinuxResources resources) {
        return new V2Cgroup(Path.of("/nonexistent"), List.of())
                .limits(resources, "linux.resources").stream()
                        .flatMap(List::stream)
                        .map(limit -> limit.member() + ": " + limit)
                        .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "0,",
        "1,1",
        "2,1",
        "3,2",
        "10,4",
        "512,59",
        "1024,100",
        "2048,174",
        "10240,639",
        "262144,10000",
        "-1,10000"
    })
    void shares_become_a_weight_on_a_curve_through_both_defaults(long shares, String weight) {
        assertThat(CpuLimits.weight(shares)).isEqualTo(weight);
    }

    @Test
    void more_shares_are_never_a_smaller_weight() {
        long last = 0;
        for (long shares = 1; shares <= 262_144; shares++) {
            long weight = Long.parseLong(CpuLimits.weight(shares));
            assertThat(weight).isBetween(Math.max(1, last), 10_000L);
            last = weight;
        }
    }

    @ParameterizedTest
    @CsvSource({"0,", "10,1", "100,910", "500,4950", "1000,10000"})
    void weights_of_block_devices_are_stretched(int weight, String stretched) {
        assertThat(BlockIoLimits.weight(weight)).isEqualTo(stretched);
    }

    @ParameterizedTest
    @CsvSource({
        ",,",
        "100,,",
        "100,0,",
        "-1,,max",
        "100,-1,max",
        ",-1,max",
        "-1,300,300",
        "100,100,0",
        "100,300,200",
    })
    void swap_of_version_2_is_without_the_memory(Long limit, Long both, String swap) {
        assertThat(MemoryLimits.swapOfV2(limit, both, "memory.swap")).isEqualTo(swap);
    }

    @Test
    void swap_below_memory_is_refused() {
        assertThatThrownBy(() -> MemoryLimits.swapOfV2(200L, 100L, "linux.resources.memory.swap"))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not set linux.resources.memory.swap.
                        Why: 100 counts memory and swap together, and memory.limit is 200.
                        Fix: give a memory.limit of 100 or less.""");
        assertThatThrownBy(() -> MemoryLimits.swapOfV2(null, 100L, "linux.resources.memory.swap"))
                .hasMessage("""
                        Could not set linux.resources.memory.swap.
                        Why: 100 counts memory and swap together, and memory.limit is absent.
                        Fix: give a memory.limit of 100 or less.""");
    }

    @Test
    void all_of_memory_is_written_to_version_1() {
        Memory memory = new Memory(100L, 50L, 200L, 30L, 20L, 0L, true, true, true, Map.of());

        assertThat(written(MemoryLimits::v1, memory))
                .containsExactly(
                        "memory.limit_in_bytes = 100",
                        "memory.memsw.limit_in_bytes = 200",
                        "memory.soft_limit_in_bytes = 50",
                        "memory.kmem.limit_in_bytes = 30",
                        "memory.kmem.tcp.limit_in_bytes = 20",
                        "memory.swappiness = 0",
                        "memory.oom_control = 1",
                        "memory.use_hierarchy = 1");
        assertThat(written(MemoryLimits::v1, Memory.empty().withLimit(-1L)))
                .containsExactly("memory.limit_in_bytes = -1", "memory.memsw.limit_in_bytes = -1");
        assertThat(written(MemoryLimits::v1, Memory.empty().withDisableOOMKiller(false)))
                .isEmpty();
    }

    @Test
    void memory_is_written_to_version_2_in_its_own_words() {
        Memory memory = Memory.empty().withLimit(100L).withSwap(300L).withReservation(50L);

        assertThat(written(MemoryLimits::v2, memory))
                .containsExactly("memory.swap.max = 200", "memory.max = 100", "memory.low = 50");
        assertThat(written(MemoryLimits::v2, Memory.empty().withLimit(-1L).withReservation(-1L)))
                .containsExactly("memory.swap.max = max", "memory.max = max", "memory.low = max");
    }

    @Test
    void a_limit_below_the_use_is_rejected_only_if_that_was_asked_for() {
        present.put("memory.current", "5000");
        Memory memory = Memory.empty().withLimit(4096L);

        assertThat(written(MemoryLimits::v2, memory)).containsExactly("memory.max = 4096");
        assertThatThrownBy(() -> written(MemoryLimits::v2, memory.withCheckBeforeUpdate(true)))
                .hasMessage("""
                        Could not set linux.resources.memory.limit to 4096.
                        Why: rejecting memory limit: the container uses 5000 bytes already, and the kernel would kill its processes.
                        Fix: choose a higher limit, or leave out memory.checkBeforeUpdate.""");
    }

    @Test
    void a_limit_of_memory_and_swap_below_the_use_of_both_is_rejected_as_such() {
        present.put("memory.current", "5000");
        present.put("memory.swap.current", "2000");
        Memory memory = Memory.empty().withLimit(6000L).withCheckBeforeUpdate(true);

        assertThat(written(MemoryLimits::v2, memory.withSwap(7000L)))
                .containsExactly("memory.swap.max = 1000", "memory.max = 6000");
        assertThatThrownBy(() -> written(MemoryLimits::v2, memory.withSwap(6500L)))
                .hasMessage("""
                        Could not set linux.resources.memory.swap to 6500.
                        Why: rejecting memory+swap limit: the container uses 7000 bytes already, and the kernel would kill its processes.
                        Fix: choose a higher limit, or leave out memory.checkBeforeUpdate.""");
    }

    @Test
    void all_of_the_processor_is_written_to_version_1() {
        Cpu cpu = new Cpu(512L, 50_000L, 0L, 100_000L, 950L, 1000L, "0-1", "0", 1L, Map.of());

        assertThat(written(CpuLimits::v1, cpu))
                .containsExactly(
                        "cpu.shares = 512",
                        "cpu.cfs_period_us = 100000",
                        "cpu.cfs_quota_us = 50000",
                        "cpu.cfs_burst_us = 0",
                        "cpu.rt_period_us = 1000",
                        "cpu.rt_runtime_us = 950",
                        "cpu.idle = 1");
        assertThat(written(CpuLimits::sets, cpu)).containsExactly("cpuset.cpus = 0-1", "cpuset.mems = 0");
    }

    @Test
    void the_processor_is_written_to_version_2_in_its_own_words() {
        assertThat(written(
                        CpuLimits::v2,
                        Cpu.empty()
                                .withShares(1024L)
                                .withQuota(50_000L)
                                .withPeriod(100_000L)
                                .withIdle(0L)))
                .containsExactly("cpu.weight = 100", "cpu.max = 50000 100000", "cpu.idle = 0");
        assertThat(written(CpuLimits::v2, Cpu.empty().withQuota(-1L))).containsExactly("cpu.max = max");
        assertThat(written(CpuLimits::v2, Cpu.empty().withPeriod(5000L))).containsExactly("cpu.max = max 5000");
        present.put("cpu.max", "40000 100000");
        assertThat(written(CpuLimits::v2, Cpu.empty().withPeriod(5000L))).containsExactly("cpu.max = 40000 5000");
    }

    @Test
    void a_limit_on_processes_is_never_so_low_that_init_could_not_be_born() {
        assertThat(written(OtherLimits::pids, Pids.of(7))).containsExactly("pids.max = 7");
        assertThat(written(OtherLimits::pids, Pids.of(0))).containsExactly("pids.max = 1");
        assertThat(written(OtherLimits::pids, Pids.of(-1))).containsExactly("pids.max = max");
        assertThat(written(OtherLimits::pids, new Pids(null, Map.of()))).isEmpty();
    }

    private static BlockIo blockIo() {
        return BlockIo.empty()
                .withWeight(500)
                .withWeightDevice(List.of(WeightDevice.of(8, 0, 100)))
                .withThrottleReadBpsDevice(List.of(ThrottleDevice.of(8, 0, 1)))
                .withThrottleWriteBpsDevice(List.of(ThrottleDevice.of(8, 0, 2)))
                .withThrottleReadIOPSDevice(List.of(ThrottleDevice.of(8, 0, 3)))
                .withThrottleWriteIOPSDevice(List.of(ThrottleDevice.of(8, 0, 0)));
    }

    @Test
    void block_devices_are_written_to_version_1() {
        BlockIo leaves = blockIo()
                .withLeafWeight(20)
                .withWeightDevice(List.of(WeightDevice.of(8, 0, 100), new WeightDevice(8, 16, null, 30, Map.of())));
        present.put("blkio.weight", "");

        assertThat(written(BlockIoLimits::v1, leaves))
                .containsExactly(
                        "blkio.weight = 500",
                        "blkio.leaf_weight = 20",
                        "blkio.weight_device = 8:0 100",
                        "blkio.leaf_weight_device = 8:16 30",
                        "blkio.throttle.read_bps_device = 8:0 1",
                        "blkio.throttle.write_bps_device = 8:0 2",
                        "blkio.throttle.read_iops_device = 8:0 3",
                        "blkio.throttle.write_iops_device = 8:0 0");
        present.clear();
        assertThat(written(BlockIoLimits::v1, leaves))
                .contains("blkio.bfq.weight = 500", "blkio.bfq.weight_device = 8:0 100");
    }

    @Test
    void block_devices_are_written_to_version_2() {
        assertThat(written(BlockIoLimits::v2, blockIo()))
                .containsExactly(
                        "io.weight = 4950",
                        "io.weight = 8:0 910",
                        "io.max = 8:0 rbps=1",
                        "io.max = 8:0 wbps=2",
                        "io.max = 8:0 riops=3",
                        "io.max = 8:0 wiops=max");
        present.put("io.bfq.weight", "default 100");
        assertThat(written(BlockIoLimits::v2, blockIo())).startsWith("io.bfq.weight = 500", "io.bfq.weight = 8:0 100");
    }

    @Test
    void the_rest_is_written_with_its_place() {
        LinuxResources resources = NONE.withHugepageLimits(List.of(HugepageLimit.of("2MB", 4096)))
                .withRdma(Map.of("mlx5_1", new Rdma(3L, 10_000L, Map.of())));

        assertThat(ofVersion1(resources.withNetwork(
                        new NetworkResources(1_048_577L, List.of(InterfacePriority.of("eth0", 5)), Map.of()))))
                .containsExactly(
                        "linux.resources.hugepageLimits[0]: hugetlb.2MB.limit_in_bytes = 4096",
                        "linux.resources.hugepageLimits[0]: hugetlb.2MB.rsvd.limit_in_bytes = 4096",
                        "linux.resources.network.classID: net_cls.classid = 1048577",
                        "linux.resources.network.priorities[0]: net_prio.ifpriomap = eth0 5",
                        "linux.resources.rdma.mlx5_1: rdma.max = mlx5_1 hca_handle=3 hca_object=10000");
        assertThat(ofVersion2(resources.withUnified(Map.of("io.max", "8:0 rbps=1\n8:16 rbps=2\n"))))
                .containsExactly(
                        "linux.resources.hugepageLimits[0]: hugetlb.2MB.max = 4096",
                        "linux.resources.hugepageLimits[0]: hugetlb.2MB.rsvd.max = 4096",
                        "linux.resources.rdma.mlx5_1: rdma.max = mlx5_1 hca_handle=3 hca_object=10000",
                        "linux.resources.unified.io.max: io.max = 8:0 rbps=1",
                        "linux.resources.unified.io.max: io.max = 8:16 rbps=2");
    }

    @Test
    void no_limits_write_nothing() {
        assertThat(ofVersion1(NONE)).isEmpty();
        assertThat(ofVersion2(NONE)).isEmpty();
    }

    private static void assertRefused(Consumer<LinuxResources> version, LinuxResources resources, String message) {
        assertThatThrownBy(() -> version.accept(resources))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage(message);
    }

    @Test
    void what_version_2_does_not_know_is_refused_by_name() {
        assertRefused(LimitsTest::ofVersion2, NONE.withMemory(Memory.empty().withSwappiness(5L)), """
                Could not set linux.resources.memory.swappiness.
                Why: version 2 of control groups has no such setting.
                Fix: leave it out, or limit swap with memory.swap.""");
        assertRefused(LimitsTest::ofVersion2, NONE.withMemory(Memory.empty().withDisableOOMKiller(true)), """
                Could not set linux.resources.memory.disableOOMKiller.
                Why: version 2 of control groups has no such setting.
                Fix: leave it out, or give the process an oomScoreAdj of -1000.""");
        assertRefused(LimitsTest::ofVersion2, NONE.withCpu(Cpu.empty().withRealtimeRuntime(5L)), """
                Could not set linux.resources.cpu.realtimeRuntime.
                Why: version 2 of control groups does not divide real time.
                Fix: leave it out.""");
        assertRefused(LimitsTest::ofVersion2, NONE.withBlockIO(BlockIo.empty().withLeafWeight(10)), """
                Could not set linux.resources.blockIO.leafWeight.
                Why: version 2 of control groups has no weights of a group's own processes.
                Fix: leave it out.""");
        assertRefused(
                LimitsTest::ofVersion2,
                NONE.withNetwork(NetworkResources.empty().withClassID(1L)),
                """
                Could not set linux.resources.network.classID.
                Why: version 2 of control groups does not mark packets.
                Fix: leave it out, and match the control group in the packet filter instead.""");
    }

    @Test
    void files_of_version_2_are_refused_on_version_1() {
        assertRefused(LimitsTest::ofVersion1, NONE.withUnified(Map.of("memory.high", "1")), """
                Could not set linux.resources.unified.memory.high.
                Why: it is a file of version 2 of control groups, and the controllers here are of version 1.
                Fix: leave it out, or boot with systemd.unified_cgroup_hierarchy=1.""");
    }

    @Test
    void a_unified_name_that_leads_elsewhere_is_refused() {
        assertThatThrownBy(() -> ofVersion2(NONE.withUnified(Map.of("../memory.max", "1"))))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith(
                        "Could not set linux.resources.unified.../memory.max.\nWhy: it is not the name of a file");
    }
}
