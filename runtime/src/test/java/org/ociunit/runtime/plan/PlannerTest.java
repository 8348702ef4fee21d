package org.ociunit.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Device;
import org.ociunit.spec.ExecCpuAffinity;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.IoPriority;
import org.ociunit.spec.Linux;
import org.ociunit.spec.MemoryPolicy;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.NetDevice;
import org.ociunit.spec.Personality;
import org.ociunit.spec.Rlimit;
import org.ociunit.spec.Root;
import org.ociunit.spec.Scheduler;
import org.ociunit.spec.Spec;
import org.ociunit.spec.TimeOffset;

/** What a configuration asks for becomes steps, each of whoever can take it. */
class PlannerTest {
    private static final long ROOT = 0;
    private static final long SOMEBODY = 1000;

    private static final Spec MINIMAL = Spec.empty()
            .withRoot(Root.of("rootfs"))
            .withProcess(ContainerProcess.of("true").withCwd("/").withEnv(List.of("HOME=/")))
            .withLinux(Linux.empty().withNamespaces(List.of(Namespace.of(Namespace.MOUNT))));

    private static Setting setting(long uid, Map<String, Path> groups) {
        return setting(uid, groups, true);
    }

    private static Setting setting(long uid, Map<String, Path> groups, boolean pivots) {
        return new Setting(
                Path.of("/bundle"),
                Path.of("/bundle/rootfs"),
                Path.of("/run/it"),
                null,
                0,
                true,
                pivots,
                List.of("/proc"),
                null,
                groups.isEmpty() ? List.of() : List.of("/cgroup/cgroup.procs"),
                groups,
                false,
                uid,
                uid,
                null,
                null);
    }

    private static Setting layered() {
        Setting folder = setting(ROOT, Map.of());
        return new Setting(
                folder.bundle(),
                folder.root(),
                folder.folder(),
                null,
                0,
                true,
                true,
                List.of(),
                null,
                List.of(),
                Map.of(),
                false,
                ROOT,
                ROOT,
                null,
                new Layering(List.of(Path.of("/layer/2"), Path.of("/layer/1")), List.of("index=on"), null));
    }

    private static Plan plan(UnaryOperator<Spec> change) {
        return Planner.plan(change.apply(MINIMAL), setting(ROOT, Map.of()));
    }

    private static UnaryOperator<Spec> linux(UnaryOperator<Linux> change) {
        return spec -> spec.withLinux(change.apply(spec.linux()));
    }

    private static UnaryOperator<Spec> process(UnaryOperator<ContainerProcess> change) {
        return spec -> spec.withProcess(change.apply(spec.process()));
    }

    private static Namespace joined(String type) {
        return Namespace.of(type).withPath("/ns/" + type);
    }

    private static Linux ownUsers(Linux linux) {
        return linux.withNamespaces(List.of(Namespace.of(Namespace.MOUNT), Namespace.of(Namespace.USER)))
                .withUidMappings(List.of(IdMapping.of(0, 100_000, 65_536)))
                .withGidMappings(List.of(IdMapping.of(0, 100_000, 65_536)));
    }

    /** The steps of an actor, without those that every plan has in the same place. */
    private static List<String> steps(Plan plan, Plan.Actor actor) {
        return plan.lines().stream()
                .filter(line -> line.actor() == actor)
                .map(line -> line.step().toString())
                .toList();
    }

    private static List<String> between(List<String> steps, String first, String last) {
        return steps.subList(steps.indexOf(first), steps.indexOf(last) + 1);
    }

    @Test
    void an_overlay_covers_the_memory_that_it_writes_to() {
        assertThat(between(
                        steps(Planner.plan(MINIMAL, layered()), Plan.Actor.INIT),
                        "open /layer/2 (root.path)",
                        "make device /dev/null"))
                .containsExactly(
                        "open /layer/2 (root.path)",
                        "open /layer/1 (root.path)",
                        "open /bundle/rootfs (root.path)",
                        "make file system tmpfs for what is written to the root (root.path)",
                        "mount /bundle/rootfs (root.path)",
                        "make folder upper (root.path)",
                        "make folder work (root.path)",
                        "make an overlay of /layer/2 (root.path)",
                        "open /bundle/rootfs (root.path)",
                        "mount /bundle/rootfs (root.path)",
                        "make device /dev/null");
    }

