package org.ociunit.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.error.UnsupportedVerbException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.CheckpointOptions;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.CriuAllowance;
import org.ociunit.runtime.CriuCgroups;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.RestoreOptions;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.Version;

class ArgumentsTest {
    private static final ContainerId ID = new ContainerId("web-1");
    private static final Arguments.Files FILES =
            new Arguments.Files(Path.of("/w/web-1/pid"), Path.of("/w/web-1/log"), null);
    private static final Arguments.Files TERMINAL =
            new Arguments.Files(Path.of("/w/web-1/pid"), Path.of("/w/web-1/log"), Path.of("/w/tty"));
    private static final String GLOBAL = "--root /state --debug --log-format json ";
    private static final String LOGGED = GLOBAL + "--log /w/web-1/log ";

    private final Arguments newest = arguments("runc", "1.5.1");

    private static Arguments arguments(String dialect, String version) {
        return new Arguments(
                Dialect.known(dialect), Version.in(version), List.of("--root", "/state", "--debug"), List.of());
    }

    @Test
    void version_needs_no_state() {
        assertThat(Arguments.VERSION).containsExactly("--version");
    }

    @Test
    void create_names_bundle_pid_file_and_log() {
        assertThat(newest.create(ID, Path.of("/b"), CreateOptions.defaults(), FILES))
                .isEqualTo(words(LOGGED + "create --bundle /b --pid-file /w/web-1/pid web-1"));
    }

    @Test
    void create_has_every_option_that_is_asked_for() {
        CreateOptions all = CreateOptions.defaults()
                .withPidfdSocket(Path.of("/p"))
                .withPreserved(List.of(Path.of("/1"), Path.of("/2")))
                .withNoPivot(true)
                .withNoNewKeyring(true);

        assertThat(newest.create(ID, Path.of("/b"), all, TERMINAL))
                .isEqualTo(words(LOGGED + "create --bundle /b --pid-file /w/web-1/pid --console-socket /w/tty"
                        + " --pidfd-socket /p --preserve-fds 2 --no-pivot --no-new-keyring web-1"));
    }

    @Test
    void an_option_that_a_version_does_not_have_is_refused() {
        CreateOptions options = CreateOptions.defaults().withPidfdSocket(Path.of("/p"));

        assertThatThrownBy(() -> arguments("runc", "1.1.5").create(ID, Path.of("/b"), options, FILES))
                .isInstanceOf(UnsupportedVerbException.class)
                .hasMessage("""
                        Could not create with --pidfd-socket.
                        Why: runc 1.1.5 has no --pidfd-socket; it came with 1.2.0.
                        Fix: choose a newer one, or another runtime.""");
        assertThatThrownBy(() -> arguments("crun", "1.29").create(ID, Path.of("/b"), options, FILES))
                .isInstanceOf(UnsupportedVerbException.class)
                .hasMessage("""
                        Could not create with --pidfd-socket.
                        Why: crun 1.29 has no --pidfd-socket.
                        Fix: choose another runtime.""");
    }

    @Test
    void exec_names_process_pid_file_and_log() {
        assertThat(newest.exec(ID, Path.of("/w/web-1/process.json"), ExecOptions.defaults(), FILES))
                .isEqualTo(
                        words(LOGGED + "exec --detach --process /w/web-1/process.json --pid-file /w/web-1/pid web-1"));
    }

    @Test
    void exec_has_every_option_that_is_asked_for() {
        ExecOptions all = ExecOptions.defaults()
                .withPidfdSocket(Path.of("/p"))
                .withPreserved(List.of(Path.of("/1")))
                .withCgroups(List.of("workers"))
                .withEvenIfPaused(true);

        assertThat(newest.exec(ID, Path.of("/j"), all, TERMINAL))
                .isEqualTo(words(LOGGED + "exec --detach --process /j --pid-file /w/web-1/pid --console-socket /w/tty"
                        + " --pidfd-socket /p --preserve-fds 1 --cgroup workers --ignore-paused web-1"));
    }

    @Test
    void kill_sends_a_number() {
        assertThat(newest.kill(ID, Signal.TERM)).isEqualTo(words(GLOBAL + "kill web-1 15"));
    }

    @Test
    void delete_is_forced_only_where_that_is_said() {
        assertThat(newest.delete(ID, DeleteOptions.defaults())).isEqualTo(words(GLOBAL + "delete web-1"));
        assertThat(newest.delete(ID, DeleteOptions.forced())).isEqualTo(words(GLOBAL + "delete --force web-1"));
    }

