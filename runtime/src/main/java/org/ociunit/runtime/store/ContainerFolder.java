package org.ociunit.runtime.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.ociunit.error.ContainerException;

/**
 * One folder of a store. It is a container's from the moment that it is made to the moment that it is renamed, both of
 * which nobody sees half done. Links are not followed.
 */
record ContainerFolder(Path path) {
    /** Begins the names of what is about to be removed: no container's begins so. */
    static final String DOOMED = "~";

    private static final int ATTEMPTS = 3;
    private static final AtomicLong LAST = new AtomicLong();
    private static final FileAttribute<?> OWN_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWN_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<OpenOption> REPLACE = Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);

    /** Whether the folder was made; if not, something has its name. */
    boolean make() {
        try {
            Files.createDirectory(path, OWN_FOLDER);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        } catch (IOException e) {
            throw failure("make", path, e);
        }
    }

    /** Whatever the umask is: others look into it from inside the container alone, since nobody else gets this far. */
    void makeShared(String name) {
        Path shared = path.resolve(name);
        try {
            Files.createDirectory(shared, OWN_FOLDER);
            Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw failure("make", shared, e);
        }
    }

    /**
     * Whether it is there.
     *
     * @throws ContainerException if it is no folder: whoever has put a link there does not get us to follow it
     */
    boolean exists() {
        BasicFileAttributes attributes;
        try { // at one look: it may go at any moment
            attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException absent) {
            return false;
        }
        if (!attributes.isDirectory()) {
            throw new ContainerException(
                    "Could not use folder " + path + ".", "it is no folder.", "remove it: no container has made it.");
        }
        return true;
    }

    boolean has(String name) {
        return Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** A file's text, or nothing if it or the folder is not there. */
    Optional<String> read(String name) {
        Path file = path.resolve(name);
        if (!exists()) {
            return Optional.empty();
        }
        try (var input = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new String(input.readAllBytes(), StandardCharsets.UTF_8));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("read", file, e);
        }
    }

    /**
     * Writes a file anew. Whoever reads it sees the old text or the new one, and a JVM that dies here leaves the old one.
     * Nothing is forced to a disk: what a store tells is void after a crash of the machine, since no process survives it.
     */
    void write(String name, String text) {
        Path file = path.resolve(name);
        if (!exists()) {
            throw new ContainerException("Could not write " + file + ".", "its folder is not there.", null);
        }
        Path fresh = path.resolve(name + "." + unique());
        try {
            try (SeekableByteChannel channel = Files.newByteChannel(fresh, REPLACE, OWN_FILE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            ContainerException failure = failure("write", file, e);
            deleteAfter(failure, fresh);
            throw failure;
        }
    }

    private static void deleteAfter(ContainerException failure, Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Removes the folder with its files; nothing happens if it is not there. Folders in it but the shared one are removed if they
     * are empty: we enter none, since another file system may be mounted there.
     */
    void remove() {
        ContainerFolder doomed = new ContainerFolder(path.resolveSibling(DOOMED + unique()));
        try {
            Files.move(path, doomed.path, StandardCopyOption.ATOMIC_MOVE);
            doomed.clear();
        } catch (NoSuchFileException gone) {
            // By somebody else.
        } catch (IOException e) {
            throw failure("remove", path, e);
        }
    }

    /** Removes what may be removed half already; several may do so at once, and the monitor may write an exit meanwhile. */
    void clear() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    deleteEntries();
                }
                Files.deleteIfExists(path);
                return;
            } catch (DirectoryNotEmptyException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void deleteEntries() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                if (entry.endsWith(Store.SHARED)) {
                    new ContainerFolder(entry).clear();
                } else {
                    Files.deleteIfExists(entry);
                }
            }
        } catch (NoSuchFileException gone) {
            // By somebody else.
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static String unique() {
        return Long.toHexString(System.nanoTime()) + "-"
                + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet();
    }

    private static ContainerException failure(String verb, Path file, IOException e) {
        return new ContainerException("Could not " + verb + " " + file + ".", e.toString(), null, e);
    }
}
