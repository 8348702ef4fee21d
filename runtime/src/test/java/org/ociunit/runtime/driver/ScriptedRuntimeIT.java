package org.ociunit.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerExistsException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.error.InvalidSpecException;
import org.ociunit.error.RuntimeCommandException;
import org.ociunit.error.RuntimeCrashedException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.error.UnsupportedVerbException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.IllegalTransitionException;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.DrivenRuntime;
import org.ociunit.runtime.RuntimeEvent;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.Version;
import org.ociunit.runtime.catalog.Runtimes;

/**
 * A runtime of a user's, with a dialect of its own: a script that answers as each test wants, for what no real runtime does
 * on demand.
 */
@Timeout(60)
class ScriptedRuntimeIT {
    private static final ContainerId ID = new ContainerId("scripted");

    /** There is no bundle: the script does not look. */
    private static final CreateOptions UNCHECKED = CreateOptions.defaults().withChecked(false);

    private static final String DIALECT = """
            {
              "name": "scripted",
              "globalOptions": ["--quiet"],
              "since": {"events": "2.0", "features": "never", "--pidfd-socket": "1.2"},
              "hollow": ["pause", "resume"],
              "notFound": "never heard of it",
              "exists": "had that one",
              "crash": "(?m)^PANIC",
              "hostLimits": [{"message": "no moon", "requirement": "there is no moon", "fix": "wait for the night."}]
            }
            """;

    @TempDir
    Path folder;

    private Path program;
    private Path dialect;

    @BeforeEach
    void write_the_dialect() throws IOException {
        program = folder.resolve("scripted");
        dialect = Files.writeString(folder.resolve("scripted.json"), DIALECT);
    }

    /** The script sees the verb as $verb, and has what it was called with in a file. */
    private DrivenRuntime answering(String script) throws IOException {
        Files.writeString(program, """
                #!/bin/sh
                [ "$1" = --version ] && echo "scripted version 1.2.3" && echo "commit: abc" && echo "spec: 1.1.0" && exit
                echo "$@" >> %1$s
                for verb; do case $verb in create|start|state|pause|resume|kill|delete|list|update|events) break ;; esac; done
                state() { echo '{"id":"scripted","status":"'$1'","pid":1,"bundle":"/b"}'; }
                %2$s
                """.formatted(calls(), script));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Runtimes.at(program, dialect);
    }

    private Path calls() {
        return folder.resolve("calls");
    }

    @Test
    void tells_what_it_says_of_itself() throws IOException {
        DrivenRuntime runtime = answering("");

        assertThat(runtime.name()).isEqualTo("scripted");
        assertThat(runtime.program()).isEqualTo(program);
        assertThat(runtime.build()).hasToString("Build[version=1.2.3, commit=Optional[abc], spec=Optional[1.1.0]]");
    }

    @Test
    void has_the_options_arguments_and_variables_of_its_calls() throws IOException {
        DrivenRuntime runtime = answering("echo \"$verb COLOUR=$COLOUR NOTIFY_SOCKET=$NOTIFY_SOCKET\" >> " + calls());

        runtime.withArguments("--soon").withEnvironment("COLOUR", "red").start(ID);
        runtime.kill(ID, Signal.TERM);

        assertThat(Files.readAllLines(calls()))
                .map(line -> line.replaceFirst("--root \\S+", "--root R"))
                .containsExactly(
                        "--root R --quiet --log-format json start --soon scripted",
                        "start COLOUR=red NOTIFY_SOCKET=",
                        "--root R --quiet --log-format json kill scripted 15",
                        "kill COLOUR= NOTIFY_SOCKET=");
    }

    @Test
    void further_arguments_are_not_in_the_way_of_clearing_away() throws IOException {
        DrivenRuntime runtime =
                answering("[ $verb = create ] && exit 7; exit 0").withArguments("--odd");

        assertThatThrownBy(() -> runtime.create(ID, folder, UNCHECKED)).isInstanceOf(RuntimeCommandException.class);

        assertThat(Files.readAllLines(calls()))
                .anyMatch(line -> line.contains("--odd"))
                .anyMatch(line -> line.endsWith("delete --force scripted"));
    }

