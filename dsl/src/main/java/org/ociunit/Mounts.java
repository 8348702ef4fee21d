package org.ociunit;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.ociunit.spec.Mount;

/** The mounts that tests need most. Any other one is a {@link Mount} like these. */
public final class Mounts {
    private Mounts() {}

    /**
     * An empty file system in memory, which everybody may write to.
     *
     * @param at where it is seen, an absolute path in the container
     * @param options further options as for mount(8), such as {@code noexec}
     * @return the mount
     */
    public static Mount tmpfs(String at, String... options) {
        return mount(
                at, "tmpfs", "tmpfs", Stream.concat(Stream.of("nosuid", "nodev", "mode=1777"), Stream.of(options)));
    }

    /**
     * An empty file system in memory that takes no more than so many bytes.
     *
     * @param at where it is seen, an absolute path in the container
     * @param size how much it takes
     * @return the mount
     */
    public static Mount tmpfs(String at, Bytes size) {
        return tmpfs(at, "size=" + size.count());
    }

    /**
     * A file or folder of this machine, with all that is mounted below it. By default the container may write to it.
     *
     * @param source the file or folder on this machine
     * @param at where it is seen, an absolute path in the container
     * @param options further options as for mount(8), such as {@code nosuid}; {@code ro} says nothing of what is mounted
     *     below it, see {@link #readOnly}
     * @return the mount
     */
    public static Mount bind(Path source, String at, String... options) {
        return mount(
                at, "bind", source.toAbsolutePath().toString(), Stream.concat(Stream.of("rbind"), Stream.of(options)));
    }

    /**
     * A file or folder of this machine that the container may only read, with all that is mounted below it.
     *
     * @param source the file or folder on this machine
     * @param at where it is seen, an absolute path in the container
     * @return the mount
     */
    public static Mount readOnly(Path source, String at) {
        // A runtime that does not know rro still sees ro.
        return bind(source, at, "ro", "rro");
    }

    private static Mount mount(String at, String type, String source, Stream<String> options) {
        requireAbsolute(at);
        return Mount.of(at, type, source, options.toArray(String[]::new));
    }

    static void requireAbsolute(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("Illegal path \"" + path + "\": it takes an absolute path.");
        }
    }
}
