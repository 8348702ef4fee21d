package org.ociunit.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.host.Host;

/**
 * What this user's programs have unpacked of images, and share: layers by what is in them, trees of layers, and what
 * registries have said of their images. It is in the folder that the system property {@code ociunit.cache} or the environment variable {@code OCIUNIT_CACHE} names, and by
 * default in {@code ociunit} below {@code XDG_CACHE_HOME}, which is {@code ~/.cache} where nothing else is said; for a user without a
 * home of his own, in a folder of his below {@code java.io.tmpdir}.
 *
 * <p>Many programs may use it at the same time, and any may be killed at any time, or the power be cut: what is not complete
 * is not seen, and the next one that wants it makes it. When it has grown beyond a size, 20 GiB or what the system property
 * {@code ociunit.cache.bytes} or the environment variable {@code OCIUNIT_CACHE_BYTES} says, what nobody has used for the
 * longest time is removed.
 */
public final class ImageStore {
    private static final long USUAL_BYTES = 20L << 30;

    /** Another version of what is in the folder lies beside this one. */
    private static final String VERSION = "images-1";

    private static final String MAKING = "making";
    private static final String GONE = "gone";
    private static final String LOCKS = "locks";

    private static final String OWN = "rwx------";

    /** How many bytes an entry takes, as its maker has counted them. */
    private static final String SIZE = "size";

    private final Path base;
    private final Path folder;
    private final long mostBytes;

    /** Whether this object has looked at the size since it has made something. */
    private final AtomicBoolean grown = new AtomicBoolean();

    /** Root gives files their owners, and anybody else does not: they do not share what they have unpacked. */
    ImageStore(Path base, long mostBytes) {
        this.base = base;
        this.folder = base.resolve(VERSION).resolve(Host.current().isRoot() ? "root" : "user");
        this.mostBytes = mostBytes;
    }

    /**
     * This user's store.
     *
     * @return the store; its folder is made when it is needed
     */
    public static ImageStore current() {
        Map<String, String> environment = System.getenv();
        return of(
                System.getProperty("ociunit.cache", environment.getOrDefault("OCIUNIT_CACHE", "")),
                System.getProperty("ociunit.cache.bytes", environment.getOrDefault("OCIUNIT_CACHE_BYTES", "")),
                environment.getOrDefault("XDG_CACHE_HOME", ""));
    }

    /** The XDG base directory specification: a path that is not absolute counts for nothing. */
    static ImageStore of(String chosen, String bytes, String xdg) {
        Path base = chosen.isEmpty() ? usualBase(xdg) : Path.of(chosen).toAbsolutePath();
        if (!bytes.matches("\\d{0,18}")) {
            throw new ContainerException(
                    "Could not use the image store " + base + ".",
                    "its size is set to \"" + bytes + "\".",
                    "set ociunit.cache.bytes or OCIUNIT_CACHE_BYTES to a number of bytes.");
        }
        return new ImageStore(base, bytes.isEmpty() ? USUAL_BYTES : Long.parseLong(bytes));
    }

