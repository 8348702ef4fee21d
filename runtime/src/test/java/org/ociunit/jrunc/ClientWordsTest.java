package org.ociunit.jrunc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ociunit.runtime.recording.RecordedCall;

class ClientWordsTest {
    @Test
    void the_call_of_a_shim_is_taken_apart() {
        RecordedCall.Command command = read("runc --root /run/r --log /l --log-format json create --bundle /b"
                + " --pid-file /p --console-socket=/tmp/pty.sock web");

        assertThat(command)
                .isEqualTo(new RecordedCall.Command(
                        "runc",
                        List.of("--root", "/run/r", "--log", "/l", "--log-format", "json"),
                        "create",
                        List.of("--bundle", "/b", "--pid-file", "/p", "--console-socket=/tmp/pty.sock", "web"),
                        Map.of(
                                "bundle", List.of("/b"),
                                "pid-file", List.of("/p"),
                                "console-socket", List.of("/tmp/pty.sock")),
                        List.of("web"),
                        "web"));
    }

    @Test
    void options_have_their_long_names_and_the_words_of_a_program_are_left_alone() {
        RecordedCall.Command command = read("runc exec -d -e A=1 -e B=2 -u 5:6 web ls -l --color=no");

        assertThat(command.options())
                .isEqualTo(Map.of("detach", List.of("true"), "env", List.of("A=1", "B=2"), "user", List.of("5:6")));
        assertThat(command.operands()).containsExactly("web", "ls", "-l", "--color=no");
        assertThat(command.id()).isEqualTo("web");
    }

    @Test
    void an_option_may_stand_behind_the_container() {
        RecordedCall.Command command = read("runc delete web --force");

        assertThat(command.options()).isEqualTo(Map.of("force", List.of("true")));
        assertThat(command.operands()).containsExactly("web");
    }

    @Test
    void two_dashes_end_the_options() {
        RecordedCall.Command command = read("runc kill -- web -9");

        assertThat(command.operands()).containsExactly("web", "-9");
    }

    @Test
    void a_single_dash_is_a_value() {
        assertThat(read("runc update --resources - web").options()).isEqualTo(Map.of("resources", List.of("-")));
        assertThat(read("runc update -r - web").id()).isEqualTo("web");
    }

    @Test
    void global_options_of_other_runtimes_do_not_hide_the_verb() {
        assertThat(read("runsc --platform=ptrace --network host state web").verb())
                .isEqualTo("state");
        assertThat(read("crun --systemd-cgroup --cgroup-manager cgroupfs state web")
                        .verb())
                .isEqualTo("state");
        assertThat(read("other --loud state web").globalOptions()).containsExactly("--loud");
    }

    @Test
    void an_option_of_a_verb_that_is_not_known_is_a_switch_or_has_its_value_beside_it() {
        RecordedCall.Command command = read("crun run --colour=red --loud -b /b web");

        assertThat(command.options())
                .isEqualTo(Map.of("colour", List.of("red"), "loud", List.of("true"), "bundle", List.of("/b")));
        assertThat(command.id()).isEqualTo("web");
    }

    @Test
    void there_may_be_no_verb_and_no_container() {
        assertThat(read("runc --version"))
                .isEqualTo(new RecordedCall.Command(
                        "runc", List.of("--version"), null, List.of(), Map.of(), List.of(), null));
        assertThat(read("runc").verb()).isNull();
        assertThat(read("runc list --format json").id()).isNull();
        assertThat(read("runc create").id()).isNull();
        assertThat(read("runc strange web").id()).isNull();
    }

    @Test
    void the_log_is_found_and_left_out() {
        RecordedCall.Command command =
                read("runc --debug --root /r --log /l --log-format=json --rootless true state x");

        assertThat(ClientWords.globalOption(command, "log")).contains("/l");
        assertThat(ClientWords.withoutLog(command.globalOptions()))
                .containsExactly("--root", "/r", "--rootless", "true");
        assertThat(ClientWords.globalOption(read("runc state x"), "log")).isEmpty();
    }

    private static RecordedCall.Command read(String line) {
        return ClientWords.read(List.of(line.split(" ")));
    }
}
