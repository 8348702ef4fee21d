package org.ociunit;

import java.util.List;
import java.util.Optional;
import org.ociunit.lifecycle.ContainerId;

/**
 * A place where something may be mounted.
 *
 * @param id the container
 * @param at the mount point, in the container
 * @param all what is mounted in the container, in the order of its mounting
 */
record MountsAt(ContainerId id, String at, List<MountPoint> all) {
    /** What is seen there: the last one of several. */
    Optional<MountPoint> top() {
        return all.stream().filter(mount -> mount.at().equals(at)).reduce((below, above) -> above);
    }
}
