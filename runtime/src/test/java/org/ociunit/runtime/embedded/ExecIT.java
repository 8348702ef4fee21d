package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.StepFailedException;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.ExecProcess;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.cgroup.Cgroups;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.testkit.NeedsCgroupV1;
import org.ociunit.runtime.testkit.NeedsCgroupV2;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.RuntimeFixture;
import org.ociunit.spec.Capabilities;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Rlimit;
import org.ociunit.spec.Spec;
import org.ociunit.spec.User;

/** What a further process has of its own, and what of the container's first one. */
class ExecIT extends RuntimeFixture {
    @Override
    protected OciRuntime runtime() {
        return Runtimes.embedded();
    }

    @Test
    @DisplayName("runtime-linux.md#fds: of exec, too; S1: nothing of the machine is open in it")
    void it_has_its_three_standard_streams_open_and_nothing_else() {
        start("sleep", "60");

        assertThat(told(process -> process, "ls /proc/$$/fd")).isEqualTo("0\n1\n2\n");
    }

    @Test
    @NeedsRoot
    void it_is_its_own_user_in_its_own_groups() {
        startAs(process -> process.withUser(User.of(1, 1).withAdditionalGids(List.of(7L))));

        assertThat(told(
                        process -> process.withUser(User.of(1234, 4321).withAdditionalGids(List.of(42L))),
                        "id -u; id -g; id -G"))
                .isEqualTo("1234\n4321\n4321 42\n");
    }

    @Test
    @NeedsRoot
    @DisplayName("S18: none of the caller's groups, and none of the first process'")
    void it_is_in_no_group_that_it_does_not_ask_for() {
        startAs(process -> process.withUser(User.of(1, 1).withAdditionalGids(List.of(7L))));

        assertThat(told(process -> process.withUser(User.of(1234, 4321)), "grep Groups /proc/self/status"))
                .isEqualTo("Groups:\t \n");
    }

    @Test
    void its_folder_and_environment_are_its_own() {
        startAs(process -> process.withEnv(List.of("FIRST=1", "PATH=/bin")).withCwd("/etc"));

        assertThat(told(process -> process.withCwd("/tmp"), "pwd; echo $A$FIRST"))
                .isEqualTo("/tmp\na\n");
    }

