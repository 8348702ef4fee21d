package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * Who runs a process, by numbers of the container's user namespace. Names are not resolved at this level.
 *
 * <p>runtime-spec config.md, User.
 *
 * @param uid the user id; required by config.md, but runtimes take an absent one for 0
 * @param gid the group id; required by config.md, but runtimes take an absent one for 0
 * @param umask the file mode bits that are masked out, as a plain (decimal) number; absent leaves the umask as it is
 * @param additionalGids further groups of the process
 * @param username the user on Windows; without meaning on Linux
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record User(
        @Unsigned(32) @Nullable Long uid,
        @Unsigned(32) @Nullable Long gid,
        @Unsigned(32) @Nullable Long umask,
        @Unsigned(32) @Nullable List<Long> additionalGids,
        @Nullable String username,
        @Unknown Map<String, Object> unknown)
        implements UserBuilder.With {
    public User {
        additionalGids = Frozen.list(additionalGids);
        unknown = Frozen.tree(unknown);
    }

    /**
     * A user in one group.
     *
     * @param uid the user id
     * @param gid the group id
     * @return the new record
     */
    public static User of(long uid, long gid) {
        return new User(uid, gid, null, null, null, Map.of());
    }
}
