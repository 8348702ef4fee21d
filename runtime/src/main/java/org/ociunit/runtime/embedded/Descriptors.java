package org.ociunit.runtime.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ociunit.json.Json;

/**
 * What a container's standard streams led to, by CRIU's names: whoever restores it hands over others by these names. Beside
 * the image it is the file {@code descriptors.json}, as runc has it, too.
 *
 * @param names one for each of the descriptors 0, 1 and 2
 */
record Descriptors(List<String> names) {
    private static final String FILE = "descriptors.json";
    private static final String PIPE = "pipe:[";
    private static final String OUTSIDE = "file[";

    static Descriptors of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            Set<Long> mounts = mounts(process);
            List<String> names = new ArrayList<>();
            for (int descriptor = 0; descriptor <= 2; descriptor++) {
                names.add(name(process, Integer.toString(descriptor), mounts));
            }
            return new Descriptors(names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file on none of the container's mounts, such as the machine's null device, goes by the numbers of mount and file. */
    private static String name(Path process, String descriptor, Set<Long> mounts) throws IOException {
        Path link = process.resolve("fd").resolve(descriptor);
        if (!Files.isSymbolicLink(link)) {
            return "";
        }
        String leadsTo = Files.readSymbolicLink(link).toString();
        long mount = mountOf(process.resolve("fdinfo").resolve(descriptor));
        return !leadsTo.startsWith("/") || mounts.contains(mount)
                ? leadsTo
                : OUTSIDE + Long.toHexString(mount) + ":"
                        + Long.toHexString((long) Files.getAttribute(link, "unix:ino")) + "]";
    }

    private static long mountOf(Path info) throws IOException {
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("mnt_id:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring("mnt_id:".length()).strip()))
                .findFirst()
                .orElse(0);
    }

    private static Set<Long> mounts(Path process) throws IOException {
        return Files.readAllLines(process.resolve("mountinfo")).stream()
                .map(line -> Long.valueOf(line.substring(0, line.indexOf(' '))))
                .collect(Collectors.toSet());
    }

    static Descriptors read(Path image) {
        return new Descriptors(Json.readList(text(image), FILE, String.class));
    }

    private static String text(Path image) {
        try {
            return Files.readString(image.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(Path image) {
        try {
            Files.writeString(image.resolve(FILE), Json.toText(names));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What CRIU is not to write to disk. */
    List<String> outside() {
        return names.stream()
                .filter(name -> name.startsWith(OUTSIDE))
                .distinct()
                .toList();
    }

    /** What CRIU is handed over. */
    List<String> inherited() {
        return IntStream.range(0, names.size())
                .filter(at -> names.get(at).startsWith(PIPE) || names.get(at).startsWith(OUTSIDE))
                .filter(at -> names.indexOf(names.get(at)) == at)
                .mapToObj(at -> "fd[" + at + "]:" + names.get(at))
                .toList();
    }
}
