package org.ociunit.runtime.driver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.RestoreOptions;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.Verb;

/**
 * How a container comes into the world: made from its bundle, or read back from disk.
 *
 * @param verb which of the two
 * @param id the container
 * @param stdio where its standard streams lead
 * @param attached whether it ends with this JVM
 * @param preserved files for its descriptors 3, 4 and so on
 * @param pidFile a file of the user's for its pid, or null
 * @param deadline how long it may take
 * @param command the command's line, once its files are known
 */
record Birth(
        Verb verb,
        ContainerId id,
        Stdio stdio,
        boolean attached,
        List<Path> preserved,
        @Nullable Path pidFile,
        Duration deadline,
        Function<Arguments.Files, List<String>> command) {
    static Birth of(ContainerId id, CreateOptions options, Function<Arguments.Files, List<String>> command) {
        return new Birth(
                Verb.CREATE,
                id,
                options.stdio(),
                options.attached(),
                options.preserved(),
                options.pidFile(),
                options.deadline(),
                command);
    }

    static Birth of(ContainerId id, RestoreOptions options, Function<Arguments.Files, List<String>> command) {
        return new Birth(
                Verb.RESTORE,
                id,
                options.stdio(),
                options.attached(),
                List.of(),
                options.pidFile(),
                options.deadline(),
                command);
    }

    String failure() {
        return "Could not " + verb + " container " + id + ".";
    }
}