    @Test
    void a_plain_container_needs_no_stage() {
        assertThat(plan(spec -> spec.withMounts(List.of(Mount.of("/proc", "proc", "proc")))))
                .hasToString("""
                          1 launcher open /run/it
                          2 launcher listen for the start
                          3 launcher keep the end in folder /run/it
                          4 launcher fork
                          5 init     set up the descriptors
                          6 init     ask for a death signal
                          7 init     set the umask
                          8 init     take every processor
                          9 init     make a session
                         10 init     set the propagation of / (linux.rootfsPropagation)
                         11 init     copy the tree /bundle/rootfs (root.path)
                         12 init     set the attributes of /bundle/rootfs (root.path)
                         13 init     open /bundle/rootfs (root.path)
                         14 init     mount /bundle/rootfs (root.path)
                         15 init     make file system proc for /proc (mounts[0])
                         16 init     open the mount point /proc (mounts[0])
                         17 init     mount /proc (mounts[0])
                         18 init     make device /dev/null
                         19 init     make device /dev/zero
                         20 init     make device /dev/full
                         21 init     make device /dev/random
                         22 init     make device /dev/urandom
                         23 init     make device /dev/tty
                         24 init     make link /dev/fd
                         25 init     make link /dev/stdin
                         26 init     make link /dev/stdout
                         27 init     make link /dev/stderr
                         28 init     make link /dev/ptmx
                         29 init     open the mount point / (process.cwd)
                         30 init     change the root to /bundle/rootfs
                         31 init     change to folder / (process.cwd)
                         32 init     look for the program true (process.args[0])
                         33 init     own the streams
                         34 init     ask for a death signal
                         35 init     settle down to wait
                         36 init     report that it is made
                         37 init     wait for the start
                         38 init     set the umask
                         39 init     keep the capabilities
                         40 init     set the groups (process.user.additionalGids)
                         41 init     become user 0:0 (process.user)
                         42 init     ask for a death signal
                         43 init     set the capabilities (process.capabilities)
                         44 init     execute true (process.args)
                        """);
    }

    @Test
    void traits_are_set_when_the_container_is_made_so_that_they_can_be_refused() {
        List<String> steps = steps(
                plan(spec -> linux(linux -> linux.withMemoryPolicy(
                                        MemoryPolicy.of(MemoryPolicy.BIND).withNodes("0-1"))
                                .withPersonality(Personality.of(Personality.LINUX32)))
                        .apply(process(any -> any.withScheduler(Scheduler.of(Scheduler.BATCH))
                                        .withIoPriority(IoPriority.of(IoPriority.IDLE, 3))
                                        .withApparmorProfile("mine")
                                        .withSelinuxLabel("a:b"))
                                .apply(spec))),
                Plan.Actor.INIT);

        assertThat(between(steps, "change the root to /bundle/rootfs", "wait for the start"))
                .containsExactly(
                        "change the root to /bundle/rootfs",
                        "write attr/apparmor/exec (process.apparmorProfile)",
                        "write attr/exec (process.selinuxLabel)",
                        "set the scheduler SCHED_BATCH (process.scheduler)",
                        "set the input and output priority IOPRIO_CLASS_IDLE 3 (process.ioPriority)",
                        "set the memory policy MPOL_BIND (linux.memoryPolicy)",
                        "set the personality LINUX32 (linux.personality)",
                        "change to folder / (process.cwd)",
                        "look for the program true (process.args[0])",
                        "own the streams",
                        "ask for a death signal",
                        "settle down to wait",
                        "report that it is made",
                        "wait for the start");
    }

