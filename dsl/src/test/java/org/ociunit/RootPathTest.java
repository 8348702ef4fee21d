package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootPathTest {
    @TempDir
    Path root;

    @Test
    void links_are_followed_within_the_root() throws IOException {
        Files.createDirectories(root.resolve("usr/lib"));
        Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
        Files.createSymbolicLink(root.resolve("usr/lib/passwd"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(root.resolve("out"), Path.of("../../../../usr/./lib"));
        assertThat(RootPath.resolve(root, "/lib/passwd")).isEqualTo(root.resolve("etc/passwd"));
        assertThat(RootPath.resolve(root, "/out/file")).isEqualTo(root.resolve("usr/lib/file"));
        assertThat(RootPath.resolve(root, "/../../etc")).isEqualTo(root.resolve("etc"));
        assertThat(RootPath.resolve(root, "/")).isEqualTo(root);
    }

    @Test
    void links_in_a_circle_end() throws IOException {
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        assertThatThrownBy(() -> RootPath.resolve(root, "/loop")).isInstanceOf(FileSystemLoopException.class);
    }
}
