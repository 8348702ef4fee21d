package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.error.StepFailedException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.host.KernelFeatures;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsUser;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.ExecCpuAffinity;
import org.ociunit.spec.IntelRdt;
import org.ociunit.spec.IoPriority;
import org.ociunit.spec.MemoryPolicy;
import org.ociunit.spec.Personality;
import org.ociunit.spec.Rlimit;
import org.ociunit.spec.Scheduler;
import org.ociunit.spec.Spec;

/** What a process of a container keeps over the execution of its program. Never real time: that could hold the machine up. */
class EmbeddedProcessIT extends InsideFixture {
    private static final int CAP_SYS_RESOURCE = 24;

    /** Fields 19 (nice) and 41 (policy) of proc_pid_stat(5). */
    private static final String SCHEDULING = "cut -d' ' -f19,41 /proc/self/stat";

    @ParameterizedTest
    @CsvSource({"SCHED_BATCH, 5, 5 3", "SCHED_IDLE, 0, 0 5", "SCHED_OTHER, 7, 7 0"})
    void its_scheduler_is_the_one_that_is_asked_for(String policy, int nice, String seen) {
        Scheduler scheduler = Scheduler.of(policy).withNice(nice);

        assertThat(inside(process(any -> any.withScheduler(scheduler)), SCHEDULING))
                .isEqualTo(seen + "\n");
    }

    @Test
    @NeedsRoot
    void the_priority_of_its_children_is_reset_on_request() {
        Scheduler scheduler =
                Scheduler.of(Scheduler.OTHER).withNice(-3).withFlags(List.of(Scheduler.FLAG_RESET_ON_FORK));

        assertThat(inside(
                        process(any -> any.withScheduler(scheduler)),
                        "read -r line < /proc/self/stat; echo $line | cut -d' ' -f19; " + SCHEDULING + "; true"))
                .isEqualTo("-3\n0 0\n");
    }

    @Test
    @NeedsRoot
    void root_gives_it_a_higher_priority() {
        assertThat(inside(
                        process(any ->
                                any.withScheduler(Scheduler.of(Scheduler.OTHER).withNice(-3))),
                        SCHEDULING))
                .isEqualTo("-3 0\n");
    }

    @Test
    @NeedsRoot
    void root_gives_a_higher_priority_to_one_in_a_user_namespace() {
        assertThat(inside(
                        both(
                                ownUsers(),
                                process(any -> any.withScheduler(
                                        Scheduler.of(Scheduler.OTHER).withNice(-3)))),
                        SCHEDULING))
                .isEqualTo("-3 0\n");
    }

    @Test
    @NeedsUser
    void a_higher_priority_is_refused_to_an_ordinary_user() {
        assertThatThrownBy(() -> inside(
                        process(any ->
                                any.withScheduler(Scheduler.of(Scheduler.OTHER).withNice(-3))),
                        "true"))
                .isInstanceOf(StepFailedException.class)
                .hasMessage("""
                        Could not create container %s.
                        Why: set the scheduler SCHED_OTHER (process.scheduler): EPERM (operation not permitted)
                        Fix: choose one that is not above this process' own, or run as root of the machine.""".formatted(id));
    }

    @Test
    void a_further_process_has_a_scheduler_of_its_own() {
        sleeper(id, spec -> spec);

        assertThat(exec(id, any -> any.withScheduler(Scheduler.of(Scheduler.BATCH)), SCHEDULING))
                .isEqualTo("0 3\n");
        assertThat(exec(id, any -> any, SCHEDULING)).isEqualTo("0 0\n");
    }

    @ParameterizedTest
    @CsvSource({"IOPRIO_CLASS_BE, 6, best-effort: prio 6", "IOPRIO_CLASS_IDLE, 0, idle"})
    void its_input_and_output_have_the_priority_that_is_asked_for(String schedulingClass, int priority, String seen) {
        UnaryOperator<Spec> asked = process(any -> any.withIoPriority(IoPriority.of(schedulingClass, priority)));

        assertThat(inside(asked, "ionice")).isEqualTo(seen + "\n");
    }

    @Test
    void its_personality_is_that_of_a_32_bit_system() {
        assumeFalse(System.getProperty("os.arch").equals("x86"), "the machine is a 32-bit system");

        assertThat(inside(
                        linux(linux -> linux.withPersonality(Personality.of(Personality.LINUX32))),
                        "uname -m; cat /proc/self/personality"))
                .isEqualTo(machine32() + "\n00000008\n");
    }

    @Test
    void a_further_process_sees_the_same_system() {
        sleeper(id, linux(linux -> linux.withPersonality(Personality.of(Personality.LINUX32))));

        assertThat(exec(id, any -> any, "cat /proc/self/personality")).isEqualTo("00000008\n");
    }

    private static String machine32() {
        return System.getProperty("os.arch").equals("amd64") ? "i686" : "armv8l";
    }

    @Test
    void its_memory_comes_from_the_nodes_that_are_asked_for() {
        MemoryPolicy policy =
                MemoryPolicy.of(MemoryPolicy.BIND).withNodes("0").withFlags(List.of(MemoryPolicy.FLAG_STATIC_NODES));

        assertThat(inside(linux(linux -> linux.withMemoryPolicy(policy)), "head -n1 /proc/self/numa_maps"))
                .contains(" bind=static:0 ");
    }

