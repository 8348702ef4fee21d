package org.ociunit.runtime.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.ExecCpuAffinity;
import org.ociunit.spec.Hook;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** Makes the plans of processes that come to a container later: further ones of its own, and its hooks. */
public final class JoinedPlans {
    private static final int KILL = 9;

    /** O_PATH of open(2). */
    private static final int OPEN_PATH = 0x200000;

    /**
     * The container that a process comes to.
     *
     * @param spec what it was made from
     * @param pid its first process
     * @param startTime when that was started, as {@code /proc/<pid>/stat} has it
     * @param enrolment the {@code cgroup.procs} files of its control groups
     * @param instead those of the groups to join if one of these takes no process
     * @param byRoot whether the launcher runs as root
     * @param keyring the name of a session keyring for who comes to it
     */
    public record Host(
            Spec spec,
            long pid,
            long startTime,
            List<String> enrolment,
            List<String> instead,
            boolean byRoot,
            String keyring) {
        /** Copies the lists. */
        public Host {
            enrolment = List.copyOf(enrolment);
            instead = List.copyOf(instead);
        }

        private List<Namespace> namespaces() {
            Linux linux = spec.linux();
            return linux == null || linux.namespaces() == null ? List.of() : linux.namespaces();
        }

        /** Then the namespace's root is not the container's. */
        private boolean joinsMounts() {
            return namespaces().stream()
                    .anyMatch(namespace -> namespace.type().equals(Namespace.MOUNT)
                            && namespace.path() != null
                            && !namespace.path().isEmpty());
        }

        private boolean hasUsers() {
            return namespaces().stream().anyMatch(namespace -> namespace.type().equals(Namespace.USER));
        }
    }

    private JoinedPlans() {}

    /**
     * A further process of a container.
     *
     * @param host the container
     * @param process what it is to be, checked
     * @param preserved how many files it gets behind its standard streams
     * @param terminal the size of its terminal, or null if it has none
     * @param allowsGroups whether its groups may be set
     * @param attached whether it ends with the launcher
     * @return the plan
     */
    public static Plan process(
            Host host,
            ContainerProcess process,
            int preserved,
            Setting.@Nullable Size terminal,
            boolean allowsGroups,
            boolean attached) {
        ProcessSteps steps = new ProcessSteps(process, allowsGroups, host.byRoot() && host.hasUsers());
        List<Integer> inherited = Slots.inherited(preserved);
        List<Step> init = new ArrayList<>(attached ? beginning(inherited) : List.of(descriptors(inherited)));
        init.add(Step.of(Opcode.SESSION));
        init.add(Step.of(Opcode.KEYRING, host.keyring())); // or it would hold this user's own
        if (terminal != null) {
            init.add(Step.of(Opcode.OPEN_FILE, Slots.ROOT, "/", OPEN_PATH));
            init.add(terminal.step());
            init.add(Step.of(Opcode.HAND_OVER, Slots.MASTER).from("process.terminal"));
            init.add(Step.of(Opcode.STREAMS, Slots.OTHER_SIDE).from("process.terminal"));
        }
        Linux linux = host.spec().linux();
        init.addAll(steps.look(linux));
        init.addAll(steps.become(attached, linux == null ? null : linux.seccomp()));
        return joined(
                host,
                inherited,
                new Way(oomScore(process), affinity(process, host.spec().process()), steps.help()),
                init);
    }

    /**
     * What a process gets before it is in the container.
     *
     * @param first what needs no more than this user's rights
     * @param affinity its processors before and after it joins the control groups
     * @param help what takes rights that it has no more in the container
     */
    private record Way(List<Step> first, @Nullable ExecCpuAffinity affinity, List<Step> help) {
        static final Way PLAIN = new Way(List.of(), null, List.of());
    }

    private static List<Step> oomScore(ContainerProcess process) {
        return Stream.ofNullable(process.oomScoreAdj())
                .map(score -> Step.of(Opcode.WRITE, "/proc/self/oom_score_adj", Integer.toString(score))
                        .from("process.oomScoreAdj"))
                .toList();
    }

    /**
     * The processors of a further process: where it says nothing, what the container says about all of them.
     *
     * @param process the further process
     * @param first the container's own, if its configuration has one
     * @return the processors, or null where neither says anything
     */
    public static @Nullable ExecCpuAffinity affinity(ContainerProcess process, @Nullable ContainerProcess first) {
        return process.execCPUAffinity() != null || first == null ? process.execCPUAffinity() : first.execCPUAffinity();
    }

