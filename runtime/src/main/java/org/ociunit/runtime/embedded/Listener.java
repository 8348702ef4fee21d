package org.ociunit.runtime.embedded;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;
import org.ociunit.runtime.seccomp.Filter;
import org.ociunit.runtime.store.StoredContainer;
import org.ociunit.spec.ContainerProcessState;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Seccomp;

/**
 * Who is asked about system calls: the listener of a process' filter is sent there before its program is executed.
 *
 * <p>runtime-spec config-linux.md, Seccomp and The Container Process State.
 *
 * @param container the container
 * @param profile its filter, which notifies
 */
record Listener(StoredContainer container, Seccomp profile) {
    /** Stands for a pid that is known only when the process is there. */
    private static final int LATER = 0;

    private static final String HOLE = "\"pid\":" + LATER;

    /** That of a container; nothing if its filter asks nobody. */
    static Optional<Listener> of(StoredContainer container) {
        return Optional.ofNullable(container.spec().linux())
                .map(Linux::seccomp)
                .filter(Filter::notifies)
                .map(profile -> new Listener(container, profile));
    }

    /** The step that sends the first process' listener on. */
    Step atStart() {
        return step(Status.CREATED, HookCalls.pid(container).orElse(LATER));
    }

    /** The step that sends a further process' listener on. */
    Step atExec(Status status) {
        return step(status, LATER);
    }

    /** The process' own pid stands before the state, and so before the container's, and is the first one. */
    private Step step(Status status, long pid) {
        String text = document(status);
        int hole = text.indexOf(HOLE) + HOLE.length() - 1;
        Path socket = Path.of(Objects.requireNonNullElse(profile.listenerPath(), ""));
        return Step.of(
                        Opcode.FORWARD,
                        socket.toAbsolutePath().toString(),
                        text.substring(0, hole).getBytes(StandardCharsets.UTF_8),
                        pid,
                        text.substring(hole + 1).getBytes(StandardCharsets.UTF_8))
                .from("linux.seccomp.listenerPath");
    }

    private String document(Status status) {
        OptionalLong first = HookCalls.pid(container);
        String metadata = profile.listenerMetadata();
        return Json.toText(ContainerProcessState.of(
                LATER,
                metadata == null || metadata.isEmpty() ? null : metadata,
                HookCalls.document(container, status, first)));
    }
}
