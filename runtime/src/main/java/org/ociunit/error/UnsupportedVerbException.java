package org.ociunit.error;

/** A runtime has no such verb, or no such option of it. */
public final class UnsupportedVerbException extends UnsupportedException {
    private static final long serialVersionUID = 1;

    /**
     * A verb that a runtime does not have.
     *
     * @param runtime the runtime's name
     * @param verb the verb
     */
    public UnsupportedVerbException(String runtime, String verb) {
        super("Could not use the verb " + verb + ".", runtime + " has no such command.", "choose another runtime.");
    }

    /**
     * Something that a runtime has in other versions, or not at all.
     *
     * @param what what could not be done, as a whole sentence
     * @param runtime the runtime's name and version
     * @param feature the command or the option, such as {@code --pidfd-socket}
     * @param since the version that it came with, or the empty text if there is none
     */
    public UnsupportedVerbException(String what, String runtime, String feature, String since) {
        super(
                what,
                runtime + " has no " + feature + (since.isEmpty() ? "." : "; it came with " + since + "."),
                since.isEmpty() ? "choose another runtime." : "choose a newer one, or another runtime.");
    }
}
