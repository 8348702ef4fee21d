package org.ociunit;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A folder that stays the same one while it is open, whatever others do with its path. What is in it is reached by name,
 * and never through a symbolic link: so a program that exchanges files at the wrong moment gains nothing.
 */
final class OpenFolder implements Closeable {
    /** So that a number which is new is that of the file which is being opened. */
    private static final Object ONE_AT_A_TIME = new Object();

    private final SecureDirectoryStream<Path> stream;
    private final Path path;
    private final Object key;

    private OpenFolder(DirectoryStream<Path> opened, Descriptors before, Path name) throws IOException {
        try {
            stream = (SecureDirectoryStream<Path>) opened;
            key = stream.getFileAttributeView(BasicFileAttributeView.class)
                    .readAttributes()
                    .fileKey();
            path = before.opened(key, name);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    /** Opens a folder of this machine; links on the way to it are followed. */
    @SuppressWarnings("StreamResourceLeak") // it is closed with the folder
    static OpenFolder of(Path folder) throws IOException {
        synchronized (ONE_AT_A_TIME) {
            Descriptors before = Descriptors.open();
            return new OpenFolder(Files.newDirectoryStream(folder), before, folder);
        }
    }

    /** Opens a folder in this one. */
    OpenFolder folder(Path name) throws IOException {
        synchronized (ONE_AT_A_TIME) {
            Descriptors before = Descriptors.open();
            return new OpenFolder(stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS), before, name);
        }
    }

    /** Names a file in this folder. Its user has to take care not to follow it if it is a link. */
    Path at(Path name) {
        return path.resolve(name);
    }

    /** Names this folder to another process of this user. */
    Path forOthers() {
        return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd").resolve(path.getFileName());
    }

    /** What is there; nothing if nothing is. */
    Optional<BasicFileAttributes> attributes(Path name) throws IOException {
        try {
            return Optional.of(Files.readAttributes(at(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException nothing) {
            return Optional.empty();
        }
    }

    /** What is there, all that the kernel tells of it, by names such as {@code mode}. */
    Object attribute(Path name, String attribute) throws IOException {
        return Files.getAttribute(at(name), "unix:" + attribute, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Reads a file in this folder. A device or a pipe, which reading could change or wait for, is refused.
     *
     * @throws IOException if it is no regular file
     */
    InputStream read(Path name) throws IOException {
        BasicFileAttributes expected = attributes(name).orElseThrow(() -> new NoSuchFileException(name.toString()));
        if (!expected.isRegularFile()) {
            throw new FileSystemException(name.toString(), null, "it is no regular file");
        }
        synchronized (ONE_AT_A_TIME) {
            InputStream file = Files.newInputStream(at(name), LinkOption.NOFOLLOW_LINKS);
            try {
                Descriptors.require(expected.fileKey(), name);
            } catch (IOException e) {
                file.close();
                throw e;
            }
            return new Closing(file);
        }
    }

    /** The names in this folder; to be asked for once. */
    List<Path> names() throws IOException {
        List<Path> names = new ArrayList<>();
        try {
            for (Path entry : stream) {
                names.add(entry.getFileName());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** Which folder it is, by device and number. */
    Object key() {
        return key;
    }

    @Override
    public void close() throws IOException {
        synchronized (ONE_AT_A_TIME) {
            stream.close();
        }
    }

    /** A file whose number is not free again while somebody looks for another one. */
    private static final class Closing extends FilterInputStream {
        Closing(InputStream file) {
            super(file);
        }

        @Override
        public void close() throws IOException {
            synchronized (ONE_AT_A_TIME) {
                super.close();
            }
        }
    }
}
