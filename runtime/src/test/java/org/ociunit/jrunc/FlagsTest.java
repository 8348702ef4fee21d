package org.ociunit.jrunc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.json.Json;
import org.ociunit.runtime.CriuAllowance;
import org.ociunit.runtime.CriuCgroups;
import org.ociunit.spec.Capabilities;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Spec;
import org.ociunit.spec.User;

/** What the flags of commands come to. */
class FlagsTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Session session(String input) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
        ErrorLog log = new ErrorLog(
                ErrorLog.Format.TEXT,
                Optional.empty(),
                false,
                new PrintStream(err, true, UTF_8),
                false,
                Clock.systemUTC());
        return new Session(
                Personality.JRUNC,
                Map.of(),
                folder,
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                nowhere,
                log,
                Optional.empty(),
                true);
    }

    private ContainerProcess process(ContainerProcess first, String... words) {
        Invocation invocation = new ExecCommand().grammar().parse(List.of(words));
        return ExecProcessFlags.process(invocation, session(""), Spec.empty().withProcess(first));
    }

    private LinuxResources limits(String input, String... words) {
        Invocation invocation = new UpdateCommand().grammar().parse(List.of(words));
        return UpdateFlags.resources(invocation, session(input));
    }

    @Test
    void a_further_process_is_like_the_first_one_without_its_terminal() {
        ContainerProcess first = ContainerProcess.of("init")
                .withTerminal(true)
                .withEnv(List.of("A=1"))
                .withCwd("/srv")
                .withUser(User.of(5, 6));

        assertThat(process(first, "c1", "sh", "-c", "true"))
                .isEqualTo(first.withArgs(List.of("sh", "-c", "true")).withTerminal(false));
    }

    @Test
    void a_further_process_is_changed_by_flags() {
        ContainerProcess first = ContainerProcess.of("init").withEnv(List.of("A=1"));

        ContainerProcess process = process(
                first,
                "-t",
                "--cwd",
                "/tmp",
                "-e",
                "B=2",
                "-e",
                "C=3",
                "-u",
                "7:8",
                "-g",
                "9",
                "-g",
                "10",
                "--apparmor",
                "p",
                "--process-label",
                "l",
                "--no-new-privs",
                "c1",
                "sh");

        assertThat(process)
                .isEqualTo(first.withArgs(List.of("sh"))
                        .withTerminal(true)
                        .withCwd("/tmp")
                        .withEnv(List.of("A=1", "B=2", "C=3"))
                        .withUser(User.of(7, 8).withAdditionalGids(List.of(9L, 10L)))
                        .withApparmorProfile("p")
                        .withSelinuxLabel("l")
                        .withNoNewPrivileges(true));
    }

    @Test
    void a_user_without_a_group_keeps_that_of_the_first_process() {
        assertThat(process(ContainerProcess.of("init").withUser(User.of(5, 6)), "-u", "7", "c1", "sh")
                        .user())
                .isEqualTo(User.of(7, 6));
    }

    @Test
    void a_further_capability_is_ambient_only_where_some_are_inheritable() {
        Capabilities plain = Capabilities.of("CAP_KILL");
        ContainerProcess first = ContainerProcess.of("init").withCapabilities(plain);
        ContainerProcess heir = first.withCapabilities(plain.withInheritable(List.of("CAP_KILL")));

        assertThat(process(first, "-c", "CAP_CHOWN", "c1", "sh").capabilities())
                .isEqualTo(Capabilities.of("CAP_KILL", "CAP_CHOWN"));
        assertThat(process(heir, "-c", "CAP_CHOWN", "c1", "sh").capabilities().ambient())
                .containsExactly("CAP_CHOWN");
    }

    @Test
    void a_whole_process_comes_from_a_file() throws Exception {
        ContainerProcess other = ContainerProcess.of("date").withCwd("/srv");
        Files.writeString(folder.resolve("p.json"), Json.toText(other));

        assertThat(process(ContainerProcess.of("init"), "-p", "p.json", "c1")).isEqualTo(other);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "c1 | exec args cannot be empty",
                "-u x c1 sh | bad uid: \"x\" is no number from 0 to 4294967294",
                "-u 1: c1 sh | bad gid: \"\" is no number from 0 to 4294967294",
                "-u 4294967295 c1 sh | bad uid: \"4294967295\" is no number from 0 to 4294967294",
                "-g -1 c1 sh | additional-gids must be a positive number -1"
            })
    void a_process_that_cannot_be_is_refused(String line, String message) {
        assertThatThrownBy(() -> process(ContainerProcess.of("init"), line.split(" ")))
                .isInstanceOf(RefusalException.class)
                .hasMessage(message);
    }

    @Test
    void an_update_sets_what_its_flags_say() {
        assertThat(Json.toText(limits(
                        "",
                        "c1",
                        "--memory",
                        "64m",
                        "--memory-swap",
                        "-1",
                        "--memory-reservation",
                        "32m",
                        "--cpu-share",
                        "512",
                        "--cpu-quota",
                        "-1",
                        "--cpu-period",
                        "100000",
                        "--cpu-burst",
                        "7",
                        "--cpu-idle",
                        "1",
                        "--cpuset-cpus",
                        "0-1",
                        "--cpuset-mems",
                        "0",
                        "--pids-limit",
                        "0",
                        "--blkio-weight",
                        "500")))
                .isEqualTo("""
                        {"memory":{"limit":67108864,"reservation":33554432,"swap":-1},\
                        "cpu":{"shares":512,"quota":-1,"burst":7,"period":100000,"cpus":"0-1","mems":"0","idle":1},\
                        "pids":{"limit":0},"blockIO":{"weight":500}}""");
    }

    @Test
    void an_update_without_flags_sets_nothing() {
        assertThat(limits("", "c1")).isEqualTo(LinuxResources.empty());
    }

    @Test
    void no_limit_of_memory_is_none_of_swap_either() {
        assertThat(Json.toText(limits("", "--memory", "-1", "c1")))
                .isEqualTo("{\"memory\":{\"limit\":-1,\"swap\":-1}}");
    }

    @Test
    void a_document_of_limits_comes_from_a_file_or_the_standard_input() throws Exception {
        String document = "{\"pids\":{\"limit\":7}}";
        Files.writeString(folder.resolve("r.json"), document);

        assertThat(Json.toText(limits("", "-r", "r.json", "--memory", "1m", "c1")))
                .isEqualTo(document);
        assertThat(Json.toText(limits(document, "-r", "-", "c1"))).isEqualTo(document);
    }

    @Test
    void limits_that_an_update_does_not_set_are_named() {
        assertThat(limits("", "--kernel-memory", "1m", "c1")).isEqualTo(LinuxResources.empty());
        assertThat(Called.timeless(err.toString(UTF_8)))
                .isEqualTo("time=\"T\" level=warning msg=\"Kernel memory settings are ignored and will be removed\"\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--memory 64x | invalid value for memory: invalid size: '64x'",
                "--cpu-share -1 | invalid value for cpu-share: parsing \"-1\": invalid syntax",
                "--cpu-quota x | invalid value for cpu-quota: parsing \"x\": invalid syntax",
                "--blkio-weight 70000 | invalid value for blkio-weight: 70000 is not from 10 to 1000",
                "--l3-cache-schema x | --l3-cache-schema is not supported: this runtime sets no classes of resctrl"
            })
    void limits_that_cannot_be_set_are_refused(String line, String message) {
        assertThatThrownBy(() -> limits("", line.split(" ")))
                .isInstanceOf(RefusalException.class)
                .hasMessage(message);
    }

    @Test
    void what_criu_may_do_is_named_flag_by_flag() {
        Invocation invocation = new CheckpointCommand()
                .grammar()
                .parse(List.of(
                        "--tcp-established",
                        "--shell-job",
                        "--empty-ns",
                        "network",
                        "--manage-cgroups-mode",
                        "full",
                        "c1"));

        assertThat(CriuFlags.allowed(invocation))
                .containsExactlyInAnyOrder(
                        CriuAllowance.TCP_ESTABLISHED, CriuAllowance.SHELL_JOB, CriuAllowance.EMPTY_NETWORK);
        assertThat(CriuFlags.cgroups(invocation)).isEqualTo(CriuCgroups.FULL);
        assertThat(CriuFlags.image(invocation, session(""))).isEqualTo(folder.resolve("checkpoint"));
    }

    @Test
    void sockets_of_systemd_are_counted_only_if_they_are_for_this_process() {
        String own = Long.toString(ProcessHandle.current().pid());

        assertThat(Descriptors.sockets(Map.of("LISTEN_FDS", "2", "LISTEN_PID", own)))
                .isEqualTo(2);
        assertThat(Descriptors.sockets(Map.of("LISTEN_FDS", "2", "LISTEN_PID", "1")))
                .isZero();
        assertThat(Descriptors.sockets(Map.of("LISTEN_FDS", "2"))).isZero();
    }

    @Test
    void a_descriptor_that_is_not_there_cannot_be_handed_over() {
        assertThatThrownBy(() -> Descriptors.preserved(100_000, Map.of()))
                .isInstanceOf(RefusalException.class)
                .hasMessageMatching("unable to stat preserved-fd \\d+ \\(of 100000\\): no such file or directory");
    }
}
