package org.ociunit.jrunc;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.ociunit.lifecycle.State;
import org.ociunit.runtime.store.StoredContainer;
import org.ociunit.spec.Root;
import org.ociunit.spec.Spec;

/** The state of a container as runc tells it, member by member in its order. */
final class StateMembers {
    private StateMembers() {}

    /**
     * The members.
     *
     * @param container what is remembered of it
     * @param state its state now
     * @param owner who has made it; runc's {@code state} leaves it empty
     */
    static Map<String, Object> of(StoredContainer container, State state, String owner) {
        Map<String, Object> members = new LinkedHashMap<>();
        // The version that this document follows (runtime.md, State), whatever the configuration's is.
        members.put("ociVersion", Spec.VERSION);
        members.put("id", container.id());
        members.put("pid", state.pid().orElse(0));
        members.put("status", state.status().toString());
        members.put("bundle", container.bundle());
        members.put("rootfs", rootfs(container));
        members.put("created", time(container.createdAt()));
        if (!container.annotations().isEmpty()) {
            members.put("annotations", new TreeMap<>(container.annotations()));
        }
        members.put("owner", owner);
        return members;
    }

    private static String rootfs(StoredContainer container) {
        Root root = container.spec().root();
        Path path = Path.of(root == null ? "rootfs" : root.path());
        return container.bundlePath().resolve(path).normalize().toString();
    }

    /** RFC 3339 as Go writes it: without zeros at the end of a fraction. */
    static String time(Instant instant) {
        String text = instant.toString();
        return text.contains(".") ? text.replaceFirst("\\.?0*Z$", "Z") : text;
    }
}
