package org.ociunit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Linux;

/**
 * A place where a file may be.
 *
 * @param id the container
 * @param path where, in the container
 * @param there what is there, or null if nothing is
 * @param otherwise why nothing is known to be there
 */
record InodeAt(ContainerId id, String path, @Nullable Inode there, String otherwise) {
    /** What kind of file there is. */
    enum Kind {
        REGULAR_FILE("a regular file"),
        DIRECTORY("a directory"),
        SYMBOLIC_LINK("a symbolic link"),
        OTHER("a device, a pipe or a socket");

        final String words;

        Kind(String words) {
            this.words = words;
        }

        static Kind of(BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                return REGULAR_FILE;
            }
            if (attributes.isDirectory()) {
                return DIRECTORY;
            }
            return attributes.isSymbolicLink() ? SYMBOLIC_LINK : OTHER;
        }
    }

    /**
     * What the kernel knows of a file.
     *
     * @param target where a link leads; empty for others
     * @param mode its permissions, with those of set-user-id and the like
     * @param uid its owner, as the container numbers it
     * @param gid its group, as the container numbers it
     */
    record Inode(Kind kind, String target, int mode, long uid, long gid) {
        /** Such as {@code a regular file, mode 0644, of user 0, group 0}. */
        @Override
        public String toString() {
            String link = kind == Kind.SYMBOLIC_LINK ? " to " + target : "";
            return kind.words + link + ", mode " + octal(mode) + ", of user " + uid + ", group " + gid;
        }
    }

    private static final int MODE_BITS = 07777;

    static InodeAt find(Container container, String path) {
        try (Place place = new ContainerFiles(container).place(path)) {
            Optional<BasicFileAttributes> attributes = place.folder().attributes(place.name());
            Inode there = attributes.isEmpty() ? null : inode(container, place, Kind.of(attributes.get()));
            return new InodeAt(container.id(), path, there, "nothing is there");
        } catch (IOException e) {
            return new InodeAt(container.id(), path, null, ContainerFiles.reason(e));
        } catch (ContainerNotFoundException gone) {
            return new InodeAt(container.id(), path, null, "the container is gone");
        }
    }

    private static Inode inode(Container container, Place place, Kind kind) throws IOException {
        String target = kind == Kind.SYMBOLIC_LINK
                ? Files.readSymbolicLink(place.folder().at(place.name())).toString()
                : "";
        int mode = (int) place.folder().attribute(place.name(), "mode") & MODE_BITS;
        OptionalLong pid = container.firstPid();
        Linux linux = Optional.ofNullable(container.spec().linux()).orElseGet(Linux::empty);
        return new Inode(
                kind,
                target,
                mode,
                ids(pid, "uid_map", linux.uidMappings()).inside(number(place, "uid")),
                ids(pid, "gid_map", linux.gidMappings()).inside(number(place, "gid")));
    }

    private static long number(Place place, String attribute) throws IOException {
        return Integer.toUnsignedLong((int) place.folder().attribute(place.name(), attribute));
    }

    private static IdMap ids(OptionalLong pid, String file, @Nullable List<IdMapping> mappings) {
        return pid.isPresent() ? IdMap.of(KernelView.of(pid.getAsLong()).proc().resolve(file)) : IdMap.of(mappings);
    }

    static String octal(int mode) {
        return String.format("%04o", mode);
    }
}
