package org.ociunit.runtime.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Mount;

/**
 * One mount of a container. What a process in a user namespace may not reach is opened by the stage; its ids are mapped
 * there too, which only the owner of the file system may do.
 *
 * <p>runtime-spec config.md, Mounts.
 */
final class MountSteps {
    private static final String CGROUP = "cgroup";

    /** What runtimes write to, and by that to the kernel. */
    private static final Set<String> KERNELS = Set.of("proc", "sysfs");

    /** O_RDONLY of open(2). */
    private static final int READING = 0;

    private static final int WITH_MOUNTS = 1;
    private static final int LINK_ITSELF = 2;

    /** What is told of a container's group of version 2 instead of a controller. */
    private static final String VERSION_2 = "";

    /** What the hierarchy of version 2 is called where it is beside those of version 1. */
    private static final String UNIFIED = "unified";

    private final Setting setting;
    private final Slots slots;
    private final @Nullable List<IdMapping> uids;
    private final @Nullable List<IdMapping> gids;
    private final @Nullable String joinedUsers;
    private final boolean opensOutside;
    private final boolean hasLocks;
    private final boolean isShared;
    private final boolean hasOwnGroups;
    private final List<Path> destinations = new ArrayList<>();
    private final List<Step> outside = new ArrayList<>();
    private final List<Step> meanwhile = new ArrayList<>();
    private final List<Step> inside = new ArrayList<>();
    private final List<Step> last = new ArrayList<>();

    /**
     * For a container's mounts.
     *
     * @param setting where it is made
     * @param slots what the stage's trees are held in
     * @param uids the user ids of its new user namespace, if it has one
     * @param gids the group ids of it
     * @param joinedUsers the path of the user namespace that it joins, or null
     * @param opensOutside whether what is bound is opened by the stage
     * @param hasLocks whether it is in a user namespace, and yet the kernel would not lock what is opened by the stage
     * @param isShared whether the container's mounts and the machine's see each other
     * @param hasOwnGroups whether it has a cgroup namespace of its own
     */
    MountSteps(
            Setting setting,
            Slots slots,
            @Nullable List<IdMapping> uids,
            @Nullable List<IdMapping> gids,
            @Nullable String joinedUsers,
            boolean opensOutside,
            boolean hasLocks,
            boolean isShared,
            boolean hasOwnGroups) {
        this.setting = setting;
        this.slots = slots;
        this.uids = uids;
        this.gids = gids;
        this.joinedUsers = joinedUsers;
        this.opensOutside = opensOutside;
        this.hasLocks = hasLocks;
        this.isShared = isShared;
        this.hasOwnGroups = hasOwnGroups;
    }

    /** What the stage does before the process is made. */
    List<Step> outside() {
        return outside;
    }

    /** What the stage does while the process mounts. */
    List<Step> meanwhile() {
        return meanwhile;
    }

    /** What the process does. */
    List<Step> inside() {
        return inside;
    }

    /** What the process does when the devices are there: a folder of them that is to be read-only has to take them first. */
    List<Step> last() {
        return last;
    }

    void add(Mount written, String configPath) {
        Mount mount = written.seenFrom(setting.root().toString());
        MountOptions options = MountOptions.of(mount);
        if (options.copySymlink()) {
            throw new ContainerException(
                    "Could not plan the mount at " + mount.destination() + ".",
                    "this runtime does not copy symbolic links (" + configPath + ", option copy-symlink).",
                    "make the link in the root file system, or use src-nofollow to bind it.");
        }
        List<List<Step>> all = List.of(outside, meanwhile, inside, last);
        List<Integer> from = all.stream().map(List::size).toList();
        if (options.remount()) {
            remount(mount, options);
        } else if (options.bind()) {
            bind(mount, options);
        } else if (CGROUP.equals(mount.type())) {
            groups(mount, options);
        } else {
            fileSystem(mount, Objects.requireNonNullElse(mount.type(), "none"), options);
        }
        for (int list = 0; list < all.size(); list++) {
            List<Step> steps = all.get(list);
            steps.subList(from.get(list), steps.size()).replaceAll(step -> step.from(configPath));
        }
        destinations.add(Path.of("/", mount.destination()).normalize());
    }

    private void remount(Mount mount, MountOptions options) {
        inside.add(Targets.existing(mount.destination()));
        addAttributes(Slots.TARGET, options, mount.destination());
    }

