package org.ociunit.lifecycle;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a container, unique under one state root. A name that exists is legal: letters, digits, {@code _},
 * {@code +}, {@code .} and {@code -}, at most 255 of them. It is neither {@code .} nor {@code ..}, since runtimes use it as
 * a folder's name, and does not begin with {@code -}, since they are given it on a command line.
 *
 * @param value the name
 */
public record ContainerId(String value) {
    private static final String CONTROL = "\\p{Cntrl}";
    private static final int LONGEST = 255;
    private static final int SHOWN = 40;

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is not legal
     */
    public ContainerId {
        if (!isLegal(value)) {
            throw new IllegalArgumentException("Illegal container name " + shown(value)
                    + ": it takes 1 to 255 letters, digits, '_', '+', '.' or '-', does not begin with '-',"
                    + " and is neither \".\" nor \"..\".");
        }
    }

    private static boolean isLegal(String value) {
        for (int at = 0; at < value.length(); at++) {
            if (!isLegal(value.charAt(at))) {
                return false;
            }
        }
        return !value.isEmpty()
                && value.length() <= LONGEST
                && !value.startsWith("-")
                && !value.equals(".")
                && !value.equals("..");
    }

    private static boolean isLegal(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || "_+.-".indexOf(character) >= 0;
    }

    /** On one line, whatever it is. */
    private static String shown(String value) {
        String start = value.length() <= LONGEST ? value : value.substring(0, SHOWN) + "...";
        String line = Pattern.compile(CONTROL)
                .matcher(start)
                .replaceAll(
                        found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
        return "\"" + line + "\"" + (value.length() <= LONGEST ? "" : " of " + value.length() + " characters");
    }

    /** As a record's own, which a JVM puts together when it runs: that takes longer than all else that a name is used for. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ContainerId id && value.equals(id.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** The bare name. */
    @Override
    public String toString() {
        return value;
    }
}
