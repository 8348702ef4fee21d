package org.ociunit.spec;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The mounts, as far as the document alone tells. */
final class MountRules {
    /** What runc lets files of lxcfs and the like be bound over. */
    private static final Set<String> IN_PROC = Set.of(
            "/proc/cpuinfo",
            "/proc/diskstats",
            "/proc/meminfo",
            "/proc/stat",
            "/proc/swaps",
            "/proc/uptime",
            "/proc/loadavg",
            "/proc/slabinfo",
            "/proc/sys/kernel/ns_last_pid",
            "/proc/sys/crypto/fips_enabled");

    private MountRules() {}

    static void check(Spec spec, Place at) {
        boolean userNamespace = ContainerNamespaces.of(spec.linux()).have(Namespace.USER);
        at.each(spec.mounts(), (mount, place) -> check(mount, userNamespace, place));
    }

    private static void check(Mount mount, boolean userNamespace, Place at) {
        Options options = Options.of(mount);
        Place posix = at.clause("config.md, POSIX-platform Mounts");
        destination(mount.destination(), at.member("destination"));
        overProc(mount, options, at.member("destination"));
        source(mount, options, at.member("source"));
        type(mount, options, posix.member("type"));
        Place linux = at.clause("config.md, Linux mount options").member("options");
        MountOptionRules.check(mount, options, linux);
        mappings(mount, posix);
        idMapped(mount, options, userNamespace, linux);
    }

    private static void destination(String destination, Place at) {
        if (destination.isEmpty()) {
            at.error(destination, "must name a place in the container");
        } else if (!destination.startsWith("/")) {
            at.warning(destination, "is taken relative to \"/\": it should be an absolute path");
        }
        at.text(destination);
    }

    /** What hides or fakes parts of /proc takes the protection of the others away. */
    private static void overProc(Mount mount, Options options, Place at) {
        String place = ContainerPath.normal(mount.destination());
        if (place.equals("/proc") && !options.bind() && !options.remount() && !"proc".equals(mount.type())) {
            at.error(mount.destination(), "takes no file system but proc");
        } else if (place.startsWith("/proc/") && !IN_PROC.contains(place)) {
            at.error(mount.destination(), "must not be inside /proc, but for files such as /proc/meminfo");
        }
    }

    private static void source(Mount mount, Options options, Place at) {
        if (options.bind()
                && !options.remount()
                && (mount.source() == null || mount.source().isEmpty())) {
            at.error("is required for a bind mount");
        }
        at.text(mount.source());
    }

    private static void type(Mount mount, Options options, Place at) {
        String type = mount.type();
        at.text(type);
        if (options.bind() || options.remount()) {
            return;
        }
        if (type == null || type.isEmpty()) {
            at.error("is required for a mount that is no bind mount");
        } else if (type.equals("bind") || type.equals("rbind")) {
            at.warning(type, "makes no bind mount: the option bind or rbind does");
        }
    }

    private static void mappings(Mount mount, Place at) {
        together(mount.uidMappings(), mount.gidMappings(), "gidMappings", at.member("uidMappings"));
        together(mount.gidMappings(), mount.uidMappings(), "uidMappings", at.member("gidMappings"));
        IdMappingRules.check(mount.uidMappings(), at.member("uidMappings"));
        IdMappingRules.check(mount.gidMappings(), at.member("gidMappings"));
    }

    private static void together(
            @Nullable List<IdMapping> mappings, @Nullable List<IdMapping> others, String name, Place at) {
        if (mappings != null && others == null) {
            at.error("needs " + name + " beside it");
        }
    }

    private static void idMapped(Mount mount, Options options, boolean userNamespace, Place at) {
        boolean mappings = mount.uidMappings() != null || mount.gidMappings() != null;
        if (options.idMapped() && !mappings && !userNamespace) {
            at.error("has idmap or ridmap, which needs uidMappings and gidMappings, or a user namespace");
        }
        if (mappings && !options.idMapped()) {
            at.warning("should have idmap or ridmap: some runtimes ignore the mappings without it");
        }
        if ((mappings || options.idMapped()) && !options.bind()) {
            at.warning("should have bind or rbind: some runtimes map the ids of no other mounts");
        }
    }

    /** What the options say about the kind of mount. */
    record Options(boolean bind, boolean remount, boolean idMapped) {
        static Options of(Mount mount) {
            List<String> options = mount.options() == null ? List.of() : mount.options();
            return new Options(
                    options.contains("bind") || options.contains("rbind"),
                    options.contains("remount"),
                    options.contains("idmap") || options.contains("ridmap"));
        }
    }
}
