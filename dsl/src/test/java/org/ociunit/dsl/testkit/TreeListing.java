package org.ociunit.dsl.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Everything there is to say of a tree, one line for each file: two trees are the same if their listings are. */
public final class TreeListing {
    private TreeListing() {}

    /** The lines by name, without the times. */
    public static Map<String, String> of(Path root) throws IOException {
        return of(root, false);
    }

    /** The lines by name, with the times to the nanosecond. */
    public static Map<String, String> withTimes(Path root) throws IOException {
        return of(root, true);
    }

    private static Map<String, String> of(Path root, boolean times) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        Map<Object, String> firstNames = new HashMap<>();
        Map<String, String> extended = extended(root);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.sorted().toList();
        }
        for (Path file : files) {
            String name = root.relativize(file).toString();
            Map<String, Object> is = Files.readAttributes(file, "unix:*", LinkOption.NOFOLLOW_LINKS);
            List<String> words = new ArrayList<>();
            words.add(Integer.toOctalString((int) is.get("mode")));
            words.add(is.get("uid") + ":" + is.get("gid"));
            if (Files.isSymbolicLink(file)) {
                words.add("-> " + Files.readSymbolicLink(file));
            } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                words.add(LayoutFixture.digest(Files.readAllBytes(file)));
            }
            if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                words.add("is " + firstNames.computeIfAbsent(is.get("fileKey"), any -> name));
            }
            if (times) {
                words.add(String.valueOf(((FileTime) is.get("lastModifiedTime")).to(TimeUnit.NANOSECONDS)));
            }
            if (extended.containsKey(name)) {
                words.add(extended.get(name));
            }
            lines.put(name, String.join(" ", words));
        }
        return lines;
    }

    /** Extended attributes by name, where the program that tells them is installed. */
    private static Map<String, String> extended(Path root) throws IOException {
        Map<String, String> found = new HashMap<>();
        if (!Files.isExecutable(Path.of("/usr/bin/getfattr"))) {
            return found;
        }
        Process getfattr = new ProcessBuilder(
                        "/usr/bin/getfattr", "-R", "-P", "-h", "-d", "-m", "-", "-e", "hex", "--absolute-names", ".")
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(getfattr.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        for (String part : output.split("\n\n")) {
            String[] lines = part.split("\n", 2);
            if (lines.length == 2 && lines[0].startsWith("# file: ")) {
                String name = lines[0].substring("# file: ".length());
                String[] sorted = lines[1].split("\n");
                java.util.Arrays.sort(sorted);
                found.put(name.equals(".") ? "" : name.replaceFirst("^\\./", ""), String.join(" ", sorted));
            }
        }
        return found;
    }
}
