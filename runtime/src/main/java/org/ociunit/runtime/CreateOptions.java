package org.ociunit.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a container is made. Every part has a method that returns the same options with another one.
 *
 * @param stdio where its standard streams lead; by default nowhere
 * @param attached whether it ends with this JVM, however the JVM ends; by default it does
 * @param deadline how long the making of it may take; by default 30 seconds
 * @param pidFile a file that gets the pid of its first process, without a line end; by default there is none
 * @param pidfdSocket a unix stream socket that a descriptor of its first process is sent over; by default there is none
 * @param preserved files that are opened for reading and writing and handed to the program as its descriptors 3, 4 and so
 *     on; by default there are none
 * @param noPivot whether the root is changed without pivot_root(2), for hosts that run from a RAM disk; by default not
 * @param noNewKeyring whether it keeps the session keyring of its creator; by default it gets one of its own
 * @param checked whether its bundle is held to the rules of the runtime-spec first, all at once and before anything is made;
 *     by default it is. Whoever wants to see what a runtime itself makes of a bad bundle does without
 * @param bundle the folder that a configuration which is given by itself belongs to: its relative paths start there, and
 *     hooks and states tell it; by default the runtime's own folder of the container
 */
@Withers
public record CreateOptions(
        Stdio stdio,
        boolean attached,
        Duration deadline,
        @Nullable Path pidFile,
        @Nullable Path pidfdSocket,
        List<Path> preserved,
        boolean noPivot,
        boolean noNewKeyring,
        boolean checked,
        @Nullable Path bundle)
        implements CreateOptionsBuilder.With {
    private static final CreateOptions DEFAULTS = new CreateOptions(
            Stdio.none(), true, Duration.ofSeconds(30), null, null, List.of(), false, false, true, null);

    /**
     * Checks that streams have somebody at their other end, and copies the list.
     *
     * @throws IllegalArgumentException if a container that outlives this JVM is given streams of it
     */
    public CreateOptions {
        preserved = List.copyOf(preserved);
        if (!attached && !stdio.outliveThisJvm()) {
            throw new IllegalArgumentException(
                    "A detached container has no streams: nobody would be there to read or write them.");
        }
    }

    /**
     * The defaults.
     *
     * @return options as described at each part
     */
    public static CreateOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The same options for a container that outlives this JVM. Streams that this JVM would have to copy lead nowhere then.
     *
     * @return such options
     */
    public CreateOptions detached() {
        Stdio kept = stdio.outliveThisJvm() ? stdio : Stdio.none();
        return withStdio(kept).withAttached(false);
    }
}
