package org.ociunit.runtime.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What a bind mount makes of the attributes that it has from its source. One that names none keeps them all, as
 * {@code mount --bind} does. Of another one:
 *
 * <ul>
 *   <li>What it names is set or cleared.
 *   <li>What it does not name is cleared, as {@code mount --bind -o remount} does of old and runc always, but for the
 *       access times: only who chooses how they are kept changes that, and then all of it.
 *   <li>In a user namespace the kernel locks what the machine has set, {@code nosymfollow} excepted: the container's root
 *       user must not be able to clear it. There what is not named stays, and what cannot be as it is named is refused.
 *       What root opens for such a container is not locked yet, so that it is looked at first.
 * </ul>
 *
 * <p>mount_namespaces(7), Restrictions on mount namespaces; config.md, Linux mount options.
 *
 * @param set the {@code MOUNT_ATTR_} bits to set
 * @param clear those to clear because they are named, {@link MountAttributes#ATIME} among them if the way is chosen
 * @param unnamed those to clear because they are not named
 */
record BoundAttributes(long set, long clear, long unnamed) {
    private static final long LOCKABLE =
            MountAttributes.READ_ONLY | MountAttributes.NO_SUID | MountAttributes.NO_DEV | MountAttributes.NO_EXEC;
    private static final long ACCESS_TIMES = MountAttributes.ATIME | MountAttributes.NO_DIRATIME;

    static BoundAttributes of(MountAttributes named) {
        long set = named.set();
        long clear = named.clear();
        if (named.isEmpty()) {
            return new BoundAttributes(0, 0, 0);
        }
        if (((set | clear) & ACCESS_TIMES) != 0) {
            clear |= MountAttributes.ATIME | (MountAttributes.NO_DIRATIME & ~set);
        }
        return new BoundAttributes(set, clear, (LOCKABLE | MountAttributes.NO_SYMFOLLOW) & ~set & ~clear);
    }

    /**
     * The steps for it.
     *
     * @param slot the bound mount, not attached yet
     * @param locks whether all that the kernel would lock is to be taken as locked
     * @param at its destination, for messages
     */
    List<Step> steps(int slot, boolean locks, String at) {
        List<Step> steps = new ArrayList<>();
        if (!locks) {
            if ((set | clear | unnamed) != 0) {
                steps.add(bound(slot, set, clear | (unnamed & ~LOCKABLE), unnamed & LOCKABLE, at));
            }
            return steps;
        }
        boolean choosesAccessTimes = (clear & MountAttributes.ATIME) != 0;
        long locked = (clear & LOCKABLE) | (choosesAccessTimes ? ACCESS_TIMES : 0);
        if (locked != 0) {
            steps.add(Step.of(Opcode.LOCKED, slot, locked, set & locked).on(at));
        }
        long free = (set | clear | unnamed) & ~locked;
        if (free != 0) {
            steps.add(bound(slot, set & free, (clear | unnamed) & ~LOCKABLE & free, 0, at));
        }
        return steps;
    }

    private static Step bound(int slot, long set, long clear, long unlessLocked, String at) {
        return Step.of(Opcode.BOUND, slot, set, clear, unlessLocked).on(at);
    }
}
