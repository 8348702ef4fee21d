package org.ociunit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.error.ImageException;

/** With a command of the test's own in the place of docker. */
class HeldImageTest {
    private static final String ID = "5f".repeat(32);
    private static final byte[] LAYER = new LayerTar().file("etc/one", "1").bytes();

    @TempDir
    Path folder;

    private final Image image = Image.ofDocker("app:1");
    private ImageStore store;
    private Path calls;

    @BeforeEach
    void arrange() throws IOException {
        store = new ImageStore(folder.resolve("cache"), Long.MAX_VALUE);
        calls = Files.createFile(folder.resolve("calls"));
        String config = "{\"os\":\"linux\",\"config\":{\"Cmd\":[\"serve\"]},\"rootfs\":{\"diff_ids\":[\"%s\"]}}"
                .formatted(Digest.of(LAYER));
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(Files.newOutputStream(folder.resolve("saved.tar")))) {
            put(tar, "config.json", config.getBytes(UTF_8));
            put(tar, "layer.tar", LAYER);
            put(tar, "manifest.json", "[{\"Config\":\"config.json\",\"Layers\":[\"layer.tar\"]}]".getBytes(UTF_8));
        }
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** A command that does this, and takes note of how it is called. */
    private Engine engine(String does) throws IOException {
        Path program = folder.resolve("engine");
        Files.writeString(program, "#!/bin/sh\necho \"$*\" >>" + calls + "\n" + does + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return Engine.DOCKER.withProgram(program);
    }

    private Engine docker() throws IOException {
        return engine(
                "case $1 in image) echo sha256:" + ID + " ;; save) cat " + folder.resolve("saved.tar") + " ;; esac");
    }

    /** Reads the documents, and the layer if it is wanted. */
    private void use(Engine engine, boolean layer) throws IOException {
        try (HeldImage held = new HeldImage(image, engine, store)) {
            Manifest manifest = Documents.read(image, held, held.named(), Manifest.class);
            ImageConfig config = Documents.read(image, held, manifest.config(), ImageConfig.class);
            assertThat(config.config().cmd()).containsExactly("serve");
            assertThat(manifest.layers())
                    .containsExactly(Descriptor.of(MediaType.DOCKER_LAYER, Digest.of(LAYER), LAYER.length));
            if (layer) {
                assertThat(held.open(manifest.layers().get(0))).hasBinaryContent(LAYER);
            }
        }
    }

    @Test
    void is_saved_by_its_id_once_whatever_is_read_of_it() throws IOException {
        use(docker(), true);
        assertThat(calls).hasContent("image inspect --format {{.Id}} app:1\nsave " + ID);
    }

    @Test
    void is_asked_for_each_time_and_not_saved_again() throws IOException {
        use(docker(), true);
        use(docker(), false);
        assertThat(Files.readAllLines(calls))
                .filteredOn(call -> call.startsWith("save"))
                .hasSize(1);
        assertThat(Files.readAllLines(calls))
                .filteredOn(call -> call.startsWith("image"))
                .hasSize(2);
    }

    @Test
    void is_saved_again_where_a_layer_is_wanted_that_the_store_has_lost() throws IOException {
        use(docker(), false);
        use(docker(), true);
        assertThat(Files.readAllLines(calls))
                .filteredOn(call -> call.startsWith("save"))
                .hasSize(2);
    }

    @Test
    void what_was_saved_has_no_name_by_which_it_could_be_left_behind() throws IOException {
        try (HeldImage held = new HeldImage(image, docker(), store)) {
            held.named();
            assertThat(openFiles())
                    .filteredOn(file -> file.startsWith(System.getProperty("java.io.tmpdir") + "/ociunit-"))
                    .isNotEmpty()
                    .allMatch(file -> file.endsWith(" (deleted)"));
        }
    }

    private static List<String> openFiles() throws IOException {
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : open) {
                files.add(Files.readSymbolicLink(each).toString());
            }
        }
        return files;
    }

    @Test
    void a_command_that_is_not_installed() {
        Engine missing = Engine.DOCKER.withProgram(folder.resolve("missing"));
        assertThatThrownBy(() -> use(missing, false))
                .isInstanceOf(ImageException.class)
                .hasMessage("""
                        Could not use image docker-daemon:app:1.
                        Why: %s is not installed, or not on this JVM's path.
                        Fix: install docker, or say where it is: -Dociunit.docker=/PATH/TO/docker.""".formatted(folder.resolve("missing")));
    }

    @Test
    void an_image_that_is_not_there() throws IOException {
        Engine engine = engine("echo []; echo 'Error response from daemon: No such image: app:1' >&2; exit 1");
        assertThatThrownBy(() -> use(engine, false))
                .isInstanceOf(ImageException.class)
                .hasMessage("""
                        Could not use image docker-daemon:app:1.
                        Why: docker image inspect failed with exit code 1: Error response from daemon: No such image: app:1
                        Fix: pull or build it first; docker images lists those that there are.""");
    }

    @Test
    void a_daemon_that_does_not_run() throws IOException {
        Engine engine = engine("""
                echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' >&2
                exit 1""");
        assertThatThrownBy(() -> use(engine, false))
                .isInstanceOf(ImageException.class)
                .hasMessage("""
                        Could not use image docker-daemon:app:1.
                        Why: docker image inspect failed with exit code 1: Cannot connect to the Docker daemon at \
                        unix:///var/run/docker.sock. Is the docker daemon running?
                        Fix: check that docker images works for this user: its daemon has to run, and to be this user's to ask.""");
    }

    @Test
    void a_command_that_fails_without_a_word_or_answers_something_else() throws IOException {
        Engine silent = engine("exit 7");
        assertThatThrownBy(() -> use(silent, false)).hasMessage("""
                Could not use image docker-daemon:app:1.
                Why: docker image inspect failed with exit code 7: it said nothing.""");
        Engine other = engine("echo hello");
        assertThatThrownBy(() -> use(other, false)).hasMessage("""
                Could not use image docker-daemon:app:1.
                Why: docker image inspect answered "hello", which is no id.""");
    }

    @Test
    void a_command_that_does_not_end_is_ended() throws IOException {
        Engine engine = engine("sleep 300").withDeadline(Duration.ofMillis(100));
        assertThatThrownBy(() -> use(engine, false)).hasMessage("""
                Could not use image docker-daemon:app:1.
                Why: docker image inspect has not ended within 0 s.""");
    }

    @Test
    void an_archive_beyond_the_limits_is_not_written_to_its_end() throws IOException {
        Image limited = image.within(ImageLimits.usual().withBytes(1000));
        Engine endless = engine("case $1 in image) echo " + ID + " ;; save) exec cat /dev/zero ;; esac");
        try (HeldImage held = new HeldImage(limited, endless, store)) {
            assertThatThrownBy(held::named).isInstanceOf(ImageException.class).hasMessage("""
                    Could not use image docker-daemon:app:1.
                    Why: docker save writes more than 67109864 bytes.
                    Fix: if the image is to be trusted: Image.within(ImageLimits.usual().withBytes(...)).""");
        }
    }

    @Test
    void podman_is_asked_in_its_own_words() throws IOException {
        Path program = folder.resolve("engine");
        docker();
        Image held = Image.ofPodman("localhost/app:1");
        try (HeldImage podman = new HeldImage(held, Engine.PODMAN.withProgram(program), store)) {
            podman.named();
        }
        assertThat(Files.readAllLines(calls))
                .isEqualTo(List.of(
                        "image inspect --format {{.Id}} localhost/app:1",
                        "save --quiet --format docker-archive " + ID));
    }
}
