package org.ociunit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.Mounts.readOnly;
import static org.ociunit.OciAssertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.ociunit.image.ExposedPort;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.spec.IdMapping;

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

    @Test
    void each_container_has_volumes_of_its_own_with_what_the_image_has_there() throws IOException {
        image.layer(new LayerTar()
                .folder("data/", 0750)
                .file("data/brought", "by the image")
                .symbolicLink("data/link", "brought"));
        Bundle bundle = bundle("{\"Volumes\": {\"/data\": {}, \"/new/one\": {}, \"/\": {}, \"/proc\": {}}}")
                .readOnlyRoot();
        String look =
                "cat /data/link; stat -c %a /data /new/one; echo mine > /data/brought; echo x > /new/one/file; ls /new/one";
        for (int i = 0; i < 2; i++) {
            assertThat(bundle.run("sh", "-c", look)).succeeded().hasStdout("by the image750\n755\nfile\n");
        }
        Container container = bundle.start();
        try (container) {
            assertThat(container).hasMount("/data").hasMount("/new/one");
            assertThat(container.exec("stat", "-f", "-c", "%T", "/proc")).hasStdout("proc\n");
        }
        assertThat(container).leftNothingBehind();
    }

    @Test
    void a_volume_behind_a_link_is_where_that_leads_in_the_container() throws IOException {
        image.layer(new LayerTar()
                .folder("etc/deep/", 0755)
                .file("etc/deep/file", "x")
                .symbolicLink("way", "/etc/deep"));
        Bundle bundle = bundle("{\"Volumes\": {\"/way\": {}, \"/../../tmp/../srv\": {}}}");
        assertThat(bundle.run("sh", "-c", "cat /way/file; grep -cE ' (/etc/deep|/srv) ' /proc/self/mountinfo"))
                .succeeded()
                .hasStdout("x2\n");
    }

    @Test
    void a_bundle_that_is_written_has_its_volumes_in_it() throws IOException {
        image.layer(new LayerTar().folder("data/", 0755).file("data/brought", "by the image"));
        Path written = bundle("{\"Volumes\": {\"/data\": {}}}").writeTo(folder.resolve("written"));
        Path moved = Files.move(written, folder.resolve("moved"));
        Assertions.assertThat(moved.resolve("volume-0/brought")).hasContent("by the image");
        assertThat(Bundle.load(moved).run("sh", "-c", "cat /data/brought; grep -c ' /data ' /proc/self/mountinfo"))
                .hasStdout("by the image1\n");
    }

    @Test
    void a_mount_takes_the_place_of_a_volume() throws IOException {
        image.layer(new LayerTar().folder("data/", 0755).file("data/brought", "by the image"));
        Bundle bundle = bundle("{\"Volumes\": {\"/data\": {}}}");
        assertThat(bundle.mount(Mounts.tmpfs("/data/"))
                        .run("sh", "-c", "ls /data; grep -c ' /data ' /proc/self/mountinfo"))
                .succeeded()
                .hasStdout("1\n");
        assertThat(bundle.tempFolder("/data/deeper").run("ls", "/data")).hasStdout("brought\ndeeper\n");
    }

    @Test
    @NeedsRoot
    void a_volume_has_the_owner_that_the_image_says_in_a_user_namespace_too() throws IOException {
        image.layer(new LayerTar().of(33).folder("data/", 0700).file("data/brought", "x"));
        Bundle bundle = bundle("{\"Volumes\": {\"/data\": {}}, \"User\": \"33\"}");
        for (Bundle each : new Bundle[] {bundle, bundle.idMap(IdMapping.of(0, 100_000, 65_536))}) {
            assertThat(each.run("sh", "-c", "stat -c %u:%g /data /data/brought; echo y > /data/brought"))
                    .succeeded()
                    .hasStdout("33:33\n33:33\n");
        }
    }

    @Test
    void a_volume_in_the_place_of_a_file_is_told() throws IOException {
        Bundle bundle = bundle("{\"Volumes\": {\"/etc/passwd\": {}}}");
        assertThatThrownBy(() -> bundle.run("true"))
                .isInstanceOf(ContainerException.class)
                .hasMessageMatching("(?s)Could not make the bundle of container .*\\.\nWhy: .*/etc/passwd.*");
    }

    @Test
    void ports_are_told_as_the_image_and_the_sentence_say() throws IOException {
        Bundle bundle = bundle("{\"ExposedPorts\": {\"53/udp\": {}, \"80\": {}, \"70000/tcp\": {}, \"a/b\": {}}}");
        try (Container container =
                bundle.expose(ExposedPort.tcp(443)).expose(ExposedPort.tcp(80)).create()) {
            Assertions.assertThat(container.exposedPorts())
                    .containsExactlyInAnyOrder(ExposedPort.udp(53), ExposedPort.tcp(80), ExposedPort.tcp(443));
        }
    }

    private static final String OBEYS_QUIT = "trap 'echo asked; exit 7' QUIT; echo ready; while :; do sleep 0.05; done";

    @Test
    void a_container_is_stopped_by_the_signal_that_the_image_says() throws IOException {
        Bundle bundle = bundle("{\"StopSignal\": \"SIGQUIT\"}");
        try (Container container = bundle.start("sh", "-c", OBEYS_QUIT)) {
            container.await(Ready.logLine("ready")).stop();
            assertThat(container).isStopped().exitedWith(7).stdout().isEqualTo("ready\nasked\n");
            assertThat(container.stop()).isStopped();
        }
        try (Container container =
                bundle.stopSignal(Signal.USR1).start("sh", "-c", OBEYS_QUIT.replace("QUIT", "USR1"))) {
            container.await(Ready.logLine("ready")).stop();
            assertThat(container).exitedWith(7);
        }
    }

    @Test
    void what_does_not_obey_is_killed() throws IOException {
        Bundle bundle = bundle("{}");
        try (Container container = bundle.start("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done")) {
            container.await(Ready.logLine("ready")).stop(Duration.ofMillis(200));
            assertThat(container.result()).wasKilledBy(Signal.KILL);
        }
        try (Container container = bundle.create("sleep", "60")) {
            assertThat(container.stop()).isStopped();
        }
    }

    @Test
    @NeedsRoot
    void a_paused_container_goes_on_to_be_stopped() throws IOException {
        try (Container container = bundle("{\"StopSignal\": \"3\"}").start("sh", "-c", OBEYS_QUIT)) {
            container.await(Ready.logLine("ready")).pause().stop();
            assertThat(container).exitedWith(7);
        }
    }

    @Test
    void a_signal_that_there_is_not_is_told_when_it_is_needed() throws IOException {
        try (Container container = bundle("{\"StopSignal\": \"SIGNOTHING\"}").start()) {
            assertThatThrownBy(container::stop)
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("Could not stop container " + container.id() + ".\n"
                            + "Why: its image says that it is stopped by the signal \"SIGNOTHING\", which there is not.\n"
                            + "Fix: say another one, by Bundle.stopSignal.");
        }
    }
}
