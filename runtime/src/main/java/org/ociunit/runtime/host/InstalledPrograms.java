package org.ociunit.runtime.host;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs that are installed on this machine. */
public final class InstalledPrograms {
    /** Where root's commands are; the path of an ordinary user, or of one who became root, may lack them. */
    private static final List<String> SYSTEM_FOLDERS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    private InstalledPrograms() {}

    /**
     * Where commands are looked for.
     *
     * @return the absolute folders of {@code PATH}, in their order, and root's own behind them
     */
    public static List<Path> folders() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), SYSTEM_FOLDERS.stream())
                .filter(folder -> folder.startsWith("/"))
                .map(Path::of)
                .toList();
    }

    /**
     * Looks for a program.
     *
     * @param name the name of its command, or its absolute path
     * @return its absolute path, or nothing if there is no such program that this user may run
     */
    public static Optional<Path> find(String name) {
        return name.startsWith("/") ? Optional.of(Path.of(name)).filter(Files::isExecutable) : find(name, folders());
    }

    /**
     * Looks for a program in some folders.
     *
     * @param name the name of its command
     * @param folders where it may be
     * @return the first one that is there
     */
    public static Optional<Path> find(String name, List<Path> folders) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(program -> Files.isRegularFile(program) && Files.isExecutable(program))
                .findFirst();
    }
}
