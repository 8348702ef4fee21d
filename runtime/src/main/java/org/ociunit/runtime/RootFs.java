package org.ociunit.runtime;

import java.nio.file.Path;
import java.util.List;

/** What a container's root file system is. */
public sealed interface RootFs {
    /**
     * A folder, which the container writes to.
     *
     * @param path its path
     */
    record Directory(Path path) implements RootFs {}

    /**
     * Folders that lie over each other, such as an image's layers, and above them what the container writes: that is in
     * memory, counts as the container's own, and is gone with its last process. Nothing is written to the folders, which
     * must not change meanwhile.
     *
     * @param lowers the folders, the uppermost first; 12 at most
     */
    record Overlay(List<Path> lowers) implements RootFs {
        private static final int MOST = 12;

        /**
         * Copies the list.
         *
         * @throws IllegalArgumentException if there is no folder, or more than the kernel takes at once
         */
        public Overlay {
            lowers = List.copyOf(lowers);
            if (lowers.isEmpty() || lowers.size() > MOST) {
                throw new IllegalArgumentException(
                        "An overlay has 1 to " + MOST + " folders, and not " + lowers.size() + ".");
            }
        }
    }
}
