package org.ociunit.runtime.cgroup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.runtime.Stats;
import org.ociunit.runtime.Stats.BlockIoEntry;
import org.ociunit.runtime.Stats.BlockIoStats;
import org.ociunit.runtime.Stats.CpuStats;
import org.ociunit.runtime.Stats.CpuUsage;
import org.ociunit.runtime.Stats.HugetlbStats;
import org.ociunit.runtime.Stats.MemoryEntry;
import org.ociunit.runtime.Stats.MemoryStats;
import org.ociunit.runtime.Stats.PidsStats;
import org.ociunit.runtime.Stats.Pressure;
import org.ociunit.runtime.Stats.Throttling;

/** Reads the counters of version 2, in the words of version 1 as runc does; what is left out when zero is, too. */
final class V2Stats {
    private static final long NANOSECONDS = 1000;

    private final Readings files;

    V2Stats(Path folder) {
        files = new Readings(folder);
    }

    Stats read() {
        return new Stats(cpu(), null, memory(), pids(), blkio(), hugetlb(), null, null);
    }

    private @Nullable CpuStats cpu() {
        Map<String, Long> stat = files.table("cpu.stat");
        if (stat.isEmpty()) {
            return null;
        }
        CpuUsage usage = new CpuUsage(
                Readings.unlessZero(nanoseconds(stat, "usage_usec")),
                null,
                null,
                null,
                nanoseconds(stat, "system_usec"),
                nanoseconds(stat, "user_usec"));
        Throttling throttling = new Throttling(
                Readings.unlessZero(stat.get("nr_periods")),
                Readings.unlessZero(stat.get("nr_throttled")),
                Readings.unlessZero(nanoseconds(stat, "throttled_usec")));
        return new CpuStats(usage, throttling, files.pressure("cpu.pressure"));
    }

    private static @Nullable Long nanoseconds(Map<String, Long> stat, String name) {
        Long microseconds = stat.get(name);
        return microseconds == null ? null : Long.valueOf(microseconds * NANOSECONDS);
    }

    private @Nullable MemoryStats memory() {
        Map<String, Long> raw = files.table("memory.stat");
        if (raw.isEmpty()) {
            return null;
        }
        MemoryEntry usage = entry("memory");
        return new MemoryStats(
                Readings.unlessZero(raw.get("file")),
                usage,
                withMemory(entry("memory.swap"), usage),
                null,
                null,
                raw,
                files.pressure("memory.pressure"));
    }

    private @Nullable MemoryEntry entry(String kind) {
        Long limit = files.number(kind + ".max");
        return limit == null
                ? null
                : new MemoryEntry(limit, files.unlessZero(kind + ".current"), files.unlessZero(kind + ".peak"), 0L);
    }

    /** Readers expect memory and swap together, as version 1 counts; their common peak is not known. */
    private static @Nullable MemoryEntry withMemory(@Nullable MemoryEntry swap, @Nullable MemoryEntry memory) {
        if (swap == null || memory == null) {
            return swap;
        }
        boolean unlimited = isUnlimited(swap) || isUnlimited(memory);
        long used = orZero(swap.usage()) + orZero(memory.usage());
        return new MemoryEntry(
                unlimited ? Readings.UNLIMITED : orZero(swap.limit()) + orZero(memory.limit()),
                Readings.unlessZero(used),
                null,
                0L);
    }

    private static boolean isUnlimited(MemoryEntry entry) {
        return orZero(entry.limit()) == Readings.UNLIMITED;
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    /** Without the controller the processes are counted, if not their threads. */
    private @Nullable PidsStats pids() {
        Long limit = files.number("pids.max");
        if (limit == null) {
            long processes = files.lines("cgroup.procs").size();
            return new PidsStats(Readings.unlessZero(processes), null);
        }
        return new PidsStats(files.unlessZero("pids.current"), limit == Readings.UNLIMITED ? null : limit);
    }

    /** Lines such as {@code 254:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6}. */
    private @Nullable BlockIoStats blkio() {
        List<BlockIoEntry> bytes = new ArrayList<>();
        List<BlockIoEntry> operations = new ArrayList<>();
        for (String line : files.lines("io.stat")) {
            String[] parts = line.split("[ :=]", -1);
            for (int at = 2; at + 1 < parts.length; at += 2) {
                switch (parts[at]) {
                    case "rbytes" -> bytes.add(Readings.entry(parts[0], parts[1], "Read", parts[at + 1]));
                    case "wbytes" -> bytes.add(Readings.entry(parts[0], parts[1], "Write", parts[at + 1]));
                    case "rios" -> operations.add(Readings.entry(parts[0], parts[1], "Read", parts[at + 1]));
                    case "wios" -> operations.add(Readings.entry(parts[0], parts[1], "Write", parts[at + 1]));
                    default -> {
                        // Discards and costs have no words in version 1.
                    }
                }
            }
        }
        Pressure pressure = files.pressure("io.pressure");
        return bytes.isEmpty() && pressure == null
                ? null
                : new BlockIoStats(orAbsent(bytes), orAbsent(operations), null, null, null, null, null, null, pressure);
    }

    private static @Nullable List<BlockIoEntry> orAbsent(List<BlockIoEntry> entries) {
        return entries.isEmpty() ? null : entries;
    }

    private @Nullable Map<String, HugetlbStats> hugetlb() {
        return HugepageStats.read(files.folder(), ".max", size -> {
            boolean reserves = files.number(size + ".rsvd.current") != null;
            return new HugetlbStats(
                    files.unlessZero(size + (reserves ? ".rsvd" : "") + ".current"),
                    null,
                    files.table(size + ".events").getOrDefault("max", 0L));
        });
    }
}
