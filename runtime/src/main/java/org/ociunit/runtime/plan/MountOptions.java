package org.ociunit.runtime.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ociunit.spec.Mount;

/**
 * What the options of one mount ask of the kernel: of the mount itself, of all mounts below it, and of the file system. Of
 * options that contradict each other the last one is followed, as mount(8) does. An option that is not known is the file
 * system's. One text may hold several options with commas between them.
 *
 * <ul>
 *   <li>{@code ro} of a file system is asked of the mount and of the file system, as mount(2) does for other runtimes: the
 *       mount alone would be writable again wherever else the same file system is mounted. Whoever has to write to it
 *       first, such as for {@link #copyUp}, asks for it last.
 *   <li>A bind mount takes nothing for a file system: that has been mounted already. The kernel ignores it there, and so
 *       do we. One that names no attribute has those of its source; what another one does not name is cleared, as runc
 *       does, but for what a user namespace keeps: {@link BoundAttributes}.
 *   <li>{@code defaults}, {@code silent}, {@code loud}, {@code iversion} and {@code noiversion} ask nothing: fsconfig(2)
 *       knows none of the last four. {@code mand} is passed on, and ignored by Linux since 5.15.
 *   <li>{@code atime}, {@code diratime}, {@code norelatime} and {@code nostrictatime} only take back what they name, as
 *       with mount(8). What is left is what was there: of a new mount relatime, the kernel's default. Of a tree they set
 *       relatime, and clear nodiratime.
 * </ul>
 *
 * <p>runtime-spec config.md, Linux mount options; mount_setattr(2), and fsconfig(2) as {@code linux/mount.h} has it.
 *
 * @param bind whether it is a bind mount: only the options bind and rbind make one, its type has no say
 * @param recursive whether the bind mount takes along what is mounted below its source
 * @param remount whether nothing is mounted, but what is there already changed
 * @param own what is asked of the mount itself
 * @param tree what is asked afterwards of the mount and all below it ({@code AT_RECURSIVE})
 * @param propagation how mounts propagate, to be set one after the other: a slave that is then shared is both
 * @param superblock parameters of the file system in their order, each {@code key} or {@code key=value}, for fsconfig(2)
 * @param idMapped whether ids are mapped, by an option or because the mount has mappings
 * @param treeIdMapped whether the ids of all mounts below are mapped too
 * @param copyUp whether a tmpfs begins with a copy of what its mount point has in it
 * @param copySymlink whether a source that is a symbolic link is made anew instead of bound (crun)
 * @param noFollowSource whether a source that is a symbolic link is bound itself (crun)
 * @param noFollowTarget whether a mount point that is a symbolic link is mounted over itself (crun)
 */
public record MountOptions(
        boolean bind,
        boolean recursive,
        boolean remount,
        MountAttributes own,
        MountAttributes tree,
        List<MountPropagation> propagation,
        List<String> superblock,
        boolean idMapped,
        boolean treeIdMapped,
        boolean copyUp,
        boolean copySymlink,
        boolean noFollowSource,
        boolean noFollowTarget) {
    /** Commas in quotes (of SELinux) and behind a backslash (of overlay) are part of an option. */
    private static final Pattern OPTION =
            Pattern.compile("(?:[^,\"\\\\]++|\"[^\"]*+\"|\\\\.|[\"\\\\])++", Pattern.DOTALL);

    /** The kernel takes the quotes away from one text of all options only. */
    private static final Pattern QUOTED = Pattern.compile("^((?:fs|def|root)?context)=\"(.*)\"$", Pattern.DOTALL);

    /** Copies the lists. */
    public MountOptions {
        propagation = List.copyOf(propagation);
        superblock = List.copyOf(superblock);
    }

    /**
     * Reads the options of a mount.
     *
     * @param mount a mount of a configuration; without options it asks for the kernel's defaults
     * @return what they ask
     */
    public static MountOptions of(Mount mount) {
        MountDraft draft = new MountDraft();
        if (mount.uidMappings() != null || mount.gidMappings() != null) {
            draft.idMapped = true;
        }
        Stream.ofNullable(mount.options())
                .flatMap(List::stream)
                .flatMap(text -> OPTION.matcher(text).results())
                .forEach(option -> MountWords.apply(unquoted(option.group()), draft));
        return draft.finish();
    }

    private static String unquoted(String option) {
        return QUOTED.matcher(option).replaceFirst("$1=$2");
    }

    /** On one line, such as {@code rbind; set ro nosuid; tree set noexec; rslave}; {@code nothing} without any. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        add(parts, remount, "remount");
        add(parts, bind, recursive ? "rbind" : "bind");
        add(parts, !own.isEmpty(), own.toString());
        add(parts, !tree.isEmpty(), "tree " + tree);
        propagation.forEach(each -> parts.add(each.toString()));
        add(parts, !superblock.isEmpty(), "superblock " + String.join(" ", superblock));
        add(parts, idMapped, treeIdMapped ? "ridmap" : "idmap");
        add(parts, copyUp, "tmpcopyup");
        add(parts, copySymlink, "copy-symlink");
        add(parts, noFollowSource, "src-nofollow");
        add(parts, noFollowTarget, "dest-nofollow");
        return parts.isEmpty() ? "nothing" : String.join("; ", parts);
    }

    private static void add(List<String> parts, boolean present, String part) {
        if (present) {
            parts.add(part);
        }
    }
}
