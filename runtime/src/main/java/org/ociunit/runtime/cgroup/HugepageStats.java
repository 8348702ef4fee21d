package org.ociunit.runtime.cgroup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.ociunit.runtime.Stats.HugetlbStats;

/** Huge pages, by the sizes that the group has files for. */
final class HugepageStats {
    private HugepageStats() {}

    /** Both versions; {@code usage} ends the file's name that each size has. */
    static @Nullable Map<String, HugetlbStats> read(@Nullable Path folder, String usage, Reader reader) {
        Map<String, HugetlbStats> sizes = new TreeMap<>();
        if (folder == null) {
            return null;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "hugetlb.*" + usage)) {
            for (Path file : files) {
                String size = file.getFileName().toString().split("\\.", -1)[1];
                sizes.put(size, reader.read("hugetlb." + size));
            }
        } catch (IOException gone) {
            return null;
        }
        return sizes.isEmpty() ? null : sizes;
    }

    /** Reads one size. */
    interface Reader {
        HugetlbStats read(String prefix);
    }
}
