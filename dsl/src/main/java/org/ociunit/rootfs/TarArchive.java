package org.ociunit.rootfs;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.ociunit.error.ImageException;
import org.ociunit.image.Compression;
import org.ociunit.image.Image;
import org.ociunit.image.MissingCodecException;

/**
 * A tar archive with a root file system in it, plain or compressed; which of them, its first bytes tell.
 *
 * @param image the image, whose path is the archive
 */
record TarArchive(Image image) {
    void unpack(Tree tree) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(image.path()), 1 << 16)) {
            TarWalk walk = new TarWalk(
                    Compression.of(file).open(file),
                    (why, fix, cause) -> new ImageException(image.toString(), why, fix, cause));
            if (walk.unpack(new EntryTarget(tree)) == 0) {
                throw new ImageException(image.toString(), "it holds no file.", null, null);
            }
            tree.finish();
        } catch (RefusedException e) {
            throw new ImageException(image.toString(), e.getMessage() + ".", null, e);
        } catch (MissingCodecException e) {
            throw new ImageException(image.toString(), e.getMessage() + ".", MissingCodecException.FIX, e);
        }
    }
}
