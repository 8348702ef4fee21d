package org.ociunit;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.IdMapping;

/**
 * Gives files to those users of the machine that a container's user namespace makes of their owners. An owner that the
 * namespace does not know is left.
 */
final class OwnerShift extends SimpleFileVisitor<Path> {
    private final List<IdMapping> users;
    private final List<IdMapping> groups;

    /** A file with several names is shifted once, by its own key. */
    private final Set<Object> shifted = new HashSet<>();

    OwnerShift(@Nullable List<IdMapping> users, @Nullable List<IdMapping> groups) {
        this.users = users == null ? List.of() : users;
        this.groups = groups == null ? List.of() : groups;
    }

    /** Who a user of the container is on this machine. */
    static Optional<Long> outside(@Nullable List<IdMapping> mappings, long id) {
        return mappings == null
                ? Optional.empty()
                : mappings.stream()
                        .filter(range -> id >= range.containerID() && id - range.containerID() < range.size())
                        .map(range -> id - range.containerID() + range.hostID())
                        .findFirst();
    }

    void apply(Path tree) throws IOException {
        if (moves(users) || moves(groups)) {
            Files.walkFileTree(tree, this);
        }
    }

    private static boolean moves(List<IdMapping> mappings) {
        return mappings.stream().anyMatch(range -> range.containerID() != range.hostID());
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        shift(folder, attributes);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        shift(file, attributes);
        return FileVisitResult.CONTINUE;
    }

    /** The mode comes last: a change of owner takes the set-user-id bit away. */
    private void shift(Path file, BasicFileAttributes attributes) throws IOException {
        if (!shifted.add(attributes.fileKey())) {
            return;
        }
        int mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        shift(file, "unix:uid", users);
        shift(file, "unix:gid", groups);
        if (!Files.isSymbolicLink(file)) {
            Files.setAttribute(file, "unix:mode", mode & 07777);
        }
    }

    private static void shift(Path file, String attribute, List<IdMapping> mappings) throws IOException {
        int owner = (int) Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS);
        Optional<Long> outside = outside(mappings, Integer.toUnsignedLong(owner));
        if (outside.isPresent()) {
            Files.setAttribute(file, attribute, outside.get().intValue(), LinkOption.NOFOLLOW_LINKS);
        }
    }
}
