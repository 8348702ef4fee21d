package org.ociunit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The libraries that are found are those that the machine's own program loader finds. */
class ProgramFilesIT {
    private static final Pattern LIBRARY = Pattern.compile("(?m)^\t(?:\\S+ => )?(/\\S+) \\(0x");
    private static final int MOST = 150;

    private final MachineFiles machine = new MachineFiles(List.of(Path.of("/")));

    @Test
    @Timeout(120)
    void the_machines_programs_bring_what_ldd_lists() throws Exception {
        Collection<String> programs = programs();
        Map<String, String> differences = new TreeMap<>();
        for (String program : programs) {
            Set<String> brought = libraries(program);
            Set<String> listed = ldd(program);
            if (!brought.equals(listed)) {
                differences.put(program, "brings " + without(brought, listed) + ", not " + without(listed, brought));
            }
        }
        assertThat(differences).isEmpty();
        assertThat(programs).hasSizeGreaterThan(20);
    }

    private static Set<String> without(Set<String> some, Set<String> others) {
        Set<String> left = new TreeSet<>(some);
        left.removeAll(others);
        return left;
    }

    /** Of those that are there, some of each kind. */
    private static Collection<String> programs() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(Path.of("/usr/bin"))) {
            all = files.sorted().toList();
        }
        Set<String> programs = new TreeSet<>();
        for (int i = 0; i < all.size() && programs.size() < MOST; i += Math.max(1, all.size() / (2 * MOST))) {
            Path file = all.get(i);
            if (Files.isRegularFile(file) && Files.isReadable(file) && isDynamic(file)) {
                programs.add(file.toString());
            }
        }
        return programs;
    }

    private static boolean isDynamic(Path file) throws IOException {
        return ElfFile.read(file).filter(elf -> elf.loader() != null).isPresent();
    }

    /** The real places, without the program itself. */
    private Set<String> libraries(String program) throws IOException {
        Set<String> places = new TreeSet<>();
        for (Map.Entry<String, Node> node :
                new ProgramFiles("scratch", machine).of(program).entrySet()) {
            if (node.getValue() instanceof Node.File && !node.getKey().equals(LibraryCache.FILE.substring(1))) {
                places.add("/" + node.getKey());
            }
        }
        places.remove(Path.of(program).toRealPath().toString());
        return places;
    }

    private static Set<String> ldd(String program) throws Exception {
        Process ldd = new ProcessBuilder("ldd", Path.of(program).toRealPath().toString()) // from which $ORIGIN is
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String listed = new String(ldd.getInputStream().readAllBytes(), UTF_8);
        ldd.waitFor();
        Set<String> places = new TreeSet<>();
        for (MatchResult library : LIBRARY.matcher(listed).results().toList()) {
            places.add(Path.of(library.group(1)).toRealPath().toString());
        }
        return places;
    }
}
