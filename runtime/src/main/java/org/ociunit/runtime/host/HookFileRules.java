package org.ociunit.runtime.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.Hook;
import org.ociunit.spec.Hooks;

/** The programs of hooks that are looked up on this machine: all but those of {@code startContainer}. */
final class HookFileRules {
    private HookFileRules() {}

    /** Whether no hook runs before the program, which could change the container's files. */
    static boolean changeNothing(@Nullable Hooks hooks) {
        return hooks == null
                || Stream.of(hooks.prestart(), hooks.createRuntime(), hooks.createContainer(), hooks.startContainer())
                        .allMatch(list -> list == null || list.isEmpty());
    }

    static void check(@Nullable Hooks hooks, Findings findings) {
        if (hooks == null) {
            return;
        }
        check("hooks.prestart", hooks.prestart(), findings);
        check("hooks.createRuntime", hooks.createRuntime(), findings);
        check("hooks.createContainer", hooks.createContainer(), findings);
        check("hooks.poststart", hooks.poststart(), findings);
        check("hooks.poststop", hooks.poststop(), findings);
    }

    private static void check(String at, @Nullable List<Hook> hooks, Findings findings) {
        for (int index = 0; hooks != null && index < hooks.size(); index++) {
            String path = hooks.get(index).path();
            String reason = path.startsWith("/") && HostFiles.isPath(path) ? reason(Path.of(path)) : "";
            if (!reason.isEmpty()) {
                findings.error(
                        at + "[" + index + "].path",
                        path,
                        "must be a program on this machine: " + reason,
                        "config.md, POSIX-platform Hooks");
            }
        }
    }

    private static String reason(Path program) {
        if (Files.notExists(program)) {
            return "it does not exist";
        } else if (Files.isDirectory(program)) {
            return "it is a folder";
        }
        return HostFiles.isNoProgram(program) ? "nobody may execute it" : "";
    }
}
