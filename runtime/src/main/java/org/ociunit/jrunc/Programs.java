package org.ociunit.jrunc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs as a shell does: by a path, or by a name in the folders of {@code PATH}. */
final class Programs {
    private Programs() {}

    static Path require(String name, Session session) {
        return find(name, session)
                .orElseThrow(() -> new RefusalException("no program " + name + ": give the path of the runtime"));
    }

    static Optional<Path> find(String name, Session session) {
        Stream<String> candidates = name.contains("/")
                ? Stream.of(name)
                : Stream.of(session.environment().getOrDefault("PATH", "").split(":"))
                        .map(folder -> folder + "/" + name);
        return candidates
                .map(candidate -> session.directory().resolve(candidate).normalize())
                .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path))
                .findFirst();
    }
}
