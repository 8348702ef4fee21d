package org.ociunit.runtime;

import java.util.Optional;
import org.ociunit.lifecycle.ContainerId;

/**
 * Something that a runtime tells of a container while it lives.
 *
 * @param id the container
 * @param kind what is told
 * @param stats how much it uses; nothing for {@link Kind#OUT_OF_MEMORY}
 */
public record RuntimeEvent(ContainerId id, Kind kind, Optional<Stats> stats) {
    /** What is told. */
    public enum Kind {
        /** How much it uses, told at every interval. */
        STATS,
        /** Its memory limit was reached, and the kernel killed a process of it. */
        OUT_OF_MEMORY
    }
}
