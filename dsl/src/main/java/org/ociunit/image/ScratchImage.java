package org.ociunit.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ociunit.error.ImageException;

/**
 * An image that is put together of files and of programs of this machine, such as {@code
 * Image.scratch().addBinary("/usr/bin/redis-server").add("/etc/redis.conf", "save \"\"\n")}. It has nothing else in it:
 * what a program opens while it runs has to be added, or mounted.
 *
 * <p>It is a description: each of its methods returns another image, and files are first looked at when a container is
 * made; what they are then is in it. All belongs to root, with 1 January 1970 as its time, so that the same files make the
 * same image, which is unpacked once, like that of any {@linkplain Image#ofLayout layout}.
 */
public final class ScratchImage extends Image {
    static final ScratchImage EMPTY = new ScratchImage(List.of(), ImageLimits.usual());

    private static final Path MACHINE = Path.of("/");

    /** What was said, the first first. */
    private final List<Addition> additions;

    private ScratchImage(List<Addition> additions, ImageLimits limits) {
        super(Kind.SCRATCH, limits);
        this.additions = additions;
    }

    /**
     * Adds a file that everybody may read. It lies over what programs bring, and over what was added before.
     *
     * @param path its absolute path in the container; folders on the way are made, and links on the way are followed
     * @param content its text, in UTF-8
     * @return another image
     * @throws ImageException if the path is not absolute, or has a {@code ..} in it
     */
    public ScratchImage add(String path, String content) {
        return add(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds a file that everybody may read, see {@link #add(String, String)}.
     *
     * @param path its absolute path in the container
     * @param content its bytes
     * @return another image
     * @throws ImageException if the path is not absolute, or has a {@code ..} in it
     */
    public ScratchImage add(String path, byte[] content) {
        return and(new Addition.Written(checked(path), ByteBuffer.wrap(content.clone())));
    }

    /**
     * Adds a file of this machine with its permissions, or a folder with all that is in it, see
     * {@link #add(String, String)}.
     *
     * @param path its absolute path in the container; {@code /} for what is in a folder
     * @param content the file or folder; links in a folder are added as links
     * @return another image
     * @throws ImageException if the path is not absolute, or has a {@code ..} in it
     */
    public ScratchImage add(String path, Path content) {
        return and(new Addition.Copied(checked(path), content.toAbsolutePath().normalize()));
    }

    /**
     * Adds a program of this machine, at its own path, with what it takes to run it: the links on the way to it; of an ELF
     * file its program loader and the shared libraries that it and they name, found as the loader finds them; of a script
     * the interpreter that its first line names, also by {@code env}. A shared library can be added, too. What a program
     * only names while it runs (plug-ins, by dlopen(3)) and files that it reads are not seen: add them.
     *
     * <p>An {@link ImageException} tells, when a container is made, of a program or a library that is not there.
     *
     * @param path its absolute path, such as {@code /usr/bin/redis-server}
     * @return another image
     * @throws ImageException if the path is not absolute, or has a {@code ..} in it
     */
    public ScratchImage addBinary(String path) {
        return and(new Addition.Program(List.of(MACHINE), checked(path)));
    }

    /**
     * Adds a program that has been unpacked and not installed, such as by {@code dpkg-deb -x}; otherwise like
     * {@link #addBinary(String)}. It and its libraries are looked for in the folder first, and in the machine's root then.
     *
     * @param root the folder that its packages have been unpacked into, which need not exist; in the container, its files
     *     are below the root
     * @param path its absolute path in the container, such as {@code /usr/bin/redis-server}
     * @return another image
     * @throws ImageException if the path is not absolute, or has a {@code ..} in it
     */
    public ScratchImage addBinary(Path root, String path) {
        return and(new Addition.Program(List.of(root.toAbsolutePath().normalize(), MACHINE), checked(path)));
    }

    /**
     * Says who may use a file or folder of the image. By default everybody may read what is in it, and run programs.
     *
     * @param path its absolute path in the container; a link is followed
     * @param permissions such as {@code rwxr-xr-x}
     * @return another image
     * @throws ImageException if the path is not absolute, or has a {@code ..} in it
     * @throws IllegalArgumentException if the permissions have another form
     */
    public ScratchImage permissions(String path, String permissions) {
        PosixFilePermissions.fromString(permissions); // which refuses any other form
        int mode = 0;
        for (int bit = 0; bit < permissions.length(); bit++) {
            mode |= permissions.charAt(bit) == '-' ? 0 : 0400 >> bit;
        }
        return and(new Addition.Permissions(checked(path), mode));
    }

    @Override
    public ScratchImage within(ImageLimits other) {
        return new ScratchImage(additions, other);
    }

    private ScratchImage and(Addition more) {
        return new ScratchImage(
                Stream.concat(additions.stream(), Stream.of(more)).toList(), limits());
    }

    private String checked(String path) {
        if (!path.startsWith("/") || List.of(path.split("/")).contains("..")) {
            throw new ImageException(
                    toString(),
                    "\"" + path + "\" is no absolute path in a container.",
                    "begin it with /, and leave out any \"..\".",
                    null);
        }
        return path;
    }

    /** Its one layer and its documents, made of what the files are now. */
    Blobs content() {
        return ScratchContent.of(this, additions);
    }

    /** Such as {@code scratch:/bin/sh,/bin/ls}, if it has nothing but programs that are installed. */
    @Override
    public String toString() {
        boolean isTold = additions.stream()
                .allMatch(addition -> addition instanceof Addition.Program program
                        && program.roots().equals(List.of(MACHINE))
                        && !program.path().contains(","));
        return additions.isEmpty() || !isTold
                ? super.toString()
                : additions.stream()
                        .map(addition -> ((Addition.Program) addition).path())
                        .collect(Collectors.joining(",", super.toString() + ":", ""));
    }

    /** The image that a text form names. */
    static ScratchImage of(List<String> programs) {
        ScratchImage image = EMPTY;
        for (String program : programs) {
            image = image.addBinary(program);
        }
        return image;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && other instanceof ScratchImage image && additions.equals(image.additions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), additions);
    }
}
