package org.ociunit.image;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * Names a blob: what it is, and which bytes it has.
 *
 * <p>image-spec descriptor.md.
 *
 * @param mediaType what it is, see {@link MediaType}
 * @param digest its digest as text; {@link #id} has it in parts
 * @param size how many bytes it has
 * @param platform what it runs on, in an index
 * @param annotations facts about it, such as the name that an index gives it
 * @param unknown the members that this record does not know
 */
record Descriptor(
        String mediaType,
        String digest,
        long size,
        @Nullable Platform platform,
        @Nullable Map<String, String> annotations,
        @Unknown Map<String, Object> unknown) {
    /** The annotation that an index names an image by. */
    static final String NAME = "org.opencontainers.image.ref.name";

    Descriptor {
        Digest.parse(digest);
        if (size < 0) {
            throw new IllegalArgumentException("the size of " + digest + " is negative: " + size);
        }
        annotations = annotations == null ? null : Map.copyOf(annotations);
        unknown = Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
    }

    static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest.toString(), size, null, null, Map.of());
    }

    Digest id() {
        return Digest.parse(digest);
    }

    /** An annotation; null if it has none of that name. */
    @Nullable
    String annotation(String name) {
        return annotations == null ? null : annotations.get(name);
    }
}
