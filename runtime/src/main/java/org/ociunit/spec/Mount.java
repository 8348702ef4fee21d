package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * A mount in the container, beside its root. Mounts are applied in the order of their list.
 *
 * <p>runtime-spec config.md, Mounts.
 *
 * @param destination the mount point in the container; an absolute path (a relative one is old, and counts from
 *     {@code /})
 * @param type the type of file system, such as {@code tmpfs}; without meaning for a bind mount
 * @param source a device, a name that the file system shows, or for a bind mount a path, absolute or relative to the
 *     bundle
 * @param options as for mount(8), such as {@code ro}; those with {@code bind} or {@code rbind} make a bind mount,
 *     unknown ones go to the file system
 * @param uidMappings how user ids of the source appear, for an id-mapped mount (Linux 5.12); only together with
 *     gidMappings
 * @param gidMappings how group ids of the source appear; only together with uidMappings
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Mount(
        String destination,
        @Nullable String type,
        @Nullable String source,
        @Nullable List<String> options,
        @Nullable List<IdMapping> uidMappings,
        @Nullable List<IdMapping> gidMappings,
        @Unknown Map<String, Object> unknown)
        implements MountBuilder.With {
    public Mount {
        options = Frozen.list(options);
        uidMappings = Frozen.list(uidMappings);
        gidMappings = Frozen.list(gidMappings);
        unknown = Frozen.tree(unknown);
    }

    /**
     * Whether the mount shows a file or folder that is there already.
     *
     * @return true if its options make it a bind mount, or its type says so, as many write it beside them
     */
    public boolean isBind() {
        return "bind".equals(type) || (options != null && (options.contains("bind") || options.contains("rbind")));
    }

    /**
     * The same mount as it is seen from a container's root: some write its place as the machine sees it.
     *
     * @param root the root on the machine, an absolute path
     * @return this mount, or one without the root in its destination
     */
    public Mount seenFrom(String root) {
        return !root.equals("/") && destination.startsWith(root + "/")
                ? withDestination(destination.substring(root.length()))
                : this;
    }

    /**
     * A mount of a file system. Without options they are absent.
     *
     * @param destination the mount point in the container
     * @param type the type of file system
     * @param source a device, or a name that the file system shows
     * @param options as for mount(8)
     * @return the new record
     */
    public static Mount of(String destination, String type, String source, String... options) {
        return new Mount(
                destination, type, source, options.length == 0 ? null : List.of(options), null, null, Map.of());
    }
}
