package org.ociunit.runtime.launcher;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;

/** The launcher is no more: whoever waited for it says in its own words what has become of that. */
final class LauncherGoneException extends ContainerException {
    private static final long serialVersionUID = 1;
    private static final String WHY =
            "the launcher has gone: it was closed or killed, and what it had begun has ended too.";

    LauncherGoneException(@Nullable IOException cause) {
        super(
                "The launcher has gone.",
                "its process was closed or killed; the commands that it had started have ended too.",
                null,
                cause);
    }

    ContainerException during(String what) {
        return new ContainerException(what, WHY, "try again: another launcher takes its place.", this);
    }
}
