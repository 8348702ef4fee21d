package org.ociunit.runtime.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.runtime.Stats;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.LinuxResources;

/** A folder in each hierarchy of version 1, and one in that of version 2 where it stands beside them (hybrid). */
final class V1Cgroup extends Cgroup {
    /** The name of the folder of version 2. */
    static final String UNIFIED = "";

    private static final String STATE = "freezer.state";
    private static final String FROZEN = "FROZEN";
    private static final String THAWED = "THAWED";
    private static final List<String> SET_FILES = List.of("cpuset.cpus", "cpuset.mems");

    V1Cgroup(Map<String, Path> folders, List<Path> made) {
        super(Collections.unmodifiableMap(new LinkedHashMap<>(folders)), made);
    }

    @Override
    String version() {
        return StoredCgroup.V1;
    }

    @Override
    void make(Path folder) throws IOException {
        Folders.make(folder);
        if (folder.equals(folders().get("cpuset"))) {
            inherit(folder);
        }
    }

    /**
     * A new group has no processors and no memory, and takes no process before it has (ENOSPC). Nor can it have any that
     * the groups above it lack.
     */
    private static void inherit(Path group) throws IOException {
        Path above = Folders.above(group);
        if (Files.exists(above.resolve(SET_FILES.get(0)))) {
            inherit(above);
            for (String file : SET_FILES) {
                if (GroupFile.read(group.resolve(file)).orElse("").isEmpty()) {
                    GroupFile.write(
                            group.resolve(file),
                            Files.readString(above.resolve(file)).strip());
                }
            }
        }
    }

    @Override
    List<List<Limit>> limits(LinuxResources resources, String place) {
        return limits(resources, place, this::present);
    }

    static List<List<Limit>> limits(
            LinuxResources resources, String place, Function<String, Function<String, Optional<String>>> present) {
        List<List<Limit>> all = new ArrayList<>();
        Function<String, Limits> of = controller -> new Limits(controller, place, present.apply(controller));
        add(all, resources.memory(), of.apply("memory"), MemoryLimits::v1);
        add(all, resources.cpu(), of.apply("cpu"), CpuLimits::v1);
        add(all, resources.cpu(), of.apply("cpuset"), CpuLimits::sets);
        add(all, resources.pids(), of.apply("pids"), OtherLimits::pids);
        add(all, resources.blockIO(), of.apply("blkio"), BlockIoLimits::v1);
        add(
                all,
                resources.hugepageLimits(),
                of.apply("hugetlb"),
                (pages, limits) -> OtherLimits.hugepages(pages, ".limit_in_bytes", limits));
        add(all, resources.network(), of.apply("net_cls"), OtherLimits::classes);
        add(all, resources.network(), of.apply("net_prio"), OtherLimits::priorities);
        add(all, resources.rdma(), of.apply("rdma"), OtherLimits::rdma);
        add(
                all,
                resources.unified(),
                of.apply("unified"),
                (unified, limits) -> unified.keySet()
                        .forEach(file -> limits.refuse(
                                true,
                                "unified." + file,
                                "it is a file of version 2 of control groups, and the controllers here are of version 1.",
                                "leave it out, or boot with systemd.unified_cgroup_hierarchy=1.")));
        return all;
    }

    static <T> void add(List<List<Limit>> all, @Nullable T part, Limits limits, Table<T> table) {
        if (part != null) {
            table.fill(part, limits);
            all.add(limits.list());
        }
    }

    /** Fills the limits of one controller. */
    interface Table<T> {
        void fill(T part, Limits limits);
    }

    /**
     * Tells the kernel what has to change, and denies nothing meanwhile that is allowed before and after, unless it was
     * not a list of what is allowed before.
     */
    @Override
    public Optional<DeviceProgram> allow(DeviceRules rules) {
        Path folder = folders().get("devices");
        if (folder == null) {
            if (Host.current().isRoot()) {
                throw new UnsupportedByHostException(
                        "Could not keep devices from the container.",
                        "control group " + name() + " has no controller devices.",
                        "mount a hierarchy of devices.");
            }
            return Optional.empty();
        }
        String now = GroupFile.read(folder.resolve("devices.list")).orElse("");
        for (DeviceRules.Line line : rules.lines(now)) {
            set(
                    folder.resolve(line.allow() ? "devices.allow" : "devices.deny"),
                    line.text(),
                    "Could not " + (line.allow() ? "allow" : "deny") + " devices.");
        }
        return Optional.empty();
    }

    /**
     * A process that is just being born keeps the group between thawed and frozen, until it is told once more; in
     * between they may have to go on for a moment.
     */
    @Override
    public void freeze() {
        Path state = state("freeze");
        int[] asked = {0};
        boolean frozen = Wait.until(PATIENCE, () -> {
            if (++asked[0] % 50 == 0) {
                set(state, THAWED, failed("freeze"));
            }
            set(state, FROZEN, failed("freeze"));
            return GroupFile.read(state).orElse("").equals(FROZEN);
        });
        if (!frozen) {
            set(state, THAWED, failed("thaw"));
            throw new ContainerException(
                    failed("freeze"),
                    "not all of its processes have stopped within " + PATIENCE.toMillis() + " ms.",
                    "look for one that waits for a device (state D in ps).");
        }
    }

    @Override
    public void thaw() {
        set(state("thaw"), THAWED, failed("thaw"));
    }

    @Override
    public boolean isFrozen() {
        Path folder = folders().get("freezer");
        return folder != null
                && GroupFile.read(folder.resolve("freezer.self_freezing"))
                        .orElse("0")
                        .equals("1");
    }

    /**
     * A hybrid machine's kernel kills all at once, if all are in its folder of version 2; but a process that the freezer
     * holds ends only when it is let go.
     */
    @Override
    public void kill(LongConsumer kill) {
        Path unified = folders().get(UNIFIED);
        if (unified == null
                || !Files.isWritable(unified.resolve(V2Cgroup.KILL))
                || !pids(unified).containsAll(pids())) {
            killFrozen(kill);
        } else {
            set(unified.resolve(V2Cgroup.KILL), "1", failed("kill"));
            letGo();
        }
    }

    /** If they cannot be frozen, then until no new ones are found. */
    private void killFrozen(LongConsumer kill) {
        try {
            if (!pids().isEmpty()) {
                freeze();
            }
        } catch (ContainerException unfrozen) {
            // One that waits for a device; the signal waits for it.
        }
        Set<Long> told = new HashSet<>();
        for (List<Long> pids = pids(); told.addAll(pids); pids = pids()) {
            pids.forEach(kill::accept);
        }
        letGo();
    }

    private void letGo() {
        Path folder = folders().get("freezer");
        if (folder != null && Files.exists(folder)) {
            thaw();
        }
    }

    @Override
    public Stats stats() {
        return new V1Stats(folders()).read();
    }

    @Override
    public OomKills oomKills() {
        Path folder = folders().get("memory");
        return folder == null ? OomKills.none() : OomKills.in(folder, "memory.oom_control");
    }

    private Path state(String verb) {
        Path folder = folders().get("freezer");
        if (folder == null) {
            throw new UnsupportedByHostException(
                    failed(verb),
                    "it has no controller freezer.",
                    "mount a hierarchy of freezer that this user may make groups in.");
        }
        return folder.resolve(STATE);
    }

    private String failed(String verb) {
        return "Could not " + verb + " control group " + name() + ".";
    }
}
