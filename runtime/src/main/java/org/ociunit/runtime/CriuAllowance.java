package org.ociunit.runtime;

/** What CRIU accepts only when it is told so (criu(8)). */
public enum CriuAllowance {
    /** Open TCP connections. */
    TCP_ESTABLISHED(true),
    /** TCP connections that are being made, which are dropped. */
    TCP_IN_FLIGHT(false),
    /** Unix sockets whose other end is outside. */
    EXTERNAL_UNIX_SOCKETS(true),
    /** A terminal that the container shares with a shell outside. */
    SHELL_JOB(true),
    /** Locks on files. */
    FILE_LOCKS(true),
    /** Open files that have been unlinked. */
    LINK_REMAP(false),
    /** A network namespace whose content is left out. */
    EMPTY_NETWORK(true),
    /** An image whose pages that a later one repeats are dropped. */
    AUTO_DEDUP(true);

    private final boolean forRestore;

    CriuAllowance(boolean forRestore) {
        this.forRestore = forRestore;
    }

    /**
     * Whether a restore can be told, too.
     *
     * @return false for what a checkpoint alone has
     */
    public boolean forRestore() {
        return forRestore;
    }
}
