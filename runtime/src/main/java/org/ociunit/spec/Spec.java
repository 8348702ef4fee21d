package org.ociunit.spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;
import org.ociunit.json.Unknown;

/**
 * A {@code config.json}: what a container is. Absent and empty members stay distinct, and what this record does not
 * know survives: sections for other systems, members of later versions.
 *
 * <p>runtime-spec config.md.
 *
 * @param ociVersion the version of the runtime-spec that the document follows
 * @param process the process; needed to start
 * @param root the root file system; required on Linux
 * @param hostname the host name in the container's uts namespace; absent leaves the inherited one
 * @param domainname the NIS domain name in the container's uts namespace; absent leaves the inherited one
 * @param mounts the mounts beside the root, in the order in which they are made
 * @param hooks the programs that the runtime runs in the course of the container's life
 * @param annotations facts about the container for others; keys in reverse domain notation
 * @param linux what the container is on Linux
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Spec(
        String ociVersion,
        @Nullable ContainerProcess process,
        @Nullable Root root,
        @Nullable String hostname,
        @Nullable String domainname,
        @Nullable List<Mount> mounts,
        @Nullable Hooks hooks,
        @Nullable Map<String, String> annotations,
        @Nullable Linux linux,
        @Unknown Map<String, Object> unknown)
        implements SpecBuilder.With {
    /** The version of the runtime-spec that these records follow. */
    public static final String VERSION = "1.3.0";

    public Spec {
        mounts = Frozen.list(mounts);
        annotations = Frozen.map(annotations);
        unknown = Frozen.tree(unknown);
    }

    /**
     * Nothing set but the version: begin here, or with {@link #defaults()}.
     *
     * @return the new record
     */
    public static Spec empty() {
        return new Spec(VERSION, null, null, null, null, null, null, null, null, Map.of());
    }

    /**
     * What {@code runc spec} of runc 1.5.1 writes on a host with cgroup v1.
     *
     * @return the new record
     */
    public static Spec defaults() {
        return defaults(false);
    }

    /**
     * What {@code runc spec} of runc 1.5.1 writes.
     *
     * @param cgroupV2 whether the host has only cgroup v2: the container gets a cgroup namespace too
     * @return the new record
     */
    public static Spec defaults(boolean cgroupV2) {
        return Defaults.rootful(cgroupV2);
    }

    /**
     * What {@code runc spec --rootless} of runc 1.5.1 writes for a caller on a host with cgroup v1.
     *
     * @param uid the caller's effective user id, which becomes 0 in the container
     * @param gid the caller's effective group id, which becomes 0 in the container
     * @return the new record
     */
    public static Spec rootless(long uid, long gid) {
        return rootless(uid, gid, false);
    }

    /**
     * What {@code runc spec --rootless} of runc 1.5.1 writes for a caller.
     *
     * @param uid the caller's effective user id, which becomes 0 in the container
     * @param gid the caller's effective group id, which becomes 0 in the container
     * @param cgroupV2 whether the host has only cgroup v2: the container gets a cgroup namespace too
     * @return the new record
     */
    public static Spec rootless(long uid, long gid, boolean cgroupV2) {
        return Defaults.rootless(uid, gid, cgroupV2);
    }

    /**
     * Reads a configuration.
     *
     * @param file a {@code config.json}
     * @return what is in it, whole
     * @throws org.ociunit.error.InvalidDocumentException if it is no such document; it names line, column and JSON path
     */
    public static Spec read(Path file) {
        return Json.read(file, Spec.class);
    }

    /**
     * The configuration as a {@code config.json} has it.
     *
     * @return the text, indented with tabs as {@code runc spec} does
     */
    public String toJson() {
        return Json.toPrettyText(this);
    }
}
