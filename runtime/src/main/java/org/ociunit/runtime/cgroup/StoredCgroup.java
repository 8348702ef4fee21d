package org.ociunit.runtime.cgroup;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group as a state file keeps it, for another JVM to read. It is written before the group is made: what a crash leaves
 * can be removed by it.
 *
 * @param version {@code v1}, {@code v2} or {@code none}
 * @param folders the group's folder for each controller; on version 2 one, without a name
 * @param made what was not there before, parents first; only that is removed with the group
 * @param missing why there is no group; absent if there is one
 */
public record StoredCgroup(
        String version,
        Map<String, String> folders,
        List<String> made,
        @Nullable String missing) {
    static final String V1 = "v1";
    static final String V2 = "v2";
    static final String NONE = "none";

    /** Copies the folders and what was made. */
    public StoredCgroup {
        folders = Collections.unmodifiableMap(new LinkedHashMap<>(folders));
        made = List.copyOf(made);
    }
}
