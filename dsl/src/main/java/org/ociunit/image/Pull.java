package org.ociunit.image;

/** When a registry is asked for an image, see {@link Registries#pull}. */
public enum Pull {
    /** What a tag stands for is asked each time; what is in the store is not fetched again. */
    ALWAYS,
    /** It is asked for what is not in the store. */
    MISSING,
    /** It is never asked: what is not in the store is refused. */
    NEVER
}