    @Test
    void an_answer_of_success_without_effect_is_a_failure() throws IOException {
        DrivenRuntime runtime = answering("[ $verb = state ] && state running; exit 0");

        assertThatThrownBy(() -> runtime.pause(ID))
                .isInstanceOf(RuntimeCommandException.class)
                .hasMessageMatching("(?s)Could not pause container scripted\\.\\nWhy: .* pause scripted ended with 0: "
                        + "and yet the container is running\\.");
    }

    @Test
    void a_verb_that_would_have_no_effect_is_not_even_tried() throws IOException {
        DrivenRuntime runtime = answering("[ $verb = state ] && state running; exit 0");

        assertThatThrownBy(() -> runtime.resume(ID))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessage("Could not resume container scripted: it is running.");
        assertThat(Files.readString(calls())).doesNotContain("resume");
    }

    @Test
    void taken_at_its_word_a_verb_has_succeeded_if_it_says_so() throws IOException {
        DrivenRuntime runtime = answering("[ $verb = state ] && state running; exit 0")
                .withArguments("--odd")
                .atItsWord();

        runtime.pause(ID);
        runtime.resume(ID);

        assertThat(Files.readAllLines(calls()))
                .map(line -> line.replaceFirst(".* --log-format json ", ""))
                .containsExactly("pause --odd scripted", "resume --odd scripted");
    }

    @Test
    void a_crash_is_told_where_the_verb_does_not_apply_too() throws IOException {
        DrivenRuntime runtime = answering("[ $verb = state ] && state stopped && exit; echo PANIC: late >&2; exit 2");

        assertThatThrownBy(() -> runtime.start(ID))
                .isInstanceOf(RuntimeCrashedException.class)
                .hasMessageEndingWith("ended with 2: PANIC: late");
    }

    @Test
    void a_panic_and_a_signal_are_crashes_whose_words_are_kept() throws IOException {
        DrivenRuntime panics =
                answering("[ $verb = state ] && state created && exit; echo PANIC: at the disco >&2; exit 2");
        assertThatThrownBy(() -> panics.start(ID))
                .isInstanceOf(RuntimeCrashedException.class)
                .hasMessageMatching(
                        "(?s)Could not start container scripted\\.\\nWhy: .* ended with 2: PANIC: at the disco");

        DrivenRuntime dies =
                answering("[ $verb = state ] && state created && exit; echo last words >&2; kill -SEGV $$");
        assertThatThrownBy(() -> dies.start(ID))
                .isInstanceOf(RuntimeCrashedException.class)
                .hasMessageMatching("(?s)Could not start container scripted\\.\\nWhy: .* ended with 139: last words");
    }

    @Test
    void a_create_that_crashes_keeps_the_words_that_went_to_the_containers_errors() throws IOException {
        DrivenRuntime runtime = answering("[ $verb = create ] && echo PANIC: early >&2 && exit 2; exit 0");
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        CreateOptions options = UNCHECKED.withStdio(Stdio.to(errors, errors));

        assertThatThrownBy(() -> runtime.create(ID, folder, options))
                .isInstanceOf(RuntimeCrashedException.class)
                .hasMessageEndingWith("ended with 2: PANIC: early");
        assertThat(errors).hasToString("PANIC: early\n");
    }

