package org.ociunit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MembersTest {
    /** members.txt was derived from the Go structs and the schema of runtime-spec v1.3.0. */
    @Test
    void every_member_of_the_specification_is_a_component() throws Exception {
        Path list = Path.of(MembersTest.class.getResource("members.txt").toURI());
        List<String> expected = Files.readAllLines(list).stream()
                .filter(line -> !line.startsWith("#"))
                .sorted(byRecord())
                .toList();
        assertThat(Records.all().stream().map(MembersTest::line).sorted(byRecord()))
                .containsExactlyElementsOf(expected);
    }

    /** JDK 17's doclint cannot be asked for it: see the Javadoc plugin in the pom. */
    @Test
    void every_component_is_documented() throws Exception {
        for (Class<?> type : Records.all()) {
            String source = Files.readString(Path.of("src/main/java/org/ociunit/spec", type.getSimpleName() + ".java"));
            assertThat(source).contains("<p>runtime-spec ");
            assertThat(Arrays.stream(type.getRecordComponents())
                            .map(component -> "* @param " + component.getName() + " "))
                    .allSatisfy(tag -> assertThat(source).contains(tag));
        }
    }

    private static String line(Class<?> type) {
        Stream<String> members = Arrays.stream(type.getRecordComponents())
                .filter(Records::known)
                .map(component -> Records.member(component) + (Records.optional(component) ? "" : "!"));
        return type.getSimpleName() + " " + members.collect(Collectors.joining(" "));
    }

    private static Comparator<String> byRecord() {
        return Comparator.comparing(line -> line.substring(0, line.indexOf(' ')));
    }
}
