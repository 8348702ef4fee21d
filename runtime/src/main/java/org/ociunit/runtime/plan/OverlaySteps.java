package org.ociunit.runtime.plan;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ociunit.spec.Namespace;

/**
 * A root that is an overlay: below are folders that nothing is written to, and above is a file system in memory, which is
 * gone with the container's mount namespace. That file system has to be mounted, too, as older kernels take no other one for
 * an overlay: it is where the overlay will be, which covers it.
 */
public final class OverlaySteps {
    /** O_PATH of open(2). */
    private static final int OPEN_PATH = 0x200000;

    private static final int KILL = 9;
    private static final long RECURSIVE = 1 << 14;
    private static final String UPPER = "upper";
    private static final String WORK = "work";
    private static final String LOWER = "lower";

    private OverlaySteps() {}

    /** The steps that leave the overlay in the slot of the root, not mounted yet. */
    static List<Step> of(Path place, Layering layering, Slots slots) {
        List<Step> steps = new ArrayList<>();
        List<Integer> lowers =
                layering.lowers().stream().map(lower -> slots.nextLower()).toList();
        steps.addAll(open(layering, lowers));
        steps.add(Step.of(Opcode.OPEN_FILE, Slots.TARGET, place.toString(), OPEN_PATH));
        steps.add(Step.of(Opcode.FILE_SYSTEM, Slots.MOUNT, "tmpfs", "tmpfs", List.of("mode=700"), 0)
                .on("tmpfs for what is written to the root"));
        steps.add(Step.of(Opcode.ATTACH, Slots.MOUNT, Slots.TARGET).on(place.toString()));
        steps.add(Step.of(Opcode.ALIKE, Slots.MOUNT, UPPER, lowers.get(0)));
        steps.add(Step.of(Opcode.ALIKE, Slots.MOUNT, WORK, lowers.get(0)));
        if (layering.owners() != null) {
            steps.addAll(mount(layering, lowers));
        }
        List<String> options = new ArrayList<>(List.of("source=overlay"));
        options.addAll(layering.options());
        steps.add(Step.of(Opcode.OVERLAY, Slots.ROOT, lowers, Slots.MOUNT, options)
                .on("of " + layering.lowers().get(0)));
        return steps;
    }

    private static List<Step> open(Layering layering, List<Integer> lowers) {
        List<Step> steps = new ArrayList<>();
        Layering.Owners owners = layering.owners();
        if (owners != null) {
            steps.add(Step.of(Opcode.ID_MAPPER, Slots.ID_MAPPER, owners.uids(), owners.gids())
                    .on("for the owners of files"));
        }
        for (int i = 0; i < lowers.size(); i++) {
            String lower = layering.lowers().get(i).toString();
            if (owners == null) {
                steps.add(Step.of(Opcode.OPEN_FILE, lowers.get(i), lower, OPEN_PATH));
            } else {
                steps.add(Step.of(Opcode.TREE, lowers.get(i), lower, 0));
                steps.add(Step.of(Opcode.ID_MAP, lowers.get(i), Slots.ID_MAPPER, 0)
                        .on(lower));
            }
        }
        return steps;
    }

    /** Each in a folder beside what is written: what is mounted nowhere is no part of an overlay to older kernels. */
    private static List<Step> mount(Layering layering, List<Integer> lowers) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < lowers.size(); i++) {
            steps.add(Step.of(Opcode.ALIKE, Slots.MOUNT, LOWER + i, lowers.get(i)));
            steps.add(Step.of(Opcode.TARGET, Slots.TARGET, Slots.MOUNT, "/" + LOWER + i, 0, 0, Slots.MOUNT));
            steps.add(Step.of(Opcode.ATTACH, lowers.get(i), Slots.TARGET)
                    .on(layering.lowers().get(i).toString()));
        }
        return steps;
    }

    /**
     * The steps of a stage, whose right it takes to make an overlay that a container in a user namespace only gets. What it
     * mounts for that, nobody else sees.
     */
    static List<Step> outside(Path place, Layering layering, Slots slots) {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.of(Opcode.UNSHARE, Namespaces.flag(Namespace.MOUNT)).on("mount"));
        steps.add(Step.of(Opcode.PROPAGATION, "/", RECURSIVE | MountPropagation.RSLAVE.flag()));
        steps.addAll(of(place, layering, slots));
        return steps;
    }

    /**
     * Tries what an overlay needs: all is made as for a container, in a mount namespace that is gone with its only process.
     *
     * @param layering what the overlay is made of
     * @param attribute an extended attribute that the file system above has to have, such as {@code user.overlay.opaque}
     * @param uid the user that the launcher runs as
     * @param gid the group that the launcher runs as
     * @return the plan of such a process, which fails where there can be none
     */
    public static Plan trial(Layering layering, String attribute, long uid, long gid) {
        List<Step> all = new ArrayList<>();
        all.add(Step.of(Opcode.DESCRIPTORS, Slots.STREAMS.size(), Slots.STREAMS));
        all.add(Step.of(Opcode.DEATH_SIGNAL, KILL));
        all.add(Step.of(Opcode.UMASK, 0));
        long namespaces = Namespaces.flag(Namespace.MOUNT);
        if (uid != 0) {
            namespaces |= Namespaces.flag(Namespace.USER);
            all.add(Step.of(Opcode.WRITE, "/proc/self/setgroups", "deny"));
            all.add(Step.of(Opcode.WRITE, "/proc/self/uid_map", "0 " + uid + " 1"));
            all.add(Step.of(Opcode.WRITE, "/proc/self/gid_map", "0 " + gid + " 1"));
        }
        all.add(Step.of(Opcode.PROPAGATION, "/", RECURSIVE | MountPropagation.RPRIVATE.flag()));
        all.addAll(of(layering.lowers().get(0), layering, new Slots()));
        all.add(Step.of(Opcode.EXTENDED, Slots.MOUNT, "/" + UPPER, attribute, "y".getBytes(StandardCharsets.UTF_8)));
        all.add(Step.of(Opcode.LEAVE));
        return new Plan(List.of(), null, all, namespaces);
    }
}
