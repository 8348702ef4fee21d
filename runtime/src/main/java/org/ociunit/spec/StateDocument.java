package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;
import org.ociunit.json.Unknown;

/**
 * The state of a container as a runtime prints it: by {@code state}, by {@code list}, and to hooks. The last three
 * members are not the specification's; runc and its like print them.
 *
 * <p>runtime-spec runtime.md, State.
 *
 * @param ociVersion the version of the runtime-spec that the document follows
 * @param id the container's id
 * @param status {@code creating}, {@code created}, {@code running} or {@code stopped}, or what else a runtime knows,
 *     such as {@code paused}
 * @param pid the process on the host; absent or 0 when there is none
 * @param bundle the absolute path of the bundle
 * @param rootfs the absolute path of the root file system
 * @param created when it was created, in RFC 3339
 * @param annotations the annotations of its {@code config.json}
 * @param owner the user who owns the state
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record StateDocument(
        String ociVersion,
        String id,
        String status,
        @Nullable Integer pid,
        String bundle,
        @Nullable String rootfs,
        @Nullable String created,
        @Nullable Map<String, String> annotations,
        @Nullable String owner,
        @Unknown Map<String, Object> unknown)
        implements StateDocumentBuilder.With {
    public StateDocument {
        annotations = Frozen.map(annotations);
        unknown = Frozen.tree(unknown);
    }

    /**
     * A state without a process.
     *
     * @param id the container's id
     * @param status such as {@code stopped}
     * @param bundle the absolute path of the bundle
     * @return the new record
     */
    public static StateDocument of(String id, String status, String bundle) {
        return new StateDocument(Spec.VERSION, id, status, null, bundle, null, null, null, null, Map.of());
    }

    /**
     * Reads a state, as a runtime prints it.
     *
     * @param text a JSON document
     * @param source where the text came from, for the message of an exception
     * @return what is in it, whole
     * @throws org.ociunit.error.InvalidDocumentException if it is no such document; it names line, column and JSON path
     */
    public static StateDocument parse(String text, String source) {
        return Json.read(text, source, StateDocument.class);
    }
}