    @Test
    void what_takes_rights_on_the_machine_is_done_by_the_stage() {
        Plan plan = plan(spec -> linux(PlannerTest::ownUsers)
                .apply(process(any -> any.withScheduler(
                                        Scheduler.of(Scheduler.OTHER).withNice(-3))
                                .withOomScoreAdj(-5)
                                .withRlimits(List.of(Rlimit.of(Rlimit.NOFILE, 100_000))))
                        .apply(spec)));

        assertThat(steps(plan, Plan.Actor.STAGE))
                .containsExactly(
                        "set up the descriptors",
                        "ask for a death signal",
                        "make a socket pair",
                        "copy the tree /bundle/rootfs (root.path)",
                        "set the attributes of /bundle/rootfs (root.path)",
                        "clone a process",
                        "write oom_score_adj (process.oomScoreAdj)",
                        "write uid_map (linux.uidMappings)",
                        "write gid_map (linux.gidMappings)",
                        "raise the limit RLIMIT_NOFILE (process.rlimits[0])",
                        "set the scheduler SCHED_OTHER (process.scheduler)",
                        "open, as the process sees it, /bundle/rootfs (root.path)",
                        "pass the word on to the process",
                        "leave");
        assertThat(steps(plan, Plan.Actor.INIT))
                .contains("set the limit RLIMIT_NOFILE (process.rlimits[0])")
                .doesNotContain("set the scheduler SCHED_OTHER (process.scheduler)");
    }

    @Test
    void an_ordinary_user_has_no_rights_to_lend() {
        Plan plan = Planner.plan(
                linux(PlannerTest::ownUsers)
                        .apply(process(any -> any.withScheduler(Scheduler.of(Scheduler.BATCH))
                                        .withRlimits(List.of(Rlimit.of(Rlimit.NOFILE, 100))))
                                .apply(MINIMAL)),
                setting(SOMEBODY, Map.of()));

        assertThat(steps(plan, Plan.Actor.STAGE))
                .noneMatch(step -> step.startsWith("raise") || step.startsWith("set the scheduler"));
        assertThat(steps(plan, Plan.Actor.INIT)).contains("set the scheduler SCHED_BATCH (process.scheduler)");
    }

    @Test
    void all_namespaces_are_opened_before_any_is_joined_and_each_is_tried_on_both_sides_of_the_user_namespace() {
        Plan plan = plan(linux(linux -> linux.withNamespaces(List.of(
                Namespace.of(Namespace.MOUNT),
                joined(Namespace.NETWORK),
                joined(Namespace.USER),
                joined(Namespace.PID)))));

        assertThat(between(steps(plan, Plan.Actor.STAGE), "set dumpable", "clone a process"))
                .containsExactly(
                        "set dumpable",
                        "open /ns/network (linux.namespaces[1])",
                        "open /ns/user (linux.namespaces[2])",
                        "open /ns/pid (linux.namespaces[3])",
                        "join namespace, if it may yet, /ns/network (linux.namespaces[1])",
                        "join namespace, if it may yet, /ns/pid (linux.namespaces[3])",
                        "join namespace /ns/user (linux.namespaces[2])",
                        "join namespace /ns/network (linux.namespaces[1])",
                        "join namespace /ns/pid (linux.namespaces[3])",
                        "become user 0:0",
                        "set dumpable",
                        "clone a process");
    }

    @Test
    void a_mount_namespace_is_joined_by_the_process_whose_root_is_changed_for_itself_alone() {
        Plan plan = plan(linux(linux -> linux.withNamespaces(List.of(joined(Namespace.MOUNT)))));

        assertThat(steps(plan, Plan.Actor.STAGE))
                .contains("open /ns/mount (linux.namespaces[0])", "copy the tree /bundle/rootfs (root.path)")
                .doesNotContain("join namespace /ns/mount (linux.namespaces[0])");
        assertThat(steps(plan, Plan.Actor.INIT))
                .containsSubsequence(
                        "join namespace /ns/mount (linux.namespaces[0])",
                        "open /bundle/rootfs (root.path)",
                        "change the root of the process to /bundle/rootfs")
                .noneMatch(step -> step.startsWith("set the propagation"));
    }

