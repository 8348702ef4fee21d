package org.ociunit.dsl.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.ociunit.json.Json;

/**
 * A layout that was written, read with other means than the product's.
 *
 * @param folder the layout
 */
public record WrittenLayout(Path folder) {
    /** What the index says, by members. */
    public Map<?, ?> index() throws IOException {
        return (Map<?, ?>) Json.read(Files.readString(folder.resolve("index.json")), "index", Object.class);
    }

    /** The digests of the manifests, by their names. */
    public Map<String, String> names() throws IOException {
        Map<String, String> names = new LinkedHashMap<>();
        for (Object manifest : (List<?>) index().get("manifests")) {
            Map<?, ?> annotations = (Map<?, ?>) ((Map<?, ?>) manifest).get("annotations");
            names.put(
                    String.valueOf(annotations.get("org.opencontainers.image.ref.name")),
                    String.valueOf(((Map<?, ?>) manifest).get("digest")));
        }
        return names;
    }

    public Map<?, ?> manifest(String name) throws IOException {
        return document(names().get(name));
    }

    public Map<?, ?> config(String name) throws IOException {
        return document((String) ((Map<?, ?>) manifest(name).get("config")).get("digest"));
    }

    private Map<?, ?> document(String digest) throws IOException {
        return (Map<?, ?>) Json.read(Files.readString(blob(digest)), digest, Object.class);
    }

    private Path blob(String digest) {
        return folder.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    /** The types and digests of the layers, such as {@code …tar+gzip sha256:…}, the lowest first. */
    public List<String> layers(String name) throws IOException {
        List<String> layers = new ArrayList<>();
        for (Object layer : (List<?>) manifest(name).get("layers")) {
            layers.add(((Map<?, ?>) layer).get("mediaType") + " " + ((Map<?, ?>) layer).get("digest"));
        }
        return layers;
    }

    /** The entries of a layer, which is compressed by gzip: their names and owners, and targets of links. */
    public List<String> entries(String name, int layer) throws IOException {
        List<String> entries = new ArrayList<>();
        String digest = layers(name).get(layer).split(" ")[1];
        try (InputStream file = new BufferedInputStream(Files.newInputStream(blob(digest)));
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file), "UTF-8")) {
            for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
                String target = entry.getLinkName().isEmpty() ? "" : " -> " + entry.getLinkName();
                entries.add(entry.getName() + " " + entry.getLongUserId() + ":" + entry.getLongGroupId() + target);
            }
        }
        return entries;
    }

    /** All files of the layout. */
    public List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /** Runs a program, which has to succeed; returns all that it says. */
    public static String run(Path logs, String... command) throws Exception {
        Path log = Files.createTempFile(logs, "log", "");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
