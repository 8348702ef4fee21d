package org.ociunit.lifecycle;

import java.util.regex.Pattern;

/**
 * The name of a container, unique under one state root. A name that exists is legal: letters, digits, {@code _},
 * {@code +}, {@code .} and {@code -}, at most 255 of them. It is neither {@code .} nor {@code ..}, since runtimes use it as
 * a folder's name, and does not begin with {@code -}, since they are given it on a command line.
 *
 * @param value the name
 */
public record ContainerId(String value) {
    private static final Pattern LEGAL = Pattern.compile("(?!-)[A-Za-z0-9_+.-]{1,255}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int LONGEST = 255;
    private static final int SHOWN = 40;

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is not legal
     */
    public ContainerId {
        if (!LEGAL.matcher(value).matches() || value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException("Illegal container name " + shown(value)
                    + ": it takes 1 to 255 letters, digits, '_', '+', '.' or '-', does not begin with '-',"
                    + " and is neither \".\" nor \"..\".");
        }
    }

    /** On one line, whatever it is. */
    private static String shown(String value) {
        String start = value.length() <= LONGEST ? value : value.substring(0, SHOWN) + "...";
        String line = CONTROL.matcher(start)
                .replaceAll(
                        found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
        return "\"" + line + "\"" + (value.length() <= LONGEST ? "" : " of " + value.length() + " characters");
    }

    /** The bare name. */
    @Override
    public String toString() {
        return value;
    }
}
