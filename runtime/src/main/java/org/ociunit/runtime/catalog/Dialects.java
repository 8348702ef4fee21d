package org.ociunit.runtime.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.driver.Dialect;

/** The command lines that can be driven: those that are known, the best first, and those of the user's folder. */
final class Dialects {
    static final Dialect RUNC = Dialect.known("runc");

    private static final List<Dialect> KNOWN =
            List.of(RUNC, Dialect.known("crun"), Dialect.known("youki"), Dialect.known("runsc"));

    private Dialects() {}

    static List<Dialect> all() {
        List<Dialect> own = usersOwn();
        Stream<Dialect> known = KNOWN.stream()
                .filter(dialect -> own.stream().noneMatch(other -> other.name().equals(dialect.name())));
        return Stream.concat(known, own.stream()).toList();
    }

    /** A user's own takes the place of one of the same name. */
    static Optional<Dialect> named(String name) {
        return Stream.concat(usersOwn().stream(), KNOWN.stream())
                .filter(dialect -> dialect.name().equals(name))
                .findFirst();
    }

    static Optional<Dialect> ofProgram(Path program) {
        return Stream.concat(usersOwn().stream(), KNOWN.stream())
                .filter(dialect -> program.endsWith(dialect.programName()))
                .findFirst();
    }

    private static List<Dialect> usersOwn() {
        String folder = System.getProperty("ociunit.dialects", System.getenv().getOrDefault("OCIUNIT_DIALECTS", ""));
        if (folder.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Dialect::read)
                    .toList();
        } catch (IOException e) {
            throw new ContainerException(
                    "Could not read the dialects in " + folder + ".",
                    e.toString(),
                    "correct the system property ociunit.dialects, or the environment variable OCIUNIT_DIALECTS.",
                    e);
        }
    }
}
