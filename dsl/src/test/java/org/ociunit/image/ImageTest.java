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
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "debian:12", "dir:", "tar:"})
    void any_other_text_is_refused_with_the_forms_that_there_are(String text) {
        assertThatThrownBy(() -> Image.parse(text))
                .isInstanceOf(ImageException.class)
                .hasMessage("""
                        Could not use image "%s".
                        Why: it is of no known form.
                        Fix: write host, dir:PATH, tar:PATH, oci:PATH[:NAME] or docker-archive:PATH[:NAME].""".formatted(text));
    }
}
