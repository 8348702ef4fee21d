package org.ociunit;

import java.time.Duration;

/** What holds where a bundle, or a call, says nothing else. */
final class BundleDefaults {
    /** How long {@link Bundle#run} lets a program run. */
    static final Duration RUN = Duration.ofSeconds(60);

    /** How long {@link Container#await} waits, and {@link Bundle#start} for the container to be of use. */
    static final Duration AWAIT = Duration.ofSeconds(10);

    /** How long a program of {@link Container#exec} may run. */
    static final Duration EXEC = Duration.ofSeconds(10);

    /** How long a program of {@link Ready#exec} may run each time. */
    static final Duration TRY = Duration.ofSeconds(2);

    /** How long a program may take to end once {@link Container#stop} has asked it to. */
    static final Duration STOP = Duration.ofSeconds(10);

    /** How long Java code may run as a hook. */
    static final Duration HOOK = Duration.ofSeconds(10);

    /** After what time the runtime ends such a hook, should nobody else have. */
    static final Duration HOOK_KILLED = Duration.ofSeconds(15);

    /** How long the last output may take to arrive after the end of a program. */
    static final Duration LAST_OUTPUT = Duration.ofSeconds(2);

    /** How much is kept of each of a program's outputs. */
    static final Bytes OUTPUT = Bytes.mebibytes(1);

    private BundleDefaults() {}
}
