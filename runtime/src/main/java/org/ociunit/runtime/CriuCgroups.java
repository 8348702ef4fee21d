package org.ociunit.runtime;

/** What CRIU does with a container's control groups (criu(8), {@code --manage-cgroups}). */
public enum CriuCgroups {
    /** Restores the properties of groups that it makes itself. */
    SOFT,
    /** Restores all groups with all properties. */
    FULL,
    /** Restores all of them, and fails if one is there already. */
    STRICT,
    /** Leaves them alone. */
    IGNORE
}
