package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ImageException;

class ReferenceTest {
    private static final String HEX = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

    @ParameterizedTest
    @CsvSource({
        "busybox,                            docker.io/library/busybox:latest",
        "busybox:1.36,                       docker.io/library/busybox:1.36",
        "some/app,                           docker.io/some/app:latest",
        "docker.io/app,                      docker.io/library/app:latest",
        "index.docker.io/app,                docker.io/library/app:latest",
        "localhost/app,                      localhost/app:latest",
        "localhost:5000/app:1,               localhost:5000/app:1",
        "localhost:5000,                     docker.io/library/localhost:5000",
        "127.0.0.1:5000/a/b_c/d.e/f__g/h--i, 127.0.0.1:5000/a/b_c/d.e/f__g/h--i:latest",
        "[::1]:5000/a/b:v1.0-rc_1,           [::1]:5000/a/b:v1.0-rc_1",
        "registry.example/app,               registry.example/app:latest",
        "LOCAL/app,                          LOCAL/app:latest",
        "a:5000/app:_x,                      a:5000/app:_x",
    })
    void what_is_left_out_is_the_default_of_the_field(String text, String whole) {
        assertThat(Reference.parse(text)).hasToString(whole);
        assertThat(Reference.parse(whole)).isEqualTo(Reference.parse(text));
    }

    @Test
    void a_digest_needs_no_tag_and_goes_before_one() {
        Reference digest = Reference.parse("[::1]:5000/a/b@sha256:" + HEX);
        assertThat(digest.registry()).isEqualTo(new RegistryName("[::1]:5000"));
        assertThat(digest.repository()).isEqualTo("a/b");
        assertThat(digest.tag()).isNull();
        assertThat(digest.name()).isEqualTo("sha256:" + HEX);

        Reference both = Reference.parse("app:1@sha256:" + HEX);
        assertThat(both.tag()).isEqualTo("1");
        assertThat(both.name()).isEqualTo("sha256:" + HEX);
        assertThat(both).hasToString("docker.io/library/app:1@sha256:" + HEX);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                    | a part of its name is empty.",
                "localhost:5000/       | a part of its name is empty.",
                "localhost:5000//app   | a part of its name is empty.",
                "/app                  | a part of its name is empty.",
                "[::1]:5000            | no name follows its registry.",
                "[::1/app              | its registry \"[::1\" is not HOST or HOST:PORT.",
                "a..b/app              | its registry \"a..b\" is not HOST or HOST:PORT.",
                "-a.b/app              | its registry \"-a.b\" is not HOST or HOST:PORT.",
                "localhost:0/app       | its registry \"localhost:0\" is not HOST or HOST:PORT.",
                "localhost:65536/app   | its registry \"localhost:65536\" is not HOST or HOST:PORT.",
                "localhost:x/app       | its registry \"localhost:x\" is not HOST or HOST:PORT.",
                "user@localhost/app    | \"localhost/app\" is not a digest.",
                "app:                  | its tag \"\" is not made of 1 to 128 letters, digits and _ . - (not first).",
                "app:.1                | its tag \".1\" is not made of 1 to 128 letters, digits and _ . - (not first).",
                "app:a/b               | its registry \"app:a\" is not HOST or HOST:PORT.",
                "app@sha256:abc        | \"sha256:abc\" is not a digest.",
                "app@md5:abc           | the digest algorithm \"md5\" is not sha256 or sha512.",
                "https://localhost/app | it begins with a scheme.",
                "docker://busybox      | it begins with a scheme.",
            })
    void anything_else_is_refused_with_the_form_that_there_is(String text, String why) {
        assertThatThrownBy(() -> Reference.parse(text))
                .isInstanceOf(ImageException.class)
                .hasMessage("""
                        Could not use image "%s".
                        Why: %s
                        Fix: write [HOST[:PORT]/]NAME[:TAG][@DIGEST], such as localhost:5000/app:1.""".formatted(text, why));
    }

    @ParameterizedTest
    @ValueSource(strings = {"App", "a/App", "a/.b", "a/b.", "a/b___c", "a/b._c", "a b", "a/b\n", "ä"})
    void a_name_has_the_letters_that_the_grammar_has(String text) {
        String part = text.substring(text.indexOf('/') + 1);
        String shown = part.replace('\n', ' '); // on one line
        assertThatThrownBy(() -> Reference.parse(text))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("Why: the part \"" + shown
                        + "\" of its name is not made of lower-case letters and digits"
                        + " with one of . _ __ - between them.");
    }

    @Test
    void a_name_has_an_end() {
        Reference.parse("a".repeat(255));
        assertThatThrownBy(() -> Reference.parse("a".repeat(256)))
                .hasMessageContaining("Why: its name has 256 characters; 255 are allowed.");
        Reference.parse("a:" + "1".repeat(128));
        assertThatThrownBy(() -> Reference.parse("a:" + "1".repeat(129))).hasMessageContaining("its tag \"111");
    }

    @Test
    void a_registry_is_named_as_in_a_reference() {
        assertThat(RegistryName.parse("index.docker.io")).isEqualTo(RegistryName.DEFAULT);
        assertThatThrownBy(() -> RegistryName.parse("http://localhost:5000"))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not use registry "http://localhost:5000".
                        Why: it is not HOST or HOST:PORT.
                        Fix: name it as the reference of an image does, without a scheme and a path, such as localhost:5000.""");
    }
}
