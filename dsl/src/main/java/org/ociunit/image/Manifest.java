package org.ociunit.image;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one image consists of.
 *
 * <p>image-spec manifest.md.
 *
 * @param schemaVersion 2; 1 is docker's of old, which is another document
 * @param mediaType what it says that it is
 * @param config the configuration
 * @param layers the layers, the lowest first
 */
record Manifest(int schemaVersion, @Nullable String mediaType, Descriptor config, List<Descriptor> layers) {
    Manifest {
        if (schemaVersion != 2) {
            throw new IllegalArgumentException("its schema version is " + schemaVersion + ", and only 2 is read");
        }
        layers = List.copyOf(layers);
    }
}
