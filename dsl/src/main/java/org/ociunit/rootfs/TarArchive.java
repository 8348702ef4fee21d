package org.ociunit.rootfs;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.attribute.FileTime;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ImageException;
import org.ociunit.image.Image;

/**
 * A tar archive with a root file system in it, plain or compressed by gzip; which of them, its first bytes tell.
 *
 * @param image the image, whose path is the archive
 */
record TarArchive(Image image) {
    private static final int GZIP_MAGIC = 0x1f8b;

    void unpack(Tree tree) throws IOException {
        try (TarArchiveInputStream archive = new TarArchiveInputStream(open(), StandardCharsets.UTF_8.name())) {
            TarArchiveEntry entry = next(archive);
            if (entry == null) {
                throw refused("it holds no file.", null);
            }
            for (; entry != null; entry = next(archive)) {
                add(entry, archive, tree);
            }
            tree.finish();
        }
    }

    private InputStream open() throws IOException {
        InputStream file = new BufferedInputStream(Files.newInputStream(image.path()));
        try {
            file.mark(2);
            int magic = file.read() << 8 | file.read();
            file.reset();
            return magic == GZIP_MAGIC ? new BufferedInputStream(new GZIPInputStream(file)) : file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private @Nullable TarArchiveEntry next(TarArchiveInputStream archive) {
        try {
            return archive.getNextEntry();
        } catch (IOException | IllegalArgumentException e) {
            throw refused("it is no tar archive, or a damaged one: " + e.getMessage(), e);
        }
    }

    private void add(TarArchiveEntry entry, InputStream content, Tree tree) {
        try {
            // Folders last: an entry counts as one, too, if merely its name ends like one.
            if (entry.isSymbolicLink()) {
                tree.symbolicLink(entry.getName(), entry.getLinkName(), attributes(entry));
            } else if (entry.isLink()) {
                tree.hardLink(entry.getName(), entry.getLinkName());
            } else if (entry.isDirectory() && !isSpecial(entry)) {
                tree.folder(entry.getName(), attributes(entry));
            } else if (!isSpecial(entry)) {
                tree.file(entry.getName(), content, attributes(entry));
            }
        } catch (InvalidPathException e) {
            throw new ImageException(
                    image.toString(),
                    about(entry, e.getReason()),
                    "if a name in it is not ASCII: run this JVM with a UTF-8 locale, such as LC_ALL=C.UTF-8.",
                    e);
        } catch (Tree.RefusedException e) {
            throw refused(about(entry, String.valueOf(e.getMessage())), e);
        } catch (IOException e) {
            throw refused(about(entry, Reason.of(e)), e);
        }
    }

    /** A container has a {@code /dev} of its own, and no archive needs to bring its nodes. */
    private static boolean isSpecial(TarArchiveEntry entry) {
        return entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
    }

    private static Tree.Attributes attributes(TarArchiveEntry entry) {
        return new Tree.Attributes(
                (int) entry.getLongUserId(),
                (int) entry.getLongGroupId(),
                entry.getMode(),
                FileTime.from(entry.getLastModifiedTime().toInstant()));
    }

    private static String about(TarArchiveEntry entry, String why) {
        return "entry \"" + entry.getName() + "\": " + why + (why.endsWith(".") ? "" : ".");
    }

    private ImageException refused(String why, @Nullable Exception cause) {
        return new ImageException(image.toString(), why, null, cause);
    }
}
