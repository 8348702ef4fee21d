package org.ociunit.runtime.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.ociunit.error.ContainerException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.runtime.Stats;
import org.ociunit.spec.LinuxResources;

/** One folder in the one hierarchy of version 2. */
final class V2Cgroup extends Cgroup {
    static final String KILL = "cgroup.kill";

    private static final String CONTROLLERS = "cgroup.controllers";
    private static final String TYPE = "cgroup.type";
    private static final String FREEZE = "cgroup.freeze";

    private final Path folder;

    V2Cgroup(Path folder, List<Path> made) {
        super(Map.of(V1Cgroup.UNIFIED, folder), made);
        this.folder = folder;
    }

    @Override
    String version() {
        return StoredCgroup.V2;
    }

    @Override
    public Optional<Path> procsFileOf(long pid) {
        return Cgroups.unifiedOf(pid).map(group -> group.resolve(PROCESSES));
    }

    /** With its controllers, which each group above it has to hand down; what it does not get is found by the limits. */
    @Override
    void make(Path group) throws IOException {
        Folders.make(group);
        List<Path> above = new ArrayList<>();
        for (Path at = Folders.above(group); Files.exists(at.resolve(CONTROLLERS)); at = Folders.above(at)) {
            above.add(0, at);
        }
        above.forEach(V2Cgroup::handDown);
        String type = GroupFile.read(group.resolve(TYPE)).orElse("domain");
        if (type.equals("domain invalid")) {
            throw new ContainerException(
                    "Could not make control group " + group + ".",
                    "the group above it is threaded, so that no process can join it.",
                    "choose a linux.cgroupsPath below another group.");
        }
    }

    /**
     * One at a time: a refused one, for want of rights, must not cost the others. Not from a group with processes, unless
     * it is the root, which has no type: those controllers that the kernel would hand down would make it threaded, and
     * spoil it for the group below, and for whoever stands there.
     */
    private static void handDown(Path group) {
        if (Files.exists(group.resolve(TYPE))
                && !GroupFile.read(group.resolve("cgroup.procs")).orElse("").isEmpty()) {
            return;
        }
        Set<String> missing = words(group.resolve(CONTROLLERS));
        Path file = group.resolve("cgroup.subtree_control");
        missing.removeAll(words(file));
        for (String controller : missing) {
            try {
                GroupFile.write(file, "+" + controller);
            } catch (IOException refused) {
                // A limit that needs it says so.
            }
        }
    }

    private static Set<String> words(Path file) {
        String text = GroupFile.read(file).orElse("");
        return new HashSet<>(text.isEmpty() ? List.of() : Arrays.asList(text.split(" ", -1)));
    }

    @Override
    List<List<Limit>> limits(LinuxResources resources, String place) {
        List<List<Limit>> all = new ArrayList<>();
        Function<String, Limits> of = controller -> new Limits(controller, place, present(controller));
        V1Cgroup.add(all, resources.memory(), of.apply("memory"), MemoryLimits::v2);
        V1Cgroup.add(all, resources.cpu(), of.apply("cpu"), CpuLimits::v2);
        V1Cgroup.add(all, resources.cpu(), of.apply("cpuset"), CpuLimits::sets);
        V1Cgroup.add(all, resources.pids(), of.apply("pids"), OtherLimits::pids);
        V1Cgroup.add(all, resources.blockIO(), of.apply("io"), BlockIoLimits::v2);
        V1Cgroup.add(
                all,
                resources.hugepageLimits(),
                of.apply("hugetlb"),
                (pages, limits) -> OtherLimits.hugepages(pages, ".max", limits));
        V1Cgroup.add(all, resources.network(), of.apply("network"), OtherLimits::networkOfV2);
        V1Cgroup.add(all, resources.rdma(), of.apply("rdma"), OtherLimits::rdma);
        if (resources.unified() != null) {
            resources
                    .unified()
                    .forEach((file, value) -> V1Cgroup.add(
                            all,
                            value,
                            of.apply(file.replaceFirst("\\..*", "")),
                            (text, limits) -> OtherLimits.unified(file, text, limits)));
        }
        return all;
    }

    @Override
    Function<String, Optional<String>> present(String controller) {
        return file -> GroupFile.read(folder.resolve(file));
    }

    @Override
    Path folderOf(Limit limit) {
        String controller = limit.controller();
        if (!controller.equals("cgroup") && !words(folder.resolve(CONTROLLERS)).contains(controller)) {
            throw new UnsupportedByHostException(
                    "Could not set " + limit.member() + ".",
                    "control group " + folder + " has no controller " + controller
                            + ": the group above it does not hand" + " it down, or has processes of its own.",
                    "choose a linux.cgroupsPath below a group without processes, or " + DELEGATE);
        }
        return folder;
    }

    @Override
    public Optional<DeviceProgram> allow(DeviceRules rules) {
        return Optional.of(rules.program());
    }

    @Override
    public void freeze() {
        set(folder.resolve(FREEZE), "1", failed("freeze"));
        if (!Wait.until(PATIENCE, () -> hasFrozen("1"))) {
            set(folder.resolve(FREEZE), "0", failed("thaw"));
            throw new ContainerException(
                    failed("freeze"),
                    "not all of its processes have stopped within " + PATIENCE.toMillis() + " ms.",
                    "look for one that waits for a device (state D in ps).");
        }
    }

    @Override
    public void thaw() {
        set(folder.resolve(FREEZE), "0", failed("thaw"));
    }

    @Override
    public boolean isFrozen() {
        return GroupFile.read(folder.resolve(FREEZE)).orElse("0").equals("1");
    }

    private boolean hasFrozen(String value) {
        return GroupFile.read(folder.resolve("cgroup.events"))
                .orElse("")
                .lines()
                .anyMatch(("frozen " + value)::equals);
    }

    /** The kernel does it all at once, and frozen processes end. */
    @Override
    public void kill(LongConsumer kill) {
        if (Files.exists(folder)) {
            set(folder.resolve(KILL), "1", failed("kill"));
        }
    }

    @Override
    public Stats stats() {
        return new V2Stats(folder).read();
    }

    @Override
    public OomKills oomKills() {
        return OomKills.in(folder, "memory.events");
    }

    private String failed(String verb) {
        return "Could not " + verb + " control group " + folder + ".";
    }
}
