package org.ociunit.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ImageException;

/**
 * What the root file system of a container is made from. An image is only named here: every container gets a root of
 * its own, made afresh and writable, and the image is never changed by it.
 */
public sealed class Image permits ScratchImage {
    /** The kinds of image. Internal: what makes root file systems asks for it. */
    public enum Kind {
        /** The user land of this machine. */
        HOST("host"),
        /** A folder. */
        DIRECTORY("dir"),
        /** A tar archive. */
        TAR("tar"),
        /** An OCI layout, a folder or an archive. */
        LAYOUT("oci"),
        /** An archive of docker's. */
        DOCKER_ARCHIVE("docker-archive"),
        /** An image that docker holds. */
        DOCKER("docker-daemon"),
        /** An image that podman holds. */
        PODMAN("containers-storage"),
        /** An image that is put together here. */
        SCRATCH("scratch"),
        /** An image in a registry. */
        REGISTRY(""),
        /** An image that this JVM has made, in the store. */
        STORED("");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** The kinds whose text form says where the image is. */
    private static final List<Kind> ELSEWHERE =
            List.of(Kind.DIRECTORY, Kind.TAR, Kind.LAYOUT, Kind.DOCKER_ARCHIVE, Kind.DOCKER, Kind.PODMAN, Kind.SCRATCH);

    private static final Pattern HELD = Pattern.compile("\\w[\\w./:@-]*");

    private static final Image HOST = new Image(Kind.HOST, Path.of("/"), null, null, ImageLimits.usual());

    private final Kind kind;
    private final Path path;
    private final @Nullable String name;
    private final @Nullable BlobSource source;
    private final ImageLimits limits;

    /** Where an image of a registry is, and how it is reached. */
    private record Remote(Reference reference, Registries registries) implements BlobSource {
        @Override
        public Blobs open() {
            return new KeptImage(ImageStore.current(), reference, registries);
        }

        @Override
        public String toString() {
            return reference.toString();
        }
    }

    /** An image of this kind that is nowhere yet. */
    Image(Kind kind, ImageLimits limits) {
        this(kind, Path.of("/"), null, null, limits);
    }

    private Image(Kind kind, Path path, @Nullable String name, @Nullable BlobSource source, ImageLimits limits) {
        this.kind = kind;
        this.path = path;
        this.name = name;
        this.source = source;
        this.limits = limits;
    }

    private static Image of(Kind kind, Path path, @Nullable String name) {
        return new Image(kind, path.toAbsolutePath().normalize(), name, null, ImageLimits.usual());
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
        return of(Kind.DIRECTORY, folder, null);
    }

    /**
     * A tar archive that holds a root file system, as {@code docker export} writes it, plain or compressed by gzip. It is
     * unpacked for each container.
     *
     * <p>Archives are not trusted. An entry is refused, by its name, with an {@link ImageException}, if its name is
     * absolute or has a {@code ..} in it; if it lies below a symbolic link that leads to no folder of the image; if it is
     * a hard link to anything but a file that the archive has brought before; if it would put something else in the place
     * of the root or of a folder with content; if the archive holds more than the {@linkplain #within limits}. Device
     * nodes are left out: a container has a {@code /dev} of its own. For an ordinary user all files belong to this user,
     * and have of their extended attributes those of users ({@code user.*}) only.
     *
     * @param archive the archive; it is first looked at when a container is made
     * @return the image
     */
    public static Image ofTar(Path archive) {
        return of(Kind.TAR, archive, null);
    }

    /**
     * The image in an OCI layout, which is a folder or a tar archive of one. If it has several, it is the only one of its
     * platforms' that is for this machine.
     *
     * <p>Its layers are unpacked once, into a store that this user's programs share, see {@link ImageStore}, and with the
     * care that {@link #ofTar} takes; sizes and digests are verified. What the image says about its process, a bundle
     * begins with: entry point and command, environment, user, working directory, stop signal, exposed ports, and labels as
     * annotations. Each of its volumes is a folder of the container's own, which begins with what the image has there.
     *
     * @param layout the layout; it is first looked at when a container is made
     * @return the image
     */
    public static Image ofLayout(Path layout) {
        return of(Kind.LAYOUT, layout, null);
    }

    /**
     * An image in an OCI layout, see {@link #ofLayout(Path)}.
     *
     * @param layout the layout; it is first looked at when a container is made
     * @param ref the image's name in it, such as {@code latest}, or the digest of its manifest
     * @return the image
     */
    public static Image ofLayout(Path layout, String ref) {
        return of(Kind.LAYOUT, layout, ref);
    }

