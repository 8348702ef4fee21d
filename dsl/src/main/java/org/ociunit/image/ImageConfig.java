package org.ociunit.image;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Name;

/**
 * How an image is to be run, and which trees its layers are.
 *
 * <p>image-spec config.md.
 *
 * @param created when it was made, as RFC 3339 has it
 * @param author who made it
 * @param architecture in Go's words
 * @param os in Go's words
 * @param variant of the architecture
 * @param config what its process is like
 * @param rootfs the layers by what is in them
 */
record ImageConfig(
        @Nullable String created,
        @Nullable String author,
        @Nullable String architecture,
        @Nullable String os,
        @Nullable String variant,
        @Nullable ProcessConfig config,
        Layers rootfs) {
    /**
     * The layers by what is in them, uncompressed.
     *
     * @param type always {@code layers}
     * @param diffIds the digests of their archives, the lowest first
     */
    record Layers(
            @Nullable String type,
            @Name("diff_ids") @Nullable List<String> diffIds) {
        Layers {
            diffIds = diffIds == null ? List.of() : List.copyOf(diffIds);
            diffIds.forEach(Digest::parse);
        }
    }
}
