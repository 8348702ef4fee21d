package org.ociunit.runtime.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EphemeralIT {
    @TempDir
    Path folder;

    @Test
    void a_tree_is_removed_when_it_is_closed_and_its_links_are_not_followed() throws IOException {
        Path kept =
                Files.writeString(Files.createDirectory(folder.resolve("kept")).resolve("file"), "mine");
        Path tree = tree();
        Files.createSymbolicLink(tree.resolve("link"), kept.getParent());

        Ephemeral.tree(tree).close();

        assertThat(tree).doesNotExist();
        assertThat(kept).hasContent("mine");
    }

    @Test
    void a_tree_that_comes_later_is_removed_too() throws IOException {
        try (Ephemeral promise = Ephemeral.tree(folder.resolve("tree"))) {
            assertThat(promise).isNotNull();
            tree();
        }

        assertThat(folder.resolve("tree")).doesNotExist();
    }

    @Test
    void a_tree_that_is_not_there_is_no_problem() {
        Ephemeral promise = Ephemeral.tree(folder.resolve("none"));
        promise.close();
        promise.close();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_tree_stays_when_the_promise_is_taken_back() throws IOException {
        Path tree = tree();

        Ephemeral.tree(tree).release();

        assertThat(tree.resolve("a/b/file")).hasContent("text");
    }

    private Path tree() throws IOException {
        Path tree = folder.resolve("tree");
        Files.writeString(Files.createDirectories(tree.resolve("a/b")).resolve("file"), "text");
        return tree;
    }
}
