package org.ociunit.image;

import java.nio.file.Path;
import java.util.Objects;
import org.ociunit.error.ImageException;

/**
 * What the root file system of a container is made from. An image is only named here: every container gets a root of
 * its own, made afresh and writable, and the image is never changed by it.
 */
public final class Image {
    /** The kinds of image. Internal: what makes root file systems asks for it. */
    public enum Kind {
        /** The user land of this machine. */
        HOST("host"),
        /** A folder. */
        DIRECTORY("dir"),
        /** A tar archive. */
        TAR("tar");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final Image HOST = new Image(Kind.HOST, Path.of("/"));

    private final Kind kind;
    private final Path path;

    private Image(Kind kind, Path path) {
        this.kind = kind;
        this.path = path;
    }

    /**
     * The user land of this machine, bound read-only below a fresh root: {@code /usr}, {@code /bin}, {@code /lib} and
     * their kin, and what programs need of {@code /etc}. Needs no download and works as an ordinary user too.
     *
     * @return the image
     */
    public static Image host() {
        return HOST;
    }

    /**
     * A folder that holds a root file system. It is copied for each container: owners, modes, links and times as far as
     * the user may; device nodes only as root.
     *
     * @param folder the folder; it is first looked at when a container is made
     * @return the image
     */
    public static Image ofDirectory(Path folder) {
        return new Image(Kind.DIRECTORY, folder.toAbsolutePath().normalize());
    }

    /**
     * A tar archive that holds a root file system, as {@code docker export} writes it, plain or compressed by gzip. It is
     * unpacked for each container.
     *
     * <p>Archives are not trusted. An entry is refused, by its name, with an {@link ImageException}, if its name is
     * absolute or has a {@code ..} in it; if it lies below a symbolic link; if it is a hard link to anything but a file
     * that the archive has brought before; if it would put something else in the place of the root or of a folder with
     * content; if the archive holds more than 16 GiB or a million files. Device nodes and named pipes are left out: a
     * container has a {@code /dev} of its own. For an ordinary user all files belong to this user.
     *
     * @param archive the archive; it is first looked at when a container is made
     * @return the image
     */
    public static Image ofTar(Path archive) {
        return new Image(Kind.TAR, archive.toAbsolutePath().normalize());
    }

    /**
     * Reads the text form of an image.
     *
     * @param text {@code host}, {@code dir:PATH} or {@code tar:PATH}
     * @return the image
     * @throws ImageException if the text has another form
     */
    public static Image parse(String text) {
        if (text.equals("host")) {
            return host();
        }
        if (text.startsWith("dir:") && text.length() > "dir:".length()) {
            return ofDirectory(Path.of(text.substring("dir:".length())));
        }
        if (text.startsWith("tar:") && text.length() > "tar:".length()) {
            return ofTar(Path.of(text.substring("tar:".length())));
        }
        throw new ImageException(
                "\"" + text + "\"", "it is of no known form.", "write host, dir:PATH or tar:PATH.", null);
    }

    /**
     * What kind of image this is. Internal.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Where the image is. Internal.
     *
     * @return an absolute path; the root for the host's own user land
     */
    public Path path() {
        return path;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image image && kind == image.kind && path.equals(image.path);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, path);
    }

    /** The text form, which {@link #parse} reads. */
    @Override
    public String toString() {
        return kind == Kind.HOST ? kind.prefix : kind.prefix + ":" + path;
    }
}
