package org.ociunit.samples.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * A JVM that is started as that of {@code jrunc} is, with the same options and an archive of its own, and says hello.
 *
 * @param java the JVM and its options, without those of an archive
 * @param hasCache whether the archive is an AOT cache, and not a class-data archive
 */
record HelloJvm(List<String> java, boolean hasCache) {
    /** As the file says that {@code jrunc} starts its JVM: a word on each line, and in the end the class path and a class. */
    static HelloJvm like(Path command) throws IOException {
        List<String> words = Files.readAllLines(command);
        List<String> java = words.subList(0, words.indexOf("-cp")).stream()
                .filter(word -> !isOfArchive(word))
                .toList();
        return new HelloJvm(java, words.stream().anyMatch(word -> word.startsWith("-XX:AOT")));
    }

    private static boolean isOfArchive(String word) {
        return word.startsWith("-Xshare:") || word.startsWith("-XX:SharedArchiveFile=") || word.startsWith("-XX:AOT");
    }

    /** Makes its archive in a folder. */
    List<String> command(Path folder) throws IOException {
        Path jar = jar(folder.resolve("hello.jar"));
        Path archive = folder.resolve("hello.archive");
        String classes = folder.resolve("hello.classes").toString();
        if (hasCache) {
            Programs.run(words(jar, "-XX:AOTMode=record", "-XX:AOTConfiguration=" + classes));
            Programs.run(
                    words(jar, "-XX:AOTMode=create", "-XX:AOTConfiguration=" + classes, "-XX:AOTCache=" + archive));
            return words(jar, "-XX:AOTCache=" + archive);
        }
        Programs.run(words(jar, "-XX:DumpLoadedClassList=" + classes));
        Programs.run(
                words(jar, "-Xshare:dump", "-XX:SharedClassListFile=" + classes, "-XX:SharedArchiveFile=" + archive));
        return words(jar, "-Xshare:auto", "-XX:SharedArchiveFile=" + archive);
    }

    private List<String> words(Path jar, String... archive) {
        List<String> words = new ArrayList<>(java);
        words.addAll(List.of(archive));
        words.addAll(List.of("-cp", jar.toString(), Hello.class.getName()));
        return words;
    }

    private static Path jar(Path file) throws IOException {
        String name = Hello.class.getName().replace('.', '/') + ".class";
        try (OutputStream output = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(output);
                InputStream hello = Hello.class.getResourceAsStream("Hello.class")) {
            jar.putNextEntry(new JarEntry(name));
            Objects.requireNonNull(hello).transferTo(jar);
        }
        return file;
    }
}
