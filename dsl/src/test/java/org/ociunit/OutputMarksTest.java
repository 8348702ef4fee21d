package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Event;

class OutputMarksTest {
    private long millis;
    private final Chronicle chronicle = new Chronicle(new ContainerId("web-1"));
    private final OutputStream stdout =
            new Recording(BundleDefaults.OUTPUT, new OutputMarks("stdout", chronicle, () -> millis * 1_000_000)).sink();
    private final OutputStream stderr =
            new Recording(BundleDefaults.OUTPUT, new OutputMarks("stderr", chronicle, () -> millis * 1_000_000)).sink();

    private static void write(OutputStream to, String text) throws Exception {
        to.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> marks() {
        return chronicle.events().stream().map(Event::what).toList();
    }

    @Test
    void a_mark_has_the_stream_and_the_first_line_that_says_something() throws Exception {
        write(stdout, "\n  \n  ready\nand more\n");
        write(stderr, "\u001b[31mno\u001b[0m such thing");

        assertThat(marks()).containsExactly("stdout: ready", "stderr: ·[31mno·[0m such thing");
        assertThat(chronicle.events()).allSatisfy(event -> {
            assertThat(event.kind()).isEqualTo(Event.Kind.OUTPUT);
            assertThat(event.source()).isEqualTo(Event.Source.OBSERVED);
        });
    }

    @Test
    void a_long_line_is_cut_and_an_empty_one_is_no_mark() throws Exception {
        write(stdout, "\n");
        write(stdout, "x".repeat(100_000));

        assertThat(marks()).containsExactly("stdout: " + "x".repeat(80) + "…");
    }

    @Test
    void what_comes_soon_after_a_mark_is_part_of_it_and_what_comes_later_is_not() throws Exception {
        write(stdout, "one\n");
        millis = 4;
        write(stdout, "two\n");
        write(stderr, "of its own\n");
        millis = 5;
        write(stdout, "three\n");
        millis = 14;
        write(stdout, "four\n");

        assertThat(marks()).containsExactly("stdout: one", "stderr: of its own", "stdout: three");
    }

    @Test
    void there_are_few_marks_of_much_output() throws Exception {
        for (millis = 0; millis < 3_600_000; millis++) {
            write(stdout, "line\n");
        }

        assertThat(marks()).hasSize(1200);
    }
}
