package org.ociunit.error;

/** A container of this name exists already; it was left as it is. */
public final class ContainerExistsException extends ContainerException {
    private static final long serialVersionUID = 1;

    /**
     * A name that is taken.
     *
     * @param id the name
     * @param runtime the runtime that was asked
     */
    public ContainerExistsException(String id, String runtime) {
        super(
                "Could not create container " + id + ".",
                runtime + " has a container of this name already.",
                "choose another name, or delete that one first.");
    }
}
