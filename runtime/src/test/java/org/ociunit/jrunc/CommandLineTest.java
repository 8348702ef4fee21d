package org.ociunit.jrunc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.Spec;

/** Command lines that need no container. */
class CommandLineTest {
    @TempDir
    Path folder;

    private Called call(String... words) {
        return Called.with(folder, words);
    }

    @Test
    void it_tells_its_version() {
        assertThat(call("--version")).isEqualTo(new Called(0, "jrunc version 0.1.0\nspec: 1.3.0\n", ""));
        assertThat(call("-v")).isEqualTo(call("--version"));
        assertThat(Personality.RUNC.versionLines()).isEqualTo("runc version 1.5.1\ncommit: jrunc-0.1.0\nspec: 1.3.0\n");
    }

    @Test
    void it_helps_where_nothing_is_asked() {
        assertThat(call().code()).isZero();
        assertThat(call().out())
                .startsWith("NAME:\n   jrunc - Open Container Initiative runtime\n")
                .contains("\n   create      create a container\n");
        assertThat(call("--help")).isEqualTo(call());
        assertThat(call("help")).isEqualTo(call());
    }

    @Test
    void it_helps_with_a_command() {
        Called expected = new Called(0, """
                NAME:
                   jrunc delete - delete what is left of a container

                USAGE:
                   jrunc delete [command options] <container-id>

                OPTIONS:
                   --force, -f  kill the container first if it still runs
                   --help, -h   show help
                """, "");

        assertThat(call("delete", "--help")).isEqualTo(expected);
        assertThat(call("help", "delete")).isEqualTo(expected);
    }

    @Test
    void a_command_that_is_none_has_an_exit_code_of_its_own() {
        Called expected = new Called(3, "", Called.error("No help topic for 'frob'"));

        assertThat(call("frob")).isEqualTo(expected);
        assertThat(call("help", "frob")).isEqualTo(expected);
    }

    @Test
    void a_flag_that_is_none_is_told_with_the_help() {
        assertThat(call("state", "--frob"))
                .isEqualTo(new Called(1, """
                        Incorrect Usage: flag provided but not defined: -frob

                        NAME:
                           jrunc state - output the state of a container

                        USAGE:
                           jrunc state <container-id>

                        OPTIONS:
                           --help, -h  show help
                        """, Called.error("flag provided but not defined: -frob")));
        assertThat(call("--frob", "list").out())
                .startsWith("Incorrect Usage. flag provided but not defined: -frob\n\nNAME:\n   jrunc - ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state | exactly 1",
                "state a b | exactly 1",
                "list x | exactly 0",
                "exec | a minimum of 1",
                "kill | a minimum of 1",
                "kill a b c | a maximum of 2"
            })
    void a_wrong_number_of_arguments_is_told_with_the_help(String line, String rule) {
        String[] words = line.split(" ");

        Called called = call(words);

        assertThat(called.code()).isEqualTo(1);
        assertThat(called.out()).startsWith("Incorrect Usage.\n\nNAME:\n   jrunc " + words[0] + " - ");
        assertThat(called.err())
                .isEqualTo(Called.error("jrunc: \\\"" + words[0] + "\\\" requires " + rule + " argument(s)"));
    }

