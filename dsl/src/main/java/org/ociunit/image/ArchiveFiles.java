package org.ociunit.image;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ImageException;

/** The files of a tar archive that images come in: found once, and then read in any order and by any thread. */
final class ArchiveFiles implements Closeable {
    private static final int MOST_LINKS = 10;
    private static final long NO_FILE = -1;

    /** Where a file is in the archive, and how many bytes it has; or the name that a link stands for. */
    private record Place(long begin, long size, @Nullable String target) {}

    private final Image image;
    private final FileChannel archive;
    private final Map<String, Place> entries = new HashMap<>();

    private ArchiveFiles(Image image, FileChannel archive) {
        this.image = image;
        this.archive = archive;
    }

    /** Looks through an archive, which may be compressed as a whole. */
    static ArchiveFiles open(Image image) throws IOException {
        return of(image, channel(image));
    }

    /** Looks through an archive that is not compressed, and is closed with this. */
    static ArchiveFiles of(Image image, FileChannel archive) throws IOException {
        try {
            ArchiveFiles files = new ArchiveFiles(image, archive);
            files.find();
            return files;
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    private static FileChannel channel(Image image) throws IOException {
        try (CountedInputStream file = new CountedInputStream(Files.newInputStream(image.path()))) {
            InputStream marked = buffered(file);
            Compression compression = Compression.of(marked);
            return compression == Compression.NONE
                    ? FileChannel.open(image.path())
                    : copied(new LimitedInputStream(compression.open(marked), file, image.limits()), image);
        }
    }

    /** The copy has no name any more once it is open: it is gone with whoever reads it, however that ends. */
    private static FileChannel copied(InputStream archive, Image image) throws IOException {
        Path copy = Files.createTempFile("ociunit-", ".tar");
        try (archive;
                OutputStream to = Files.newOutputStream(copy)) {
            byte[] buffer = new byte[1 << 16];
            long room = image.limits().bytes() + ImageLimits.FREE;
            for (int count; (count = archive.read(buffer)) >= 0; room -= count) {
                if (count > room) {
                    throw new WrongContentException(
                            "it has more than " + image.limits().bytes() + " bytes");
                }
                to.write(buffer, 0, count);
            }
            return FileChannel.open(copy, StandardOpenOption.READ);
        } finally {
            Files.delete(copy);
        }
    }

    /** Many files are no trouble, but too many are. */
    private void find() throws IOException {
        FilePart bytes = new FilePart(archive, 0, archive.size());
        try (TarEntries tar = new TarEntries(bytes)) {
            for (TarArchiveEntry entry = tar.next(); entry != null; entry = tar.next()) {
                boolean isFile = entry.isFile() && !entry.isLink() && !entry.isSymbolicLink() && !entry.isSparse();
                Place place = new Place(bytes.position(), isFile ? entry.getSize() : NO_FILE, target(entry));
                entries.put(normal(entry.getName()), place);
                if (entries.size() > image.limits().entries()) {
                    throw new WrongContentException(
                            "it has more than " + image.limits().entries() + " files");
                }
            }
        } catch (IOException e) {
            throw new ImageException(
                    image.toString(), "it is no tar archive, or a damaged one: " + e.getMessage(), null, e);
        }
    }

    /** A file's bytes; nothing if there is no such file. */
    Optional<InputStream> read(String name) {
        return place(name).map(place -> new FilePart(archive, place.begin(), place.size()));
    }

    /** A small file's bytes. */
    byte[] readAll(String name) throws IOException {
        InputStream bytes = read(name)
                .orElseThrow(
                        () -> new ImageException(image.toString(), "it has no file \"" + name + "\".", null, null));
        try (bytes) {
            byte[] read = bytes.readNBytes(Documents.MOST_BYTES + 1);
            if (read.length > Documents.MOST_BYTES) {
                throw new ImageException(
                        image.toString(),
                        "\"" + name + "\" has more than the " + Documents.MOST_BYTES + " bytes that are read.",
                        null,
                        null);
            }
            return read;
        }
    }

    static InputStream buffered(InputStream bytes) {
        return new BufferedInputStream(bytes, 1 << 16);
    }

    /** How many bytes a file has that is there. */
    long size(String name) {
        return place(name).map(Place::size).orElse(0L);
    }

    boolean has(String name) {
        return place(name).isPresent();
    }

    /** Docker has written a layer that it has twice as a link. */
    private Optional<Place> place(String name) {
        String sought = normal(name);
        for (int links = 0; links <= MOST_LINKS; links++) {
            Place place = entries.get(sought);
            if (place == null || place.target() == null) {
                return Optional.ofNullable(place).filter(found -> found.size() != NO_FILE);
            }
            sought = place.target();
        }
        return Optional.empty();
    }

    private static @Nullable String target(TarArchiveEntry entry) {
        if (entry.isSymbolicLink()) {
            return normal(Path.of("/" + entry.getName())
                    .resolveSibling(entry.getLinkName())
                    .toString());
        }
        return entry.isLink() ? normal(entry.getLinkName()) : null;
    }

    private static String normal(String name) {
        return Path.of("/" + name).normalize().toString().substring(1);
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