    /**
     * A hook that runs where the runtime does.
     *
     * @param hook the hook
     * @param folder the folder that it starts in
     * @param configPath such as {@code hooks.prestart[0]}
     * @return the plan
     */
    public static Plan hook(Hook hook, Path folder, String configPath) {
        List<Step> init = new ArrayList<>(beginning(Slots.STREAMS));
        init.addAll(program(hook, folder, configPath));
        return new Plan(List.of(), null, init, 0);
    }

    /**
     * A hook that runs in a container's namespaces while its root is still the machine's, and with the rights of the runtime.
     *
     * @param host the container
     * @param hook the hook
     * @param folder the folder that it starts in
     * @param configPath such as {@code hooks.createContainer[0]}
     * @return the plan
     */
    public static Plan hookBeforeRoot(Host host, Hook hook, Path folder, String configPath) {
        List<Step> init = new ArrayList<>(beginning(Slots.STREAMS));
        init.addAll(program(hook, folder, configPath));
        return joined(host, Slots.STREAMS, Way.PLAIN, init);
    }

    /**
     * A hook that is a program of the container's own root. It is root, and may do no more than the container's process: the
     * program may be an image's, and nobody has to trust that. Where it has no environment of its own it has that process'.
     *
     * @param host the container
     * @param hook the hook
     * @param configPath such as {@code hooks.startContainer[0]}
     * @return the plan
     */
    public static Plan hookInside(Host host, Hook hook, String configPath) {
        List<Step> init = new ArrayList<>(beginning(Slots.STREAMS));
        ContainerProcess process = host.spec().process();
        Hook settled = hook;
        if (process != null && hook.env() == null) {
            ProcessSteps steps = new ProcessSteps(process, false, false);
            init.addAll(steps.home());
            settled = hook.withEnv(steps.environment());
        }
        List<Step> program = program(settled, Path.of("/"), configPath);
        init.addAll(program.subList(0, program.size() - 1));
        Linux linux = host.spec().linux();
        if (process != null) {
            init.addAll(ProcessSteps.confined(process, linux == null ? null : linux.seccomp()));
        }
        init.add(program.get(program.size() - 1));
        return joined(host, Slots.STREAMS, Way.PLAIN, init);
    }

    private static List<Step> program(Hook hook, Path folder, String configPath) {
        List<String> args = hook.args() == null || hook.args().isEmpty() ? List.of(hook.path()) : hook.args();
        List<String> env = Objects.requireNonNullElse(hook.env(), List.of());
        return Stream.of(
                        Step.of(Opcode.GROUP),
                        Step.of(Opcode.CHDIR, folder.toString()),
                        Step.of(Opcode.EXEC, List.of(hook.path()), args, env))
                .map(step -> step.from(configPath))
                .toList();
    }

    private static List<Step> beginning(List<Integer> inherited) {
        return List.of(descriptors(inherited), Step.of(Opcode.DEATH_SIGNAL, KILL));
    }

    private static Step descriptors(List<Integer> inherited) {
        return Step.of(Opcode.DESCRIPTORS, inherited.size(), inherited);
    }

    /** Undumpable before it joins: who is in the container already must not look into it. */
    private static Plan joined(Host host, List<Integer> inherited, Way way, List<Step> init) {
        List<Step> before = new ArrayList<>(beginning(inherited));
        before.addAll(way.first());
        before.addAll(TraitSteps.before(way.affinity()));
        before.add(Step.of(Opcode.PROCESS, Slots.PROCESS, host.pid(), host.startTime())
                .on("the container's first process"));
        boolean hasOthersRoot = host.joinsMounts();
        if (hasOthersRoot) {
            before.add(Step.of(Opcode.OPEN_FILE, Slots.ROOT, "/proc/" + host.pid() + "/root", OPEN_PATH));
        }
        if (!host.enrolment().isEmpty()) {
            before.add(Step.of(Opcode.ENROL, host.enrolment(), host.instead()));
        }
        before.addAll(TraitSteps.after(way.affinity()));
        before.addAll(way.help());
        before.add(Step.of(Opcode.DUMPABLE, 0));
        long types = host.namespaces().stream()
                .mapToLong(namespace -> Namespaces.flag(namespace.type()))
                .sum();
        if (types != 0) {
            before.add(Step.of(Opcode.JOIN, Slots.PROCESS, types).on("of the container"));
        }
        if (host.hasUsers()) {
            before.add(Step.of(Opcode.USER, 0, 0).on("0:0"));
            before.add(Step.of(Opcode.DUMPABLE, 0));
        }
        if (hasOthersRoot) {
            before.add(Step.of(Opcode.CHROOT, Slots.ROOT).on("to that of the container's first process"));
        }
        return new Plan(List.of(), new Plan.Stage(before, List.of(Step.of(Opcode.LEAVE))), init, 0);
    }
}
