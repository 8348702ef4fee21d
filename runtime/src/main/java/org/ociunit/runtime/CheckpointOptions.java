package org.ociunit.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a container is written to disk by CRIU. Every part has a method that returns the same options with another one.
 *
 * @param image the folder that the image is written to
 * @param work the folder for CRIU's log and working files; by default the runtime chooses
 * @param parent the image of an earlier {@link #preDump}, as a path relative to {@code image}; by default there is none
 * @param leaveRunning whether the container goes on afterwards; by default it stops
 * @param preDump whether only its memory is written, and it goes on; by default not
 * @param pageServer the {@code host:port} that memory is sent to; by default it is written to disk
 * @param lazyPages whether memory is left for a daemon to fetch when the container is restored; by default not
 * @param status a file that CRIU writes a zero byte to once lazy pages are ready; by default there is none
 * @param cgroups what becomes of the control groups; by default {@link CriuCgroups#SOFT}
 * @param allowing what CRIU is to accept beside the ordinary; by default nothing
 * @param deadline how long it may take; by default 60 seconds
 */
@Withers
public record CheckpointOptions(
        Path image,
        @Nullable Path work,
        @Nullable Path parent,
        boolean leaveRunning,
        boolean preDump,
        @Nullable String pageServer,
        boolean lazyPages,
        @Nullable Path status,
        CriuCgroups cgroups,
        Set<CriuAllowance> allowing,
        Duration deadline)
        implements CheckpointOptionsBuilder.With {
    /** Copies the set. */
    public CheckpointOptions {
        allowing = Set.copyOf(allowing);
    }

    /**
     * The defaults.
     *
     * @param image the folder that the image is written to
     * @return options as described at each part
     */
    public static CheckpointOptions to(Path image) {
        return new CheckpointOptions(
                image, null, null, false, false, null, false, null, CriuCgroups.SOFT, Set.of(), Duration.ofSeconds(60));
    }
}
