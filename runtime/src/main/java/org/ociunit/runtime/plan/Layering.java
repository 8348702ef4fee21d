package org.ociunit.runtime.plan;

import java.nio.file.Path;
import java.util.List;

/**
 * What an overlay is made of.
 *
 * @param lowers the folders below, the uppermost first; nothing is written to them
 * @param options the overlay's own, such as {@code userxattr}
 */
public record Layering(List<Path> lowers, List<String> options) {
    /** Copies the lists. */
    public Layering {
        lowers = List.copyOf(lowers);
        options = List.copyOf(options);
    }
}