    private static Path usualBase(String xdg) {
        Path home = Path.of(System.getProperty("user.home"));
        if (xdg.startsWith("/")) {
            return Path.of(xdg, "ociunit");
        }
        return Files.isWritable(home)
                ? home.resolve(".cache/ociunit")
                : Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "ociunit-" + Host.current().uid() + "-cache");
    }

    /**
     * Where it is.
     *
     * @return the folder, which need not exist
     */
    public Path folder() {
        return folder;
    }

    /**
     * What is in it, once it is there. Internal.
     *
     * @param kind what it is, such as {@code layers}
     * @param key its name among its kind, of letters and digits
     * @param maker what makes it where it is missing
     * @return the entry, which is not removed until it is closed
     * @throws IOException if it cannot be made; nothing is left of it then
     */
    @SuppressWarnings("try") // a lock is not looked at
    public Entry use(String kind, String key, Maker maker) throws IOException {
        Path entry = folder.resolve(kind).resolve(key);
        Path lock = ownFolder(LOCKS).resolve(kind + "-" + key);
        while (true) {
            StoreLock shared = StoreLock.shared(lock);
            if (Files.exists(entry.resolve(SIZE))) {
                return new Entry(entry, shared);
            }
            shared.close();
            try (StoreLock alone = StoreLock.alone(lock)) {
                if (!Files.exists(entry.resolve(SIZE))) {
                    make(kind, key, entry, maker);
                }
            }
        }
    }

    /** What is in it, if it is there. */
    Optional<Entry> find(String kind, String key) throws IOException {
        Path entry = folder.resolve(kind).resolve(key);
        if (!Files.exists(entry.resolve(SIZE))) {
            return Optional.empty();
        }
        StoreLock shared = StoreLock.shared(ownFolder(LOCKS).resolve(kind + "-" + key));
        if (Files.exists(entry.resolve(SIZE))) {
            return Optional.of(new Entry(entry, shared));
        }
        shared.close();
        return Optional.empty();
    }

    /** Removes what is there, as soon as nobody uses it. */
    @SuppressWarnings("try") // a lock is not looked at
    void forget(String kind, String key) throws IOException {
        Path entry = folder.resolve(kind).resolve(key);
        if (!Files.exists(entry)) {
            return;
        }
        try (StoreLock held = StoreLock.alone(ownFolder(LOCKS).resolve(kind + "-" + key))) {
            Ephemeral.tree(moveAway(entry)).close();
        } catch (NoSuchFileException removedMeanwhile) {
            // That is as good.
        }
    }

    private Path moveAway(Path entry) throws IOException {
        Path gone = ownFolder(GONE).resolve(entry.getFileName() + "." + unique());
        return Files.move(entry, gone, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Makes something that this JVM alone can have. Internal.
     *
     * @param kind what it is, such as {@code images}
     * @param maker what makes it
     * @return the entry, which is removed when it is closed, and when this JVM ends at the latest
     * @throws IOException if it cannot be made; nothing is left of it then
     */
    Own makeOwn(String kind, Maker maker) throws IOException {
        String key = UUID.randomUUID().toString();
        Ephemeral lock = Ephemeral.tree(ownFolder(LOCKS).resolve(kind + "-" + key));
        Ephemeral tree = Ephemeral.tree(folder.resolve(kind).resolve(key));
        try {
            return new Own(use(kind, key, maker), tree, lock);
        } catch (IOException | RuntimeException e) {
            tree.close();
            lock.close();
            throw e;
        }
    }

    /** Whoever was about to make it before is dead, since the lock is this one's. */
    @SuppressWarnings("try") // a lock is not looked at
    private void make(String kind, String key, Path entry, Maker maker) throws IOException {
        Path making = ownFolder(MAKING);
        ownFolder(kind);
        removeUnfinished(making, kind + "-" + key + ".");
        Path place = making.resolve(kind + "-" + key + "." + unique());
        try (Ephemeral unfinished = Ephemeral.tree(place)) {
            Files.createDirectory(place);
            long bytes = maker.make(place);
            Files.writeString(place.resolve(SIZE), Long.toString(bytes));
            writeThrough(place);
            Files.move(place, entry, StandardCopyOption.ATOMIC_MOVE);
        }
        grown.set(true);
    }

    /** What lies in the folder itself is on the disk then, before its name says that it is complete. */
    private static void writeThrough(Path place) throws IOException {
        for (Path file : list(place)) {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                force(file);
            }
        }
        force(place);
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String unique() {
        return ProcessHandle.current().pid() + "-" + System.nanoTime();
    }

    /** For this user alone, whoever may have opened it: what is in it may be set-user-id. */
    private Path ownFolder(String name) throws IOException {
        Host host = Host.current();
        host.ownFolder(base, OWN);
        host.ownFolder(folder, OWN);
        Set<PosixFilePermission> own = PosixFilePermissions.fromString(OWN);
        if (!Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS).equals(own)) {
            Files.setPosixFilePermissions(folder, own);
        }
        return host.ownFolder(folder.resolve(name), OWN);
    }

    /**
     * Says that entries were used together just now, none before another. Internal.
     *
     * @param entries where they are
     * @throws IOException if that cannot be said
     */
    public static void touch(List<Path> entries) throws IOException {
        FileTime now = FileTime.fromMillis(System.currentTimeMillis());
        for (Path entry : entries) {
            try {
                Files.setLastModifiedTime(entry.resolve(SIZE), now);
            } catch (NoSuchFileException prunedMeanwhile) {
                // What it was needed for is there.
            }
        }
    }

    /**
     * Removes what nobody has used for the longest time if the store has grown beyond its size. Internal.
     *
     * @throws IOException if that is not possible
     */
    public void pruneIfGrown() throws IOException {
        if (grown.getAndSet(false)) {
            removeOldest(mostBytes);
        }
    }

    /**
     * Removes what nobody uses at the moment, and has not used for the longest time, and what was never completed.
     *
     * @param bytes how many bytes may stay; 0 to remove all that is not in use
     * @return how many bytes went
     */
    public long prune(long bytes) {
        try {
            return removeOldest(bytes);
        } catch (IOException e) {
            throw new ContainerException("Could not prune the image store " + folder + ".", e.toString(), null, e);
        }
    }

    private long removeOldest(long keep) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        removeUnfinished(ownFolder(MAKING), "");
        List<Old> entries = entries();
        long total = entries.stream().mapToLong(Old::bytes).sum();
        long before = total;
        for (Old old : entries) {
            if (total > keep && remove(old)) {
                total -= old.bytes();
            }
        }
        for (Path gone : list(ownFolder(GONE))) {
            Ephemeral.tree(gone).close();
        }
        return before - total;
    }

    /** An entry that may be removed. */
    private record Old(String kind, Path path, long bytes, FileTime used) {}

    /** The one that was used last is the last; a tree goes before the layers that it shares its files with. */
    private List<Old> entries() throws IOException {
        List<Old> entries = new ArrayList<>();
        for (Path kind : list(folder)) {
            String name = kind.getFileName().toString();
            if (List.of(MAKING, GONE, LOCKS).contains(name)) {
                continue;
            }
            for (Path entry : list(kind)) {
                old(name, entry).ifPresent(entries::add);
            }
        }
        entries.sort(Comparator.comparing(Old::used)
                .thenComparing(Comparator.comparing(Old::kind).reversed()));
        return entries;
    }

    private static Optional<Old> old(String kind, Path entry) throws IOException {
        Path size = entry.resolve(SIZE);
        try {
            FileTime used =
                    Files.readAttributes(size, BasicFileAttributes.class).lastModifiedTime();
            return Optional.of(new Old(kind, entry, Long.parseLong(Files.readString(size)), used));
        } catch (NoSuchFileException removedMeanwhile) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("try") // a lock is not looked at
    private boolean remove(Old old) throws IOException {
        Path lock = folder.resolve(LOCKS).resolve(old.kind() + "-" + old.path().getFileName());
        Optional<StoreLock> alone = StoreLock.aloneAtOnce(lock);
        if (alone.isEmpty()) {
            return false;
        }
        try (StoreLock held = alone.get()) {
            moveAway(old.path());
            return true;
        } catch (NoSuchFileException removedMeanwhile) {
            return false;
        }
    }

    /** What was begun, and is nobody's any more. */
    @SuppressWarnings("try") // a lock is not looked at
    private void removeUnfinished(Path making, String prefix) throws IOException {
        for (Path unfinished : list(making)) {
            String name = unfinished.getFileName().toString();
            if (!prefix.isEmpty() && name.startsWith(prefix)) {
                Ephemeral.tree(unfinished).close();
            } else if (prefix.isEmpty()) {
                Path lock = folder.resolve(LOCKS).resolve(name.substring(0, name.lastIndexOf('.')));
                Optional<StoreLock> alone = StoreLock.aloneAtOnce(lock);
                if (alone.isPresent()) {
                    try (StoreLock held = alone.get()) {
                        Ephemeral.tree(unfinished).close();
                    }
                }
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(files::add);
        } catch (NoSuchFileException nothing) {
            return List.of();
        }
        return files;
    }

    /** Where it is. */
    @Override
    public String toString() {
        return folder.toString();
    }

    /** Makes an entry of the store. Internal. */
    @FunctionalInterface
    public interface Maker {
        /**
         * Makes it. The files in the folder are written to the disk by the store; those in folders of it by this.
         *
         * @param folder where to: an empty folder
         * @return how many bytes it has
         * @throws IOException if that is not possible
         */
        long make(Path folder) throws IOException;
    }

    /** An entry of the store, which is there until this is closed. Internal. */
    public static final class Entry implements AutoCloseable {
        private final Path path;
        private final StoreLock lock;

        private Entry(Path path, StoreLock lock) {
            this.path = path;
            this.lock = lock;
        }

        /**
         * Where it is.
         *
         * @return the folder that was made, for reading only
         */
        public Path path() {
            return path;
        }

        @Override
        public void close() throws IOException {
            lock.close();
        }
    }

    /** An entry that nobody else uses. Internal. */
    record Own(Entry entry, Ephemeral tree, Ephemeral lock) implements AutoCloseable {
        Path path() {
            return entry.path();
        }

        @Override
        public void close() throws IOException {
            entry.close();
            tree.close();
            lock.close();
        }
    }
}
