package org.ociunit.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a further process is run in a container. Every part has a method that returns the same options with another one.
 *
 * @param stdio where its standard streams lead; by default nowhere
 * @param attached whether it ends with this JVM; by default it does
 * @param deadline how long its start may take; by default 30 seconds
 * @param pidFile a file that gets its pid, without a line end; by default there is none
 * @param pidfdSocket a unix stream socket that a descriptor of it is sent over; by default there is none
 * @param preserved files that are opened for reading and writing and handed to it as its descriptors 3, 4 and so on; by
 *     default there are none
 * @param cgroups the control group below the container's that it is put into, such as {@code workers}, or on version 1 one
 *     for some controllers each, such as {@code memory,cpu:workers}; by default it is the container's own
 * @param evenIfPaused whether it is put into a paused container, to run when that is resumed; by default not
 */
@Withers
public record ExecOptions(
        Stdio stdio,
        boolean attached,
        Duration deadline,
        @Nullable Path pidFile,
        @Nullable Path pidfdSocket,
        List<Path> preserved,
        List<String> cgroups,
        boolean evenIfPaused)
        implements ExecOptionsBuilder.With {
    private static final ExecOptions DEFAULTS =
            new ExecOptions(Stdio.none(), true, Duration.ofSeconds(30), null, null, List.of(), List.of(), false);

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if it outlives this JVM with streams that this JVM would have to copy
     */
    public ExecOptions {
        preserved = List.copyOf(preserved);
        cgroups = List.copyOf(cgroups);
        if (!attached && !stdio.outliveThisJvm()) {
            throw new IllegalArgumentException(
                    "A detached process has no streams: nobody would be there to read or write them.");
        }
    }

    /**
     * The defaults.
     *
     * @return options as described at each part
     */
    public static ExecOptions defaults() {
        return DEFAULTS;
    }
}