    @Test
    void lists_and_processes_come_as_json_and_a_table_as_text() {
        assertThat(newest.list()).isEqualTo(words(GLOBAL + "list --format json"));
        assertThat(newest.ps(ID)).isEqualTo(words(GLOBAL + "ps --format json web-1"));
        assertThat(newest.top(ID, List.of())).isEqualTo(words(GLOBAL + "ps --format table web-1"));
        assertThat(newest.top(ID, List.of("-o", "pid,comm"))).isEqualTo(words(GLOBAL + "ps web-1 -o pid,comm"));
    }

    @Test
    void limits_come_by_the_standard_input() {
        assertThat(newest.update(ID)).isEqualTo(words(GLOBAL + "update --resources - web-1"));
    }

    @Test
    void an_interval_may_be_less_than_a_second() {
        assertThat(newest.events(ID, Duration.ofMillis(500)))
                .isEqualTo(words(GLOBAL + "events --interval 500000000ns web-1"));
        assertThat(newest.stats(ID)).isEqualTo(words(GLOBAL + "events --stats web-1"));
    }

    @Test
    void an_interval_is_a_whole_number_where_a_runtime_takes_no_other() {
        assertThat(arguments("runsc", "0.0").events(ID, Duration.ofSeconds(2)))
                .isEqualTo(words(GLOBAL + "events --interval 2 web-1"));
        assertThatThrownBy(() -> arguments("runsc", "0.0").events(ID, Duration.ofMillis(500)))
                .isInstanceOf(UnsupportedVerbException.class)
                .hasMessage("""
                        Could not tell events every 500 ms.
                        Why: runsc 0.0 has no interval but whole seconds.
                        Fix: choose another runtime.""");
    }

    @Test
    void checkpoint_has_every_option_that_is_asked_for() {
        CheckpointOptions all = CheckpointOptions.to(Path.of("/image"))
                .withWork(Path.of("/work"))
                .withParent(Path.of("../parent"))
                .withPageServer("127.0.0.1:4000")
                .withStatus(Path.of("/status"))
                .withLeaveRunning(true)
                .withPreDump(true)
                .withLazyPages(true)
                .withCgroups(CriuCgroups.FULL)
                .withAllowing(EnumSet.allOf(CriuAllowance.class));

        assertThat(newest.checkpoint(ID, all))
                .isEqualTo(words(GLOBAL + "checkpoint --image-path /image --work-path /work --parent-path ../parent"
                        + " --page-server 127.0.0.1:4000 --status-fd 3 --leave-running --pre-dump --lazy-pages"
                        + " --manage-cgroups-mode full --tcp-established --tcp-skip-in-flight --ext-unix-sk"
                        + " --shell-job --file-locks --link-remap --empty-ns network --auto-dedup web-1"));
    }

    @Test
    void restore_has_every_option_that_is_asked_for() {
        RestoreOptions all = RestoreOptions.from(Path.of("/image"))
                .withWork(Path.of("/work"))
                .withLsmProfile("apparmor:p")
                .withLsmMountContext("context")
                .withNoPivot(true)
                .withLazyPages(true)
                .withCgroups(CriuCgroups.IGNORE)
                .withAllowing(Set.of(CriuAllowance.SHELL_JOB));

        assertThat(newest.restore(ID, Path.of("/b"), all, TERMINAL))
                .isEqualTo(words(LOGGED + "restore --detach --image-path /image --work-path /work --bundle /b"
                        + " --pid-file /w/web-1/pid --console-socket /w/tty --lsm-profile apparmor:p"
                        + " --lsm-mount-context context --no-pivot --lazy-pages --manage-cgroups-mode ignore"
                        + " --shell-job web-1"));
    }

    @Test
    void a_users_own_arguments_stand_behind_the_options() {
        assertThat(newest.withExtra(List.of("--keep")).create(ID, Path.of("/b"), CreateOptions.defaults(), FILES))
                .isEqualTo(words(LOGGED + "create --bundle /b --pid-file /w/web-1/pid --keep web-1"));
    }

    @ParameterizedTest
    @CsvSource({"START, start", "STATE, state", "PAUSE, pause", "RESUME, resume"})
    void a_plain_verb_takes_the_name_alone(Verb verb, String word) {
        assertThat(newest.plain(verb, ID)).isEqualTo(words(GLOBAL + word + " web-1"));
    }

    @Test
    void a_path_with_blanks_is_one_argument() {
        assertThat(newest.create(ID, Path.of("/my bundle"), CreateOptions.defaults(), FILES))
                .contains("/my bundle");
    }

    private static List<String> words(String line) {
        return Stream.of(line.split(" ")).toList();
    }
}
