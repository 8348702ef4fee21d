package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.Version;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.RuntimeFixture;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.Capabilities;
import org.ociunit.spec.ConsoleSize;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Rlimit;
import org.ociunit.spec.Spec;
import org.ociunit.spec.User;

/** What config.md says of the process, read back from inside. */
class ConfigMdIT extends RuntimeFixture {
    private static final int SYS_RESOURCE = 24;

    @Override
    protected OciRuntime runtime() {
        return Runtimes.embedded();
    }

    @Test
    @DisplayName("runtime-linux.md#fds: only 0, 1 and 2")
    void the_process_has_its_three_standard_streams_open_and_nothing_else() {
        assertThat(printed(process -> process, "ls /proc/$$/fd")).isEqualTo("0\n1\n2\n");
    }

    @Test
    @NeedsRoot
    @DisplayName("config.md#user: uid and gid")
    void the_process_is_the_user_and_the_group_that_are_asked_for() {
        assertThat(printed(user(User.of(1234, 4321)), "grep -E '^(Uid|Gid)' /proc/self/status"))
                .isEqualTo("Uid:\t1234\t1234\t1234\t1234\nGid:\t4321\t4321\t4321\t4321\n");
    }

    @ParameterizedTest(name = "\"{0}\"")
    @NeedsRoot
    @CsvSource({"'', ''", "'7,42,100', '7 42 100 '"})
    @DisplayName("config.md#user: additionalGids exactly, nothing of the caller's")
    void the_process_is_in_the_additional_groups_and_no_others(String asked, String seen) {
        List<Long> groups = asked.isEmpty()
                ? List.of()
                : java.util.stream.Stream.of(asked.split(","))
                        .map(Long::valueOf)
                        .toList();

        assertThat(printed(user(User.of(1234, 4321).withAdditionalGids(groups)), "grep Groups /proc/self/status"))
                .isEqualTo("Groups:\t" + (seen.isEmpty() ? " " : seen) + "\n");
    }

