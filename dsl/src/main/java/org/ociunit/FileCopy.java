package org.ociunit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Copies files and folders between two places, one of which may be a hostile container's: on neither side anything is
 * reached through a link.
 *
 * @param owner whom the copies belong to, as this machine numbers them, or null for the caller
 * @param modes which bits of the files' modes are kept
 */
record FileCopy(@Nullable Owner owner, int modes) {
    /** A user and a group, as this machine numbers them. */
    record Owner(int uid, int gid) {}

    private static final int NEW_FOLDER = 0755;

    /** What the kernel says when a mount point is to be removed (EBUSY). */
    private static final String MOUNT_POINT = "Device or resource busy";

    /** Copies what is at a place to another one. */
    void copy(Place from, Place to) throws IOException {
        BasicFileAttributes source = from.folder()
                .attributes(from.name())
                .orElseThrow(() -> new NoSuchFileException(from.name().toString()));
        if (source.isOther()) {
            throw new FileSystemException(from.name().toString(), null, "it is neither a file nor a folder");
        }
        copy(from, source, to, null);
    }

    private void copy(Place from, BasicFileAttributes source, Place to, @Nullable Object top) throws IOException {
        Optional<BasicFileAttributes> there = to.folder().attributes(to.name());
        if (source.isDirectory()) {
            copyFolder(from, source, to, there, top);
        } else if (there.isPresent() && there.get().isDirectory()) {
            throw new FileSystemException(to.name().toString(), null, "it is a folder, and the source is none");
        } else if (source.isSymbolicLink()) {
            copyLink(from, to);
        } else if (source.isRegularFile()) {
            copyFile(from, source, to);
        }
        // What else there is in a folder, pipes and devices, is of no use elsewhere.
    }

    private void copyFolder(
            Place from,
            BasicFileAttributes attributes,
            Place to,
            Optional<BasicFileAttributes> there,
            @Nullable Object top)
            throws IOException {
        if (there.isEmpty()) {
            Files.createDirectory(to.folder().at(to.name()));
        } else if (!there.get().isDirectory()) {
            throw new FileSystemException(to.name().toString(), null, "it is no folder, and the source is one");
        }
        try (OpenFolder source = from.folder().folder(from.name());
                OpenFolder target = to.folder().folder(to.name())) {
            copyContent(source, target, top == null ? target.key() : top);
        }
        if (there.isEmpty()) {
            // At the end: the mode may forbid to write, and what is written changes the time.
            finish(from, attributes, to);
        }
    }

    /** A folder that is being copied into is left out: what is copied to it would be copied again, without an end. */
    private void copyContent(OpenFolder source, OpenFolder target, Object top) throws IOException {
        for (Path name : source.names()) {
            Optional<BasicFileAttributes> attributes = source.attributes(name);
            if (attributes.isPresent() && !attributes.get().fileKey().equals(top)) {
                copy(new Place(source, name), attributes.get(), new Place(target, name), top);
            }
        }
    }

    private void copyLink(Place from, Place to) throws IOException {
        Path target = Files.readSymbolicLink(from.folder().at(from.name()));
        Path link = to.folder().at(to.name());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
        own(to);
    }

    /** A file that is a mount point cannot be removed: it is written into, and stays what it is otherwise. */
    private void copyFile(Place from, BasicFileAttributes attributes, Place to) throws IOException {
        boolean isNew = remove(to);
        OpenOption how = isNew ? StandardOpenOption.CREATE_NEW : StandardOpenOption.TRUNCATE_EXISTING;
        try (InputStream source = from.folder().read(from.name());
                OutputStream target = Files.newOutputStream(
                        to.folder().at(to.name()), StandardOpenOption.WRITE, how, LinkOption.NOFOLLOW_LINKS)) {
            source.transferTo(target);
        }
        if (isNew) {
            finish(from, attributes, to);
        }
    }

    /** The mode is the last: it may forbid to open what the time is set of. */
    private void finish(Place from, BasicFileAttributes source, Place to) throws IOException {
        own(to);
        Files.getFileAttributeView(to.folder().at(to.name()), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(source.lastModifiedTime(), null, null);
        setMode(to, mode(from));
    }

    private static boolean remove(Place place) throws IOException {
        try {
            Files.deleteIfExists(place.folder().at(place.name()));
            return true;
        } catch (FileSystemException e) {
            if (MOUNT_POINT.equals(e.getReason())) {
                return false;
            }
            throw e;
        }
    }

    /** Makes a folder on the way to a place. */
    void makeFolder(OpenFolder parent, Path name) throws IOException {
        Files.createDirectory(parent.at(name));
        own(new Place(parent, name));
        setMode(new Place(parent, name), NEW_FOLDER);
    }

    private static int mode(Place place) throws IOException {
        return (int) place.folder().attribute(place.name(), "mode");
    }

    /** After the owner: a change of owner takes the set-user-id bit away. */
    private void setMode(Place place, int mode) throws IOException {
        Files.setAttribute(place.folder().at(place.name()), "unix:mode", mode & modes, LinkOption.NOFOLLOW_LINKS);
    }

    private void own(Place place) throws IOException {
        if (owner != null) {
            Path file = place.folder().at(place.name());
            Files.setAttribute(file, "unix:uid", owner.uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:gid", owner.gid(), LinkOption.NOFOLLOW_LINKS);
        }
    }
}
