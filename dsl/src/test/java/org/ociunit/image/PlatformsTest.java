package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.dsl.testkit.LayoutFixture.onPlatform;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.error.ImageException;

/** Which of several images is taken; the machine is one that Java says it is. */
class PlatformsTest {
    private static final String MACHINE = System.getProperty("os.arch");

    @TempDir
    Path folder;

    private LayoutFixture layout;

    @BeforeEach
    void arrange() throws IOException {
        layout = new LayoutFixture(folder.resolve("layout"));
    }

    @AfterEach
    void restore() {
        System.setProperty("os.arch", MACHINE);
    }

    /** An image that says in its environment what it is for. */
    private String image(String platform) throws IOException {
        return onPlatform(
                platform,
                layout.architecture(platform.replaceFirst("/.*", ""))
                        .config("{\"Env\": [\"FOR=" + platform + "\"]}")
                        .manifest());
    }

    private void requireChosen(String platform) throws IOException {
        try (ImageContent content = ImageContent.open(Image.ofLayout(layout.folder()))) {
            assertThat(content.defaults().env()).containsExactly("FOR=" + platform);
        }
    }

    private void refused(String why) {
        assertThatThrownBy(() -> ImageContent.open(Image.ofLayout(layout.folder())))
                .isInstanceOf(ImageException.class)
                .hasMessage("Could not use image oci:" + layout.folder() + ".\nWhy: " + why);
    }

    @ParameterizedTest
    @CsvSource({"amd64, amd64", "x86_64, amd64", "aarch64, arm64/v8", "arm, arm/v7", "i386, 386", "riscv64, riscv64"})
    void the_one_for_the_machine_is_taken_from_an_index(String machine, String expected) throws IOException {
        System.setProperty("os.arch", machine);
        layout.index(layout.nested(
                image("arm/v5"),
                image("amd64"),
                image("arm/v6"),
                image("arm64/v8"),
                image("386"),
                image("arm/v7"),
                image("riscv64")));
        requireChosen(expected);
    }

    @ParameterizedTest
    @CsvSource({"arm/v6 arm/v5, arm/v6", "arm/v5 arm, arm/v5", "arm arm64/v8, arm", "arm/v8 arm/v6, arm/v6"})
    void of_several_variants_the_best_one_that_the_machine_can_run_is_taken(String there, String expected)
            throws IOException {
        System.setProperty("os.arch", "arm");
        String[] platforms = there.split(" ");
        layout.index(layout.nested(image(platforms[0]), image(platforms[1])));
        requireChosen(expected);
    }

    @Test
    void several_of_one_name_are_those_of_several_platforms() throws IOException {
        System.setProperty("os.arch", "aarch64");
        layout.index(image("amd64"), image("arm64"));
        requireChosen("arm64");
    }

    @Test
    void an_index_may_be_in_an_index() throws IOException {
        System.setProperty("os.arch", "amd64");
        layout.index(layout.nested(layout.nested(layout.nested(image("amd64")))));
        requireChosen("amd64");

        layout.index(layout.nested(onPlatform("arm64", layout.nested(image("arm64"))), image("amd64")));
        requireChosen("amd64");
    }

    @Test
    void indexes_in_indexes_have_an_end() throws IOException {
        String nested = image("amd64");
        for (int i = 0; i < 5; i++) {
            nested = layout.nested(nested);
        }
        layout.index(nested);
        refused("its indexes name each other more than 4 deep.");
    }

    @Test
    void what_is_there_is_told_if_none_is_for_the_machine() throws IOException {
        System.setProperty("os.arch", "amd64");
        layout.index(layout.nested(image("arm64/v8"), image("arm/v7")));
        refused("it is not for linux/amd64; it is for linux/arm64/v8, linux/arm/v7.\n"
                + "Fix: build it for this machine, too.");
    }

    @Test
    void an_image_that_is_alone_says_itself_what_it_is_for() throws IOException {
        System.setProperty("os.arch", "amd64");
        layout.architecture("arm64").write();
        refused("it is for linux/arm64, and this machine is linux/amd64.");
    }
}
