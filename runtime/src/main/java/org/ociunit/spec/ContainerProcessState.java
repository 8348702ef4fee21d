package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;
import org.ociunit.json.Unknown;

/**
 * What a runtime tells beside descriptors that it hands over, such as the listener of a filter of system calls.
 *
 * <p>runtime-spec config-linux.md, The Container Process State.
 *
 * @param ociVersion the version of the runtime-spec that the document follows
 * @param fds the names of the descriptors, in their order, such as {@link #SECCOMP_FD}
 * @param pid the process, as the runtime sees it
 * @param metadata what the configuration has to tell beside: {@link Seccomp#listenerMetadata}
 * @param state the state of the container
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record ContainerProcessState(
        String ociVersion,
        @Nullable List<String> fds,
        int pid,
        @Nullable String metadata,
        StateDocument state,
        @Unknown Map<String, Object> unknown)
        implements ContainerProcessStateBuilder.With {
    /** The name of the listener of a filter of system calls. */
    public static final String SECCOMP_FD = "seccompFd";

    public ContainerProcessState {
        fds = Frozen.list(fds);
        unknown = Frozen.tree(unknown);
    }

    /**
     * The state of a process whose filter has a listener.
     *
     * @param pid the process
     * @param metadata what to tell beside, or null
     * @param state the state of the container, whose version it takes
     * @return the new record
     */
    public static ContainerProcessState of(int pid, @Nullable String metadata, StateDocument state) {
        return new ContainerProcessState(state.ociVersion(), List.of(SECCOMP_FD), pid, metadata, state, Map.of());
    }

    /**
     * Reads such a state, as a runtime sends it.
     *
     * @param text a JSON document
     * @param source where the text came from, for the message of an exception
     * @return what is in it, whole
     * @throws org.ociunit.error.InvalidDocumentException if it is no such document; it names line, column and JSON path
     */
    public static ContainerProcessState parse(String text, String source) {
        return Json.read(text, source, ContainerProcessState.class);
    }
}