    @Test
    void a_time_namespace_is_set_by_the_process_and_joined() {
        Plan plan = plan(linux(
                linux -> linux.withNamespaces(List.of(Namespace.of(Namespace.MOUNT), Namespace.of(Namespace.TIME)))
                        .withTimeOffsets(Map.of(TimeOffset.BOOTTIME, TimeOffset.of(7, 8)))));

        assertThat(between(steps(plan, Plan.Actor.INIT), "ask for a death signal", "make a session"))
                .containsExactly(
                        "ask for a death signal",
                        "set the umask",
                        "take every processor",
                        "unshare namespaces time",
                        "write /proc/self/timens_offsets (linux.timeOffsets.boottime)",
                        "open /proc/self/ns/time_for_children",
                        "join namespace time",
                        "make a session");
    }

    @Test
    void network_devices_move_once_there_is_a_process_in_the_new_network() {
        Plan plan = plan(linux(
                linux -> linux.withNamespaces(List.of(Namespace.of(Namespace.MOUNT), Namespace.of(Namespace.NETWORK)))
                        .withNetDevices(Map.of("v0", NetDevice.empty().withName("eth0")))));

        assertThat(between(steps(plan, Plan.Actor.STAGE), "clone a process", "leave"))
                .containsExactly(
                        "clone a process",
                        "open, as the process sees it, ns/net (linux.netDevices)",
                        "move network device v0 (linux.netDevices.v0)",
                        "pass the word on to the process",
                        "leave");
    }

    @Test
    void control_groups_of_version_1_are_a_folder_each_with_links_for_controllers_that_share_one() {
        Spec spec = MINIMAL.withMounts(List.of(Mount.of("/sys/fs/cgroup", "cgroup", "cgroup", "ro")));
        Plan plan = Planner.plan(
                spec,
                setting(
                        ROOT,
                        Map.of(
                                "cpu", Path.of("/cg/cpu"),
                                "cpuacct", Path.of("/cg/cpu"),
                                "name=systemd", Path.of("/cg/systemd"),
                                "", Path.of("/cg/unified"))));

        assertThat(steps(plan, Plan.Actor.INIT).stream().filter(step -> step.endsWith("(mounts[0])")))
                .containsExactly(
                        "make file system tmpfs for /sys/fs/cgroup (mounts[0])",
                        "open the mount point /sys/fs/cgroup (mounts[0])",
                        "mount /sys/fs/cgroup (mounts[0])",
                        "copy the tree /cg/unified (mounts[0])",
                        "open the mount point /sys/fs/cgroup/unified (mounts[0])",
                        "set the attributes of /sys/fs/cgroup/unified (mounts[0])",
                        "mount /sys/fs/cgroup/unified (mounts[0])",
                        "copy the tree /cg/cpu (mounts[0])",
                        "open the mount point /sys/fs/cgroup/cpu,cpuacct (mounts[0])",
                        "set the attributes of /sys/fs/cgroup/cpu,cpuacct (mounts[0])",
                        "mount /sys/fs/cgroup/cpu,cpuacct (mounts[0])",
                        "make link /sys/fs/cgroup/cpu (mounts[0])",
                        "make link /sys/fs/cgroup/cpuacct (mounts[0])",
                        "copy the tree /cg/systemd (mounts[0])",
                        "open the mount point /sys/fs/cgroup/systemd (mounts[0])",
                        "set the attributes of /sys/fs/cgroup/systemd (mounts[0])",
                        "mount /sys/fs/cgroup/systemd (mounts[0])",
                        "open the mount point /sys/fs/cgroup (mounts[0])",
                        "set the attributes of /sys/fs/cgroup (mounts[0])");
    }

    @Test
    void a_control_group_of_version_2_is_bound_where_a_user_namespace_allows_no_new_mount() {
        Spec spec = MINIMAL.withMounts(List.of(Mount.of("/sys/fs/cgroup", "cgroup", "cgroup")));
        Setting setting = setting(ROOT, Map.of("", Path.of("/cg/own")));
        Spec withNamespace = linux(linux ->
                        linux.withNamespaces(List.of(Namespace.of(Namespace.MOUNT), Namespace.of(Namespace.CGROUP))))
                .apply(spec);

        Spec withUsers = linux(PlannerTest::ownUsers).apply(spec);

        assertThat(steps(Planner.plan(withUsers, setting), Plan.Actor.STAGE))
                .contains("copy the tree /cg/own (mounts[0])");
        assertThat(steps(Planner.plan(spec, setting), Plan.Actor.INIT))
                .contains("make file system cgroup2 for /sys/fs/cgroup (mounts[0])");
        assertThat(steps(Planner.plan(withNamespace, setting), Plan.Actor.INIT))
                .contains("make file system cgroup2 for /sys/fs/cgroup (mounts[0])");
    }