    @Test
    void a_node_that_is_not_there_is_refused_by_name() {
        MemoryPolicy policy = MemoryPolicy.of(MemoryPolicy.BIND).withNodes("63");

        assertThatThrownBy(() -> inside(linux(linux -> linux.withMemoryPolicy(policy)), "true"))
                .isInstanceOf(StepFailedException.class)
                .hasMessage("""
                        Could not create container %s.
                        Why: set the memory policy MPOL_BIND (linux.memoryPolicy): EINVAL (invalid argument)
                        Fix: name nodes that this machine has (lscpu).""".formatted(id));
    }

    @Test
    void a_further_process_runs_on_the_processors_that_it_asks_for() {
        sleeper(id, spec -> spec);

        assertThat(exec(
                        id,
                        any -> any.withExecCPUAffinity(ExecCpuAffinity.empty().withFinalCpus("0")),
                        "grep Cpus_allowed_list: /proc/self/status"))
                .isEqualTo("Cpus_allowed_list:\t0\n");
    }

    @Test
    void what_a_container_says_about_further_processes_goes_for_them_alone() {
        String own = ownProcessors();

        sleeper(
                id,
                process(any -> any.withExecCPUAffinity(ExecCpuAffinity.empty().withInitial("0"))));

        assertThat(exec(id, any -> any, "grep Cpus_allowed_list: /proc/self/status /proc/1/status"))
                .isEqualTo("/proc/self/status:Cpus_allowed_list:\t0\n/proc/1/status:Cpus_allowed_list:\t" + own + "\n");
    }

    @Test
    void a_profile_is_refused_where_the_kernel_knows_none() {
        assumeFalse(KernelFeatures.current().appArmor(), "this kernel has AppArmor");
        CreateOptions unchecked = CreateOptions.defaults().withChecked(false);

        assertThatThrownBy(() -> run(bundle("b", process(any -> any.withApparmorProfile("mine")), "true"), unchecked))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not create container %s.
                        Why: AppArmor is not enabled on this machine (process.apparmorProfile: mine).
                        Fix: leave it out, or boot a kernel with AppArmor.""".formatted(id));
    }

    @Test
    void a_label_of_a_further_process_is_refused_where_the_kernel_knows_none() {
        assumeFalse(KernelFeatures.current().seLinux(), "this kernel has SELinux");
        sleeper(id, spec -> spec);

        assertThatThrownBy(() ->
                        runtime.exec(id, ContainerProcess.of("true").withSelinuxLabel("mine"), ExecOptions.defaults()))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not exec container %s.
                        Why: SELinux is not enabled on this machine (process.selinuxLabel: mine).
                        Fix: leave it out, or boot a kernel with SELinux.""".formatted(id));
    }

    @Test
    void a_class_of_resctrl_is_refused_where_there_is_none() {
        assumeFalse(KernelFeatures.current().resctrl(), "this machine has resctrl");
        CreateOptions unchecked = CreateOptions.defaults().withChecked(false);

        assertThatThrownBy(() -> run(
                        bundle(
                                "b",
                                linux(linux ->
                                        linux.withIntelRdt(IntelRdt.empty().withClosID("a"))),
                                "true"),
                        unchecked))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not create container %s.
                        Why: this runtime sets no classes of resctrl (linux.intelRdt).
                        Fix: choose another runtime.""".formatted(id));
    }

    @Test
    @NeedsRoot
    void root_raises_a_limit_of_one_in_a_user_namespace() {
        assumeTrue(mayRaise(), "this root has no CAP_SYS_RESOURCE");
        Rlimit raised = Rlimit.of(Rlimit.NOFILE, 950_000).withSoft(900_000);
        Rlimit lowered = Rlimit.of(Rlimit.FSIZE, 8192).withSoft(4096);

        assertThat(inside(
                        both(ownUsers(), process(any -> any.withRlimits(List.of(raised, lowered)))),
                        "grep -E '^Max (open files|file size)' /proc/self/limits | tr -s ' '"))
                .isEqualTo("Max file size 4096 8192 bytes \nMax open files 900000 950000 files \n");
    }

    @Test
    @NeedsRoot
    void root_raises_a_limit_of_a_further_process_in_a_user_namespace() {
        assumeTrue(mayRaise(), "this root has no CAP_SYS_RESOURCE");
        Rlimit raised = Rlimit.of(Rlimit.NOFILE, 950_000).withSoft(900_000);
        sleeper(id, ownUsers());

        assertThat(exec(id, any -> any.withRlimits(List.of(raised)), "ulimit -Hn; ulimit -Sn"))
                .isEqualTo("950000\n900000\n");
    }

    @Test
    void a_further_process_has_a_score_of_its_own() {
        sleeper(id, spec -> spec);

        assertThat(exec(id, any -> any.withOomScoreAdj(517), "cat /proc/self/oom_score_adj /proc/1/oom_score_adj"))
                .startsWith("517\n")
                .isNotEqualTo("517\n517\n");
    }

    @Test
    @NeedsRoot
    void root_lowers_the_score_of_a_further_process_in_a_user_namespace() {
        assumeTrue(mayRaise(), "this root has no CAP_SYS_RESOURCE");
        sleeper(id, ownUsers());

        assertThat(exec(id, any -> any.withOomScoreAdj(-17), "cat /proc/self/oom_score_adj"))
                .isEqualTo("-17\n");
    }

    /** This JVM's own processors, which a container inherits. */
    private static String ownProcessors() {
        return own("Cpus_allowed_list:");
    }

    private static String own(String field) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(field))
                    .map(line -> line.substring(line.indexOf('\t') + 1))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean mayRaise() {
        return (Long.parseUnsignedLong(own("CapEff:"), 16) >> CAP_SYS_RESOURCE & 1) == 1;
    }
}
