package org.ociunit.dsl.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes an OCI layout with one image, named {@code latest}; what is wrong in it is what the test has made wrong. */
public final class LayoutFixture {
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    private final Path folder;
    private final List<String> layers = new ArrayList<>();
    private final List<String> diffIds = new ArrayList<>();
    private String config = "{}";
    private String architecture = System.getProperty("os.arch").replace("aarch64", "arm64");

    public LayoutFixture(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("blobs/sha256"));
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    /** Where it is. */
    public Path folder() {
        return folder;
    }

    /** Adds a layer, compressed by gzip. */
    public LayoutFixture layer(byte[] tar) throws IOException {
        return layer(tar, gzip(tar), LAYER + "+gzip");
    }

    public LayoutFixture layer(LayerTar tar) throws IOException {
        return layer(tar.bytes());
    }

    /** Adds a layer as it is to be found. */
    public LayoutFixture layer(byte[] tar, byte[] blob, String mediaType) throws IOException {
        return layer(digest(tar), write(blob), blob.length, mediaType);
    }

    /** Adds a layer that somebody has lied about. */
    public LayoutFixture layer(String diffId, String digest, long size, String mediaType) {
        layers.add(descriptor(mediaType, digest, size));
        diffIds.add("\"" + diffId + "\"");
        return this;
    }

    /** What the image says about its process, as JSON. */
    public LayoutFixture config(String json) {
        config = json;
        return this;
    }

    public LayoutFixture architecture(String name) {
        architecture = name;
        return this;
    }

    /** Writes the documents; returns the layout. */
    public Path write() throws IOException {
        String named = manifest();
        return index(named.substring(0, named.length() - 1)
                + ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"latest\"}}");
    }

    /** Writes configuration and manifest; returns the descriptor of the manifest. */
    public String manifest() throws IOException {
        byte[] configText = configuration();
        byte[] manifest = text("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                + "\"config\":"
                + descriptor("application/vnd.oci.image.config.v1+json", write(configText), configText.length)
                + ",\"layers\":[" + String.join(",", layers) + "]}");
        return descriptor("application/vnd.oci.image.manifest.v1+json", write(manifest), manifest.length);
    }

    /** What the configuration is so far. */
    public byte[] configuration() {
        return text("{\"architecture\":\"" + architecture + "\",\"os\":\"linux\",\"config\":" + config
                + ",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + String.join(",", diffIds) + "]}}");
    }

    /** Writes an index of images or further indexes as a blob; returns its descriptor. */
    public String nested(String... manifests) throws IOException {
        byte[] index = text("{\"schemaVersion\":2,\"manifests\":[" + String.join(",", manifests) + "]}");
        return descriptor("application/vnd.oci.image.index.v1+json", write(index), index.length);
    }

    /** Writes what the layout names; returns the layout. */
    public Path index(String... manifests) throws IOException {
        Files.writeString(
                folder.resolve("index.json"),
                "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", manifests) + "]}");
        return folder;
    }

    /** A descriptor of what is for one platform, such as {@code arm/v7}. */
    public static String onPlatform(String platform, String descriptor) {
        String[] parts = platform.split("/");
        String variant = parts.length < 2 ? "" : ",\"variant\":\"" + parts[1] + "\"";
        return descriptor.substring(0, descriptor.length() - 1) + ",\"platform\":{\"os\":\"linux\",\"architecture\":\""
                + parts[0] + "\"" + variant + "}}";
    }

    private static String descriptor(String mediaType, String digest, long size) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    /** Writes a blob; returns its digest. */
    public String write(byte[] blob) throws IOException {
        String digest = digest(blob);
        Files.write(folder.resolve("blobs").resolve(digest.replace(':', '/')), blob);
        return digest;
    }

    public static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        }
        return compressed.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
