package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * A device node in the container.
 *
 * <p>runtime-spec config-linux.md, Devices; mknod(1).
 *
 * @param path where, an absolute path in the container
 * @param type such as {@link #CHARACTER}
 * @param major the major number; absent only for a {@link #FIFO}
 * @param minor the minor number; absent only for a {@link #FIFO}
 * @param fileMode the permissions, as a plain (decimal) number; by default left to the runtime
 * @param uid the owner, in the container; by default left to the runtime
 * @param gid the group, in the container; by default left to the runtime
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Device(
        String path,
        String type,
        @Nullable Long major,
        @Nullable Long minor,
        @Unsigned(32) @Nullable Long fileMode,
        @Unsigned(32) @Nullable Long uid,
        @Unsigned(32) @Nullable Long gid,
        @Unknown Map<String, Object> unknown)
        implements DeviceBuilder.With {
    /** A character device. */
    public static final String CHARACTER = "c";

    /** A block device. */
    public static final String BLOCK = "b";

    /** A character device without a buffer. */
    public static final String UNBUFFERED = "u";

    /** A named pipe, which has no numbers. */
    public static final String FIFO = "p";

    public Device {
        unknown = Frozen.tree(unknown);
    }

    /**
     * A node whose mode and owner the runtime chooses.
     *
     * @param path where in the container
     * @param type such as {@link #CHARACTER}
     * @param major the major number
     * @param minor the minor number
     * @return the new record
     */
    public static Device of(String path, String type, long major, long minor) {
        return new Device(path, type, major, minor, null, null, null, Map.of());
    }
}
