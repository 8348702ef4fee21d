package org.ociunit.jrunc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.runtime.recording.RecordedCall;

class CallInputTest {
    @TempDir
    Path folder;

    @Test
    void the_bundle_is_the_current_folder_unless_another_one_is_named() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"hostname\": \"web\"}");
        Files.createDirectory(folder.resolve("empty"));

        assertThat(input("run", "web"))
                .returns(folder.toString(), RecordedCall.Input::bundle)
                .returns(Map.of("hostname", "web"), RecordedCall.Input::config);
        assertThat(input("create", "-b", "empty", "web"))
                .returns(folder.resolve("empty").toString(), RecordedCall.Input::bundle)
                .returns(null, RecordedCall.Input::config);
        assertThat(input("start", "web")).returns(null, RecordedCall.Input::bundle);
    }

    @Test
    void a_document_that_is_no_json_is_the_text_that_it_is() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{broken");

        assertThat(input("create", "web").config()).isEqualTo("{broken");
    }

    @Test
    void the_documents_of_exec_and_update_are_kept() throws IOException {
        Files.writeString(folder.resolve("document"), "{\"cwd\": \"/\"}");

        assertThat(input("exec", "-p", "document", "web").document()).isEqualTo(Map.of("cwd", "/"));
        assertThat(input("update", "--resources=document", "web").document()).isEqualTo(Map.of("cwd", "/"));
        assertThat(input("update", "-r", "-", "web").document()).isEqualTo(Map.of("pids", Map.of()));
        assertThat(input("update", "-r", "/dev/stdin", "web").document()).isEqualTo(Map.of("pids", Map.of()));
    }

    @Test
    void the_standard_input_is_read_for_a_document_alone() {
        assertThat(CallInput.takeStdin(command("exec", "web", "cat"), session()))
                .isEmpty();
        assertThat(CallInput.takeStdin(command("update", "--memory", "1m", "web"), session()))
                .isEmpty();
    }

    @Test
    void a_document_from_a_pipe_is_left_to_the_runtime() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThat(input("exec", "--process", pipe.toString(), "web").document())
                .isNull();
    }

    @Test
    void of_the_environment_nothing_is_kept_that_is_not_for_runtimes() {
        assertThat(input("start", "web").environment())
                .isEqualTo(Map.of("XDG_RUNTIME_DIR", "/run/user/7", "_LIBCONTAINER_LOGPIPE", "5"));
    }

    private RecordedCall.Input input(String... words) {
        RecordedCall.Command command = command(words);
        return CallInput.of(command, CallInput.takeStdin(command, session()), session());
    }

    private static RecordedCall.Command command(String... words) {
        return ClientWords.read(List.of(("runc " + String.join(" ", words)).split(" ")));
    }

    private Session session() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new Session(
                Personality.current(),
                Map.of("XDG_RUNTIME_DIR", "/run/user/7", "_LIBCONTAINER_LOGPIPE", "5", "API_TOKEN", "secret"),
                folder,
                new ByteArrayInputStream("{\"pids\": {}}".getBytes(UTF_8)),
                nowhere,
                new ErrorLog(ErrorLog.Format.TEXT, Optional.empty(), false, nowhere, false, Clock.systemUTC()),
                Optional.empty(),
                true);
    }
}