    /**
     * The only image in an archive that {@code docker save} has written, of any version; otherwise like {@link
     * #ofLayout(Path)}.
     *
     * @param archive the archive; it is first looked at when a container is made
     * @return the image
     */
    public static Image ofDockerArchive(Path archive) {
        return of(Kind.DOCKER_ARCHIVE, archive, null);
    }

    /**
     * An image in an archive that {@code docker save} has written, of any version; otherwise like {@link #ofLayout(Path)}.
     *
     * @param archive the archive; it is first looked at when a container is made
     * @param name the image's name in it, such as {@code app:latest}
     * @return the image
     */
    public static Image ofDockerArchive(Path archive, String name) {
        return of(Kind.DOCKER_ARCHIVE, archive, name);
    }

    /**
     * An image that docker holds on this machine, as {@code docker images} lists it; otherwise like {@link #ofLayout(Path)}.
     *
     * <p>The command {@code docker}, or what the system property {@code ociunit.docker} names, is asked each time which
     * image that is, and saves it only if the {@linkplain ImageStore store} has not all of it.
     *
     * @param name its name, such as {@code app:1}, or its id. Docker is first asked when a container is made
     * @return the image
     * @throws ImageException if no image can have that name
     */
    public static Image ofDocker(String name) {
        return held(Kind.DOCKER, name);
    }

    /**
     * An image that podman holds for this user, as {@code podman images} lists it; otherwise like {@link #ofDocker}. The
     * system property {@code ociunit.podman} names another command than {@code podman}.
     *
     * @param name its name, such as {@code localhost/app:1}, or its id. Podman is first asked when a container is made
     * @return the image
     * @throws ImageException if no image can have that name
     */
    public static Image ofPodman(String name) {
        return held(Kind.PODMAN, name);
    }

    /** A name that looks like an option would be taken as one. */
    private static Image held(Kind kind, String name) {
        if (!HELD.matcher(name).matches()) {
            throw new ImageException(
                    "\"" + kind.prefix + ":" + name + "\"",
                    "no image has such a name.",
                    "write a name that " + (kind == Kind.DOCKER ? "docker" : "podman")
                            + " images lists, such as app:1.",
                    null);
        }
        return new Image(kind, Path.of("/"), name, null, ImageLimits.usual());
    }

    /**
     * An image with nothing in it, to put files and programs into.
     *
     * @return the image
     */
    public static ScratchImage scratch() {
        return ScratchImage.EMPTY;
    }

    /**
     * An image in a registry, which is reached with the {@linkplain Registries#standard settings of this JVM}; otherwise
     * like {@link #ofLayout(Path)}.
     *
     * @param reference its name, such as {@code localhost:5000/app:1}, {@code busybox} or {@code app@sha256:…}; without a
     *     registry it is one of {@code docker.io}, without a tag and a digest it is {@code latest}. The registry is first
     *     asked when a container is made, and by default only for what is not in the store, see {@link Registries#pull}
     * @return the image
     * @throws ImageException if it is no reference
     */
    public static Image of(String reference) {
        return of(reference, Registries.standard());
    }

    /**
     * An image in a registry, see {@link #of(String)}.
     *
     * @param reference its name
     * @param registries how registries are reached
     * @return the image
     * @throws ImageException if it is no reference
     */
    public static Image of(String reference, Registries registries) {
        Remote remote = new Remote(Reference.parse(reference), registries);
        return new Image(Kind.REGISTRY, Path.of("/"), null, remote, ImageLimits.usual());
    }

    /** An image that this JVM has made. */
    static Image stored(BlobSource source, ImageLimits limits) {
        return new Image(Kind.STORED, Path.of("/"), null, source, limits);
    }

    /**
     * Writes the image as an OCI layout, in which it is named {@code latest}; see {@link #writeLayout(Path, String)}.
     *
     * @param dir the folder
     * @return the folder
     * @throws ImageException if the image cannot be read, or the folder not be written
     */
    public Path writeLayout(Path dir) {
        return writeLayout(dir, "latest");
    }