    private void bind(Mount mount, MountOptions options) {
        Path source = setting.bundle()
                .resolve(Objects.requireNonNullElse(mount.source(), ""))
                .normalize();
        boolean isOutside = opensOutside || options.idMapped();
        boolean isMountedHere = isOutside && isMountedHere(source, options);
        int slot = isOutside && !isMountedHere ? slots.nextTree() : Slots.MOUNT;
        if (isMountedHere) {
            openInRoot(mount, slot, source, options);
        } else if (isOutside) {
            openOutside(mount, slot, source, options);
        } else {
            inside.add(tree(slot, source, options));
        }
        inside.add(Targets.alike(mount.destination(), slot, !options.noFollowTarget()));
        inside.addAll(BoundAttributes.of(options.own()).steps(slot, hasLocks && !isMountedHere, mount.destination()));
        addAttributes(slot, 1, options.tree(), mount.destination());
        attach(slot, options, mount.destination());
    }

    private static Step tree(int slot, Path source, MountOptions options) {
        return Step.of(
                Opcode.TREE,
                slot,
                source.toString(),
                (options.recursive() ? WITH_MOUNTS : 0) | (options.noFollowSource() ? LINK_ITSELF : 0));
    }

    /** Whether an earlier mount of the container has to do with it, which nobody outside sees. */
    private boolean isMountedHere(Path source, MountOptions options) {
        if (!source.startsWith(setting.root())) {
            return false;
        }
        Path place = placeInRoot(source);
        return destinations.stream()
                .anyMatch(earlier -> place.startsWith(earlier) || (options.recursive() && earlier.startsWith(place)));
    }

    private Path placeInRoot(Path source) {
        return Path.of("/").resolve(setting.root().relativize(source));
    }

    private void openOutside(Mount mount, int slot, Path source, MountOptions options) {
        outside.add(tree(slot, source, options));
        if (!isShared && options.propagation().isEmpty()) {
            // As inside, where all mounts have become slaves.
            outside.add(Step.of(Opcode.ATTRIBUTES, slot, 1, 0, 0, MountPropagation.RSLAVE.flag())
                    .on(source.toString()));
        }
        if (options.idMapped()) {
            outside.addAll(mapIds(mount, slot, options));
        }
    }

    /** Only whoever owns the file system may map its ids: the process lends the mount to the stage for that. */
    private void openInRoot(Mount mount, int slot, Path source, MountOptions options) {
        inside.add(Targets.source(placeInRoot(source).toString(), !options.noFollowSource()));
        inside.add(Step.of(Opcode.COPY_TREE, slot, Slots.TARGET, options.recursive() ? WITH_MOUNTS : 0)
                .on(source.toString()));
        if (options.idMapped()) {
            inside.add(Step.of(Opcode.PASS, Slots.INIT_END, List.of(slot)).on("to the stage"));
            inside.add(Step.of(Opcode.TAKE, Slots.INIT_END, List.of()).on("of the stage"));
            meanwhile.add(Step.of(Opcode.TAKE, Slots.STAGE_END, List.of(slot)).on("of the process"));
            meanwhile.addAll(mapIds(mount, slot, options));
            meanwhile.add(Step.of(Opcode.PASS, Slots.STAGE_END, List.of()).on("to the process"));
        }
    }

    private List<Step> mapIds(Mount mount, int slot, MountOptions options) {
        String at = mount.destination();
        return List.of(
                mapper(mount, at),
                Step.of(Opcode.ID_MAP, slot, Slots.ID_MAPPER, options.treeIdMapped() ? 1 : 0)
                        .on(at));
    }

    /** Without mappings of its own it has those of the container's user namespace. */
    private Step mapper(Mount mount, String at) {
        if (mount.uidMappings() == null && joinedUsers != null) {
            return Step.of(Opcode.OPEN_FILE, Slots.ID_MAPPER, joinedUsers, READING);
        }
        List<IdMapping> ownUids = mount.uidMappings() == null ? uids : mount.uidMappings();
        List<IdMapping> ownGids = mount.gidMappings() == null ? gids : mount.gidMappings();
        return Step.of(
                        Opcode.ID_MAPPER,
                        Slots.ID_MAPPER,
                        Identities.text(Objects.requireNonNullElse(ownUids, List.of())),
                        Identities.text(Objects.requireNonNullElse(ownGids, List.of())))
                .on("for " + at);
    }

