package org.ociunit.image;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ociunit.error.ContainerException;

/**
 * A registry as a reference names it: {@code localhost:5000}, {@code [::1]:5000}. The only place that knows what the
 * field's default stands for.
 *
 * @param text host and port
 */
record RegistryName(String text) {
    /** Where a reference without a registry points to. */
    static final RegistryName DEFAULT = new RegistryName("docker.io");

    /** The same by its older name; also the key that docker keeps its credentials under. */
    private static final String DEFAULT_ALIAS = "index.docker.io";

    private static final String DEFAULT_ADDRESS = "registry-1.docker.io";

    private static final String COMPONENT = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";

    /** distribution's reference grammar: domain. */
    private static final Pattern GRAMMAR =
            Pattern.compile("(?:" + COMPONENT + "(?:\\." + COMPONENT + ")*|\\[[a-fA-F0-9:]+])(?::([0-9]{1,5}))?");

    private static final int LAST_PORT = 65535;

    static boolean isLegal(String text) {
        Matcher parts = GRAMMAR.matcher(text);
        return parts.matches() && (parts.group(1) == null || isPort(parts.group(1)));
    }

    private static boolean isPort(String digits) {
        int port = Integer.parseInt(digits);
        return port > 0 && port <= LAST_PORT;
    }

    /** Reads what a user or a file calls a registry. */
    static RegistryName parse(String text) {
        if (!isLegal(text)) {
            throw new ContainerException(
                    "Could not use registry \"" + text + "\".",
                    "it is not HOST or HOST:PORT.",
                    "name it as the reference of an image does, without a scheme and a path, such as localhost:5000.");
        }
        return text.equals(DEFAULT_ALIAS) ? DEFAULT : new RegistryName(text);
    }

    /** Host and port of its interface. */
    String address() {
        return equals(DEFAULT) ? DEFAULT_ADDRESS : text;
    }

    /** What docker calls it to its credential programs, and in its own files. */
    String credentialsKey() {
        return equals(DEFAULT) ? "https://" + DEFAULT_ALIAS + "/v1/" : text;
    }

    /** Whether a key of docker's file is this registry's, and not of a part of it: older ones are addresses. */
    boolean isMeantBy(String key) {
        String host = key.replaceFirst("^https?://([^/]*).*$", "$1").replaceFirst("/(v[12]/?)?$", "");
        return host.equals(text)
                || (equals(DEFAULT) && List.of(DEFAULT_ALIAS, DEFAULT_ADDRESS).contains(host));
    }

    @Override
    public String toString() {
        return text;
    }
}
