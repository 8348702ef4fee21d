package org.ociunit.runtime.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.Capabilities;

/** The five sets of a process as bit masks (capabilities(7)). */
record CapabilitySets(long bounding, long effective, long permitted, long inheritable, long ambient) {
    private static final long SYS_ADMIN = mask(List.of("CAP_SYS_ADMIN"));

    /** All that the process has. */
    private static final long ALL = ~0L;

    /** An ambient capability that is not permitted and inheritable too cannot be granted, as a warning says: it is left out. */
    static CapabilitySets of(@Nullable Capabilities capabilities) {
        return capabilities == null
                ? new CapabilitySets(0, 0, 0, 0, 0)
                : new CapabilitySets(
                        mask(capabilities.bounding()),
                        mask(capabilities.effective()),
                        mask(capabilities.permitted()),
                        mask(capabilities.inheritable()),
                        mask(capabilities.ambient())
                                & mask(capabilities.permitted())
                                & mask(capabilities.inheritable()));
    }

    private static long mask(@Nullable List<String> names) {
        return names == null
                ? 0
                : names.stream()
                        .mapToLong(
                                name -> Capabilities.NAMES.contains(name) ? 1L << Capabilities.NAMES.indexOf(name) : 0)
                        .reduce(0, (one, other) -> one | other);
    }

    /**
     * The sets up to the moment of the exec, which computes the final ones anew from the bounding, inheritable and ambient
     * set. A filter is loaded in between: without no_new_privs that takes a capability the program may not be meant to
     * have.
     */
    CapabilitySets forLoadingFilter() {
        return (permitted & effective & SYS_ADMIN) != 0
                ? this
                : new CapabilitySets(bounding, ALL, ALL, inheritable, ambient);
    }

    Step step() {
        return Step.of(Opcode.CAPABILITIES, bounding, effective, permitted, inheritable, ambient)
                .from("process.capabilities");
    }
}
