package org.ociunit.rootfs;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a layer changes in those below it, beside what it puts over them.
 *
 * @param removed names that are no longer there
 * @param emptied folders of which nothing from below is there any more
 * @param implied folders that it says nothing of, but that it has something in; the root is the empty name
 * @param links further names of files from below
 * @param modes what the permissions are of files and folders that are kept readable for who owns them all
 * @param bytes how many bytes its files have
 * @param entries how many files, folders and links it has
 */
record LayerChanges(
        List<String> removed,
        List<String> emptied,
        List<String> implied,
        List<Link> links,
        Map<String, Integer> modes,
        long bytes,
        long entries) {
    /**
     * A further name of a file.
     *
     * @param name the further name
     * @param existing the one that it has
     */
    record Link(String name, String existing) {}

    void write(Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            write(out, removed);
            write(out, emptied);
            write(out, implied);
            write(out, links.stream().map(Link::name).toList());
            write(out, links.stream().map(Link::existing).toList());
            write(out, new ArrayList<>(modes.keySet()));
            for (int mode : modes.values()) {
                out.writeInt(mode);
            }
            out.writeLong(bytes);
            out.writeLong(entries);
        }
    }

    static LayerChanges read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            List<String> removed = readNames(in);
            List<String> emptied = readNames(in);
            List<String> implied = readNames(in);
            List<String> names = readNames(in);
            List<String> existing = readNames(in);
            List<Link> links = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                links.add(new Link(names.get(i), existing.get(i)));
            }
            Map<String, Integer> modes = new LinkedHashMap<>();
            for (String name : readNames(in)) {
                modes.put(name, 0);
            }
            for (Map.Entry<String, Integer> mode : modes.entrySet()) {
                mode.setValue(in.readInt());
            }
            return new LayerChanges(removed, emptied, implied, links, modes, in.readLong(), in.readLong());
        }
    }

    private static void write(DataOutputStream out, List<String> names) throws IOException {
        out.writeInt(names.size());
        for (String name : names) {
            out.writeUTF(name);
        }
    }

    private static List<String> readNames(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(in.readUTF());
        }
        return names;
    }
}
