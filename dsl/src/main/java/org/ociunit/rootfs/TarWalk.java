package org.ociunit.rootfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.attribute.FileTime;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ImageException;
import org.ociunit.image.TarEntries;
import org.ociunit.image.WrongContentException;

/**
 * Goes through a tar archive from its first entry to its last. What goes wrong is told with the entry's name.
 *
 * @param archive the archive, uncompressed
 * @param refusal says what is wrong with what
 */
record TarWalk(InputStream archive, Refusal refusal) {
    /** Makes an exception that names the archive. */
    @FunctionalInterface
    interface Refusal {
        ImageException of(String why, @Nullable String fix, @Nullable Throwable cause);
    }

    /** Takes the entries of an archive. */
    interface Target {
        void folder(String name, Attributes attributes) throws IOException;

        void file(String name, InputStream content, Attributes attributes) throws IOException;

        void symbolicLink(String name, String target, Attributes attributes) throws IOException;

        void hardLink(String name, String existing) throws IOException;

        void pipe(String name, Attributes attributes) throws IOException;
    }

    /** Hands all entries over, and says how many there were. */
    long unpack(Target target) throws IOException {
        TarEntries entries = new TarEntries(archive);
        long count = 0;
        for (TarArchiveEntry entry = next(entries); entry != null; entry = next(entries)) {
            add(entry, entries, target);
            count++;
        }
        return count;
    }

    private @Nullable TarArchiveEntry next(TarEntries entries) {
        try {
            return entries.next();
        } catch (WrongContentException e) {
            throw refusal.of(e.getMessage() + ".", null, e);
        } catch (IOException e) {
            throw refusal.of("it is no tar archive, or a damaged one: " + e.getMessage(), null, e);
        }
    }

    private void add(TarArchiveEntry entry, TarEntries entries, Target target) {
        try {
            hand(entry, entries, target);
        } catch (InvalidPathException e) {
            throw refusal.of(
                    about(entry, e.getReason()),
                    "if a name in it is not ASCII: run this JVM with a UTF-8 locale, such as LC_ALL=C.UTF-8.",
                    e);
        } catch (RefusedException e) {
            throw refusal.of(about(entry, String.valueOf(e.getMessage())), null, e);
        } catch (IOException e) {
            throw refusal.of(about(entry, Reason.of(e)), null, e);
        }
    }

    /** Folders last: an entry counts as one, too, if merely its name ends like one. */
    private static void hand(TarArchiveEntry entry, TarEntries entries, Target target) throws IOException {
        String name = entry.getName();
        if (entry.isSymbolicLink()) {
            target.symbolicLink(name, entry.getLinkName(), attributes(entry, entries));
        } else if (entry.isLink()) {
            target.hardLink(name, entry.getLinkName());
        } else if (entry.isFIFO()) {
            target.pipe(name, attributes(entry, entries));
        } else if (entry.isCharacterDevice() || entry.isBlockDevice()) {
            ScopedPath.parts(name); // a container has a /dev of its own, and no archive needs to bring its nodes
        } else if (entry.isDirectory()) {
            target.folder(name, attributes(entry, entries));
        } else {
            target.file(name, entries, attributes(entry, entries));
        }
    }

    private static Attributes attributes(TarArchiveEntry entry, TarEntries entries) {
        return new Attributes(
                (int) entry.getLongUserId(),
                (int) entry.getLongGroupId(),
                entry.getMode(),
                FileTime.from(entry.getLastModifiedTime().toInstant()),
                entries.extended());
    }

    private static String about(TarArchiveEntry entry, @Nullable String why) {
        return "entry \"" + TarEntries.shown(entry) + "\": " + why
                + (String.valueOf(why).endsWith(".") ? "" : ".");
    }
}
