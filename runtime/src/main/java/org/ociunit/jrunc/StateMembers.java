package org.ociunit.jrunc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.ociunit.lifecycle.State;
import org.ociunit.runtime.store.ContainerOutline;
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
    static Map<String, Object> of(ContainerOutline container, State state, String owner) {
        Map<String, Object> members = new LinkedHashMap<>();
        // The version that this document follows (runtime.md, State), whatever the configuration's is.
        members.put("ociVersion", Spec.VERSION);
        members.put("id", container.id().value());
        members.put("pid", state.pid().orElse(0));
        members.put("status", state.status().toString());
        members.put("bundle", container.bundle().toString());
        members.put("rootfs", container.rootfs().toString());
        members.put("created", time(container.created()));
        if (!container.annotations().isEmpty()) {
            members.put("annotations", new TreeMap<>(container.annotations()));
        }
        members.put("owner", owner);
        return members;
    }

    /** RFC 3339 as Go writes it: without zeros at the end of a fraction. */
    static String time(String time) {
        int end = time.length() - 1;
        if (time.indexOf('.') < 0) {
            return time;
        }
        while (time.charAt(end - 1) == '0') {
            end--;
        }
        return time.substring(0, time.charAt(end - 1) == '.' ? end - 1 : end) + "Z";
    }
}
