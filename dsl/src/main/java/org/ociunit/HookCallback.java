package org.ociunit;

import org.ociunit.lifecycle.State;

/** Java code that is run as a hook of a container, see {@link Bundle#hook(HookKind, HookCallback)}. */
@FunctionalInterface
public interface HookCallback {
    /**
     * Does the work of the hook.
     *
     * @param state the container's state as the runtime tells it to its hooks; for {@link HookKind#START_CONTAINER} the pid
     *     is that of the container's own pid namespace
     * @throws Exception to make the hook fail
     */
    void run(State state) throws Exception;
}
