package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.error.ContainerException;
import org.ociunit.spec.User;

class UserNameTest {
    @TempDir
    Path root;

    @BeforeEach
    void arrange() throws IOException {
        Path etc = Files.createDirectory(root.resolve("etc"));
        Files.writeString(etc.resolve("passwd"), """
                root:x:0:0::/:
                web:x:33:34::/:
                odd:x:5:many::/:
                huge:x:99999999999:1::/:
                short:x:7
                """);
        Files.writeString(etc.resolve("group"), """
                logs:x:40:web
                huge:x:99999999999:web
                odd:x:many:web
                """);
    }

    private User resolve(String text) {
        return new UserName(text, root).resolve();
    }

    @Test
    void names_and_numbers_are_found() {
        assertThat(resolve("web")).isEqualTo(User.of(33, 34));
        assertThat(resolve("web:logs")).isEqualTo(User.of(33, 40));
        assertThat(resolve("short")).isEqualTo(User.of(7, 0));
        assertThat(resolve("4294967294:12")).isEqualTo(User.of(4294967294L, 12));
    }

    @Test
    void groups_without_a_number_of_the_kernels_are_none() {
        assertThat(new UserName("web", root).furtherGroups()).containsExactly(40L);
    }

    @ParameterizedTest
    @CsvSource({
        "4294967295, 4294967295",
        "1:99999999999, 99999999999",
        "999999999999999999, 999999999999999999",
        "odd, many",
        "huge, 99999999999",
        "web:huge, 99999999999"
    })
    void what_is_no_number_of_the_kernels_is_told(String text, String digits) {
        assertThatThrownBy(() -> resolve(text))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                Could not use user "%s".
                Why: "%s" is no number of a user or a group.
                Fix: give numbers up to 4294967294, such as 1000:1000.""".formatted(text, digits));
    }

    @ParameterizedTest
    @CsvSource({"nobody, nobody", "٣, ٣", "99999999999999999999, 99999999999999999999", "web:none, none"})
    void who_is_not_known_is_told(String text, String name) {
        assertThatThrownBy(() -> resolve(text))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("the image's /etc/passwd and /etc/group have no \"" + name + "\".");
    }
}