    @Test
    void a_root_that_is_named_and_not_there_is_an_error_of_a_list() {
        assertThat(call("--root", "none", "list"))
                .isEqualTo(new Called(
                        1, "", Called.error("open " + folder.resolve("none") + ": no such file or directory")));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void an_empty_root_has_no_containers() throws Exception {
        Files.createDirectory(folder.resolve("root"));

        assertThat(call("--root", "root", "list"))
                .isEqualTo(new Called(0, "ID          PID         STATUS      BUNDLE      CREATED     OWNER\n", ""));
        assertThat(call("--root", "root", "list", "-f", "json")).isEqualTo(new Called(0, "null\n", ""));
        assertThat(call("--root", "root", "list", "-q")).isEqualTo(new Called(0, "", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--root / list | Option --root argument should not be set to /",
                "--root= list | Option --root argument should not be set to /",
                "--systemd-cgroup list | --systemd-cgroup is not supported: this runtime has the cgroupfs manager only",
                "--cgroup-manager systemd list | --cgroup-manager=systemd is not supported: this runtime has the managers"
                        + " cgroupfs and disabled",
                "--rootless maybe list | invalid value for --rootless: parsing \\\"maybe\\\": invalid syntax",
                "--log-format xml list | invalid log-format: xml",
                "--log /dev/null/l list | open /dev/null/l: not a directory",
                "--root none list -f xml | invalid format option",
                "run -b /dev/null c1 | jrunc run failed: chdir /dev/null: not a directory",
                "--root r create --config x c1 | jrunc create failed: JSON specification file config.json not found:"
                        + " FOLDER/x",
                "--root r create c1 | jrunc create failed: JSON specification file config.json not found:"
                        + " FOLDER/config.json"
            })
    void what_cannot_be_is_told_on_one_line(String line, String words) {
        assertThat(call(line.split(" ")))
                .isEqualTo(new Called(1, "", Called.error(words.replace("FOLDER", folder.toString()))));
    }

    @Test
    void an_illegal_name_is_refused_and_told_what_is_legal() {
        assertThat(call("--root", "r", "state", "../x"))
                .isEqualTo(new Called(
                        1,
                        "",
                        Called.error(
                                "invalid container ID format: Illegal container name \\\"../x\\\": it takes 1 to 255"
                                        + " letters, digits, '_', '+', '.' or '-', does not begin with '-', and is neither \\\".\\\""
                                        + " nor \\\"..\\\".")));
        assertThat(call("--root", "r", "state", "").err()).isEqualTo(Called.error("container id cannot be empty"));
    }

    @Test
    void global_flags_that_mean_nothing_here_are_accepted() throws Exception {
        Files.createDirectory(folder.resolve("root"));

        assertThat(call(
                        "--debug",
                        "--criu",
                        "/x",
                        "--rootless=auto",
                        "--cgroup-manager",
                        "cgroupfs",
                        "--root",
                        "root",
                        "list",
                        "-q"))
                .isEqualTo(new Called(0, "", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "run"})
    void a_terminal_without_anybody_to_serve_it_is_refused(String command) throws Exception {
        Files.writeString(folder.resolve("config.json"), Spec.defaults().toJson());
        String[] detached = command.equals("run") ? new String[] {"run", "-d", "c1"} : new String[] {command, "c1"};

        assertThat(call(detached).err())
                .isEqualTo(Called.error("jrunc " + command
                        + " failed: cannot allocate tty if runc will detach without setting console socket"));
    }

    @Test
    void a_socket_for_a_terminal_that_is_none_is_refused() throws Exception {
        Files.writeString(folder.resolve("config.json"), Spec.defaults().toJson());

        assertThat(call("run", "--console-socket", "s", "c1").err())
                .isEqualTo(Called.error(
                        "jrunc run failed: cannot use console socket if runc will not detach or allocate tty"));
    }

    @Test
    void a_configuration_to_begin_with_is_written_once() throws Exception {
        Path bundle = Files.createDirectory(folder.resolve("b"));
        boolean v2 = Host.current().hasCgroupV2();

        assertThat(call("spec", "-b", "b")).isEqualTo(new Called(0, "", ""));
        assertThat(bundle.resolve("config.json")).hasContent(Spec.defaults(v2).toJson());
        assertThat(call("spec", "--bundle", "b"))
                .isEqualTo(new Called(1, "", Called.error("File config.json exists. Remove it first")));
    }

    @Test
    void a_configuration_for_an_ordinary_user() throws Exception {
        Host host = Host.current();

        assertThat(call("spec", "--rootless")).isEqualTo(new Called(0, "", ""));
        assertThat(folder.resolve("config.json"))
                .hasContent(Spec.rootless(host.uid(), host.gid(), host.hasCgroupV2())
                        .toJson());
    }

    @Test
    void features_are_told_with_four_blanks() {
        assertThat(call("--root", "r", "features").out())
                .startsWith(
                        "{\n    \"ociVersionMin\": \"1.0.0\",\n    \"ociVersionMax\": \"1.3.0\",\n    \"hooks\": [\n"
                                + "        \"prestart\",\n")
                .endsWith("}\n");
    }
}
