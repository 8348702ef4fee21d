package org.ociunit.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ociunit.runtime.catalog.Inodes;
import org.ociunit.runtime.host.Host;

/**
 * A folder as a layer. What is in it belongs to whom a container of it sees: for root as it is, and for anybody else to
 * root. Follows no link.
 */
final class FolderLayer {
    private final Path root;
    private final LayerWriter layer;
    private final boolean isRoot = Host.current().isRoot();

    /** The first name of each file that has several, by the file's own key. */
    private final Map<Object, String> linked = new HashMap<>();

    private FolderLayer(Path root, LayerWriter layer) {
        this.root = root;
        this.layer = layer;
    }

    static void write(Path folder, LayerWriter layer) throws IOException {
        Path root = folder.toRealPath();
        new FolderLayer(root, layer).folder(root, extended(root, List.of(root)));
    }

    private static Map<Path, Map<String, byte[]>> extended(Path root, List<Path> paths) {
        return Inodes.in(root).extended(paths);
    }

    private void folder(Path folder, Map<Path, Map<String, byte[]>> extended) throws IOException {
        layer.folder(name(folder), owned(FileStatus.of(folder)), extended.getOrDefault(folder, Map.of()));
        List<Path> files = list(folder);
        Map<Path, Map<String, byte[]>> theirs = extended(root, files);
        for (Path file : files) {
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                folder(file, theirs);
            } else {
                file(file, theirs.getOrDefault(file, Map.of()));
            }
        }
    }

    private void file(Path file, Map<String, byte[]> extended) throws IOException {
        FileStatus is = owned(FileStatus.of(file));
        String name = name(file);
        String first = is.links() > 1 && !is.isSocket() ? linked.putIfAbsent(is.key(), name) : null;
        if (first != null) {
            layer.hardLink(name, is, first);
        } else if (is.isFile()) {
            try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                layer.file(name, is, extended, content);
            }
        } else if (is.isLink()) {
            layer.symbolicLink(name, is, extended, Files.readSymbolicLink(file).toString());
        } else if (!is.isSocket()) {
            layer.node(name, is, extended);
        }
    }

    private FileStatus owned(FileStatus is) {
        return isRoot ? is : is.withOwners(0, 0);
    }

    private String name(Path file) {
        return root.relativize(file).toString();
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(files::add);
        }
        files.sort(null);
        return files;
    }
}
