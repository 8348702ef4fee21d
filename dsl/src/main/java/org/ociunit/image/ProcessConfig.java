package org.ociunit.image;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Name;

/**
 * What the process of an image is like.
 *
 * <p>image-spec config.md, config.
 *
 * @param user a user and perhaps a group, by name or number
 * @param exposedPorts such as {@code 80/tcp}
 * @param env variables as {@code NAME=value}
 * @param entrypoint the program, with what always follows it
 * @param cmd the arguments, which a caller may replace
 * @param volumes folders that are written to
 * @param workingDir where it starts
 * @param labels facts for others
 * @param stopSignal what asks it to end
 */
record ProcessConfig(
        @Name("User") @Nullable String user,
        @Name("ExposedPorts") @Nullable Map<String, Object> exposedPorts,
        @Name("Env") @Nullable List<String> env,
        @Name("Entrypoint") @Nullable List<String> entrypoint,
        @Name("Cmd") @Nullable List<String> cmd,
        @Name("Volumes") @Nullable Map<String, Object> volumes,
        @Name("WorkingDir") @Nullable String workingDir,
        @Name("Labels") @Nullable Map<String, String> labels,
        @Name("StopSignal") @Nullable String stopSignal) {
    static final ProcessConfig EMPTY = new ProcessConfig(null, null, null, null, null, null, null, null, null);
}
