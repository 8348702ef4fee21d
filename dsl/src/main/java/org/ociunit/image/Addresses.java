package org.ociunit.image;

import java.net.URI;
import java.util.Locale;

/** What of an address a message may tell, and credentials depend on. */
final class Addresses {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    private Addresses() {}

    /** The host and its port, as a registry's name has them. */
    static String host(URI address) {
        return address.getRawAuthority();
    }

    /** Without a query: a signature may be in it. */
    static String shown(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
    }

    static boolean isPlain(URI address) {
        return "http".equalsIgnoreCase(address.getScheme());
    }

    static boolean isHttp(URI address) {
        return address.getHost() != null && (isPlain(address) || "https".equalsIgnoreCase(address.getScheme()));
    }

    /** Whether what one of them may know is known by the other one, too. */
    static boolean areOfOneHost(URI one, URI other) {
        return origin(one).equals(origin(other));
    }

    private static String origin(URI address) {
        int port = address.getPort() >= 0 ? address.getPort() : isPlain(address) ? HTTP : HTTPS;
        return (address.getScheme() + "://" + address.getHost() + ":" + port).toLowerCase(Locale.ROOT);
    }
}