    @Test
    @DisplayName("runtime-linux.md#dev-links: /dev/fd and the links of the standard streams")
    void the_standard_streams_have_their_names_in_dev() {
        assertThat(printed(spec -> spec, "readlink /dev/fd /dev/stdin /dev/stdout /dev/stderr"))
                .isEqualTo("/proc/self/fd\n/proc/self/fd/0\n/proc/self/fd/1\n/proc/self/fd/2\n");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"1.0.0", "1.0.2", "1.1.0", "1.2.1", "1.3.0"})
    @DisplayName("features.md: each version from ociVersionMin to ociVersionMax is really accepted")
    void every_version_that_is_told_is_accepted(String version) {
        Version told = Version.in(version);
        assertThat(told)
                .isBetween(
                        Version.in(runtime().features().ociVersionMin()),
                        Version.in(runtime().features().ociVersionMax()));
        assertThat(output(TestBundle.in(folder, spec -> spec.withOciVersion(version), "sh", "-c", "echo works")))
                .isEqualTo("works\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"63, 0077", "0, 0000", ", 0022"})
    @DisplayName("config.md#user: umask, and 0022 without")
    void the_mask_of_new_files_is_the_one_asked_for(Long mask, String seen) {
        assertThat(printed(user(User.of(0, 0).withUmask(mask)), "umask")).isEqualTo(seen + "\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'root:x:0:0::/root/home:/bin/sh\n', /root/home",
        "'a:x:1:1::/a:/bin/sh\nroot:x:0:0:The root:/the/last:/bin/sh', /the/last",
        "'root:x:0:0::/first:/bin/sh\nother:x:0:0::/second:/bin/sh\n', /first",
        "'a:x:10:0::/a:/bin/sh\n', /",
        "'no table at all', /",
    })
    @DisplayName("HOME of who has none, by the container's own table of users, as runc has it")
    void home_is_the_one_in_the_containers_own_table_of_users(String table, String home) throws IOException {
        Path bundle = TestBundle.in(folder, spec -> spec, "sh", "-c", "echo $HOME");
        Files.writeString(folder.resolve("rootfs/etc/passwd"), table);

        assertThat(output(bundle)).isEqualTo(home + "\n");
    }

    @Test
    void a_home_that_is_given_stays() throws IOException {
        Path bundle = TestBundle.in(
                folder,
                process(process -> process.withEnv(List.of("HOME=/given", "PATH=/bin"))),
                "sh",
                "-c",
                "echo $HOME");
        Files.writeString(folder.resolve("rootfs/etc/passwd"), "root:x:0:0::/root:/bin/sh\n");

        assertThat(output(bundle)).isEqualTo("/given\n");
    }

    @Test
    @DisplayName("config.md#process, env: exactly those, the last of each name, and HOME")
    void the_environment_is_what_is_asked_for_and_a_home() {
        Path bundle = TestBundle.in(
                folder, process(process -> process.withEnv(List.of("A=1", "B=two words", "A=3"))), "/usr/bin/env");

        assertThat(output(bundle).lines()).containsExactly("B=two words", "A=3", "HOME=/");
    }

    @Test
    @DisplayName("config.md#process, args: looked up in the container, by the process' own PATH")
    void a_program_is_looked_for_in_the_containers_root_by_the_path_of_the_process() throws IOException {
        Path bundle = TestBundle.in(
                folder, process(process -> process.withEnv(List.of("PATH=/nowhere:/tmp/programs:/usr/bin"))), "id");
        Files.createDirectories(folder.resolve("rootfs/tmp/programs"));
        Path program = Files.writeString(folder.resolve("rootfs/tmp/programs/id"), "#!/bin/sh\necho mine\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(output(bundle)).isEqualTo("mine\n");
    }

    @Test
    @DisplayName("config.md#process, args: one that only the machine has is refused at create")
    void a_program_of_the_machine_is_none_of_the_containers() throws IOException {
        Path outside = folder.resolve("outside");
        Files.writeString(outside, "#!/bin/sh\n");
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path bundle = TestBundle.in(folder, outside.toString());

        assertThatThrownBy(() ->
                        runtime().create(id, bundle, CreateOptions.defaults().withChecked(false)))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not create container %s.
                        Why: look for the program %s (process.args[0]): ENOENT (no such file or folder)
                        Fix: name a program that is in the container's root, or in a folder of its PATH.""".formatted(id, outside));
        assertThatThrownBy(this::status).isInstanceOf(ContainerNotFoundException.class);
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    @DisplayName("config.md#process, cwd: made if it is missing, as runc does")
    void the_process_starts_in_its_folder_which_is_made_if_it_is_missing() {
        assertThat(printed(process -> process.withCwd("/tmp/not/there"), "pwd")).isEqualTo("/tmp/not/there\n");
    }

    @Test
    @DisplayName("config.md#rlimits: soft and hard read back")
    void limits_are_those_asked_for() {
        List<Rlimit> limits = List.of(
                limit(Rlimit.NOFILE, 100, 200),
                Rlimit.of(Rlimit.CORE, 0),
                limit(Rlimit.FSIZE, 1 << 20, 1 << 21),
                limit(Rlimit.STACK, 4 << 20, 8 << 20),
                limit(Rlimit.CPU, 100, 200));

        assertThat(printed(process -> process.withRlimits(limits), "cat /proc/self/limits")
                        .lines()
                        .map(line -> line.replaceAll(" {2,}", "|")))
                .contains(
                        "Max open files|100|200|files|",
                        "Max core file size|0|0|bytes|",
                        "Max file size|1048576|2097152|bytes|",
                        "Max stack size|4194304|8388608|bytes|",
                        "Max cpu time|100|200|seconds|");
    }

    @Test
    @NeedsRoot
    @DisplayName("config.md#rlimits: root may raise what it has, for a container with users of its own, too")
    void a_hard_limit_can_be_raised_for_a_container_in_a_user_namespace() throws IOException {
        assumeMayRaiseLimits();
        UnaryOperator<Spec> raised =
                process(process -> process.withRlimits(List.of(limit(Rlimit.MSGQUEUE, 1L << 40, 1L << 41))));
        Path bundle = TestBundle.in(
                folder,
                spec -> UserNamespaces.wholeMachine(raised.apply(spec)),
                "grep",
                "msgqueue",
                "/proc/self/limits");

        assertThat(output(bundle).replaceAll(" {2,}", "|"))
                .isEqualTo("Max msgqueue size|1099511627776|2199023255552|bytes|\n");
    }

    @Test
    @NeedsRoot
    @DisplayName("config.md#rlimits: of a further process, too")
    void a_hard_limit_can_be_raised_for_a_further_process_in_a_user_namespace() throws IOException {
        assumeMayRaiseLimits();
        create(UserNamespaces::wholeMachine, "sleep", "60");

        runtime()
                .exec(
                        id,
                        process("grep", "msgqueue", "/proc/self/limits")
                                .withRlimits(List.of(limit(Rlimit.MSGQUEUE, 1L << 40, 1L << 41))),
                        ExecOptions.defaults().withStdio(Stdio.to(stdout, stderr)));

        assertThat(stdout.whole().replaceAll(" {2,}", "|"))
                .isEqualTo("Max msgqueue size|1099511627776|2199023255552|bytes|\n");
    }

    @Test
    @NeedsRoot
    @DisplayName("config.md#capabilities: all five sets of a root")
    void the_capabilities_of_root_are_those_asked_for() {
        Capabilities sets = Capabilities.of("CAP_CHOWN", "CAP_KILL", "CAP_NET_BIND_SERVICE")
                .withInheritable(List.of("CAP_KILL"))
                .withAmbient(List.of());

        assertThat(printed(process -> process.withCapabilities(sets), "grep Cap /proc/self/status"))
                .isEqualTo(capabilities("0020", "0421", "0421", "0421", "0000"));
    }

    @Test
    @NeedsRoot
    @DisplayName("config.md#capabilities: all five sets of another user; only ambient ones outlive the exec")
    void the_capabilities_of_another_user_are_the_ambient_ones() {
        Capabilities sets = Capabilities.of("CAP_CHOWN", "CAP_KILL", "CAP_NET_BIND_SERVICE")
                .withInheritable(List.of("CAP_KILL", "CAP_CHOWN"))
                .withAmbient(List.of("CAP_KILL"));

        assertThat(printed(
                        process -> process.withUser(User.of(1234, 1234)).withCapabilities(sets),
                        "grep Cap /proc/self/status"))
                .isEqualTo(capabilities("0021", "0020", "0020", "0421", "0020"));
    }

    @Test
    @DisplayName("config.md#capabilities: none without the member")
    void a_process_without_capabilities_has_none() {
        assertThat(printed(process -> process.withCapabilities(null), "grep Cap /proc/self/status"))
                .isEqualTo(capabilities("0000", "0000", "0000", "0000", "0000"));
    }

    @Test
    @DisplayName("config.md#capabilities: what cannot be granted is a warning, and all else is granted")
    void a_capability_that_cannot_be_granted_does_not_fail_the_container() {
        Capabilities sets = Capabilities.of("CAP_KILL", "CAP_BOGUS", "KILL")
                .withInheritable(List.of("CAP_CHOWN"))
                .withAmbient(List.of("CAP_KILL", "CAP_NET_ADMIN"));

        assertThat(printed(process -> process.withCapabilities(sets), "grep Cap /proc/self/status"))
                .isEqualTo(capabilities("0000", "0020", "0020", "0020", "0000"));
    }

    @Test
    @NeedsRoot
    @DisplayName("config.md#capabilities: what the runtime itself lacks cannot be granted, which is no failure")
    void all_capabilities_there_are_can_be_asked_for() throws IOException {
        List<String> all = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapBnd:"))
                .toList();
        List<String> every = List.of("CAP_SYS_RESOURCE", "CAP_SYS_ADMIN", "CAP_KILL", "CAP_CHECKPOINT_RESTORE");
        Capabilities sets = Capabilities.of(every.toArray(String[]::new))
                .withInheritable(every)
                .withAmbient(every);
        long held =
                Long.parseUnsignedLong(all.get(0).substring("CapBnd:".length()).strip(), 16);
        long granted = held & (1L << SYS_RESOURCE | 1L << 21 | 1L << 5 | 1L << 40);

        assertThat(printed(process -> process.withCapabilities(sets), "grep Cap /proc/self/status")
                        .lines()
                        .map(line -> Long.parseUnsignedLong(
                                line.substring("CapXyz:".length()).strip(), 16)))
                .containsOnly(granted);
    }

    @Test
    @DisplayName("config.md#oom: oomScoreAdj set when it is given")
    void the_score_of_the_oom_killer_is_the_one_asked_for() {
        assertThat(printed(process -> process.withOomScoreAdj(777), "cat /proc/self/oom_score_adj"))
                .isEqualTo("777\n");
    }

    @Test
    @DisplayName("config.md#oom: untouched when it is not")
    void the_score_of_the_oom_killer_is_the_runtimes_where_nothing_is_said() throws IOException {
        assertThat(printed(process -> process.withOomScoreAdj(null), "cat /proc/self/oom_score_adj"))
                .isEqualTo(Files.readString(Path.of("/proc/self/oom_score_adj")));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"true, 1", "false, 0", ", 0"})
    @DisplayName("config.md#process, noNewPrivileges")
    void new_privileges_are_off_where_it_is_asked_for(Boolean asked, String seen) {
        assertThat(printed(process -> process.withNoNewPrivileges(asked), "grep NoNewPrivs /proc/self/status"))
                .isEqualTo("NoNewPrivs:\t" + seen + "\n");
    }

    @Test
    @DisplayName("config.md#process, consoleSize: ignored without a terminal")
    void the_size_of_a_terminal_means_nothing_without_one() {
        assertThat(printed(process -> process.withConsoleSize(ConsoleSize.of(20, 30)), "tty"))
                .isEqualTo("not a tty\n");
    }

    @Test
    @NeedsRoot
    @DisplayName("stdio of another user: /dev/stdout and /dev/stderr can be opened by their names")
    void a_process_of_another_user_opens_its_streams_again_by_their_names() {
        assertThat(printed(user(User.of(1234, 1234)), "echo again > /dev/stdout; echo oops > /dev/stderr"))
                .isEqualTo("again\n");
        assertThat(stderr.whole()).isEqualTo("oops\n");
    }

    @Test
    @DisplayName("config.md#annotations; config.md#extensibility: kept, and unknown members are no error")
    void annotations_are_in_the_state_and_unknown_members_are_tolerated() throws IOException {
        Path bundle = TestBundle.in(
                folder, spec -> spec.withAnnotations(Map.of("org.example.a", "1", "unheard-of", "")), "sleep", "60");
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replaceFirst("\\{", "{\"org.example.unknown\": [1, {}],"));

        runtime().create(id, bundle, CreateOptions.defaults());

        assertThat(runtime().state(id).annotations()).isEqualTo(Map.of("org.example.a", "1", "unheard-of", ""));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'\"ociVersion\": \"1.0.2\"', '\"ociVersion\": \"banana\"', ociVersion",
        "'\"cwd\": \"/\"', '\"cwd\": \"tmp\"', process.cwd",
        "'\"path\": \"rootfs\"', '\"path\": \"missing\"', root.path",
        "'RLIMIT_NOFILE', 'RLIMIT_BOGUS', process.rlimits[0].type",
    })
    @DisplayName("config.md#valid-values: an invalid value is an error, and nothing is made")
    void an_invalid_value_is_refused_with_its_place_and_leaves_nothing(String good, String bad, String place)
            throws IOException {
        Path bundle = TestBundle.in(folder, "true");
        Path config = folder.resolve("config.json");
        String text = Files.readString(config);
        assertThat(text).contains(good);
        Files.writeString(config, text.replace(good, bad));

        assertThatThrownBy(() -> runtime().create(id, bundle, CreateOptions.defaults()))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith("Could not create container " + id + ".\nWhy: ")
                .hasMessageContaining(place);
        assertThatThrownBy(this::status).isInstanceOf(ContainerNotFoundException.class);
        assertThat(Traces.of(id.value())).isEmpty();
    }

    private static UnaryOperator<ContainerProcess> user(User user) {
        return process -> process.withUser(user);
    }

    private static UnaryOperator<Spec> process(UnaryOperator<ContainerProcess> change) {
        return spec -> spec.withProcess(change.apply(spec.process()));
    }

    /** What a script says that is the whole container. */
    private String printed(UnaryOperator<ContainerProcess> change, String script) {
        return output(TestBundle.in(folder, process(change), "sh", "-c", script));
    }

    private String output(Path bundle) {
        runtime().create(id, bundle, CreateOptions.defaults().withStdio(Stdio.to(stdout, stderr)));
        runtime().start(id);
        runtime().waitFor(id, SOON);
        return stdout.whole();
    }

    private static String capabilities(String... sets) {
        List<String> lines = new ArrayList<>();
        List<String> names = List.of("Inh", "Prm", "Eff", "Bnd", "Amb");
        for (int set = 0; set < sets.length; set++) {
            lines.add("Cap" + names.get(set) + ":\t000000000000" + sets[set] + "\n");
        }
        return String.join("", lines);
    }

    private static void assumeMayRaiseLimits() throws IOException {
        long held = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring("CapEff:".length()).strip(), 16))
                .findFirst()
                .orElseThrow();
        assumeTrue((held >> SYS_RESOURCE & 1) == 1, "root lacks CAP_SYS_RESOURCE on this machine");
    }

    private static Rlimit limit(String type, long soft, long hard) {
        return new Rlimit(type, hard, soft, Map.of());
    }
}
