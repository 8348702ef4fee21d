package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final String IMAGE = "localhost:5000/app:1";
    private static final String FIRST = "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
    private static final String SECOND = "sha256:fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9";

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(screen, true, StandardCharsets.UTF_8);

    private static void pull(Progress progress) {
        progress.began(IMAGE, 2, 60_000_000);
        progress.received(IMAGE, FIRST, 30_000_000, 45_000_000);
        progress.waits(IMAGE, "the line is bad", Duration.ofMillis(250));
        progress.received(IMAGE, FIRST, 45_000_000, 45_000_000);
        progress.received(IMAGE, FIRST, 45_000_000, 45_000_000);
        progress.received(IMAGE, SECOND, 15_000_000, 15_000_000);
        progress.ended(IMAGE);
        progress.ended(IMAGE);
    }

    @Test
    void a_log_has_a_line_for_each_layer() {
        pull(new ProgressLines(stream));
        assertThat(screen.toString(StandardCharsets.UTF_8).replaceAll("in \\d+\\.\\d s", "in a while"))
                .isEqualTo("""
                        localhost:5000/app:1: 2 layers, 60.0 MB
                        localhost:5000/app:1: the line is bad; once more in 250 ms
                        localhost:5000/app:1: sha256:2c26b46b68ff, 45.0 MB
                        localhost:5000/app:1: sha256:fcde2b2edba5, 15.0 MB
                        localhost:5000/app:1: 60.0 MB arrived in a while
                        """);
    }

    @Test
    void a_terminal_has_one_line_that_is_drawn_again() {
        pull(new ProgressBar(stream));
        String[] drawn = screen.toString(StandardCharsets.UTF_8).split("\r");
        assertThat(drawn[1])
                .startsWith("localhost:5000/app:1  [------------------------]   0 %  0 B of 60.0 MB, 0 of 2 layers,");
        assertThat(drawn)
                .anySatisfy(
                        line -> assertThat(line)
                                .startsWith(
                                        "localhost:5000/app:1  [##################------]  75 %  45.0 MB of 60.0 MB, 1 of 2 layers,"));
        assertThat(drawn[drawn.length - 1])
                .startsWith(
                        "localhost:5000/app:1  [########################] 100 %  60.0 MB of 60.0 MB, 2 of 2 layers,")
                .containsPattern("/s *\\R$"); // over a longer line there are spaces
    }

    @Test
    void a_shorter_line_leaves_nothing_of_the_one_before() {
        Progress bar = new ProgressBar(stream);
        bar.began(IMAGE, 1, 1);
        bar.waits("x", "y", Duration.ZERO);
        String[] drawn = screen.toString(StandardCharsets.UTF_8).split("\r");
        assertThat(drawn[2])
                .hasSameSizeAs(drawn[1])
                .isEqualTo("x  y; once more in 0 ms" + " ".repeat(drawn[1].length() - 23));
    }

    @Test
    void without_a_terminal_it_is_lines() {
        assertThat(Progress.printedTo(stream)).isInstanceOf(ProgressLines.class);
    }

    @Test
    void sizes_are_short() {
        assertThat(ProgressCount.size(999)).isEqualTo("999 B");
        assertThat(ProgressCount.size(1000)).isEqualTo("1.0 kB");
        assertThat(ProgressCount.size(2_500_000_000L)).isEqualTo("2.5 GB");
        assertThat(ProgressCount.shortened("sha256:ab")).isEqualTo("sha256:ab");
    }
}
