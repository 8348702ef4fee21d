package org.ociunit;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.spec.StateDocument;

/** Reads the state that a runtime gives to its hooks. */
final class HookState {
    private HookState() {}

    static State parse(String text, String source) {
        StateDocument document = StateDocument.parse(text, source);
        Status status = Status.of(document.status())
                .orElseThrow(() -> new ContainerException(
                        "Could not read " + source + ".",
                        "its status is \"" + document.status() + "\", which is no state.",
                        null));
        Integer pid = document.pid();
        Map<String, String> annotations = document.annotations();
        return new State(
                new ContainerId(document.id()),
                status,
                pid == null || pid <= 0 ? OptionalLong.empty() : OptionalLong.of(pid),
                Path.of(document.bundle()),
                annotations == null ? Map.of() : annotations);
    }
}
