package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class RecordingTest {
    private final Recording recording = new Recording(new Bytes(2000), Recording.Listener.NONE);
    private final OutputStream sink = recording.sink();

    private void write(String text) throws Exception {
        sink.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void what_is_written_can_be_read_while_it_grows() throws Exception {
        write("a");
        InputStream stream = recording.stream();
        assertThat(stream.read()).isEqualTo('a');
        write("é");
        assertThat(recording.text()).isEqualTo("aé");
        sink.close();
        assertThat(stream.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("é");
        assertThat(recording.truncated()).isFalse();
    }

    @Test
    void the_end_is_kept_and_the_beginning_dropped() throws Exception {
        InputStream stream = recording.stream();
        for (int i = 0; i < 10_000; i++) {
            write(String.format("%05d\n", i));
        }
        sink.close();
        assertThat(recording.truncated()).isTrue();
        assertThat(recording.bytes()).hasSize(2000);
        assertThat(recording.text()).endsWith("09998\n09999\n");
        assertThat(stream.readAllBytes()).asString().endsWith(recording.text()).hasSizeLessThanOrEqualTo(4000);
    }

    @Test
    void lines_are_handed_over_as_they_come() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        write("one\ntw");
        try (AutoCloseable following = recording.follow(lines::add)) {
            assertThat(following).isNotNull();
            assertThat(lines.poll(5, TimeUnit.SECONDS)).isEqualTo("one");
            write("o\n");
            assertThat(lines.poll(5, TimeUnit.SECONDS)).isEqualTo("two");
        }
    }

    @Test
    void the_last_line_needs_no_end_of_its_own() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        try (AutoCloseable following = recording.follow(lines::add)) {
            assertThat(following).isNotNull();
            write("last");
            sink.close();
            assertThat(lines.poll(5, TimeUnit.SECONDS)).isEqualTo("last");
        }
    }

    @Test
    void nothing_is_handed_over_once_it_is_closed() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        write("one\n");
        try (AutoCloseable following = recording.follow(lines::add)) {
            assertThat(following).isNotNull();
            assertThat(lines.poll(5, TimeUnit.SECONDS)).isEqualTo("one");
        }
        write("two\n");
        assertThat(lines.poll(50, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void to_read_nothing_takes_no_wait() throws Exception {
        write("text");
        InputStream stream = recording.stream();
        assertThat(stream.readNBytes(4)).asString().isEqualTo("text");
        assertThat(stream.read(new byte[1], 0, 0)).isZero();
    }

    @Test
    void a_wait_for_the_end_is_bounded() throws Exception {
        assertThat(recording.awaitEnd(Deadline.in(Duration.ofMillis(10)))).isFalse();
        sink.close();
        assertThat(recording.awaitEnd(Deadline.never())).isTrue();
    }
}
