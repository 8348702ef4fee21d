package org.ociunit.image;

import org.jspecify.annotations.Nullable;
import org.ociunit.json.Name;

/**
 * What an image runs on.
 *
 * <p>image-spec image-index.md.
 *
 * @param os such as {@code linux}
 * @param architecture in Go's words, such as {@code amd64}
 * @param variant of the architecture, such as {@code v7}; null if it has none
 * @param version of the operating system, which only Windows has
 */
record Platform(
        String os,
        String architecture,
        @Nullable String variant,
        @Name("os.version") @Nullable String version) {
    static Platform of(String os, String architecture, @Nullable String variant) {
        return new Platform(os, architecture, variant, null);
    }

    /** Such as {@code linux/arm/v7}. */
    @Override
    public String toString() {
        return os + "/" + architecture + (variant == null || variant.isEmpty() ? "" : "/" + variant);
    }
}
