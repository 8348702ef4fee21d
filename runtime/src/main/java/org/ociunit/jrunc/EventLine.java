package org.ociunit.jrunc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.RuntimeEvent;
import org.ociunit.runtime.Stats;

/** An event as runc prints it: members that it always has are there, if only with a zero. */
final class EventLine {
    private static final List<String> CPUSET = List.of(
            "cpus",
            "cpu_exclusive",
            "mems",
            "mem_hardwall",
            "mem_exclusive",
            "memory_migrate",
            "memory_spread_page",
            "memory_spread_slab",
            "memory_pressure",
            "sched_load_balance",
            "sched_relax_domain_level");

    private static final List<String> MEMORY_KINDS = List.of("usage", "swap", "kernel", "kernelTCP");

    private EventLine() {}

    static String of(RuntimeEvent event) {
        return event.stats().map(stats -> stats(event.id(), stats)).orElseGet(() -> line("oom", event.id(), null));
    }

    static String stats(ContainerId id, Stats stats) {
        return line("stats", id, all(tree(Json.read(Json.toText(stats), "stats", Object.class))));
    }

    private static String line(String type, ContainerId id, @Nullable Map<String, Object> content) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", type);
        members.put("id", id.value());
        if (content != null) {
            members.put("data", content);
        }
        return GoJson.line(members) + "\n";
    }

    private static Map<String, Object> all(Map<String, Object> known) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("cpu", cpu(tree(known.get("cpu"))));
        all.put("cpuset", cpuset(tree(known.get("cpuset"))));
        all.put("memory", memory(tree(known.get("memory"))));
        all.put("pids", tree(known.get("pids")));
        all.put("blkio", blkio(tree(known.get("blkio"))));
        all.put("hugetlb", hugetlb(tree(known.get("hugetlb"))));
        all.put("intel_rdt", tree(known.get("intel_rdt")));
        all.put("network_interfaces", known.get("network_interfaces"));
        return all;
    }

    private static Map<String, Object> cpu(Map<String, Object> known) {
        Map<String, Object> cpu = new LinkedHashMap<>();
        cpu.put("usage", withZeros(tree(known.get("usage")), "kernel", "user"));
        cpu.put("throttling", tree(known.get("throttling")));
        known.forEach(cpu::putIfAbsent);
        return cpu;
    }

    private static Map<String, Object> cpuset(Map<String, Object> known) {
        Map<String, Object> cpuset = new LinkedHashMap<>();
        for (String member : CPUSET) {
            boolean isList = member.equals("cpus") || member.equals("mems");
            if (known.containsKey(member) || !isList) {
                cpuset.put(member, known.getOrDefault(member, 0));
            }
        }
        return cpuset;
    }

    private static Map<String, Object> memory(Map<String, Object> known) {
        Map<String, Object> memory = new LinkedHashMap<>();
        if (known.containsKey("cache")) {
            memory.put("cache", known.get("cache"));
        }
        for (String kind : MEMORY_KINDS) {
            memory.put(kind, entry(tree(known.get(kind))));
        }
        if (known.containsKey("raw")) {
            memory.put("raw", new TreeMap<>(tree(known.get("raw"))));
        }
        known.forEach(memory::putIfAbsent);
        return memory;
    }

    private static Map<String, Object> entry(Map<String, Object> known) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("limit", known.getOrDefault("limit", 0));
        known.forEach(entry::putIfAbsent);
        entry.putIfAbsent("failcnt", 0);
        return entry;
    }

    /** One member has two names: that of go-runc is another than runc's. */
    private static Map<String, Object> blkio(Map<String, Object> known) {
        Map<String, Object> blkio = new LinkedHashMap<>();
        known.forEach((name, value) -> blkio.put(name.equals("ioQueuedRecursive") ? "ioQueueRecursive" : name, value));
        return blkio;
    }

    private static Map<String, Object> hugetlb(Map<String, Object> known) {
        Map<String, Object> sizes = new TreeMap<>();
        known.forEach((size, counts) -> sizes.put(size, withZeros(tree(counts), "failcnt")));
        return sizes;
    }

    private static Map<String, Object> withZeros(Map<String, Object> known, String... members) {
        Map<String, Object> all = new LinkedHashMap<>(known);
        for (String member : members) {
            all.putIfAbsent(member, 0);
        }
        return all;
    }

    /** The members of a document; none if it is not there. */
    private static Map<String, Object> tree(@Nullable Object document) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (document instanceof Map<?, ?> map) {
            map.forEach((name, value) -> members.put(String.valueOf(name), value));
        }
        return members;
    }
}
