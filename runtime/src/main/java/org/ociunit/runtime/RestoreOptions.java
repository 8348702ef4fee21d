package org.ociunit.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a container is read back from an image of CRIU's. Every part has a method that returns the same options with another
 * one.
 *
 * @param image the folder with the image
 * @param work the folder for CRIU's log and working files; by default the runtime chooses
 * @param stdio where its standard streams lead; by default nowhere
 * @param attached whether it ends with this JVM, however the JVM ends; by default it does
 * @param pidFile a file that gets the pid of its first process, without a line end; by default there is none
 * @param noPivot whether the root is changed without pivot_root(2); by default not
 * @param lazyPages whether memory is fetched by a daemon when it is needed; by default not
 * @param cgroups what becomes of the control groups; by default {@link CriuCgroups#SOFT}
 * @param lsmProfile the security profile to restore with, such as {@code apparmor:profile}; by default that of the image
 * @param lsmMountContext the SELinux context to mount with; by default that of the image
 * @param allowing what CRIU is to accept beside the ordinary; by default nothing
 * @param deadline how long it may take; by default 60 seconds
 */
@Withers
public record RestoreOptions(
        Path image,
        @Nullable Path work,
        Stdio stdio,
        boolean attached,
        @Nullable Path pidFile,
        boolean noPivot,
        boolean lazyPages,
        CriuCgroups cgroups,
        @Nullable String lsmProfile,
        @Nullable String lsmMountContext,
        Set<CriuAllowance> allowing,
        Duration deadline)
        implements RestoreOptionsBuilder.With {
    /**
     * Copies the set, and checks what cannot be.
     *
     * @throws IllegalArgumentException if a container that outlives this JVM is given streams of it, or if something is
     *     allowed that only a checkpoint can be told
     */
    public RestoreOptions {
        allowing = Set.copyOf(allowing);
        if (!attached && !stdio.outliveThisJvm()) {
            throw new IllegalArgumentException(
                    "A detached container has no streams: nobody would be there to read or write them.");
        }
        for (CriuAllowance allowance : allowing) {
            if (!allowance.forRestore()) {
                throw new IllegalArgumentException(
                        allowance + " is for a checkpoint alone; a restore cannot be told it.");
            }
        }
    }

    /**
     * The defaults.
     *
     * @param image the folder with the image
     * @return options as described at each part
     */
    public static RestoreOptions from(Path image) {
        return new RestoreOptions(
                image,
                null,
                Stdio.none(),
                true,
                null,
                false,
                false,
                CriuCgroups.SOFT,
                null,
                null,
                Set.of(),
                Duration.ofSeconds(60));
    }
}
