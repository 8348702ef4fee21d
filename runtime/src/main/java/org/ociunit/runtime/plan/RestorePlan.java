package org.ociunit.runtime.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the plan of the command that restores a container. */
public final class RestorePlan {
    /** O_PATH of open(2). */
    private static final int OPEN_PATH = 0x200000;

    private static final int KILL = 9;
    private static final long RECURSIVE = 1 << 14;

    private RestorePlan() {}

    /**
     * A command in the container's control groups, with a mount namespace of its own, in which the root file system is a
     * mount: CRIU asks for one, and this way nobody else ever sees it.
     *
     * @param root the root file system
     * @param at the folder where it is mounted
     * @param inherited how many files the command gets behind its standard streams
     * @param enrolment the {@code cgroup.procs} files of the control groups
     * @param command the program and its arguments
     * @param environment its environment, each as {@code NAME=value}
     * @return the plan
     */
    public static Plan of(
            Path root, Path at, int inherited, List<String> enrolment, List<String> command, List<String> environment) {
        List<Step> init = new ArrayList<>();
        List<Integer> streams = Slots.inherited(inherited);
        init.add(Step.of(Opcode.DESCRIPTORS, streams.size(), streams));
        init.add(Step.of(Opcode.DEATH_SIGNAL, KILL));
        init.add(Step.of(Opcode.GROUP));
        if (!enrolment.isEmpty()) {
            init.add(Step.of(Opcode.ENROL, enrolment, List.of()).from("linux.cgroupsPath"));
        }
        init.add(Step.of(Opcode.PROPAGATION, "/", RECURSIVE | MountPropagation.RSLAVE.flag()));
        init.add(Step.of(Opcode.TREE, Slots.ROOT, root.toString(), 1).from("root.path"));
        init.add(Step.of(Opcode.OPEN_FILE, Slots.TARGET, at.toString(), OPEN_PATH));
        init.add(Step.of(Opcode.ATTACH, Slots.ROOT, Slots.TARGET).on(at.toString()));
        init.add(Step.of(Opcode.CHDIR, "/"));
        init.add(Step.of(Opcode.EXEC, List.of(command.get(0)), command, environment));
        return new Plan(List.of(), null, init, Namespaces.flag(org.ociunit.spec.Namespace.MOUNT));
    }
}
