package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsUser;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Spec;

/** What an image brings may be set-user-id: nobody else of the machine gets to it. */
class BundleFolderTest {
    private static final int SELF = Host.current().uid();

    @TempDir
    Path folder;

    private BundleFolder bundle;

    @BeforeEach
    void make() {
        bundle = BundleFolder.at(folder.resolve("bundle"));
    }

    @AfterEach
    void remove() {
        bundle.remove();
    }

    private String permissions(IdMapping... mappings) throws Exception {
        bundle.openFor(Spec.empty()
                .withLinux(Linux.empty().withUidMappings(List.of(mappings)).withGidMappings(List.of(mappings))));
        Process ls = new ProcessBuilder("ls", "-ldn", bundle.path().toString()).start();
        return new String(ls.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split(" ")[0];
    }

    @Test
    void it_is_for_its_user_alone_where_the_containers_root_is_this_user() throws Exception {
        assertThat(permissions()).isEqualTo("drwx------");
        assertThat(permissions(IdMapping.of(0, SELF, 1))).isEqualTo("drwx------");
    }

    @Test
    @NeedsUser
    void further_users_of_the_container_do_not_open_it() throws Exception {
        assertThat(permissions(IdMapping.of(0, SELF, 1), IdMapping.of(1, 100_000, 65_536)))
                .isEqualTo("drwx------");
    }

    @Test
    @NeedsUser
    void another_user_who_is_the_containers_root_gets_through_and_nobody_else() throws Exception {
        assertThat(permissions(IdMapping.of(0, 100_000, 65_536))).isEqualTo("drwx--x---+");
    }

    @Test
    @NeedsRoot
    void the_containers_root_gets_through_by_its_group_where_the_machines_root_made_it() throws Exception {
        assertThat(permissions(IdMapping.of(0, 100_000, 65_536))).isEqualTo("drwx--x---");
        assertThat(Files.getAttribute(bundle.path(), "unix:gid")).isEqualTo(100_000);
    }

    @Test
    void one_that_was_open_is_closed_before_anything_is_in_it() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setAttribute(open, "unix:mode", 0777);
        BundleFolder other = BundleFolder.at(open);
        assertThat(Files.getAttribute(open, "unix:mode")).isEqualTo(040700);
        other.remove();
    }
}
