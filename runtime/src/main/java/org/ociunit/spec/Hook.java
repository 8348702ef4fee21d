package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * A program that a runtime runs at a point in a container's life.
 *
 * <p>runtime-spec config.md, POSIX-platform Hooks.
 *
 * @param path the program, an absolute path
 * @param args its arguments, the first being its own name
 * @param env its whole environment, each as {@code NAME=value}
 * @param timeout after how many seconds it is ended, more than 0; absent waits for ever
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Hook(
        String path,
        @Nullable List<String> args,
        @Nullable List<String> env,
        @Nullable Integer timeout,
        @Unknown Map<String, Object> unknown)
        implements HookBuilder.With {
    public Hook {
        args = Frozen.list(args);
        env = Frozen.list(env);
        unknown = Frozen.tree(unknown);
    }

    /**
     * A hook without an environment and without a time limit. Without arguments they are absent.
     *
     * @param path the program, an absolute path
     * @param args its arguments, the first being its own name
     * @return the new record
     */
    public static Hook of(String path, String... args) {
        return new Hook(path, args.length == 0 ? null : List.of(args), null, null, Map.of());
    }
}
