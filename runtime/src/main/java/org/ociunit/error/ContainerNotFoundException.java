package org.ociunit.error;

/** There is no container of this name under the runtime's state root. */
public final class ContainerNotFoundException extends ContainerException {
    private static final long serialVersionUID = 1;

    /**
     * A container that is not there.
     *
     * @param verb what was to be done with it, such as {@code start}
     * @param id its name
     * @param runtime the runtime that was asked
     */
    public ContainerNotFoundException(String verb, String id, String runtime) {
        super("Could not " + verb + " container " + id + ".", runtime + " knows no container of this name.", null);
    }
}
