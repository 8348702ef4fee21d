package org.ociunit.runtime.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What each option of mount(8) and of the runtimes means: the one table of them. */
final class MountWords {
    private static final Map<String, Consumer<MountDraft>> TABLE = new HashMap<>();

    static {
        attribute("nosuid", "suid", MountAttributes.NO_SUID);
        attribute("nodev", "dev", MountAttributes.NO_DEV);
        attribute("noexec", "exec", MountAttributes.NO_EXEC);
        diratime();
        attribute("nosymfollow", "symfollow", MountAttributes.NO_SYMFOLLOW);
        attribute("ro", "rw", MountAttributes.READ_ONLY);
        atime("noatime", "atime", MountAttributes.NOATIME);
        atime("relatime", "norelatime", MountAttributes.RELATIME);
        atime("strictatime", "nostrictatime", MountAttributes.STRICTATIME);
        flag("ro", "rw");
        flag("sync", "async");
        flag("lazytime", "nolazytime");
        flag("mand", "nomand");
        word("dirsync", draft -> draft.flag("dirsync", ""));
        for (MountPropagation propagation : MountPropagation.values()) {
            word(propagation.toString(), draft -> draft.propagation.add(propagation));
        }
        word("bind", draft -> draft.bind = true);
        word("rbind", MountDraft::bindTree);
        word("remount", draft -> draft.remount = true);
        word("idmap", draft -> draft.mapIds(false));
        word("ridmap", draft -> draft.mapIds(true));
        word("tmpcopyup", draft -> draft.copyUp = true);
        word("notmpcopyup", draft -> draft.copyUp = false);
        word("copy-symlink", draft -> draft.copySymlink = true);
        word("src-nofollow", draft -> draft.noFollowSource = true);
        word("dest-nofollow", draft -> draft.noFollowTarget = true);
        nothing("defaults", "silent", "loud", "iversion", "noiversion");
    }

    private MountWords() {}

    static void apply(String option, MountDraft draft) {
        TABLE.getOrDefault(option, others -> others.parameter(option)).accept(draft);
    }

    private static void attribute(String set, String cleared, long bit) {
        word(set, draft -> draft.own.set(bit));
        word(cleared, draft -> draft.own.clear(bit));
        word("r" + set, draft -> draft.tree.set(bit));
        word("r" + cleared, draft -> draft.tree.clear(bit));
    }

    private static void diratime() {
        word("nodiratime", draft -> draft.own.set(MountAttributes.NO_DIRATIME));
        word("diratime", draft -> draft.own.forget(MountAttributes.NO_DIRATIME));
        word("rnodiratime", draft -> draft.tree.set(MountAttributes.NO_DIRATIME));
        word("rdiratime", draft -> draft.tree.clear(MountAttributes.NO_DIRATIME));
    }

    private static void atime(String chosen, String takenBack, long way) {
        word(chosen, draft -> draft.own.atime(way));
        word(takenBack, draft -> draft.own.forgetAtime(way));
        word("r" + chosen, draft -> draft.tree.atime(way));
        word("r" + takenBack, draft -> draft.tree.notAtime(way));
    }

    private static void flag(String flag, String contrary) {
        word(flag, draft -> draft.flag(flag, contrary));
        word(contrary, draft -> draft.flag(contrary, flag));
    }

    private static void nothing(String... options) {
        for (String option : options) {
            word(option, draft -> {});
        }
    }

    /** A word may be of both the mount and the file system. */
    private static void word(String option, Consumer<MountDraft> effect) {
        TABLE.merge(option, effect, Consumer::andThen);
    }
}
