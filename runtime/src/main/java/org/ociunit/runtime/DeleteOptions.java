package org.ociunit.runtime;

/**
 * How a container is deleted.
 *
 * @param force whether a container that has not stopped is killed first, and one that is not there counts as deleted
 */
public record DeleteOptions(boolean force) {
    /**
     * A delete that refuses a running container.
     *
     * @return such options
     */
    public static DeleteOptions defaults() {
        return new DeleteOptions(false);
    }

    /**
     * A delete that leaves nothing, whatever it finds.
     *
     * @return such options
     */
    public static DeleteOptions forced() {
        return new DeleteOptions(true);
    }
}
