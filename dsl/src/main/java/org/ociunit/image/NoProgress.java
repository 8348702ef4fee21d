package org.ociunit.image;

/** Nobody listens; one, so that settings without a listener are equal. */
enum NoProgress implements Progress {
    NOBODY
}
