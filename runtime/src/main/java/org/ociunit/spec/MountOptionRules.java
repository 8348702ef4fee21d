package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The options of a mount. Unknown ones belong to the file system, so that none is an error here. */
final class MountOptionRules {
    /** Of the specification's table. */
    private static final Set<String> GENERAL = Set.of(
            "async",
            "atime",
            "bind",
            "defaults",
            "dev",
            "diratime",
            "dirsync",
            "exec",
            "idmap",
            "iversion",
            "lazytime",
            "loud",
            "mand",
            "noatime",
            "nodev",
            "nodiratime",
            "noexec",
            "noiversion",
            "nolazytime",
            "nomand",
            "norelatime",
            "nostrictatime",
            "nosuid",
            "nosymfollow",
            "private",
            "ratime",
            "rbind",
            "rdev",
            "rdiratime",
            "relatime",
            "remount",
            "rexec",
            "ridmap",
            "rnoatime",
            "rnodev",
            "rnodiratime",
            "rnoexec",
            "rnorelatime",
            "rnostrictatime",
            "rnosuid",
            "rnosymfollow",
            "ro",
            "rprivate",
            "rrelatime",
            "rro",
            "rrw",
            "rshared",
            "rslave",
            "rstrictatime",
            "rsuid",
            "rsymfollow",
            "runbindable",
            "rw",
            "shared",
            "silent",
            "slave",
            "strictatime",
            "suid",
            "symfollow",
            "sync",
            "tmpcopyup",
            "unbindable");

    /** Of crun, and of SELinux, which every file system takes. */
    private static final Set<String> FURTHER = Set.of(
            "copy-symlink",
            "dest-nofollow",
            "notmpcopyup",
            "src-nofollow",
            "context",
            "defcontext",
            "fscontext",
            "rootcontext",
            "seclabel");

    /** The file systems that nearly every container has. */
    private static final Map<String, Set<String>> OWN = Map.of(
            "tmpfs",
            Set.of(
                    "acl",
                    "casefold",
                    "gid",
                    "grpquota",
                    "huge",
                    "inode32",
                    "inode64",
                    "mode",
                    "mpol",
                    "noacl",
                    "noswap",
                    "nr_blocks",
                    "nr_inodes",
                    "quota",
                    "size",
                    "strict_encoding",
                    "uid",
                    "usrquota"),
            "proc",
            Set.of("gid", "hidepid", "pidns", "subset"),
            "devpts",
            Set.of("gid", "max", "mode", "newinstance", "ptmxmode", "uid"),
            "sysfs",
            Set.of(),
            "mqueue",
            Set.of());

    private MountOptionRules() {}

    static void check(Mount mount, MountRules.Options kind, Place at) {
        String type = mount.type() == null ? "" : mount.type();
        at.each(mount.options(), (option, place) -> {
            place.text(option);
            if (GENERAL.contains(option) || FURTHER.contains(name(option))) {
                return;
            }
            if (kind.bind()) {
                place.warning(option, "is of no file system: a bind mount passes on none, and runc refuses it");
            } else if (OWN.containsKey(type)
                    && !OWN.getOrDefault(type, Set.of()).contains(name(option))) {
                place.warning(option, "is no option of mount(8) nor of " + type + ", which will refuse it");
            }
        });
    }

    private static String name(String option) {
        return List.of(option.split("=", 2)).get(0);
    }
}
