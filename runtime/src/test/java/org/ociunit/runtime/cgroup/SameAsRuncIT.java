package org.ociunit.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsCgroupV1;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsRunc;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.BlockIo;
import org.ociunit.spec.Cpu;
import org.ociunit.spec.DeviceRule;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Memory;
import org.ociunit.spec.Pids;
import org.ociunit.spec.ThrottleDevice;

/** The same resources, given to runc and to us, make the same files. */
@NeedsRoot
@NeedsCgroupV1
@NeedsRunc
@Timeout(60)
class SameAsRuncIT {
    /** What counts, and so differs from one moment to the next. */
    private static final String COUNTERS = ".*(usage|stat|failcnt|pressure|clone_children|event_control|slabinfo|tasks"
            + "|procs|io_service|reset|cgroup\\.|effective|force_empty|oom_control|pids\\.(current|peak|events)|freezing).*";

    private static final LinuxResources RESOURCES = LinuxResources.empty()
            .withDevices(List.of(
                    DeviceRule.of(false, "rwm"),
                    new DeviceRule(true, "c", 10L, 229L, "rw", Map.of()),
                    new DeviceRule(true, "b", 7L, null, "r", Map.of())))
            .withMemory(Memory.empty()
                    .withLimit(64L << 20)
                    .withSwap(128L << 20)
                    .withReservation(32L << 20)
                    .withSwappiness(10L))
            .withCpu(Cpu.empty()
                    .withShares(512L)
                    .withQuota(50_000L)
                    .withPeriod(200_000L)
                    .withCpus("0")
                    .withMems("0"))
            .withPids(Pids.of(20))
            .withBlockIO(BlockIo.empty()
                    .withThrottleReadBpsDevice(List.of(ThrottleDevice.of(254, 0, 1 << 20)))
                    .withThrottleWriteIOPSDevice(List.of(ThrottleDevice.of(254, 0, 1000))));

    @TempDir
    Path folder;

    private final OciRuntime runc = Runtimes.installed("runc");
    private final RealGroup real = new RealGroup();
    private final String path = real.parent() + "/runc";
    private final ContainerId id =
            new ContainerId("same-" + ProcessHandle.current().pid());

    @AfterEach
    void leave_nothing() {
        runc.delete(id, DeleteOptions.forced());
        real.close();
        assertThat(Traces.of(real.parent().substring(1))).isEmpty();
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    void the_files_of_every_controller_are_the_same_and_so_are_the_stats() throws IOException {
        real.group().create();
        real.group().apply(RESOURCES, "linux.resources");
        real.group().allow(DeviceRules.of(RESOURCES.devices(), "linux.resources.devices"));
        real.start("exec sleep 60");
        TestBundle.in(
                folder,
                spec -> spec.withLinux(spec.linux().withCgroupsPath(path).withResources(RESOURCES)),
                "sleep",
                "60");
        runc.create(id, folder, CreateOptions.defaults());

        List<String> ours = files(real.group().folders());
        assertThat(ours).hasSizeGreaterThan(40);
        Cgroup runcs = Cgroups.current().of(id, path, folder);
        assertThat(ours).containsExactlyInAnyOrderElementsOf(files(runcs.folders()));
        assertThat(members(Json.toText(real.group().stats())))
                .containsExactlyInAnyOrderElementsOf(members(Json.toText(runcs.stats())));
        assertThat(members(Json.toText(real.group().stats())))
                .containsExactlyInAnyOrderElementsOf(members(Json.toText(runc.stats(id))));
    }

    private static List<String> files(Map<String, Path> folders) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path group : folders.values().stream().distinct().toList()) {
            try (Stream<Path> files = Files.list(group)) {
                files.filter(Files::isReadable)
                        .filter(file -> !file.getFileName().toString().matches(COUNTERS))
                        .forEach(file -> GroupFile.read(file)
                                .ifPresent(text -> found.add(file.getFileName() + ": " + comparable(text))));
            }
        }
        return found;
    }

    /** Of the rules for devices the order is the kernel's; and we do not allow the tunnels' device unasked. */
    private static List<String> comparable(String text) {
        return text.lines()
                .filter(line -> !line.equals("c 10:200 rwm"))
                .sorted()
                .toList();
    }

    /** The names of all members, for the numbers are those of the moment. */
    private static List<String> members(String json) {
        List<String> names = new ArrayList<>();
        collect("", Json.read(json, "stats", Object.class), names);
        return names;
    }

    private static void collect(String at, Object value, List<String> names) {
        if (value instanceof Map<?, ?> map) {
            new TreeMap<>(map).forEach((name, member) -> collect(at + "." + name, member, names));
        } else if (!at.matches(
                "\\.(blkio|hugetlb|intel_rdt|network_interfaces).*|.*(throttling|usage|max|cache|total).*")) {
            names.add(at);
        }
    }
}
