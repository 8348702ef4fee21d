package org.ociunit;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;

/**
 * A question by HTTP whose answer says that a server is of use.
 *
 * @param path what is asked for
 */
record HttpProbe(String path) {
    private static final int FIRST_GOOD = 200;
    private static final int FIRST_BAD = 400;

    HttpProbe {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("Illegal path \"" + path + "\": it takes one that begins with \"/\".");
        }
        at(new InetSocketAddress(0), path);
    }

    boolean isAnswered(Container container, int port) {
        return container.ports().find(port).map(this::isAnswered).orElse(false);
    }

    /** A redirection is an answer; where it leads to may be another server's matter. */
    private boolean isAnswered(InetSocketAddress address) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) at(address, path).toURL().openConnection(Proxy.NO_PROXY);
            try {
                connection.setConnectTimeout((int) BundleDefaults.TRY.toMillis());
                connection.setReadTimeout((int) BundleDefaults.TRY.toMillis());
                connection.setInstanceFollowRedirects(false);
                int status = connection.getResponseCode();
                return status >= FIRST_GOOD && status < FIRST_BAD;
            } finally {
                connection.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }

    private static URI at(InetSocketAddress address, String path) {
        return URI.create("http://127.0.0.1:" + address.getPort() + path);
    }
}
