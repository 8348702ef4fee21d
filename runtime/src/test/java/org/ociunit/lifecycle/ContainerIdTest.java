package org.ociunit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContainerIdTest {
    static Stream<String> legal() {
        return Stream.of(
                "a", "A", "7", "_", "+", "web-1", "a.b", "a+b_c.d-e", "...", ".a", "a..", "a-", "x".repeat(255));
    }

    static Stream<Arguments> illegal() {
        return Stream.of(
                arguments("", "\"\""),
                arguments(".", "\".\""),
                arguments("..", "\"..\""),
                arguments("/", "\"/\""),
                arguments("a/b", "\"a/b\""),
                arguments("../x", "\"../x\""),
                arguments("a b", "\"a b\""),
                arguments(" a", "\" a\""),
                arguments("a\n", "\"a\\u000a\""),
                arguments("a\0b", "\"a\\u0000b\""),
                arguments("a:b", "\"a:b\""),
                arguments("é", "\"é\""),
                arguments("-", "\"-\""),
                arguments("-h", "\"-h\""),
                arguments("--force", "\"--force\""),
                arguments("x".repeat(256), "\"" + "x".repeat(40) + "...\" of 256 characters"),
                arguments("x".repeat(1025), "\"" + "x".repeat(40) + "...\" of 1025 characters"));
    }

    @ParameterizedTest
    @MethodSource("legal")
    void a_legal_name_is_kept(String name) {
        ContainerId id = new ContainerId(name);

        assertThat(id.value()).isEqualTo(name);
        assertThat(id).hasToString(name).isEqualTo(new ContainerId(name));
    }

    @ParameterizedTest
    @MethodSource("illegal")
    void an_illegal_name_is_refused(String name, String shown) {
        assertThatThrownBy(() -> new ContainerId(name))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal container name " + shown
                        + ": it takes 1 to 255 letters, digits, '_', '+', '.' or '-', does not begin with '-',"
                        + " and is neither \".\" nor \"..\".");
    }
}
