package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ImageException;

class ImageTest {
    @Test
    void the_text_form_names_the_kind_and_the_path() {
        assertThat(Image.parse("host")).isEqualTo(Image.host()).hasToString("host");
        assertThat(Image.parse("dir:/srv/root")).isEqualTo(Image.ofDirectory(Path.of("/srv/root")));
        assertThat(Image.parse("tar:/srv/root.tar.gz")).hasToString("tar:/srv/root.tar.gz");
        assertThat(Image.parse("scratch")).isEqualTo(Image.scratch()).hasToString("scratch");
        assertThat(Image.parse("scratch:/bin/sh,/bin/ls"))
                .isEqualTo(Image.scratch().addBinary("/bin/sh").addBinary("/bin/ls"))
                .hasToString("scratch:/bin/sh,/bin/ls");
        assertThat(Image.scratch().addBinary("/bin/sh").add("/etc/hostname", "a\n"))
                .hasToString("scratch");
    }

    @Test
    void the_text_form_of_what_docker_and_podman_hold_is_that_of_other_tools() {
        assertThat(Image.parse("docker-daemon:app:1"))
                .isEqualTo(Image.ofDocker("app:1"))
                .hasToString("docker-daemon:app:1");
        assertThat(Image.parse("containers-storage:localhost/app:1"))
                .isEqualTo(Image.ofPodman("localhost/app:1"))
                .isNotEqualTo(Image.ofDocker("localhost/app:1"))
                .hasToString("containers-storage:localhost/app:1");
        assertThat(Image.ofDocker("app:1").within(ImageLimits.usual().withBytes(1)))
                .isNotEqualTo(Image.ofDocker("app:1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--all", "a b", "", "/app"})
    void no_command_is_given_a_name_that_it_could_take_for_something_else(String name) {
        assertThatThrownBy(() -> Image.ofPodman(name))
                .isInstanceOf(ImageException.class)
                .hasMessage("""
                        Could not use image "containers-storage:%s".
                        Why: no image has such a name.
                        Fix: write a name that podman images lists, such as app:1.""".formatted(name));
    }

    @Test
    void a_text_of_no_other_form_is_a_reference() {
        assertThat(Image.parse("debian:12"))
                .isEqualTo(Image.of("debian:12"))
                .hasToString("docker.io/library/debian:12");
        assertThat(Image.parse("localhost:5000/app:1").kind()).isEqualTo(Image.Kind.REGISTRY);
        assertThat(Image.of("app", Registries.standard().plainHttp("localhost:5000")))
                .isEqualTo(Image.of("app", Registries.standard().plainHttp("localhost:5000")))
                .isNotEqualTo(Image.of("app"))
                .isNotEqualTo(Image.of("app", Registries.standard().unverified("localhost:5000")));
        assertThatThrownBy(() -> Image.parse("no image"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("Fix: write [HOST[:PORT]/]NAME[:TAG][@DIGEST]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dir:", "tar:", "oci:", "docker-daemon:", "scratch:"})
    void any_other_text_is_refused_with_the_forms_that_there_are(String text) {
        assertThatThrownBy(() -> Image.parse(text))
                .isInstanceOf(ImageException.class)
                .hasMessage("""
                        Could not use image "%s".
                        Why: it is of no known form.
                        Fix: write host, scratch[:PROGRAM,...], dir:PATH, tar:PATH, oci:PATH[:NAME], docker-archive:PATH[:NAME], docker-daemon:NAME, \
                        containers-storage:NAME or a reference such as localhost:5000/app:1.""".formatted(text));
    }
}
