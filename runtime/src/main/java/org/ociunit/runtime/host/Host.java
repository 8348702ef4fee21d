package org.ociunit.runtime.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ociunit.error.ContainerException;

/**
 * Facts about this machine and this process on it.
 *
 * @param uid the user that this JVM runs as (its effective id)
 * @param gid the group that this JVM runs as
 * @param kernel the kernel's release, such as {@code 6.1.0-18-amd64}
 * @param cgroups how control groups are mounted
 * @param runtimeFolder where containers' state is kept, one folder a runtime in it: what the system property
 *     {@code ociunit.root} or the environment variable {@code OCIUNIT_ROOT} names, and by default a folder that is gone
 *     after a reboot
 * @param bundleFolder where bundles are made; on a file system that allows programs to be executed
 */
public record Host(int uid, int gid, String kernel, Cgroups cgroups, Path runtimeFolder, Path bundleFolder) {
    /** How control groups are mounted below {@code /sys/fs/cgroup} (cgroups(7)). */
    public enum Cgroups {
        /** One tree with all controllers. */
        V2,
        /** A tree for each controller. */
        V1,
        /** A tree for each controller, and one of version 2 beside them. */
        HYBRID,
        /** None. */
        NONE;

        /** As configurations have it, such as {@code v1}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Path CGROUP_ROOT = Path.of("/sys/fs/cgroup");
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private static final class Current {
        static final Host HOST = read();
    }

    /**
     * This machine, as it was when it was first asked for.
     *
     * @return the facts
     */
    public static Host current() {
        return Current.HOST;
    }

    /**
     * Whether this JVM is root, be it only in a user namespace.
     *
     * @return true for user 0
     */
    public boolean isRoot() {
        return uid == 0;
    }

    /**
     * Whether control groups are those of version 2 alone.
     *
     * @return false for version 1, for both beside each other, and for none
     */
    public boolean hasCgroupV2() {
        return cgroups == Cgroups.V2;
    }

    /**
     * Makes one of this user's folders, for this user alone to write to, or checks that it is one.
     *
     * @param folder the folder, in one where others cannot replace it, such as {@code /tmp}
     * @param permissions such as {@code rwx------}
     * @return the folder, which exists
     * @throws ContainerException if it belongs to somebody else or others may write to it, or if it cannot be made
     */
    public Path ownFolder(Path folder, String permissions) {
        try {
            Files.createDirectories(folder.getParent());
            make(folder, PosixFilePermissions.fromString(permissions));
            requireOwn(folder);
            return folder;
        } catch (IOException e) {
            throw new ContainerException("Could not make folder " + folder + ".", e.toString(), null, e);
        }
    }

    /** The umask has no say in the permissions. */
    private static void make(Path folder, Set<PosixFilePermission> permissions) throws IOException {
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(permissions));
            Files.setPosixFilePermissions(folder, permissions);
        } catch (FileAlreadyExistsException there) {
            // By an earlier JVM of this user's, or one of the same moment; anybody else's is refused.
        }
    }

    /** What somebody else could have planted or could still change is refused, links above all. */
    private void requireOwn(Path folder) throws IOException {
        PosixFileAttributes found = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Object owner = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!found.isDirectory()) {
            throw refusal(folder, "it is no folder.");
        }
        if (!owner.equals(uid)) {
            throw refusal(folder, "it belongs to user " + owner + ", and this is user " + uid + ".");
        }
        if (!Collections.disjoint(found.permissions(), OTHERS_WRITE)) {
            throw refusal(
                    folder, "others may write to it: " + PosixFilePermissions.toString(found.permissions()) + ".");
        }
    }

    private static ContainerException refusal(Path folder, String why) {
        return new ContainerException(
                "Could not use folder " + folder + ".",
                why,
                "remove it, or set java.io.tmpdir or XDG_RUNTIME_DIR to a folder of your own.");
    }

    private static Host read() {
        try {
            int uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            int gid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
            String kernel =
                    Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
            Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
            Path own = temporary.resolve("ociunit-" + uid);
            Path run = temporary.resolve("ociunit-" + uid + "-run");
            return new Host(uid, gid, kernel, cgroupLayout(), runtimeFolder(uid, run, System.getenv()), own);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read the facts about this machine from /proc", e);
        }
    }

    private static Path runtimeFolder(int uid, Path fallback, Map<String, String> environment) {
        String chosen = System.getProperty("ociunit.root", environment.getOrDefault("OCIUNIT_ROOT", ""));
        if (!chosen.isEmpty()) {
            return Path.of(chosen).toAbsolutePath();
        }
        if (uid == 0) {
            return Path.of("/run/ociunit");
        }
        String runtimeDir = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        return !runtimeDir.isEmpty() && Files.isWritable(Path.of(runtimeDir))
                ? Path.of(runtimeDir, "ociunit")
                : fallback;
    }

    private static Cgroups cgroupLayout() {
        if (Files.exists(CGROUP_ROOT.resolve("cgroup.controllers"))) {
            return Cgroups.V2;
        }
        for (String controller : List.of("memory", "pids", "freezer")) {
            if (Files.exists(CGROUP_ROOT.resolve(controller))) {
                return version1Layout();
            }
        }
        return Cgroups.NONE;
    }

    private static Cgroups version1Layout() {
        return Files.exists(CGROUP_ROOT.resolve("unified/cgroup.procs")) ? Cgroups.HYBRID : Cgroups.V1;
    }
}
