package org.ociunit;

import java.nio.file.Path;

/**
 * The files by which a network is joined, see namespaces(7).
 *
 * @param network that of the network namespace
 * @param users that of the user namespace to which it belongs
 */
record NetworkFiles(Path network, Path users) {
    /** Those of a process. */
    static NetworkFiles of(long pid) {
        Path folder = Path.of("/proc/" + pid + "/ns");
        return new NetworkFiles(folder.resolve("net"), folder.resolve("user"));
    }
}