    private void fileSystem(Mount mount, String type, MountOptions options) {
        boolean isReadOnly = (options.own().set() & MountAttributes.READ_ONLY) != 0
                || options.superblock().contains("ro");
        boolean isDevices = isReadOnly && Targets.isPlace(mount.destination(), "/dev");
        boolean fillsFirst = options.copyUp() || isDevices;
        List<String> superblock = new ArrayList<>(options.superblock());
        long attributes = options.own().set();
        if (fillsFirst) {
            superblock.remove("ro");
            attributes &= ~MountAttributes.READ_ONLY;
        }
        if (type.equals("tmpfs") && superblock.stream().noneMatch(option -> option.startsWith("mode="))) {
            inside.add(Step.of(Opcode.SAME_MODE, Slots.ROOT, mount.destination()));
        }
        inside.add(Step.of(
                        Opcode.FILE_SYSTEM,
                        Slots.MOUNT,
                        type,
                        Objects.requireNonNullElse(mount.source(), ""),
                        superblock,
                        attributes)
                .on(type + " for " + mount.destination()));
        inside.add(
                KERNELS.contains(type)
                        ? Targets.ordinaryFolder(mount.destination())
                        : Targets.folder(mount.destination()));
        if (isDevices) {
            last.add(Targets.existing(mount.destination()));
            last.add(Step.of(Opcode.ATTRIBUTES, Slots.TARGET, 0, MountAttributes.READ_ONLY, 0, 0)
                    .on(mount.destination()));
        }
        if (options.copyUp()) {
            inside.add(Step.of(Opcode.COPY_UP, Slots.TARGET, Slots.MOUNT).on("what is in " + mount.destination()));
            addAttributes(Slots.MOUNT, options, mount.destination());
        }
        attach(Slots.MOUNT, options, mount.destination());
    }

    /**
     * Of version 2, in a cgroup namespace of its own the container's own group, and else all groups, where its processes
     * find theirs as {@code /proc/<pid>/cgroup} tells it. In a user namespace the kernel allows the latter to nobody, so that
     * the own group stands in. Of version 1, a folder for each hierarchy that leads to the container's own group in it.
     */
    private void groups(Mount mount, MountOptions options) {
        if (!setting.groups().keySet().equals(Set.of(VERSION_2))) {
            hierarchies(mount, options);
        } else if (hasOwnGroups || (uids == null && joinedUsers == null)) {
            fileSystem(mount, "cgroup2", options);
        } else {
            hierarchy(
                    mount.destination(), Objects.requireNonNull(setting.groups().get(VERSION_2)), options);
        }
    }

    /** A hierarchy has the names of all its controllers, and where it has several, each is a link to it. */
    private void hierarchies(Mount mount, MountOptions options) {
        String at = mount.destination();
        fileSystem(
                mount.withSource("tmpfs"),
                "tmpfs",
                MountOptions.of(mount.withOptions(List.of("nosuid", "noexec", "nodev", "mode=755"))));
        controllersOf(setting.groups()).forEach((group, controllers) -> {
            String name = String.join(",", controllers);
            hierarchy(at + "/" + name, group, options);
            controllers.stream()
                    .filter(controller -> controllers.size() > 1)
                    .forEach(controller -> inside.add(Step.of(Opcode.LINK, Slots.ROOT, at + "/" + controller, name)));
        });
        inside.add(Targets.existing(at));
        addAttributes(Slots.TARGET, options, at);
    }

    private void hierarchy(String at, Path group, MountOptions options) {
        int slot = opensOutside ? slots.nextTree() : Slots.MOUNT;
        (opensOutside ? outside : inside).add(Step.of(Opcode.TREE, slot, group.toString(), 0));
        inside.add(Targets.folder(at));
        addAttributes(slot, options, at);
        attach(slot, options, at);
    }

    /** The folders of version 1, each with the names that it has in the container. */
    static Map<Path, List<String>> controllersOf(Map<String, Path> groups) {
        Map<Path, List<String>> controllers = new LinkedHashMap<>();
        groups.forEach((controller, folder) -> controllers
                .computeIfAbsent(folder, any -> new ArrayList<>())
                .add(controller.equals(VERSION_2) ? UNIFIED : controller.replaceFirst("^name=", "")));
        return controllers;
    }

    private void attach(int slot, MountOptions options, String at) {
        inside.add(Step.of(Opcode.ATTACH, slot, Slots.TARGET).on(at));
        for (MountPropagation propagation : options.propagation()) {
            inside.add(Step.of(Opcode.ATTRIBUTES, slot, propagation.recursive() ? 1 : 0, 0, 0, propagation.flag())
                    .on(at));
        }
    }

    private void addAttributes(int slot, MountOptions options, String at) {
        addAttributes(slot, 0, options.own(), at);
        addAttributes(slot, 1, options.tree(), at);
    }

    private void addAttributes(int slot, int recursive, MountAttributes attributes, String at) {
        if (!attributes.isEmpty()) {
            inside.add(Step.of(Opcode.ATTRIBUTES, slot, recursive, attributes.set(), attributes.clear(), 0)
                    .on(at));
        }
    }
}
