package org.ociunit.report;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.ociunit.error.ContainerException;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.json.Json;

/** The folder in which each JVM of a run puts what it knows, and the page that is made of all. */
final class Fragments {
    private static final String ENDING = ".fragment.json";

    private final Path folder;

    private Fragments(Path folder) {
        this.folder = folder;
    }

    static Fragments in(Path folder) {
        return new Fragments(folder);
    }

    /** Adds a fragment, and makes the page anew: whoever comes last has all. JVMs wait for each other, and so do threads. */
    void add(Fragment own) {
        synchronized (Fragments.class) {
            try {
                Files.createDirectories(folder);
                try (FileChannel channel = FileChannel.open(
                                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    List<Fragment> all = others(own);
                    all.add(own);
                    Files.writeString(folder.resolve(UUID.randomUUID() + ENDING), Json.toText(own));
                    Files.writeString(folder.resolve("index.html"), new TestPage(all).toText());
                    lock.release();
                }
            } catch (IOException e) {
                throw new ContainerException(
                        "Could not write the report of the tests to " + folder + ".", e.toString(), null, e);
            }
        }
    }

    /** Those of the same run; others are removed. */
    private List<Fragment> others(Fragment own) throws IOException {
        List<Fragment> kept = new ArrayList<>();
        for (Path file : files()) {
            Optional<Fragment> beside = read(file).filter(fragment -> fragment.isBeside(own));
            if (beside.isPresent()) {
                kept.add(beside.get());
            } else {
                Files.delete(file);
            }
        }
        return kept;
    }

    /** What is no fragment of this version's is one of an earlier run. */
    private static Optional<Fragment> read(Path file) {
        try {
            return Optional.of(Json.read(file, Fragment.class));
        } catch (InvalidDocumentException foreign) {
            return Optional.empty();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        }
    }
}
