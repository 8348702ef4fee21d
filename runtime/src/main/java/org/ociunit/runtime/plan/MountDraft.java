package org.ociunit.runtime.plan;

import java.util.ArrayList;
import java.util.List;

/** Options of a mount, as far as they have been read. */
final class MountDraft {
    boolean bind;
    boolean recursive;
    boolean remount;
    boolean idMapped;
    boolean treeIdMapped;
    boolean copyUp;
    boolean copySymlink;
    boolean noFollowSource;
    boolean noFollowTarget;
    final Attributes own = new Attributes();
    final Attributes tree = new Attributes();
    final List<MountPropagation> propagation = new ArrayList<>();
    private final List<String> superblock = new ArrayList<>();

    /** Of bind and rbind the greater one counts, as in mount(2), where they are flags. */
    void bindTree() {
        bind = true;
        recursive = true;
    }

    void mapIds(boolean ofTree) {
        idMapped = true;
        treeIdMapped = ofTree;
    }

    /** A parameter of the file system. */
    void parameter(String parameter) {
        superblock.add(parameter);
    }

    /** A flag of every file system, instead of the one that says the contrary. */
    void flag(String flag, String contrary) {
        superblock.remove(flag);
        superblock.remove(contrary);
        superblock.add(flag);
    }

    MountOptions finish() {
        return new MountOptions(
                bind,
                recursive,
                remount,
                own.finish(),
                tree.finish(),
                propagation,
                bind ? List.of() : superblock,
                idMapped,
                treeIdMapped,
                copyUp,
                copySymlink,
                noFollowSource,
                noFollowTarget);
    }

    /** The bits to set and to clear; none is in both but those of the access time. */
    static final class Attributes {
        private long set;
        private long clear;

        void set(long bit) {
            set |= bit;
            clear &= ~bit;
        }

        void clear(long bit) {
            set &= ~bit;
            clear |= bit;
        }

        /** As if it had not been named. */
        void forget(long bit) {
            set &= ~bit;
        }

        void atime(long way) {
            set = (set & ~MountAttributes.ATIME) | way;
            clear |= MountAttributes.ATIME;
        }

        /** Another way than this one that was chosen before stays. */
        void notAtime(long way) {
            if (!isAtimeOtherThan(way)) {
                atime(MountAttributes.RELATIME);
            }
        }

        /** As if it had not been chosen; another way than this one that was chosen before stays. */
        void forgetAtime(long way) {
            if (!isAtimeOtherThan(way)) {
                set &= ~MountAttributes.ATIME;
                clear &= ~MountAttributes.ATIME;
            }
        }

        private boolean isAtimeOtherThan(long way) {
            return (clear & MountAttributes.ATIME) != 0 && (set & MountAttributes.ATIME) != way;
        }

        MountAttributes finish() {
            return new MountAttributes(set, clear);
        }
    }
}
