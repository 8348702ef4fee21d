package org.ociunit.runtime.cgroup;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/** Groups as folders: how they are made, walked through and removed. */
final class Folders {
    private static final int ATTEMPTS = 10;

    private Folders() {}

    /** The folder and those above it that are not there, topmost first. */
    static List<Path> missing(Path folder) {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = folder; at != null && !Files.exists(at); at = at.getParent()) {
            missing.addFirst(at);
        }
        return List.copyOf(missing);
    }

    /** No group is the root of all files. */
    static Path above(Path group) {
        return Objects.requireNonNull(group.getParent());
    }

    /** Makes a folder with those above it. One above it may be removed with another group's end meanwhile. */
    static void make(Path folder) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                makeWithThoseAbove(folder);
                return;
            } catch (NoSuchFileException removed) {
                if (attempt == ATTEMPTS) {
                    throw removed;
                }
            }
        }
    }

    /** As a rule the one above is there: it is not looked for first. */
    private static void makeWithThoseAbove(Path folder) throws IOException {
        try {
            makeOne(folder);
        } catch (NoSuchFileException above) {
            for (Path absent : missing(folder)) {
                makeOne(absent);
            }
        }
    }

    private static void makeOne(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException there) {
            // Somebody else was faster, which comes to the same.
        }
    }

    /** The folder's groups and itself, the innermost first; none if it has gone. */
    static List<Path> tree(Path folder) {
        List<Path> groups = new ArrayList<>();
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            collect(folder, groups);
        }
        return groups;
    }

    private static void collect(Path folder, List<Path> groups) {
        try (DirectoryStream<Path> inside =
                Files.newDirectoryStream(folder, at -> Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS))) {
            inside.forEach(group -> collect(group, groups));
        } catch (IOException | DirectoryIteratorException gone) {
            // A group that goes while we look is no group of ours any more.
        }
        groups.add(folder);
    }

    /** Removes a group whose processes are about to end: until they have, the kernel says that it is busy. */
    static void remove(Path group, Duration atMost) throws IOException {
        List<IOException> last = new ArrayList<>();
        boolean gone = Wait.until(atMost, () -> {
            last.clear();
            try {
                Files.deleteIfExists(group);
                return true;
            } catch (IOException busy) {
                last.add(busy);
                return false;
            }
        });
        if (!gone) {
            throw last.get(0);
        }
    }

    /** Removes one that others may use too: then it stays. */
    static void removeIfUnused(Path group) {
        try {
            Files.deleteIfExists(group);
        } catch (IOException inUse) {
            // The last one that uses it is not us.
        }
    }
}
