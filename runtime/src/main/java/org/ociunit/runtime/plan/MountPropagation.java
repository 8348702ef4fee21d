package org.ociunit.runtime.plan;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether mounts made below a mount appear at its copies (mount_namespaces(7), shared subtrees). Those with an {@code r}
 * are for all mounts below too.
 */
public enum MountPropagation {
    /** To its peers, and from them. */
    SHARED(1 << 20, false),
    /** As {@link #SHARED}, for the whole tree. */
    RSHARED(1 << 20, true),
    /** Only from its master, which its peers have been. */
    SLAVE(1 << 19, false),
    /** As {@link #SLAVE}, for the whole tree. */
    RSLAVE(1 << 19, true),
    /** Neither way. */
    PRIVATE(1 << 18, false),
    /** As {@link #PRIVATE}, for the whole tree. */
    RPRIVATE(1 << 18, true),
    /** Neither way, and it cannot be bound. */
    UNBINDABLE(1 << 17, false),
    /** As {@link #UNBINDABLE}, for the whole tree. */
    RUNBINDABLE(1 << 17, true);

    private final long flag;
    private final boolean recursive;

    MountPropagation(long flag, boolean recursive) {
        this.flag = flag;
        this.recursive = recursive;
    }

    /**
     * The kernel's number of it.
     *
     * @return one of {@code MS_SHARED}, {@code MS_SLAVE}, {@code MS_PRIVATE} and {@code MS_UNBINDABLE}
     */
    public long flag() {
        return flag;
    }

    /**
     * Whether it is for all mounts below too.
     *
     * @return true for those with an {@code r}
     */
    public boolean recursive() {
        return recursive;
    }

    /**
     * Finds one by its name in a configuration.
     *
     * @param text such as {@code rslave}
     * @return what is named so, or nothing
     */
    public static Optional<MountPropagation> of(String text) {
        for (MountPropagation propagation : values()) {
            if (propagation.toString().equals(text)) {
                return Optional.of(propagation);
            }
        }
        return Optional.empty();
    }

    /** As configurations have it, such as {@code rslave}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
