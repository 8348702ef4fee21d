package org.ociunit.image;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.ociunit.error.ImageException;
import org.ociunit.json.Json;

/** The documents and the one layer of an image that is put together here. */
final class ScratchContent implements Blobs {
    private final Image image;
    private final ScratchTree tree;
    private final Map<String, byte[]> documents = new HashMap<>();

    private ScratchContent(Image image, ScratchTree tree) {
        this.image = image;
        this.tree = tree;
    }

    /** Looks at the files that it is made of. */
    static ScratchContent of(Image image, List<Addition> additions) {
        try {
            return new ScratchContent(image, ScratchTree.of(image.toString(), additions));
        } catch (IOException e) {
            throw unreadable(image, e);
        }
    }

    /** The layer is written twice, and the first time only to learn its name: mostly the store has it already. */
    @Override
    public Descriptor named() {
        Descriptor layer = layer();
        Platform platform = Platform.ofMachine().get(0);
        ImageConfig config = new ImageConfig(
                null,
                null,
                platform.architecture(),
                platform.os(),
                platform.variant(),
                ProcessConfig.EMPTY,
                new ImageConfig.Layers("layers", List.of(layer.digest())));
        Descriptor configuration = document(MediaType.OCI_CONFIG, config);
        return document(MediaType.OCI_MANIFEST, new Manifest(2, MediaType.OCI_MANIFEST, configuration, List.of(layer)));
    }

    private Descriptor layer() {
        MessageDigest hash = Digest.hash(Digest.SHA256);
        long[] size = new long[1];
        OutputStream counting = new OutputStream() {
            @Override
            public void write(int one) {
                size[0]++;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                size[0] += length;
            }
        };
        try (OutputStream out = new BufferedOutputStream(new DigestOutputStream(counting, hash), 1 << 16)) {
            tree.writeTo(out);
        } catch (IOException e) {
            throw unreadable(image, e);
        }
        Digest digest = new Digest(Digest.SHA256, HexFormat.of().formatHex(hash.digest()));
        return Descriptor.of(MediaType.OCI_LAYER, digest, size[0]);
    }

    private Descriptor document(String mediaType, Object content) {
        byte[] bytes = Json.toText(content).getBytes(StandardCharsets.UTF_8);
        Descriptor descriptor = Descriptor.of(mediaType, Digest.of(bytes), bytes.length);
        documents.put(descriptor.digest(), bytes);
        return descriptor;
    }

    @Override
    public InputStream open(Descriptor blob) throws IOException {
        byte[] document = documents.get(blob.digest());
        return document == null ? written() : new ByteArrayInputStream(document);
    }

    /** The file has no name any more once it is open: it is gone with whoever reads it, however that ends. */
    private InputStream written() throws IOException {
        Path file = Files.createTempFile("ociunit-", ".tar");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            tree.writeTo(out);
            return Channels.newInputStream(FileChannel.open(file, StandardOpenOption.READ));
        } finally {
            Files.delete(file);
        }
    }

    private static ImageException unreadable(Image image, IOException e) {
        String why = e instanceof AccessDeniedException denied
                ? denied.getFile() + " may not be read by this user."
                : e.getMessage() + ".";
        return new ImageException(image.toString(), why, null, e);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return image.toString();
    }
}