    /**
     * Writes the image as an OCI layout, which skopeo, umoci and others read: the documents of this machine's platform and the
     * layers. What is an OCI image with compressed layers stays what it is, digest and all; otherwise documents become those of
     * OCI, and layers without compression are compressed by gzip, the same bytes for the same layer. A folder or a tar archive
     * becomes an image of one layer. The machine's own user land cannot be written.
     *
     * <p>Either all of the image is in the layout in the end, or nothing: a folder that is not there yet comes into being as a
     * whole, and to a layout that is there already the image is added, in place of one of its name.
     *
     * @param dir the folder, which is not there yet, or empty, or a layout that nobody else writes to meanwhile
     * @param name the image's name in it, such as {@code 1.0}
     * @return the folder
     * @throws ImageException if the image cannot be read, or the folder not be written
     */
    public Path writeLayout(Path dir, String name) {
        return new LayoutWriter(this, dir.toAbsolutePath().normalize(), name).write();
    }

    /**
     * Sets how much the image may put on this machine's disk. By default it is {@link ImageLimits#usual}.
     *
     * @param limits the limits; what has been unpacked within wider ones already is held against them, too
     * @return another image
     */
    public Image within(ImageLimits limits) {
        return new Image(kind, path, name, source, limits);
    }

    /**
     * Reads the text form of an image.
     *
     * @param text {@code host}, {@code scratch}, {@code scratch:PROGRAM,PROGRAM} for programs of this machine with
     *     what it takes to run them (see {@link ScratchImage#addBinary(String)}), {@code dir:PATH}, {@code tar:PATH}, {@code oci:PATH},
     *     {@code oci:PATH:NAME}, {@code docker-archive:PATH} or {@code docker-archive:PATH:NAME}, where a path with a name
     *     behind it has no colon in it; {@code docker-daemon:NAME} for what docker holds, {@code containers-storage:NAME}
     *     for what podman does. Any other text is a reference, see {@link #of(String)}
     * @return the image
     * @throws ImageException if the text has another form
     */
    public static Image parse(String text) {
        if (text.equals("host")) {
            return host();
        }
        if (text.equals("scratch")) {
            return scratch();
        }
        String[] parts = text.split(":", 2);
        for (Kind kind : ELSEWHERE) {
            if (parts.length == 2 && parts[0].equals(kind.prefix)) {
                if (parts[1].isEmpty()) {
                    throw ofNoForm(text);
                }
                return switch (kind) {
                    case SCRATCH -> ScratchImage.of(List.of(parts[1].split(",", -1)));
                    case DIRECTORY, TAR -> of(kind, Path.of(parts[1]), null);
                    case DOCKER, PODMAN -> held(kind, parts[1]);
                    default -> named(kind, parts[1]);
                };
            }
        }
        if (text.isEmpty()) {
            throw ofNoForm(text);
        }
        return of(text);
    }

    private static ImageException ofNoForm(String text) {
        return new ImageException(
                "\"" + text + "\"",
                "it is of no known form.",
                "write host, scratch[:PROGRAM,...], dir:PATH, tar:PATH, oci:PATH[:NAME], docker-archive:PATH[:NAME], docker-daemon:NAME,"
                        + " containers-storage:NAME or a reference such as localhost:5000/app:1.",
                null);
    }

    private static Image named(Kind kind, String text) {
        int colon = text.indexOf(':');
        return colon <= 0 || colon == text.length() - 1
                ? of(kind, Path.of(text), null)
                : of(kind, Path.of(text.substring(0, colon)), text.substring(colon + 1));
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
     * @return an absolute path; the root for the host's own user land, and for what is no file of this machine
     */
    public Path path() {
        return path;
    }

    /**
     * How much it may put on this machine's disk. Internal.
     *
     * @return the limits
     */
    public ImageLimits limits() {
        return limits;
    }

    /** Which of several it is; null if nothing was said. */
    @Nullable
    String name() {
        return name;
    }

    /** What is in a registry or in the store; to be closed. */
    Blobs open() {
        if (source == null) {
            throw new IllegalStateException(this + " has a path");
        }
        return source.open();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image image
                && kind == image.kind
                && path.equals(image.path)
                && Objects.equals(name, image.name)
                && Objects.equals(source, image.source)
                && limits.equals(image.limits);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, path, name, source, limits);
    }

    /** The text form, which {@link #parse} reads unless the image was made by this JVM. */
    @Override
    public String toString() {
        if (source != null) {
            return source.toString();
        }
        return switch (kind) {
            case HOST, SCRATCH -> kind.prefix;
            case DOCKER, PODMAN -> kind.prefix + ":" + name;
            default -> kind.prefix + ":" + path + (name == null ? "" : ":" + name);
        };
    }
}
