package org.ociunit.jrunc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.json.Json;
import org.ociunit.runtime.recording.RecordedCall;

class RecordingFileTest {
    private static final RecordedCall CALL = new RecordedCall(
            "2026-11-30T07:00:00Z",
            0.5,
            ClientWords.read(List.of("runc", "start", "web")),
            new RecordedCall.Input("/", Map.of(), null, null, null),
            new RecordedCall.Answer(1, null, null, null, List.of("über\nall"), null));

    @TempDir
    Path folder;

    @Test
    void it_is_there_for_its_owner_alone() throws IOException {
        Path path = folder.resolve("calls");

        RecordingFile.at(path);

        assertThat(path).isEmptyFile();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void a_call_is_a_line_behind_those_before() throws IOException {
        RecordingFile file = RecordingFile.at(folder.resolve("calls"));

        file.append(CALL);
        file.append(CALL);

        String line = Json.toText(CALL) + "\n";
        assertThat(Files.readString(file.path())).isEqualTo(line + line);
        assertThat(line).hasLineCount(1);
    }

    @Test
    void what_was_cut_ends_before_the_next_call() throws IOException {
        RecordingFile file = RecordingFile.at(Files.writeString(folder.resolve("calls"), "{\"star"));

        file.append(CALL);

        assertThat(Files.readString(file.path())).isEqualTo("{\"star\n" + Json.toText(CALL) + "\n");
    }

    @Test
    void a_place_that_cannot_be_written_to_is_named() {
        Path path = folder.resolve("none/calls");

        assertThatThrownBy(() -> RecordingFile.at(path))
                .hasMessage("cannot write the recording " + path + ": no such file or directory");
    }

    @Test
    void the_lines_that_a_call_adds_to_a_log_are_told_and_no_others() throws IOException {
        Path log = Files.writeString(folder.resolve("log"), "before\n");
        LogTail tail = LogTail.of(Optional.of(log));
        LogTail later = LogTail.of(Optional.of(folder.resolve("later")));
        Files.writeString(log, "before\none\ntwo\n");
        Files.writeString(folder.resolve("later"), "three");

        assertThat(tail.added()).containsExactly("one", "two");
        assertThat(later.added()).containsExactly("three");
        assertThat(LogTail.of(Optional.empty()).added()).isEmpty();
    }

    @Test
    void a_log_that_was_begun_anew_is_told_from_its_beginning() throws IOException {
        Path log = Files.writeString(folder.resolve("log"), "much has been said before\n");
        LogTail tail = LogTail.of(Optional.of(log));
        Files.writeString(log, "new\n");

        assertThat(tail.added()).containsExactly("new");
    }

    @Test
    void a_wrapper_calls_the_recorder_with_the_words_of_its_caller_behind() {
        assertThat(new Wrapper(List.of("/opt/bin/jrunc", "record", "--to", "/it's mine", "--", "/sbin/runc", "-x=1"))
                        .text())
                .isEqualTo("""
                        #!/bin/sh
                        exec /opt/bin/jrunc record --to '/it'\\''s mine' -- /sbin/runc -x=1 "$@"
                        """);
    }

    @Test
    void a_wrapper_takes_the_place_of_nothing() throws IOException {
        Path path = Files.writeString(folder.resolve("runc"), "the runtime itself");

        assertThatThrownBy(() -> new Wrapper(List.of("x")).writeTo(path))
                .hasMessage("cannot make the wrapper " + path + ": file exists");
        assertThat(path).hasContent("the runtime itself");
    }
}
