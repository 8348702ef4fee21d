package org.ociunit.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ImageException;

/** Finds what has to be there for a program of the machine to be run: it, its loader or interpreter, its libraries. */
final class ProgramFiles {
    /** How many scripts the kernel lets be each other's interpreters. */
    private static final int DEEPEST = 5;

    /** How much of a script's first line the kernel looks at. */
    private static final int LONGEST_LINE = 256;

    private static final List<String> PATH =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    /** The libraries that musl has in itself, whatever the version. */
    private static final Pattern OF_MUSL = Pattern.compile("lib(c|pthread|rt|m|dl|util|xnet)\\..*");

    private final String image;
    private final MachineFiles machine;
    private final Map<String, Node> nodes = new TreeMap<>();

    ProgramFiles(String image, MachineFiles machine) {
        this.image = image;
        this.machine = machine;
    }

    /** All of it, by places in the image. */
    Map<String, Node> of(String path) throws IOException {
        addProgram(path, null, 0);
        return nodes;
    }

    private void addProgram(String path, @Nullable String script, int depth) throws IOException {
        MachineFiles.Found program = machine.find(path)
                .orElseThrow(() -> refused(
                        (script == null ? "" : "the script " + script + " needs ") + path
                                + (script == null ? " is no file of " : ", which is no file of ") + roots() + ".",
                        "install what brings it, or name the folder that it has been unpacked into:"
                                + " addBinary(Path, String)."));
        nodes.putAll(program.nodes());
        Optional<ElfFile> elf = ElfFile.read(program.file());
        if (elf.isPresent()) {
            addLibraries(program, elf.get());
        } else {
            addInterpreter(program, depth);
        }
    }

    private String roots() {
        return machine.roots().size() == 1 ? "this machine" : machine.roots().get(0) + ", nor of this machine";
    }

    private void addInterpreter(MachineFiles.Found script, int depth) throws IOException {
        String line = firstLine(script.file());
        String[] words = line.startsWith("#!") ? line.substring(2).strip().split("[ \t]+") : new String[] {""};
        if (words[0].isEmpty() || depth == DEEPEST) {
            throw refused(script.path() + " is neither an ELF file nor a script that names its interpreter.", null);
        }
        addProgram(words[0], script.path(), depth + 1);
        if (words[0].endsWith("/env")) {
            addProgram(onPath(words, script), script.path(), depth + 1);
        }
    }

    private String onPath(String[] words, MachineFiles.Found script) throws IOException {
        String name = List.of(words).stream()
                .skip(1)
                .filter(word -> !word.startsWith("-") && !word.contains("="))
                .findFirst()
                .orElse("");
        for (String folder : PATH) {
            if (!name.isEmpty() && machine.find(folder + "/" + name).isPresent()) {
                return folder + "/" + name;
            }
        }
        throw refused(
                "the script " + script.path() + " needs the program \"" + name + "\", which is in none of "
                        + String.join(", ", PATH) + ".",
                "install what brings it.");
    }

    private static String firstLine(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            String begin = new String(bytes.readNBytes(LONGEST_LINE), StandardCharsets.UTF_8);
            return begin.lines().findFirst().orElse("");
        }
    }

    /** Level by level, as the loaders do it: the first one that is loaded is the one of its name. */
    private void addLibraries(MachineFiles.Found program, ElfFile elf) throws IOException {
        LibrarySearch search = new LibrarySearch(machine, elf);
        Set<String> known = new HashSet<>();
        addLoader(program, elf, known);
        Deque<LibrarySearch.Loaded> ahead = new ArrayDeque<>();
        ahead.add(new LibrarySearch.Loaded(program, elf, null));
        while (!ahead.isEmpty()) {
            LibrarySearch.Loaded needing = ahead.remove();
            for (String name : needing.elf().needed()) {
                if (known.add(name)
                        && !(search.isMusl() && OF_MUSL.matcher(name).matches())) {
                    LibrarySearch.Loaded library = library(search, name, needing);
                    known.add(Objects.requireNonNullElse(library.elf().name(), name));
                    ahead.add(library);
                }
            }
        }
    }

    private LibrarySearch.Loaded library(LibrarySearch search, String name, LibrarySearch.Loaded needing)
            throws IOException {
        Optional<LibrarySearch.Loaded> found = search.find(name, needing);
        if (found.isEmpty()) {
            throw refused(
                    needing.found().path() + " needs the library " + name + ", which is in none of "
                            + String.join(", ", search.folders(needing))
                            + (search.isMusl() ? "." : ", and not in " + LibraryCache.FILE + "."),
                    "install what brings it, or name the folder that it has been unpacked into:"
                            + " addBinary(Path, String).");
        }
        nodes.putAll(found.get().found().nodes());
        Optional<String> map = search.map(found.get(), needing);
        if (map.isPresent()) {
            addFile(map.get());
        }
        return found.get();
    }

    private void addFile(String path) throws IOException {
        Optional<MachineFiles.Found> file = machine.find(path);
        if (file.isPresent()) {
            nodes.putAll(file.get().nodes());
        }
    }

    private void addLoader(MachineFiles.Found program, ElfFile elf, Set<String> known) throws IOException {
        if (elf.loader() == null) {
            return;
        }
        MachineFiles.Found loader = machine.find(elf.loader())
                .orElseThrow(() -> refused(
                        program.path() + " needs the program loader " + elf.loader() + ", which is no file of "
                                + roots() + ".",
                        "install the C library that it was built for."));
        nodes.putAll(loader.nodes());
        known.add(elf.loader().substring(elf.loader().lastIndexOf('/') + 1));
        ElfFile.read(loader.file()).map(ElfFile::name).ifPresent(known::add);
    }

    private ImageException refused(String why, @Nullable String fix) {
        return new ImageException(image, why, fix, null);
    }
}
