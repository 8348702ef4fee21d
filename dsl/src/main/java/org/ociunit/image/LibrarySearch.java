package org.ociunit.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds libraries as a program loader does, glibc's or musl's; without a variable such as {@code LD_LIBRARY_PATH}, which
 * would have to be the container's.
 *
 * <p>ld.so(8).
 */
final class LibrarySearch {
    /** By the number of the machine, and how many bits it has: what Debian and others call their folders. */
    private static final Map<String, String> TRIPLETS = Map.of(
            "62/64", "x86_64-linux-gnu",
            "62/32", "x86_64-linux-gnux32",
            "3/32", "i386-linux-gnu",
            "183/64", "aarch64-linux-gnu",
            "40/32", "arm-linux-gnueabihf",
            "243/64", "riscv64-linux-gnu",
            "21/64", "powerpc64le-linux-gnu",
            "22/64", "s390x-linux-gnu",
            "258/64", "loongarch64-linux-gnu");

    private final MachineFiles machine;
    private final ElfFile program;
    private @Nullable LibraryCache cache;

    LibrarySearch(MachineFiles machine, ElfFile program) {
        this.machine = machine;
        this.program = program;
    }

    /**
     * A file in the memory of a process.
     *
     * @param found the file
     * @param elf what it says
     * @param by what needs it; null for the program
     */
    record Loaded(
            MachineFiles.Found found, ElfFile elf, @Nullable Loaded by) {
        /** A program knows where it really is, a library only by which name it was opened. */
        private String origin() {
            return by == null ? found.realFolder() : found.folder();
        }

        private List<String> expanded(@Nullable String path) {
            if (path == null) {
                return List.of();
            }
            // One that is relative, or depends on the processor, is none that an image could count on.
            return Stream.of(path.split(":"))
                    .map(each -> each.replace("${ORIGIN}", origin()).replace("$ORIGIN", origin()))
                    .filter(each -> each.startsWith("/") && !each.contains("$"))
                    .toList();
        }
    }

    /** Whether it is musl's, which is the C library itself. */
    boolean isMusl() {
        return program.loader() != null && program.loader().contains("/ld-musl-");
    }

    /** The first file of that name that can be loaded; nothing if there is none. */
    Optional<Loaded> find(String name, Loaded needing) throws IOException {
        for (String path : name.contains("/") ? needing.expanded(name) : candidates(name, needing)) {
            Optional<Loaded> loaded = loadable(path, needing);
            if (loaded.isPresent()) {
                return loaded;
            }
        }
        return Optional.empty();
    }

    private List<String> candidates(String name, Loaded needing) throws IOException {
        List<String> candidates = new ArrayList<>();
        said(needing).forEach(folder -> candidates.add(folder + "/" + name));
        if (!isMusl()) {
            candidates.addAll(cache().of(name));
        }
        usual().forEach(folder -> candidates.add(folder + "/" + name));
        return candidates;
    }

    /** Where it is looked for, for a message. */
    List<String> folders(Loaded needing) throws IOException {
        return Stream.concat(said(needing).stream(), usual().stream()).toList();
    }

    /** The folders that the files themselves name. */
    private List<String> said(Loaded needing) {
        List<String> folders = new ArrayList<>();
        boolean inherits = isMusl() || needing.elf().runpath() == null;
        for (Loaded each = needing; each != null && inherits; each = each.by()) {
            if (each.elf().runpath() == null) {
                folders.addAll(each.expanded(each.elf().rpath()));
            } else if (isMusl()) {
                folders.addAll(each.expanded(each.elf().runpath()));
            }
        }
        if (!isMusl()) {
            folders.addAll(needing.expanded(needing.elf().runpath()));
        }
        return folders;
    }

    /** The folders that a loader looks into by itself. */
    private List<String> usual() throws IOException {
        if (isMusl()) {
            Optional<byte[]> path = read(muslPath());
            return path.isPresent()
                    ? List.of(new String(path.get(), StandardCharsets.UTF_8)
                            .strip()
                            .split("[:\n]+"))
                    : List.of("/lib", "/usr/local/lib", "/usr/lib");
        }
        List<String> folders = new ArrayList<>();
        String triplet = TRIPLETS.get(program.machine() + "/" + program.bits());
        if (triplet != null) {
            folders.addAll(List.of("/lib/" + triplet, "/usr/lib/" + triplet));
        }
        if (program.bits() == 64) {
            folders.addAll(List.of("/lib64", "/usr/lib64"));
        }
        folders.addAll(List.of("/lib", "/usr/lib"));
        return folders;
    }

    /** What else the loader reads to find it where it was found; nothing if it looks there in any case. */
    Optional<String> map(Loaded library, Loaded needing) throws IOException {
        String folder = library.found().folder();
        if (said(needing).contains(folder)) {
            return Optional.empty();
        }
        if (isMusl()) {
            return Optional.of(muslPath());
        }
        return usual().contains(folder) ? Optional.empty() : Optional.of(LibraryCache.FILE);
    }

    private String muslPath() {
        String loader = String.valueOf(program.loader());
        String name = loader.substring(loader.lastIndexOf('/') + 1).replaceFirst("\\.so\\.1$", "");
        return "/etc/" + name + ".path";
    }

    private LibraryCache cache() throws IOException {
        LibraryCache known = cache;
        if (known == null) {
            known = read(LibraryCache.FILE).map(LibraryCache::read).orElse(new LibraryCache(Map.of()));
            cache = known;
        }
        return known;
    }

    private Optional<byte[]> read(String path) throws IOException {
        Optional<MachineFiles.Found> found = machine.find(path);
        return found.isPresent() ? Optional.of(Files.readAllBytes(found.get().file())) : Optional.empty();
    }

    /** Loaders pass over what is for another machine. */
    private Optional<Loaded> loadable(String path, Loaded needing) throws IOException {
        Optional<MachineFiles.Found> found = machine.find(path);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        return ElfFile.read(found.get().file())
                .filter(elf -> elf.isFor(program))
                .map(elf -> new Loaded(found.get(), elf, needing));
    }
}
