package org.ociunit.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.image.ImageLimits;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsUser;

class TreeTest {
    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void arrange() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
    }

    private int mode(boolean mayChangeOwners, int owner, int mode) throws IOException {
        Tree tree = new Tree(root, mayChangeOwners, ImageLimits.usual());
        Attributes attributes = new Attributes(owner, owner, mode, FileTime.fromMillis(0), Map.of());
        tree.file("program", InputStream.nullInputStream(), attributes);
        tree.finish();
        return (int) Files.getAttribute(root.resolve("program"), "unix:mode") & 07777;
    }

    @Test
    @NeedsUser
    void who_owns_what_cannot_be_given_away_becomes_nobody_by_it() throws IOException {
        assertThat(mode(true, 33, 06755)).isEqualTo(0755);
        assertThat(mode(true, 33, 01755)).isEqualTo(01755);
    }

    @Test
    @NeedsRoot
    void what_can_be_given_away_stays_set_user_id() throws IOException {
        assertThat(mode(true, 33, 06755)).isEqualTo(06755);
        assertThat(Files.getAttribute(root.resolve("program"), "unix:uid")).isEqualTo(33);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void what_is_the_own_users_stays_set_user_id(boolean mayChangeOwners) throws IOException {
        int self = Host.current().uid();
        assertThat(mode(mayChangeOwners, self, 04755)).isEqualTo(04755);
    }
}
