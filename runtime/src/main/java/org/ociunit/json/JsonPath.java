package org.ociunit.json;

import java.util.regex.Pattern;

/** How a place in a document is written: {@code mounts[3].options}, {@code annotations["org.example"]}. */
public final class JsonPath {
    private static final Pattern PLAIN_NAME = Pattern.compile("[\\w-]+");

    private JsonPath() {}

    /**
     * The place of a member.
     *
     * @param parent the place of the object, empty for the document itself
     * @param name the member's name; one that would mislead is put in quotes
     * @return the place
     */
    public static String member(String parent, String name) {
        if (!PLAIN_NAME.matcher(name).matches()) {
            return parent + "[" + Json.toText(name) + "]";
        }
        return parent.isEmpty() ? name : parent + "." + name;
    }

    /**
     * The place of an element.
     *
     * @param parent the place of the array, empty for the document itself
     * @param index from 0
     * @return the place
     */
    public static String element(String parent, int index) {
        return parent + "[" + index + "]";
    }
}