    @Test
    void a_root_that_is_shared_is_not_seen_on_the_machine_itself() {
        Plan plan = plan(linux(linux -> linux.withRootfsPropagation("shared")));

        assertThat(steps(plan, Plan.Actor.INIT))
                .containsSubsequence(
                        "keep others from seeing the mounts at /bundle/rootfs (linux.rootfsPropagation)",
                        "mount /bundle/rootfs (root.path)",
                        "set the attributes of / (linux.rootfsPropagation)");
    }

    @Test
    void no_device_is_made_where_the_machines_are_bound_however_that_is_written() {
        for (String destination : List.of("/dev", "dev", "/dev/", "/run/../dev/.")) {
            Plan plan = plan(spec -> spec.withMounts(List.of(Mount.of(destination, "bind", "/dev", "rbind"))));

            assertThat(steps(plan, Plan.Actor.INIT))
                    .noneMatch(step -> step.startsWith("make device") || step.startsWith("make link"));
        }
    }

    @Test
    void parameters_may_be_written_with_dots_or_slashes() {
        Plan plan = plan(linux(linux -> linux.withSysctl(Map.of("net/ipv4/conf/eth0.1/arp_filter", "1"))));
        Plan dotted = plan(linux(linux -> linux.withSysctl(Map.of("net.ipv4.conf.eth0/1.arp_filter", "1"))));

        assertThat(steps(plan, Plan.Actor.INIT))
                .contains("write sys/net/ipv4/conf/eth0.1/arp_filter"
                        + " (linux.sysctl.net/ipv4/conf/eth0.1/arp_filter)");
        assertThat(steps(dotted, Plan.Actor.INIT))
                .contains("write sys/net/ipv4/conf/eth0.1/arp_filter"
                        + " (linux.sysctl.net.ipv4.conf.eth0/1.arp_filter)");
    }

    @Test
    void a_further_process_changes_its_processors_around_the_control_groups() {
        JoinedPlans.Host host = new JoinedPlans.Host(
                linux(PlannerTest::ownUsers).apply(MINIMAL),
                5,
                6,
                List.of("/cgroup/cgroup.procs"),
                List.of(),
                true,
                "_ses.web");
        ContainerProcess process = ContainerProcess.of("true")
                .withOomScoreAdj(3)
                .withRlimits(List.of(Rlimit.of(Rlimit.CORE, 9)))
                .withExecCPUAffinity(ExecCpuAffinity.empty().withInitial("0").withFinalCpus("1,3-4"));

        assertThat(steps(JoinedPlans.process(host, process, 0, null, true, true), Plan.Actor.STAGE))
                .containsExactly(
                        "set up the descriptors",
                        "ask for a death signal",
                        "write /proc/self/oom_score_adj (process.oomScoreAdj)",
                        "set the processors 0 (process.execCPUAffinity.initial)",
                        "open process the container's first process",
                        "join control group /cgroup/cgroup.procs",
                        "set the processors 1,3-4 (process.execCPUAffinity.final)",
                        "raise the limit RLIMIT_CORE (process.rlimits[0])",
                        "set dumpable",
                        "join namespace of the container",
                        "become user 0:0",
                        "set dumpable",
                        "clone a process",
                        "leave");
    }

    @Test
    void a_further_process_of_which_nothing_is_said_takes_every_processor() {
        JoinedPlans.Host host =
                new JoinedPlans.Host(MINIMAL, 5, 6, List.of("/cgroup/cgroup.procs"), List.of(), true, "_ses.web");

        assertThat(steps(JoinedPlans.process(host, ContainerProcess.of("true"), 0, null, true, true), Plan.Actor.STAGE))
                .containsSubsequence(
                        "join control group /cgroup/cgroup.procs", "take every processor", "clone a process");
    }

