package org.ociunit.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who runs the process; in a new user namespace, ids that it maps. */
final class UserRules {
    private static final int LARGEST_UMASK = 0777;

    private UserRules() {}

    static void check(Spec spec, Place at) {
        User user = spec.process() == null ? null : spec.process().user();
        if (user == null) {
            return;
        }
        Linux linux = spec.linux();
        boolean mapped = ContainerNamespaces.of(linux).haveNew(Namespace.USER);
        List<IdMapping> uids = mapped && linux != null ? linux.uidMappings() : null;
        List<IdMapping> gids = mapped && linux != null ? linux.gidMappings() : null;
        main(user.uid(), uids, "linux.uidMappings", at.member("uid"));
        main(user.gid(), gids, "linux.gidMappings", at.member("gid"));
        at.member("additionalGids")
                .each(user.additionalGids(), (gid, place) -> id(gid, gids, "linux.gidMappings", place));
        if (user.umask() != null && user.umask() > LARGEST_UMASK) {
            at.member("umask").error(user.umask(), "must be at most 511 (octal 0777)");
        }
    }

    private static void main(@Nullable Long id, @Nullable List<IdMapping> mappings, String map, Place at) {
        if (id == null) {
            at.warning("is required: runtimes take 0");
        }
        id(id == null ? 0 : id, mappings, map, at);
    }

    private static void id(long id, @Nullable List<IdMapping> mappings, String map, Place at) {
        at.within(id, 0, IdMappingRules.LAST_ID);
        if (mappings != null && !mappings.isEmpty() && !IdMappingRules.maps(mappings, id)) {
            at.clause("config-linux.md, User namespace mappings")
                    .error(id, "must be mapped by " + map + ": " + IdMappingRules.mapped(mappings) + " are");
        }
    }
}
