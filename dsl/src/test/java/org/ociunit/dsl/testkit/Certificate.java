package org.ociunit.dsl.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate of the test's own, and its key, made with the JDK's keytool.
 *
 * @param store a key store of both, which is a trust store, too
 */
public record Certificate(Path store) {
    public static final String PASSWORD = "changeit";

    private static final String ALIAS = "registry";

    /** For the names that it is for, such as {@code IP:127.0.0.1}. */
    public static Certificate make(Path folder, String names, String... more) throws IOException, InterruptedException {
        Path store = folder.resolve("registry.p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                "CN=registry",
                "-ext",
                "SAN=" + names,
                "-ext",
                "BC=ca:true",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString()));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException(output);
        }
        return new Certificate(store);
    }

    private KeyStore open() throws IOException, GeneralSecurityException {
        KeyStore open = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store)) {
            open.load(file, PASSWORD.toCharArray());
        }
        return open;
    }

    /** A trust store for a JVM: without the key, for with it there is nothing trusted in it. */
    public Path trustStore() throws IOException, GeneralSecurityException {
        Path file = store.resolveSibling("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            trusted().store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private KeyStore trusted() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, open().getCertificate(ALIAS));
        return trusted;
    }

    /** Shows the certificate, and trusts it. */
    public SSLContext context() throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(open(), PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** The form that other programs read; returns the certificate's file, beside which is that of the key. */
    public Path writePem() throws IOException, GeneralSecurityException {
        KeyStore open = open();
        Path file = store.resolveSibling("registry.pem");
        pem(file, "CERTIFICATE", open.getCertificate(ALIAS).getEncoded());
        pem(
                keyOf(file),
                "PRIVATE KEY",
                open.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
        return file;
    }

    public static Path keyOf(Path pem) {
        return pem.resolveSibling("key.pem");
    }

    private static void pem(Path file, String what, byte[] bytes) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n");
    }
}
