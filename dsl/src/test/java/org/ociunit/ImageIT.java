package org.ociunit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.Mounts.readOnly;
import static org.ociunit.OciAssertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.error.ContainerException;
import org.ociunit.image.Image;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;

/** What an image says of its containers; for root and for ordinary users alike. */
@NeedsEmbedded
@Timeout(60)
class ImageIT {
    @TempDir
    Path folder;

    private LayoutFixture image;

    @BeforeEach
    void arrange() throws IOException {
        System.setProperty("ociunit.cache", folder.resolve("cache").toString());
        image = new LayoutFixture(folder.resolve("layout"))
                .layer(new LayerTar()
                        .folder("usr/", 0755)
                        .folder("tmp/", 01777)
                        .folder("srv/", 0755)
                        .symbolicLink("bin", "usr/bin")
                        .symbolicLink("lib", "usr/lib")
                        .symbolicLink("lib64", "usr/lib64")
                        .file("etc/passwd", "root:x:0:0::/root:/bin/sh\nweb:x:33:34::/srv:/bin/sh\n")
                        .file("etc/group", "root:x:0:\nweb:x:34:\nlogs:x:40:other,web\nnobody:x:41:other\n"));
    }

    @AfterEach
    void remove() {
        System.clearProperty("ociunit.cache");
        Ephemeral.tree(folder.resolve("cache")).close();
    }

    /** The image has no programs of its own. */
    private Bundle bundle(String config) throws IOException {
        return Bundle.from(Image.ofLayout(image.config(config).write(), "latest"))
                .mount(readOnly(Path.of("/usr"), "/usr"));
    }

    @Test
    void entry_point_and_command_environment_and_working_directory_are_the_images() throws IOException {
        Bundle bundle = bundle("""
                {"Entrypoint": ["/bin/sh", "-c"], "Cmd": ["echo $GREETING; pwd"],
                 "Env": ["PATH=/usr/bin", "GREETING=hello=you"], "WorkingDir": "/srv"}""");
        assertThat(bundle.run()).succeeded().hasStdout("hello=you\n/srv\n");
        assertThat(bundle.run("echo other; echo $PATH")).succeeded().hasStdout("other\n/usr/bin\n");
        assertThat(bundle.env("GREETING", "bye").cwd("/tmp").run()).hasStdout("bye\n/tmp\n");
        assertThat(bundle.args("echo", "mine").run()).succeeded().hasStdout("mine\n");
        assertThat(bundle.args("echo", "mine").run("echo", "last")).succeeded().hasStdout("last\n");
    }

    @Test
    void an_image_that_says_nothing_idles() throws IOException {
        try (Container container = bundle("{}").start()) {
            assertThat(container).isRunning();
            assertThat(container.exec("sh", "-c", "wc -l < /etc/group")).hasStdout("4\n");
        }
    }

    @Test
    void labels_and_what_else_there_is_become_annotations() throws IOException {
        Bundle bundle = bundle("""
                {"Labels": {"com.example.team": "web", "org.opencontainers.image.created": "today",
                             "": "nothing", "run.oci.hooks.stdout": "/etc/nologin"},
                 "StopSignal": "SIGQUIT", "ExposedPorts": {"80/tcp": {}, "443/tcp": {}}}""");
        try (Container container = bundle.annotation("com.example.mine", "yes").create()) {
            Map<String, String> annotations = container.state().annotations();
            Assertions.assertThat(annotations)
                    .containsEntry("com.example.team", "web")
                    .containsEntry("com.example.mine", "yes")
                    .containsEntry("org.opencontainers.image.created", "today")
                    .containsEntry("org.opencontainers.image.os", "linux")
                    .containsEntry("org.opencontainers.image.stopSignal", "SIGQUIT")
                    .containsEntry("org.opencontainers.image.exposedPorts", "443/tcp,80/tcp")
                    .doesNotContainKeys("", "run.oci.hooks.stdout");
        }
    }

    @Test
    @NeedsRoot
    void the_user_is_looked_up_in_the_images_own_files() throws IOException {
        assertThat(bundle("{\"User\": \"web\"}").run("sh", "-c", "id -u; id -g; id -G"))
                .succeeded()
                .hasStdout("33\n34\n34 40\n");
        assertThat(bundle("{\"User\": \"33:logs\"}").run("sh", "-c", "id -u; id -g; id -G"))
                .hasStdout("33\n40\n40\n");
        assertThat(bundle("{\"User\": \"web\"}").user("0").run("id", "-u")).hasStdout("0\n");
    }

    @Test
    void a_user_whom_the_image_does_not_know_is_named() throws IOException {
        Bundle bundle = bundle("{\"User\": \"nobody-knows\"}");
        assertThatThrownBy(() -> bundle.run("id"))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("nobody-knows");
    }

    @Test
    void each_container_has_a_root_of_its_own() throws IOException {
        Bundle bundle = bundle("{}");
        assertThat(bundle.run("sh", "-c", "echo mine > /etc/passwd; rm /etc/group; ls /etc/passwd"))
                .succeeded();
        assertThat(bundle.run("sh", "-c", "wc -l < /etc/group; wc -l < /etc/passwd"))
                .hasStdout("4\n2\n");
    }
}
