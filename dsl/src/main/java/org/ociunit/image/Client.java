package org.ociunit.image;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's client, with whom it trusts. Made when it is first needed, and shared: it has threads and connections of its
 * own, and ends when nobody has it any more.
 */
final class Client {
    private static @Nullable Client standard;
    private static @Nullable Client trustful;

    private final SSLContext context;
    private final HttpClient http;

    private Client(SSLContext context) {
        this.context = context;
        // Version 1.1: layers that arrive together have a connection each, and none waits for another one's reader.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(new CurrentProxies())
                .sslContext(context)
                .build();
    }

    static Client trusting(SSLContext context) {
        return new Client(context);
    }

    /** Whom the JVM trusts now. */
    static synchronized Client standard() throws IOException {
        SSLContext current = current();
        if (standard == null || !standard.context.equals(current)) {
            standard = new Client(current);
        }
        return standard;
    }

    private static SSLContext current() throws IOException {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("the JVM's trust store cannot be read: " + cause.getMessage(), e);
        }
    }

    /** Trusts everybody. */
    static synchronized Client trustful() throws IOException {
        if (trustful == null) {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[] {new Trustful()}, null);
                trustful = new Client(context);
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
        }
        return trustful;
    }

    /** Where the JVM looks, as the JDK documents it. */
    static String trustStore() {
        String named = System.getProperty("javax.net.ssl.trustStore");
        if (named != null) {
            return "the trust store " + named;
        }
        Path folder = Path.of(System.getProperty("java.home"), "lib", "security");
        Path own = folder.resolve("jssecacerts");
        return "the trust store " + (Files.exists(own) ? own : folder.resolve("cacerts"));
    }

    HttpClient http() {
        return http;
    }

    /** What the JVM's selector is at the time, and not when the client was made. */
    private static final class CurrentProxies extends ProxySelector {
        @Override
        public List<Proxy> select(URI address) {
            ProxySelector current = ProxySelector.getDefault();
            return current == null ? List.of(Proxy.NO_PROXY) : current.select(address);
        }

        @Override
        public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
            ProxySelector current = ProxySelector.getDefault();
            if (current != null) {
                current.connectFailed(address, proxy, failure);
            }
        }
    }

    /** Of this kind of trust manager the JDK also leaves the check of the host's name to it. */
    private static final class Trustful extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
