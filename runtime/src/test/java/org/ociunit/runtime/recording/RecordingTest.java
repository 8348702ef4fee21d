package org.ociunit.runtime.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.Status;

class RecordingTest {
    private static final String CREATE = """
            {"started":"2026-11-30T07:00:00.5Z","seconds":0.0312,\
            "command":{"runtime":"runc","globalOptions":["--root","/run/web"],"verb":"create",\
            "arguments":["-b","/b","web"],"options":{"bundle":["/b"]},"operands":["web"],"id":"web"},\
            "input":{"directory":"/","environment":{"XDG_RUNTIME_DIR":"/run/user/7"},"bundle":"/b",\
            "config":{"ociVersion":"1.0.2","process":null}},\
            "answer":{"exitCode":0,"log":["a line"],"state":{"id":"web","status":"created"}}}""";

    private static final String VERSION = """
            {"started":"2026-11-30T06:59:59Z","seconds":0.004,\
            "command":{"runtime":"runc","globalOptions":["--version"],"arguments":[],"options":{},"operands":[]},\
            "input":{"directory":"/","environment":{}},\
            "answer":{"exitCode":137,"signal":"KILL","stdout":"runc version 1.1.5\\n","stderr":"","log":[]}}""";

    @TempDir
    Path folder;

    @Test
    void calls_come_in_the_order_in_which_they_began() throws IOException {
        assertThat(Recording.read(file(CREATE + "\n" + VERSION + "\n")).calls())
                .extracting(RecordedCall::startedAt)
                .containsExactly(Instant.parse("2026-11-30T06:59:59Z"), Instant.parse("2026-11-30T07:00:00.5Z"));
    }

    @Test
    void a_call_has_what_its_line_says() throws IOException {
        RecordedCall call = only(CREATE);

        assertThat(call.duration()).isEqualTo(Duration.ofMillis(31).plusNanos(200_000));
        assertThat(call.command())
                .isEqualTo(new RecordedCall.Command(
                        "runc",
                        List.of("--root", "/run/web"),
                        "create",
                        List.of("-b", "/b", "web"),
                        Map.of("bundle", List.of("/b")),
                        List.of("web"),
                        "web"));
        assertThat(call.command().option("bundle")).contains("/b");
        assertThat(call.command().option("pid-file")).isEmpty();
        assertThat(call.input().environment()).isEqualTo(Map.of("XDG_RUNTIME_DIR", "/run/user/7"));
        assertThat(Json.toText(call.input().config())).isEqualTo("{\"ociVersion\":\"1.0.2\",\"process\":null}");
        assertThat(call.answer().stdout()).isNull();
        assertThat(call.answer().log()).containsExactly("a line");
        assertThat(call.answer().status()).contains(Status.CREATED);
    }

    @Test
    void what_is_not_there_is_null_or_nothing() throws IOException {
        RecordedCall call = only(VERSION);

        assertThat(call.command().verb()).isNull();
        assertThat(call.command().id()).isNull();
        assertThat(call.input().config()).isNull();
        assertThat(call.answer().signal()).isEqualTo("KILL");
        assertThat(call.answer().status()).isEmpty();
    }

    @Test
    void a_call_is_written_as_it_is_read() throws IOException {
        assertThat(Json.toText(only(CREATE))).isEqualTo(CREATE);
        assertThat(Json.toText(only(VERSION))).isEqualTo(VERSION);
    }

    @Test
    void members_of_a_later_format_are_passed_over() throws IOException {
        assertThat(only(VERSION.replaceFirst("\\{", "{\"weather\":{\"sun\":true},")))
                .isEqualTo(only(VERSION));
    }

    @Test
    void an_empty_file_has_no_calls() throws IOException {
        assertThat(Recording.read(file("")).calls()).isEmpty();
    }

    @Test
    void a_line_that_was_cut_is_named() throws IOException {
        Path file = file(VERSION + "\n" + CREATE.substring(0, 40) + "\n");

        assertThatThrownBy(() -> Recording.read(file))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageStartingWith("Could not read line 2 of " + file + ":1:");
    }

    @Test
    void a_time_that_is_none_is_named() throws IOException {
        Path file = file(VERSION.replace("2026-11-30T06:59:59Z", "noon"));

        assertThatThrownBy(() -> Recording.read(file))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("line 1 of " + file)
                .hasMessageContaining("started is \"noon\", and must be a time");
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        Path file = folder.resolve("none");

        assertThatThrownBy(() -> Recording.read(file))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                Could not read the recording %s.
                Why: java.nio.file.NoSuchFileException: %1$s
                Fix: give the file that jrunc record --to has written.""".formatted(file));
    }

    private RecordedCall only(String line) throws IOException {
        List<RecordedCall> calls = Recording.read(file(line)).calls();
        assertThat(calls).hasSize(1);
        return calls.get(0);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("calls.jsonl"), text);
    }
}