    @Test
    void its_words_become_the_exceptions_of_this_family() throws IOException {
        DrivenRuntime missing = answering("echo never heard of it >&2; exit 1");
        assertThatThrownBy(() -> missing.state(ID)).isInstanceOf(ContainerNotFoundException.class);

        DrivenRuntime taken = answering("[ $verb = create ] && echo had that one >&2 && exit 1; exit 0");
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        assertThatThrownBy(() -> taken.create(ID, folder, UNCHECKED.withStdio(Stdio.to(errors, errors))))
                .isInstanceOf(ContainerExistsException.class);

        DrivenRuntime limited =
                answering("[ $verb = state ] && state running && exit; echo no moon tonight >&2; exit 1");
        assertThatThrownBy(() -> limited.kill(ID, Signal.TERM))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not kill container scripted.
                        Why: there is no moon (no moon tonight).
                        Fix: wait for the night.""");
    }

    @Test
    void what_its_version_does_not_have_is_refused_before_anything_is_run() throws IOException {
        DrivenRuntime runtime = answering("");

        assertThatThrownBy(() -> runtime.events(ID, Duration.ofSeconds(1)))
                .isInstanceOf(UnsupportedVerbException.class)
                .hasMessage("""
                        Could not use the verb events.
                        Why: scripted 1.2.3 has no events; it came with 2.0.
                        Fix: choose a newer one, or another runtime.""");
        assertThatThrownBy(runtime::features)
                .isInstanceOf(UnsupportedVerbException.class)
                .hasMessage("""
                        Could not use the verb features.
                        Why: scripted 1.2.3 has no features.
                        Fix: choose another runtime.""");
        assertThat(calls()).doesNotExist();
    }

    @Test
    void a_bundle_that_breaks_the_rules_does_not_get_as_far_as_the_runtime() throws IOException {
        DrivenRuntime runtime = answering("");
        Files.writeString(folder.resolve("config.json"), "{\"ociVersion\": \"1.3.0\", \"root\": {\"path\": \"\"}}");

        assertThatThrownBy(() -> runtime.create(ID, folder, CreateOptions.defaults()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("root.path")
                .hasMessageContaining("process is required");
        assertThat(calls()).doesNotExist();
    }

    @Test
    void a_socket_for_a_pidfd_is_passed_on() throws IOException {
        DrivenRuntime runtime = answering("exit 1");
        CreateOptions options = UNCHECKED.withPidfdSocket(Path.of("/socket"));

        assertThatThrownBy(() -> runtime.create(ID, folder, options)).isInstanceOf(RuntimeCommandException.class);

        assertThat(Files.readString(calls()))
                .contains("create --bundle " + folder)
                .contains(" --pidfd-socket /socket ");
    }

    @Test
    void events_that_break_off_say_so() throws IOException {
        Files.writeString(dialect, DIALECT.replace("\"events\": \"2.0\"", "\"events\": \"1.0\""));
        DrivenRuntime runtime = answering("""
                [ $verb = state ] && state running && exit
                echo '{"type":"stats","id":"scripted","data":{"pids":{"current":5}}}'
                echo '{"type":"oom","id":"scripted"}'
                exit 3
                """);

        try (Stream<RuntimeEvent> events = runtime.events(ID, Duration.ofMillis(1))) {
            List<RuntimeEvent> seen = new ArrayList<>();
            assertThatThrownBy(() -> events.forEach(seen::add)).isInstanceOf(RuntimeCommandException.class);
            assertThat(seen)
                    .extracting(RuntimeEvent::kind)
                    .containsExactly(RuntimeEvent.Kind.STATS, RuntimeEvent.Kind.OUT_OF_MEMORY);
            assertThat(seen.get(0).stats().orElseThrow().tasks()).hasValue(5);
        }
    }

    @Test
    void a_forced_delete_that_fails_after_its_work_was_done_has_succeeded() throws IOException {
        DrivenRuntime runtime = answering("[ $verb = state ] && echo never heard of it >&2; echo oops >&2; exit 1");

        runtime.delete(ID, DeleteOptions.forced());
    }

    @Test
    void a_dialect_that_is_none_is_refused_with_its_place() throws IOException {
        Files.writeString(dialect, "{\"name\": \"x\", \"notFound\": \"(\", \"exists\": \"\"}");

        assertThatThrownBy(() -> answering(""))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(dialect + ":1:")
                .hasMessageContaining("Unclosed group");
    }

    @Test
    void a_dialect_in_the_users_folder_is_available_by_its_name() throws IOException {
        answering("");
        Files.writeString(dialect, DIALECT.replace("\"name\"", "\"program\": \"" + program + "\", \"name\""));
        Files.deleteIfExists(program.resolveSibling("calls"));
        System.setProperty("ociunit.dialects", folder.toString());
        try {
            assertThat(Runtimes.installed("scripted").version()).isEqualTo(Version.in("1.2.3"));
            assertThat(Runtimes.available())
                    .extracting(runtime -> runtime.name())
                    .contains("scripted");
        } finally {
            System.clearProperty("ociunit.dialects");
        }
    }

    @Test
    void a_folder_of_dialects_that_is_not_there_is_told() {
        System.setProperty("ociunit.dialects", "/no/such/folder");
        try {
            assertThatThrownBy(Runtimes::available)
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("""
                            Could not read the dialects in /no/such/folder.
                            Why: java.nio.file.NoSuchFileException: /no/such/folder
                            Fix: correct the system property ociunit.dialects, or the environment variable OCIUNIT_DIALECTS.""");
        } finally {
            System.clearProperty("ociunit.dialects");
        }
    }
}