    @Test
    void a_folder_that_is_missing_is_refused() {
        start("sleep", "60");

        assertThatThrownBy(() -> runtime().exec(id, process("true").withCwd("/not/there"), ExecOptions.defaults()))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not exec container %s.
                        Why: change to folder /not/there (process.cwd): ENOENT (no such file or folder)""".formatted(id));
    }

    @Test
    void home_is_by_the_containers_table_of_users() throws IOException {
        start("sleep", "60");
        Files.writeString(folder.resolve("rootfs/etc/passwd"), "root:x:0:0::/the/home:/bin/sh\n");

        assertThat(told(process -> process, "echo $HOME")).isEqualTo("/the/home\n");
    }

    @ParameterizedTest(name = "first {0}, own {1}")
    @CsvSource({"true,,1", "false,,0", ",,0", "true,false,0", "false,true,1"})
    @DisplayName("S22: no_new_privs is that of the configuration unless the process says otherwise")
    void it_has_no_new_privileges_where_the_first_process_has_none(Boolean first, Boolean own, String seen) {
        startAs(process -> process.withNoNewPrivileges(first));

        assertThat(told(process -> process.withNoNewPrivileges(own), "grep NoNewPrivs /proc/self/status"))
                .isEqualTo("NoNewPrivs:\t" + seen + "\n");
    }

    @Test
    @DisplayName("capabilities: the first process' where it has none of its own, as runc has it")
    void it_has_the_capabilities_of_the_first_process_if_it_says_nothing() {
        startAs(process -> process.withCapabilities(Capabilities.of("CAP_KILL", "CAP_CHOWN")));

        assertThat(told(process -> process, "grep Cap /proc/self/status"))
                .isEqualTo(capabilities("0000", "0021", "0021", "0021", "0000"));
    }

    @Test
    @DisplayName("capabilities: its own instead, where it has some; S6: none is inheritable unless it says so")
    void it_has_its_own_capabilities_instead_if_it_has_some() {
        startAs(process -> process.withCapabilities(Capabilities.of("CAP_KILL", "CAP_CHOWN")));

        assertThat(told(
                        process -> process.withCapabilities(Capabilities.of("CAP_KILL", "CAP_SYS_PTRACE")),
                        "grep Cap /proc/self/status"))
                .isEqualTo(capabilities("0000", "80020", "80020", "80020", "0000"));
    }

    @Test
    void its_limits_are_the_first_process_ones_unless_it_has_some() {
        startAs(process -> process.withRlimits(List.of(limit(Rlimit.NOFILE, 111, 222))));

        assertThat(told(process -> process, "ulimit -Sn; ulimit -Hn")).isEqualTo("111\n222\n");
    }

    @Test
    void its_own_limits_count_if_it_has_some() {
        startAs(process -> process.withRlimits(List.of(limit(Rlimit.NOFILE, 111, 222))));

        assertThat(told(process -> process.withRlimits(List.of(Rlimit.of(Rlimit.CORE, 0))), "ulimit -c"))
                .isEqualTo("0\n");
    }

    @Test
    void its_mask_of_new_files_is_the_first_process_one_unless_it_has_one() {
        startAs(process -> process.withUser(User.of(0, 0).withUmask(0027L)));

        assertThat(told(process -> process, "umask")).isEqualTo("0027\n");
        assertThat(runtime()
                        .exec(
                                id,
                                process("sh", "-c", "[ $(umask) = 0077 ]")
                                        .withUser(User.of(0, 0).withUmask(0077L)),
                                ExecOptions.defaults())
                        .waitFor(SOON)
                        .code())
                .isZero();
    }

    @Test
    void its_score_of_the_oom_killer_is_the_first_process_one_unless_it_has_one() {
        startAs(process -> process.withOomScoreAdj(555));

        assertThat(told(process -> process, "cat /proc/self/oom_score_adj")).isEqualTo("555\n");
    }

    @Test
    void it_is_in_all_namespaces_of_the_container() throws IOException {
        start("sleep", "60");
        String seen = told(process -> process, "cd /proc/self/ns; readlink cgroup ipc mnt net pid user uts");

        Path init = Path.of("/proc", Long.toString(runtime().state(id).pid().orElseThrow()), "ns");
        assertThat(seen.lines())
                .containsExactlyElementsOf(Stream.of("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
                        .map(name -> link(init.resolve(name)))
                        .toList());
    }

    @Test
    @NeedsRoot
    void it_is_in_the_containers_control_groups() throws IOException {
        start("sleep", "60");

        ExecProcess running = exec("sleep", "50");

        assertThat(cgroups(running.pid()))
                .isEqualTo(cgroups(runtime().state(id).pid().orElseThrow()));
    }

    @Test
    @NeedsRoot
    void it_can_be_put_into_a_control_group_below_the_containers() throws IOException {
        start("sleep", "60");
        for (String group : groupsOfInit()) {
            makeWorkers(Path.of(group));
        }

        ExecProcess running = runtime()
                .exec(id, process("sleep", "50"), ExecOptions.defaults().withCgroups(List.of("/workers")));

        assertThat(cgroups(running.pid()))
                .hasSameSizeAs(cgroups(runtime().state(id).pid().orElseThrow()))
                .allSatisfy(line -> assertThat(line).endsWith("/workers"));
    }

    @Test
    @NeedsRoot
    void it_can_be_put_into_the_containers_control_groups_by_name() throws IOException {
        start("sleep", "60");

        ExecProcess running = runtime()
                .exec(id, process("sleep", "50"), ExecOptions.defaults().withCgroups(List.of("/")));

        assertThat(cgroups(running.pid()))
                .isEqualTo(cgroups(runtime().state(id).pid().orElseThrow()));
    }

    @Test
    @NeedsRoot
    @NeedsCgroupV2
    @DisplayName("runc exec: where the container's group takes no process, that of its first process does")
    void it_is_with_the_first_process_where_the_containers_control_group_takes_no_process() throws IOException {
        start("sleep", "60");
        long init = runtime().state(id).pid().orElseThrow();
        Path group = Path.of(groupsOfInit().get(0));
        Path workers = Files.createDirectory(group.resolve("workers"));
        Files.writeString(workers.resolve("cgroup.procs"), Long.toString(init));

        assertThat(cgroups(exec("sleep", "50").pid()))
                .singleElement()
                .asString()
                .doesNotEndWith("/workers");
        moveAll(group, workers);
        Files.writeString(group.resolve("cgroup.subtree_control"), "+memory");

        assertThat(cgroups(exec("sleep", "50").pid())).isEqualTo(cgroups(init));
        assertThatThrownBy(() -> runtime()
                        .exec(id, process("true"), ExecOptions.defaults().withCgroups(List.of("/"))))
                .isInstanceOf(StepFailedException.class)
                .hasMessageStartingWith("""
                        Could not exec container %s.
                        Why: join control group %s/cgroup.procs: EBUSY""".formatted(id, group));
    }

    @Test
    @NeedsRoot
    @NeedsCgroupV2
    @DisplayName("runc exec: where the container's group has gone, that of its first process is joined")
    void it_is_with_the_first_process_where_the_containers_control_group_has_gone() throws IOException {
        start("sleep", "60");
        long init = runtime().state(id).pid().orElseThrow();
        Path group = Path.of(groupsOfInit().get(0));
        Path other = Files.createDirectory(group.resolveSibling(id + "-other"));
        try {
            moveAll(group, other);
            Files.delete(group);

            assertThat(cgroups(exec("sleep", "50").pid())).isEqualTo(cgroups(init));
        } finally {
            Files.writeString(other.resolve("cgroup.kill"), "1");
            await().atMost(SOON).until(() -> other.toFile().delete());
        }
    }

    @Test
    @NeedsRoot
    void a_controller_that_the_container_has_no_control_group_of_is_refused() {
        start("sleep", "60");

        assertThatThrownBy(() -> runtime()
                        .exec(id, process("true"), ExecOptions.defaults().withCgroups(List.of("cores:/"))))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith("""
                        Could not exec container %s.
                        Why: the container has no group of its own for cores.
                        Fix: name some of\s""".formatted(id));
    }

    @Test
    @NeedsRoot
    void a_control_group_below_that_is_not_there_is_refused() {
        start("sleep", "60");

        assertThatThrownBy(() -> runtime()
                        .exec(id, process("true"), ExecOptions.defaults().withCgroups(List.of("missing"))))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("/missing/cgroup.procs")
                .hasMessageContaining("ENOENT");
    }

    @Test
    @NeedsRoot
    void a_control_group_that_is_not_below_the_containers_is_refused() {
        start("sleep", "60");

        assertThatThrownBy(() -> runtime()
                        .exec(id, process("true"), ExecOptions.defaults().withCgroups(List.of("../.."))))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not exec container %s.
                        Why: ../.. is no control group below the container's.
                        Fix: name one such as workers.""".formatted(id));
    }

    @Test
    @NeedsRoot
    @NeedsCgroupV1
    @DisplayName("sub-cgroup of one controller of version 1, as runc has it: the others stay the container's")
    void it_can_be_put_into_a_control_group_of_one_controller_of_version_1() throws IOException {
        start("sleep", "60");
        for (String group : groupsOfInit()) {
            if (group.contains("/pids/") || group.contains("/pids,")) {
                Files.createDirectories(Path.of(group, "workers"));
            }
        }

        ExecProcess running = runtime()
                .exec(id, process("sleep", "50"), ExecOptions.defaults().withCgroups(List.of("pids:workers")));

        assertThat(cgroups(running.pid()).stream().filter(line -> line.endsWith("/workers")))
                .singleElement()
                .asString()
                .contains(":pids:");
    }

    @Test
    @NeedsRoot
    @NeedsCgroupV1
    void it_can_be_put_into_a_control_group_for_each_controller_of_version_1() throws IOException {
        start("sleep", "60");
        for (String group : groupsOfInit()) {
            Files.createDirectories(Path.of(group, "one"));
            Files.createDirectories(Path.of(group, "other"));
        }

        ExecProcess running = runtime()
                .exec(
                        id,
                        process("sleep", "50"),
                        ExecOptions.defaults().withCgroups(List.of("pids:one", "devices,freezer:other")));

        assertThat(cgroups(running.pid()).stream().filter(line -> line.endsWith("/one") || line.endsWith("/other")))
                .allSatisfy(line -> assertThat(line).matches("\\d+:(pids:.*/one|(devices|freezer):.*/other)"))
                .hasSize(3);
    }

    @Test
    @NeedsRoot
    void several_control_groups_for_the_same_controllers_are_refused() {
        start("sleep", "60");

        assertThatThrownBy(() -> runtime()
                        .exec(id, process("true"), ExecOptions.defaults().withCgroups(List.of("one", "pids:other"))))
                .hasMessage("""
                        Could not exec container %s.
                        Why: of several groups each is for some controllers, and one of [one, pids:other] names none.
                        Fix: name them, such as memory:workers.""".formatted(id));
        assertThatThrownBy(() -> runtime()
                        .exec(
                                id,
                                process("true"),
                                ExecOptions.defaults().withCgroups(List.of("pids:one", "cpu,pids:other"))))
                .hasMessage("""
                        Could not exec container %s.
                        Why: two groups are given for pids.
                        Fix: give one.""".formatted(id));
    }

    @Test
    void it_can_be_run_before_the_start() {
        create("sleep", "60");

        assertThat(told(process -> process, "echo here")).isEqualTo("here\n");
        assertThat(status()).isEqualTo(Status.CREATED);
    }

    @Test
    @DisplayName("F24: codes and signals as they are, refusals as exceptions")
    void its_end_is_told_as_it_is() {
        start("sleep", "60");

        assertThat(exec("sh", "-c", "exit 5").waitFor(SOON).code()).isEqualTo(5);
        assertThat(exec("sh", "-c", "kill -9 $$").waitFor(SOON).signal()).contains(Signal.KILL);
        assertThat(exec("sh", "-c", "exit 137").waitFor(SOON).signal()).isEmpty();
    }

    @Test
    @DisplayName("F22: exec that runs when the container is deleted is killed")
    void it_is_killed_with_the_container() {
        start("sleep", "60");
        ExecProcess running = exec("sleep", "50");

        runtime().kill(id, Signal.KILL);

        assertThat(running.waitFor(SOON).signal()).contains(Signal.KILL);
    }

    private void startAs(UnaryOperator<ContainerProcess> change) {
        UnaryOperator<Spec> changed = spec -> spec.withProcess(change.apply(spec.process()));
        create(changed, "sleep", "60");
        runtime().start(id);
    }

    private String told(UnaryOperator<ContainerProcess> change, String script) {
        Output output = new Output();
        ExecProcess running = runtime()
                .exec(
                        id,
                        change.apply(process("sh", "-c", script)),
                        ExecOptions.defaults().withStdio(Stdio.to(output, stderr)));
        running.waitFor(SOON);
        return output.whole();
    }

    private static List<String> cgroups(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"));
    }

    /** The folders of the container's control groups. */
    private List<String> groupsOfInit() {
        Path root = Host.current().runtimeFolder().resolve(EmbeddedRuntime.NAME);
        return Cgroups.current().of(id, null, root).folders().values().stream()
                .map(Path::toString)
                .distinct()
                .toList();
    }

    private static void moveAll(Path group, Path other) throws IOException {
        for (String pid : Files.readAllLines(group.resolve("cgroup.procs"))) {
            Files.writeString(other.resolve("cgroup.procs"), pid);
        }
    }

    /** A new group of version 1 has neither processors nor memory. */
    private static void makeWorkers(Path group) throws IOException {
        Path workers = Files.createDirectories(group.resolve("workers"));
        for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
            if (Files.exists(workers.resolve("cgroup.clone_children")) && Files.exists(workers.resolve(file))) {
                Files.writeString(workers.resolve(file), Files.readString(group.resolve(file)));
            }
        }
    }

    private static String link(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String capabilities(String... sets) {
        StringBuilder lines = new StringBuilder();
        List<String> names = List.of("Inh", "Prm", "Eff", "Bnd", "Amb");
        for (int set = 0; set < sets.length; set++) {
            lines.append("Cap%s:\t%016x\n".formatted(names.get(set), Long.parseLong(sets[set], 16)));
        }
        return lines.toString();
    }

    private static Rlimit limit(String type, long soft, long hard) {
        return new Rlimit(type, hard, soft, Map.of());
    }
}
