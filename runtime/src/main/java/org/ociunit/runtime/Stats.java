package org.ociunit.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Name;
import org.ociunit.json.Unsigned;

/**
 * How much a container uses, and may use, as {@code runc events} tells it. What a runtime or the kernel does not tell is
 * absent, and so is what is zero. Sizes are in bytes, times in nanoseconds; a limit of 2^64-1 is none.
 *
 * @param cpu processor time
 * @param cpuset processors and memory nodes
 * @param memory memory
 * @param pids processes and threads
 * @param blkio input and output of block devices
 * @param hugetlb huge pages, by their size, such as {@code 2MB}
 * @param intelRdt cache and memory bandwidth
 * @param networkInterfaces the network interfaces of its network namespace
 */
public record Stats(
        @Nullable CpuStats cpu,
        @Nullable Cpuset cpuset,
        @Nullable MemoryStats memory,
        @Nullable PidsStats pids,
        @Nullable BlockIoStats blkio,
        @Nullable Map<String, HugetlbStats> hugetlb,
        @Nullable @Name("intel_rdt") IntelRdtStats intelRdt,
        @Nullable @Name("network_interfaces") List<NetworkInterface> networkInterfaces) {
    /**
     * The memory that it uses.
     *
     * @return bytes, or nothing where that is not told
     */
    public OptionalLong memoryUsage() {
        MemoryEntry usage = memory == null ? null : memory.usage();
        return usage == null || usage.usage() == null ? OptionalLong.empty() : OptionalLong.of(usage.usage());
    }

    /**
     * The processes and threads that it has.
     *
     * @return their number, or nothing where that is not told
     */
    public OptionalLong tasks() {
        return pids == null || pids.current() == null ? OptionalLong.empty() : OptionalLong.of(pids.current());
    }

    /**
     * The processor time that it has used.
     *
     * @return the time on all processors together; zero where that is not told
     */
    public Duration cpuTime() {
        CpuUsage usage = cpu == null ? null : cpu.usage();
        return Duration.ofNanos(usage == null || usage.total() == null ? 0 : usage.total());
    }

    /**
     * Processor time.
     *
     * @param usage how much was used
     * @param throttling how often it was held back by its quota
     * @param psi how long its tasks waited for a processor
     */
    public record CpuStats(
            @Nullable CpuUsage usage,
            @Nullable Throttling throttling,
            @Nullable Pressure psi) {}

    /**
     * Used processor time, in nanoseconds.
     *
     * @param total on all processors
     * @param percpu on each processor
     * @param percpuKernel on each processor, in the kernel
     * @param percpuUser on each processor, outside the kernel
     * @param kernel in the kernel
     * @param user outside the kernel
     */
    public record CpuUsage(
            @Nullable @Unsigned Long total,
            @Nullable @Unsigned List<Long> percpu,
            @Nullable @Name("percpu_kernel") @Unsigned List<Long> percpuKernel,
            @Nullable @Name("percpu_user") @Unsigned List<Long> percpuUser,
            @Nullable @Unsigned Long kernel,
            @Nullable @Unsigned Long user) {}

    /**
     * How a quota has held a container back.
     *
     * @param periods how many periods have passed
     * @param throttledPeriods in how many of them it was held back
     * @param throttledTime for how long altogether, in nanoseconds
     */
    public record Throttling(
            @Nullable @Unsigned Long periods,
            @Nullable @Unsigned Long throttledPeriods,
            @Nullable @Unsigned Long throttledTime) {}

    /**
     * How long tasks stood still for want of something (the kernel's psi).
     *
     * @param some for some of them
     * @param full for all of them at once
     */
    public record Pressure(
            @Nullable PressureLine some, @Nullable PressureLine full) {}

    /**
     * Shares of the time in which tasks stood still.
     *
     * @param avg10 of the last 10 seconds, in percent
     * @param avg60 of the last minute, in percent
     * @param avg300 of the last 5 minutes, in percent
     * @param total since the beginning, in microseconds
     */
    public record PressureLine(
            double avg10,
            double avg60,
            double avg300,
            @Unsigned long total) {}

    /**
     * Processors and memory nodes (cpuset(7)).
     *
     * @param cpus the processors
     * @param cpuExclusive whether they are its own
     * @param mems the memory nodes
     * @param memHardwall whether the kernel's memory is held to the nodes
     * @param memExclusive whether the nodes are its own
     * @param memoryMigrate whether pages move with a change of nodes
     * @param memorySpreadPage whether page caches are spread
     * @param memorySpreadSlab whether slab caches are spread
     * @param memoryPressure how hard memory is reclaimed
     * @param schedLoadBalance whether load is balanced among its processors
     * @param schedRelaxDomainLevel how far the scheduler looks for an idle processor
     */
    public record Cpuset(
            @Nullable List<Integer> cpus,
            @Nullable @Name("cpu_exclusive") @Unsigned Long cpuExclusive,
            @Nullable List<Integer> mems,
            @Nullable @Name("mem_hardwall") @Unsigned Long memHardwall,
            @Nullable @Name("mem_exclusive") @Unsigned Long memExclusive,
            @Nullable @Name("memory_migrate") @Unsigned Long memoryMigrate,
            @Nullable @Name("memory_spread_page") @Unsigned Long memorySpreadPage,
            @Nullable @Name("memory_spread_slab") @Unsigned Long memorySpreadSlab,
            @Nullable @Name("memory_pressure") @Unsigned Long memoryPressure,
            @Nullable @Name("sched_load_balance") @Unsigned Long schedLoadBalance,
            @Nullable @Name("sched_relax_domain_level") Long schedRelaxDomainLevel) {}

    /**
     * Memory.
     *
     * @param cache page caches, in bytes
     * @param usage all of it
     * @param swap memory and swap together on version 1 of control groups, swap on version 2
     * @param kernel the kernel's for the container
     * @param kernelTCP the kernel's for its TCP buffers
     * @param raw what {@code memory.stat} has
     * @param psi how long its tasks waited for memory
     */
    public record MemoryStats(
            @Nullable @Unsigned Long cache,
            @Nullable MemoryEntry usage,
            @Nullable MemoryEntry swap,
            @Nullable MemoryEntry kernel,
            @Nullable MemoryEntry kernelTCP,
            @Nullable @Unsigned Map<String, Long> raw,
            @Nullable Pressure psi) {}

    /**
     * One kind of memory, in bytes.
     *
     * @param limit how much there may be
     * @param usage how much there is
     * @param max how much there has been at most
     * @param failcnt how often the limit was reached
     */
    public record MemoryEntry(
            @Nullable @Unsigned Long limit,
            @Nullable @Unsigned Long usage,
            @Nullable @Unsigned Long max,
            @Nullable @Unsigned Long failcnt) {}

    /**
     * Processes and threads.
     *
     * @param current how many there are
     * @param limit how many there may be
     */
    public record PidsStats(
            @Nullable @Unsigned Long current,
            @Nullable @Unsigned Long limit) {}

    /**
     * Input and output of block devices since the beginning.
     *
     * @param ioServiceBytesRecursive bytes
     * @param ioServicedRecursive operations
     * @param ioQueueRecursive operations that wait
     * @param ioServiceTimeRecursive nanoseconds in service
     * @param ioWaitTimeRecursive nanoseconds in queues
     * @param ioMergedRecursive operations that were merged
     * @param ioTimeRecursive milliseconds of a device's time
     * @param sectorsRecursive sectors
     * @param psi how long its tasks waited for input and output
     */
    public record BlockIoStats(
            @Nullable List<BlockIoEntry> ioServiceBytesRecursive,
            @Nullable List<BlockIoEntry> ioServicedRecursive,
            @Nullable @Name("ioQueuedRecursive") List<BlockIoEntry> ioQueueRecursive,
            @Nullable List<BlockIoEntry> ioServiceTimeRecursive,
            @Nullable List<BlockIoEntry> ioWaitTimeRecursive,
            @Nullable List<BlockIoEntry> ioMergedRecursive,
            @Nullable List<BlockIoEntry> ioTimeRecursive,
            @Nullable List<BlockIoEntry> sectorsRecursive,
            @Nullable Pressure psi) {}

    /**
     * A count of one device and one kind of operation.
     *
     * @param major the device's major number
     * @param minor the device's minor number
     * @param op the operation, such as {@code Read}
     * @param value the count
     */
    public record BlockIoEntry(
            @Nullable @Unsigned Long major,
            @Nullable @Unsigned Long minor,
            @Nullable String op,
            @Nullable @Unsigned Long value) {}

    /**
     * Huge pages of one size, in bytes.
     *
     * @param usage how much there is
     * @param max how much there has been at most
     * @param failcnt how often the limit was reached
     */
    public record HugetlbStats(
            @Nullable @Unsigned Long usage,
            @Nullable @Unsigned Long max,
            @Nullable @Unsigned Long failcnt) {}

    /**
     * Intel's resource director.
     *
     * @param l3CacheInfo the third cache
     * @param l3CacheSchemaRoot its whole division
     * @param l3CacheSchema its division for the container
     * @param memBwInfo memory bandwidth
     * @param memBwSchemaRoot its whole division
     * @param memBwSchema its division for the container
     * @param mbmStats measured bandwidth
     * @param cmtStats measured use of the cache
     */
    public record IntelRdtStats(
            @Nullable @Name("l3_cache_info") Map<String, Object> l3CacheInfo,
            @Nullable @Name("l3_cache_schema_root") String l3CacheSchemaRoot,
            @Nullable @Name("l3_cache_schema") String l3CacheSchema,
            @Nullable @Name("mem_bw_info") Map<String, Object> memBwInfo,
            @Nullable @Name("mem_bw_schema_root") String memBwSchemaRoot,
            @Nullable @Name("mem_bw_schema") String memBwSchema,
            @Nullable @Name("mbm_stats") List<Map<String, Object>> mbmStats,
            @Nullable @Name("cmt_stats") List<Map<String, Object>> cmtStats) {}

    /**
     * A network interface.
     *
     * @param name its name
     * @param rxBytes bytes received
     * @param rxPackets packets received
     * @param rxErrors packets received with errors
     * @param rxDropped packets received and dropped
     * @param txBytes bytes sent
     * @param txPackets packets sent
     * @param txErrors packets that could not be sent
     * @param txDropped packets that were dropped
     */
    public record NetworkInterface(
            @Nullable @Name("Name") String name,
            @Nullable @Name("RxBytes") @Unsigned Long rxBytes,
            @Nullable @Name("RxPackets") @Unsigned Long rxPackets,
            @Nullable @Name("RxErrors") @Unsigned Long rxErrors,
            @Nullable @Name("RxDropped") @Unsigned Long rxDropped,
            @Nullable @Name("TxBytes") @Unsigned Long txBytes,
            @Nullable @Name("TxPackets") @Unsigned Long txPackets,
            @Nullable @Name("TxErrors") @Unsigned Long txErrors,
            @Nullable @Name("TxDropped") @Unsigned Long txDropped) {}
}
