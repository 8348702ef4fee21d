package org.ociunit.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepTest {
    @Test
    void a_step_with_a_file_names_it() {
        assertThat(Step.of(Opcode.CHDIR, "/none").describe()).isEqualTo("change to folder /none");
        assertThat(Step.of(Opcode.OPEN, 0, "/dev/null", 2, 0).describe()).isEqualTo("open /dev/null");
        assertThat(Step.of(Opcode.EXEC, List.of("/bin/sh"), List.of("sh", "-c"), List.of("A=1"))
                        .describe())
                .isEqualTo("execute /bin/sh");
    }

    @Test
    void a_step_without_one_says_what_it_does() {
        assertThat(Step.of(Opcode.PIPE, 0, 1).describe()).isEqualTo("make a pipe");
        assertThat(Step.of(Opcode.LEAVE).describe()).isEqualTo("leave");
    }

    @ParameterizedTest
    @EnumSource
    void every_operation_has_words(Opcode opcode) {
        assertThat(Step.of(opcode).describe()).matches("[a-z][a-z ,'-]+");
    }
}
