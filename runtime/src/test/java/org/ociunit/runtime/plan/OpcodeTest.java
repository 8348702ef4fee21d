package org.ociunit.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpcodeTest {
    private static final Pattern ROW = Pattern.compile("OP\\((\\d+), (\\w+), (\\w+), \"(\\w*)\", (LOOP|CHILD)\\)");

    @Test
    void java_and_c_know_the_same_operations() throws IOException {
        List<String> inC = rows().map(row -> row.group(1) + " " + row.group(2) + " " + row.group(4))
                .toList();
        List<String> inJava = Stream.of(Opcode.values())
                .map(opcode -> opcode.code() + " " + opcode.name() + " " + opcode.arguments())
                .toList();

        assertThat(inJava).isEqualTo(inC).hasSizeGreaterThan(20);
    }

    @Test
    void an_operation_and_its_function_have_the_same_name() throws IOException {
        assertThat(rows()).allSatisfy(row -> assertThat(row.group(3)).isEqualToIgnoringCase("op_" + row.group(2)));
    }

    private static Stream<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(Path.of("src/main/c/ops.def"))).results();
    }
}
