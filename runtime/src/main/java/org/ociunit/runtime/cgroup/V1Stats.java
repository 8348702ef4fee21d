package org.ociunit.runtime.cgroup;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.runtime.Stats;
import org.ociunit.runtime.Stats.BlockIoEntry;
import org.ociunit.runtime.Stats.BlockIoStats;
import org.ociunit.runtime.Stats.CpuStats;
import org.ociunit.runtime.Stats.CpuUsage;
import org.ociunit.runtime.Stats.Cpuset;
import org.ociunit.runtime.Stats.HugetlbStats;
import org.ociunit.runtime.Stats.MemoryEntry;
import org.ociunit.runtime.Stats.MemoryStats;
import org.ociunit.runtime.Stats.PidsStats;
import org.ociunit.runtime.Stats.Throttling;

/** Reads the counters of version 1; what is left out when zero is what runc leaves out. */
final class V1Stats {
    /** A tick is a hundredth of a second wherever Linux tells times in ticks (USER_HZ). */
    private static final long NANOSECONDS_PER_TICK = 10_000_000;

    private static final List<String> BLOCK_IO_FAMILIES = List.of("blkio.bfq.", "blkio.", "blkio.throttle.");

    private final Map<String, Path> folders;

    V1Stats(Map<String, Path> folders) {
        this.folders = folders;
    }

    Stats read() {
        return new Stats(cpu(), cpuset(), memory(), pids(), blkio(), hugetlb(), null, null);
    }

    private @Nullable CpuStats cpu() {
        Readings cpu = of("cpu");
        Map<String, Long> stat = cpu.table("cpu.stat");
        CpuUsage usage = usage(of("cpuacct"));
        Throttling throttling = new Throttling(
                Readings.unlessZero(stat.get("nr_periods")),
                Readings.unlessZero(stat.get("nr_throttled")),
                Readings.unlessZero(stat.get("throttled_time")));
        return stat.isEmpty() && usage.total() == null ? null : new CpuStats(usage, throttling, null);
    }

    private static CpuUsage usage(Readings accounts) {
        Map<String, Long> ticks = accounts.table("cpuacct.stat");
        return new CpuUsage(
                accounts.unlessZero("cpuacct.usage"),
                accounts.numbers("cpuacct.usage_percpu"),
                accounts.column("cpuacct.usage_all", 2),
                accounts.column("cpuacct.usage_all", 1),
                nanoseconds(ticks.get("system")),
                nanoseconds(ticks.get("user")));
    }

    private static @Nullable Long nanoseconds(@Nullable Long ticks) {
        return ticks == null ? null : Long.valueOf(ticks * NANOSECONDS_PER_TICK);
    }

    private @Nullable Cpuset cpuset() {
        Readings set = of("cpuset");
        return set.number("cpuset.cpu_exclusive") == null
                ? null
                : new Cpuset(
                        set.set("cpuset.cpus"),
                        set.number("cpuset.cpu_exclusive"),
                        set.set("cpuset.mems"),
                        set.number("cpuset.mem_hardwall"),
                        set.number("cpuset.mem_exclusive"),
                        set.number("cpuset.memory_migrate"),
                        set.number("cpuset.memory_spread_page"),
                        set.number("cpuset.memory_spread_slab"),
                        set.number("cpuset.memory_pressure"),
                        set.number("cpuset.sched_load_balance"),
                        set.number("cpuset.sched_relax_domain_level"));
    }

    private @Nullable MemoryStats memory() {
        Readings memory = of("memory");
        Map<String, Long> raw = memory.table("memory.stat");
        return raw.isEmpty()
                ? null
                : new MemoryStats(
                        Readings.unlessZero(raw.get("cache")),
                        entry(memory, "memory."),
                        entry(memory, "memory.memsw."),
                        entry(memory, "memory.kmem."),
                        entry(memory, "memory.kmem.tcp."),
                        raw,
                        null);
    }

    private static @Nullable MemoryEntry entry(Readings memory, String kind) {
        return memory.number(kind + "usage_in_bytes") == null
                ? null
                : new MemoryEntry(
                        memory.number(kind + "limit_in_bytes"),
                        memory.unlessZero(kind + "usage_in_bytes"),
                        memory.unlessZero(kind + "max_usage_in_bytes"),
                        memory.number(kind + "failcnt"));
    }

    private @Nullable PidsStats pids() {
        Readings pids = of("pids");
        Long limit = pids.number("pids.max");
        return limit == null
                ? null
                : new PidsStats(pids.unlessZero("pids.current"), limit == Readings.UNLIMITED ? null : limit);
    }

    /** The scheduler in use fills its own files; the limits' are always there. */
    private @Nullable BlockIoStats blkio() {
        Readings blkio = of("blkio");
        for (String family : BLOCK_IO_FAMILIES) {
            List<BlockIoEntry> bytes = blkio.devices(family + "io_service_bytes_recursive");
            if (bytes != null) {
                return new BlockIoStats(
                        bytes,
                        blkio.devices(family + "io_serviced_recursive"),
                        blkio.devices(family + "io_queued_recursive"),
                        blkio.devices(family + "io_service_time_recursive"),
                        blkio.devices(family + "io_wait_time_recursive"),
                        blkio.devices(family + "io_merged_recursive"),
                        blkio.devices(family + "time_recursive"),
                        blkio.devices(family + "sectors_recursive"),
                        null);
            }
        }
        return null;
    }

    private @Nullable Map<String, HugetlbStats> hugetlb() {
        Readings pages = of("hugetlb");
        return HugepageStats.read(folders.get("hugetlb"), ".limit_in_bytes", size -> {
            boolean reserves = pages.number(size + ".rsvd.usage_in_bytes") != null;
            String prefix = size + (reserves ? ".rsvd" : "");
            return new HugetlbStats(
                    pages.unlessZero(prefix + ".usage_in_bytes"),
                    pages.unlessZero(prefix + ".max_usage_in_bytes"),
                    pages.number(prefix + ".failcnt"));
        });
    }

    /** A controller that is not there has no files. */
    private Readings of(String controller) {
        return new Readings(folders.getOrDefault(controller, Path.of("/nonexistent")));
    }
}
