package org.ociunit.image;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several images under one name, such as one for each platform.
 *
 * <p>image-spec image-index.md; docker calls it a manifest list.
 *
 * @param mediaType what it says that it is
 * @param manifests what it names: manifests, or further indexes
 */
record Index(@Nullable String mediaType, List<Descriptor> manifests) {
    Index {
        manifests = List.copyOf(manifests);
    }
}