    @Test
    void a_root_that_is_not_pivoted_hides_where_the_kernels_file_systems_are_bare() {
        Plan plan = Planner.plan(MINIMAL, setting(ROOT, Map.of(), false));

        assertThat(steps(plan, Plan.Actor.INIT)).containsSequence("hide /proc", "move the root to /bundle/rootfs");
        assertThat(steps(plan(spec -> spec), Plan.Actor.INIT)).doesNotContain("hide /proc");
    }

    @Test
    void a_tmpfs_without_a_mode_is_as_open_as_the_folder_that_it_covers() {
        Plan plan = plan(spec -> spec.withMounts(
                List.of(Mount.of("/tmp", "tmpfs", "tmpfs"), Mount.of("/run", "tmpfs", "tmpfs", "mode=700"))));

        assertThat(steps(plan, Plan.Actor.INIT))
                .containsSubsequence(
                        "take over the mode of /tmp (mounts[0])", "make file system tmpfs for /tmp (mounts[0])")
                .doesNotContain("take over the mode of /run (mounts[1])");
    }

    @Test
    void the_multiplexer_of_terminals_is_never_the_machines() {
        Plan plan = plan(linux(linux -> linux.withDevices(List.of(Device.of("/dev/ptmx", Device.CHARACTER, 5, 2)))));

        assertThat(steps(plan, Plan.Actor.INIT))
                .contains("make link /dev/ptmx")
                .doesNotContain("make device /dev/ptmx (linux.devices[0])");
    }

    @Test
    void a_mount_without_mappings_of_its_own_has_those_of_the_namespace_that_is_joined() {
        Plan plan = plan(linux(
                        linux -> linux.withNamespaces(List.of(Namespace.of(Namespace.MOUNT), joined(Namespace.USER))))
                .andThen(spec -> spec.withMounts(List.of(Mount.of("/m", "none", "/source", "bind", "idmap"))))::apply);

        assertThat(steps(plan, Plan.Actor.STAGE))
                .containsSubsequence(
                        "copy the tree /source (mounts[0])",
                        "open /ns/user (mounts[0])",
                        "map the ids of /m (mounts[0])");
    }

    @Test
    void of_several_values_of_a_variable_the_last_one_goes() {
        Plan plan = plan(process(process -> process.withEnv(List.of("A=1", "B=2", "HOME=/x", "A=3", "HOME="))));

        assertThat(plan.steps())
                .filteredOn(step -> step.opcode() == Opcode.EXEC)
                .map(step -> step.arguments().get(2))
                .containsExactly(List.of("B=2", "A=3", "HOME="));
    }

    @Test
    void a_place_is_masked_once_and_a_mount_may_be_named_as_the_machine_sees_it() {
        List<String> steps = steps(
                plan(
                        linux(linux -> linux.withMaskedPaths(List.of("/proc/keys", "/proc/keys")))
                                        .andThen(spec -> spec.withMounts(
                                                List.of(Mount.of("/bundle/rootfs/mnt", "tmpfs", "tmpfs"))))::apply),
                Plan.Actor.INIT);

        assertThat(steps).contains("mount /mnt (mounts[0])");
        assertThat(plan(linux(linux -> linux.withMaskedPaths(List.of("/proc/keys", "/proc/keys"))))
                        .steps())
                .filteredOn(step -> step.opcode() == Opcode.MASK)
                .map(step -> step.arguments().get(2))
                .containsExactly(List.of("/proc/keys"));
    }

    @Test
    void a_list_of_numbers_is_bits_in_whole_words() {
        assertThat(TraitSteps.mask("0,2-3")).containsExactly(0b1101, 0, 0, 0, 0, 0, 0, 0);
        assertThat(TraitSteps.mask("64")).hasSize(16).endsWith(1, 0, 0, 0, 0, 0, 0, 0);
        assertThat(TraitSteps.mask("")).isEmpty();
        assertThatThrownBy(() -> TraitSteps.mask("0-2000000000"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No machine has a processor or a node 2000000000.");
    }
}
