package org.ociunit.runtime.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ociunit.lifecycle.ContainerId;

/**
 * The hierarchies of control groups that are mounted here, and which of their groups a container gets.
 *
 * <p>An absolute {@code linux.cgroupsPath} is below the top of each hierarchy, as config-linux.md has it. A relative one,
 * or a name of our own if there is none, is below a parent:
 *
 * <ul>
 *   <li>On version 1, below this process's own group, hierarchy by hierarchy, as runc does: who confined this process has
 *       confined its containers, too. A hierarchy in which this user may make no groups is left out.
 *   <li>On version 2, beside this process's own group, as runc does: a group with processes in it (ours) cannot hand
 *       controllers down to others. If this user may not make groups there but may in its own, then in its own: the
 *       group can be frozen, killed and counted, and limits are refused. We do not move this process out of the way, as
 *       some do; it is not for a library to change where its caller stands.
 * </ul>
 *
 * Where there is no such parent, there is no group. A path that the configuration gives is not given up so easily: if it
 * cannot be made, creating it fails.
 */
public final class Cgroups {
    /** Not read before somebody needs them: who asks for a state does not. */
    private static final class Current {
        static final List<Hierarchy> HIERARCHIES = read();
    }

    private static final String NONE_MOUNTED = "no hierarchy of control groups is mounted";

    private final @Nullable List<Hierarchy> given;
    private final String whyNone;

    private Cgroups() {
        given = null;
        whyNone = NONE_MOUNTED;
    }

    Cgroups(List<Hierarchy> hierarchies) {
        this(hierarchies, NONE_MOUNTED);
    }

    private Cgroups(List<Hierarchy> hierarchies, String whyNone) {
        this.given = List.copyOf(hierarchies);
        this.whyNone = whyNone;
    }

    /**
     * None at all, whatever is mounted: what a container asks of them is refused.
     *
     * @param why the reason, for whoever is refused
     * @return no hierarchy
     */
    public static Cgroups none(String why) {
        return new Cgroups(List.of(), why);
    }

    /**
     * This machine's, as they were when they were first needed.
     *
     * @return the hierarchies
     */
    public static Cgroups current() {
        return new Cgroups();
    }

    private List<Hierarchy> hierarchies() {
        return given == null ? Current.HIERARCHIES : given;
    }

    /**
     * The group that a container gets. Touches nothing.
     *
     * @param id the container
     * @param cgroupsPath {@code linux.cgroupsPath}, or null
     * @param stateRoot where the runtime keeps state: containers of one name under two of them never share a group
     * @return the group, yet to be created
     */
    public Cgroup of(ContainerId id, @Nullable String cgroupsPath, Path stateRoot) {
        if (hierarchies().isEmpty()) {
            return new NoCgroup(whyNone);
        }
        GroupName name = GroupName.of(id, cgroupsPath, stateRoot);
        return isVersion1()
                ? version1(name)
                : hierarchies().stream()
                        .filter(Hierarchy::isUnified)
                        .findFirst()
                        .map(hierarchy -> version2(hierarchy, name))
                        .orElseGet(() -> new NoCgroup("no hierarchy with controllers is mounted"));
    }

    /**
     * This process's own groups, which are those of a container that gets none.
     *
     * @return as {@link Cgroup#folders} has them
     */
    public Map<String, Path> own() {
        Map<String, Path> folders = new LinkedHashMap<>();
        boolean isVersion1 = isVersion1();
        for (Hierarchy hierarchy : hierarchies()) {
            if (hierarchy.isUnified()) {
                folders.put(V1Cgroup.UNIFIED, hierarchy.own());
            } else if (isVersion1) {
                hierarchy.controllers().forEach(controller -> folders.put(controller, hierarchy.own()));
            }
        }
        return folders;
    }

    /** Whether any controller stands in a hierarchy of its own. */
    private boolean isVersion1() {
        return hierarchies().stream().anyMatch(hierarchy -> !hierarchy.isUnified() && !hierarchy.isNamed());
    }

    private Cgroup version1(GroupName name) {
        Map<String, Path> folders = new LinkedHashMap<>();
        List<Path> made = new ArrayList<>();
        for (Hierarchy hierarchy : hierarchies()) {
            Path parent = name.absolute() ? hierarchy.mountPoint() : hierarchy.own();
            Path folder = parent.resolve(name.path());
            List<Path> missing = Folders.missing(folder);
            if (name.given() || mayMake(folder, missing)) {
                List<String> controllers = hierarchy.isUnified() ? List.of(V1Cgroup.UNIFIED) : hierarchy.controllers();
                controllers.forEach(controller -> folders.put(controller, folder));
                made.addAll(missing);
            }
        }
        return folders.isEmpty()
                ? new NoCgroup("this user may make none in any hierarchy")
                : new V1Cgroup(folders, made);
    }

    private static Cgroup version2(Hierarchy hierarchy, GroupName name) {
        if (name.absolute()) {
            return version2(hierarchy.mountPoint().resolve(name.path()));
        }
        Path own = hierarchy.own();
        Path beside = own.equals(hierarchy.mountPoint()) ? own : Folders.above(own);
        Optional<Path> parent =
                mayDelegate(beside) ? Optional.of(beside) : Optional.of(own).filter(Cgroups::mayDelegate);
        if (parent.isEmpty() && !name.given()) {
            return new NoCgroup("this user may make none in " + beside + (beside.equals(own) ? "" : " or " + own));
        }
        return version2(parent.orElse(beside).resolve(name.path()));
    }

    private static Cgroup version2(Path folder) {
        return new V2Cgroup(folder, Folders.missing(folder));
    }

    private static boolean mayMake(Path folder, List<Path> missing) {
        return Files.isWritable(missing.isEmpty() ? folder : Folders.above(missing.get(0)));
    }

    /** A process moves between two groups only by leave of the group above both. */
    private static boolean mayDelegate(Path parent) {
        return Files.isWritable(parent) && Files.isWritable(parent.resolve("cgroup.procs"));
    }

    /** The folder of version 2 that a process stands in, if it is there. */
    static Optional<Path> unifiedOf(long pid) {
        try {
            return Hierarchy.read(text("/proc/" + pid + "/cgroup"), text("/proc/self/mountinfo")).stream()
                    .filter(Hierarchy::isUnified)
                    .map(Hierarchy::own)
                    .findFirst();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static List<Hierarchy> read() {
        try {
            return Hierarchy.read(text("/proc/self/cgroup"), text("/proc/self/mountinfo"));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read how control groups are mounted from /proc", e);
        }
    }

    /** Names in it may be of any bytes. */
    private static String text(String file) throws IOException {
        return new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
    }
}
