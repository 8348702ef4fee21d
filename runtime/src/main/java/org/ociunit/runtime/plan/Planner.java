package org.ociunit.runtime.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** Makes the plan of a container: from its configuration to the steps of its first process. */
public final class Planner {
    /** O_PATH of open(2). */
    private static final int OPEN_PATH = 0x200000;

    private static final int KILL = 9;
    private static final long RECURSIVE = 1 << 14;
    private static final long READ_ONLY = MountAttributes.READ_ONLY;

    private final Spec spec;
    private final Setting setting;
    private final @Nullable Linux linux;
    private final ContainerProcess process;
    private final Namespaces namespaces;
    private final Slots slots = new Slots();
    private final Identities identities;
    private final MountSteps mounts;
    private final NetDeviceSteps devices;
    private final ProcessSteps steps;

    private Planner(Spec spec, Setting setting) {
        this.spec = spec;
        this.setting = setting;
        this.linux = spec.linux();
        this.process = Objects.requireNonNullElseGet(spec.process(), () -> ContainerProcess.of(""));
        this.namespaces = new Namespaces(linux);
        this.identities = new Identities(linux, setting);
        this.mounts = new MountSteps(
                setting,
                slots,
                linux == null ? null : linux.uidMappings(),
                linux == null ? null : linux.gidMappings(),
                namespaces.path(Namespace.USER).orElse(null),
                opensOutside(),
                hasUsersOfRoot(),
                isSharedWithMachine(),
                namespaces.hasNew(Namespace.CGROUP));
        this.devices = new NetDeviceSteps(linux, namespaces);
        this.steps = new ProcessSteps(
                process, !namespaces.hasNew(Namespace.USER) || identities.allowGroups(), hasUsersOfRoot());
    }

    /**
     * Makes a plan.
     *
     * @param spec what the container is to be, checked
     * @param setting where it is made
     * @return the plan
     */
    public static Plan plan(Spec spec, Setting setting) {
        return new Planner(spec, setting).plan();
    }

    /**
     * Makes the places that a container's mounts go to: all is mounted as for the container, in a mount namespace that
     * is gone with its only process.
     *
     * @param spec what the container is to be, checked
     * @param setting where it is made
     * @return the plan of such a process
     */
    public static Plan mountPoints(Spec spec, Setting setting) {
        return new Planner(spec, setting).mountPoints();
    }

    private Plan mountPoints() {
        addMounts();
        List<Step> all = new ArrayList<>();
        all.add(Step.of(Opcode.DESCRIPTORS, Slots.STREAMS.size(), Slots.STREAMS));
        all.add(Step.of(Opcode.DEATH_SIGNAL, KILL));
        all.add(Step.of(Opcode.UMASK, 0));
        all.addAll(mounts.outside());
        if (opensOutside()) {
            all.addAll(rootTree());
        }
        if (passesRoot()) {
            all.add(rootFolder());
        }
        all.addAll(rootAndMounts());
        all.add(Step.of(Opcode.LEAVE));
        return new Plan(List.of(), null, all, Namespaces.flag(Namespace.MOUNT));
    }

    private Plan plan() {
        addMounts();
        List<Step> init = init();
        return new Plan(
                launcher(), needsStage() ? new Plan.Stage(before(), after()) : null, init, namespaces.cloneFlags());
    }

    private boolean hasOwnUsers() {
        return namespaces.hasNew(Namespace.USER);
    }

    private boolean needsStage() {
        return hasOwnUsers()
                || !namespaces.joined().isEmpty()
                || !devices.isEmpty()
                || !mounts.outside().isEmpty()
                || !mounts.meanwhile().isEmpty();
    }

    private void addMounts() {
        List<Mount> all = Objects.requireNonNullElse(spec.mounts(), List.of());
        for (int index = 0; index < all.size(); index++) {
            mounts.add(all.get(index), "mounts[" + index + "]");
        }
    }

    private List<Step> launcher() {
        return List.of(
                Step.of(Opcode.OPEN, Slots.FOLDER, setting.folder().toString(), OPEN_PATH, 0),
                Step.of(Opcode.LISTEN_START, Slots.START, Slots.FOLDER),
                Step.of(Opcode.MONITOR, Slots.FOLDER).on(setting.folder().toString()));
    }

    /* ---- the stage ---- */

    private List<Step> before() {
        List<Step> all = new ArrayList<>();
        List<Integer> kept = new ArrayList<>(Slots.inherited(setting.preserved()));
        kept.add(Slots.START);
        all.add(Step.of(Opcode.DESCRIPTORS, kept.size() - 1, kept));
        all.add(Step.of(Opcode.DEATH_SIGNAL, KILL));
        all.add(Step.of(Opcode.PAIR, Slots.STAGE_END, Slots.INIT_END));
        all.addAll(mounts.outside());
        if (setting.layering() != null && opensOutside()) {
            OverlaySteps.outside(setting.root(), setting.layering(), slots)
                    .forEach(step -> all.add(step.from("root.path")));
        } else if (opensOutside()) {
            all.addAll(rootTree());
        }
        all.addAll(devices.intoJoined());
        if (!namespaces.joined().isEmpty()) {
            addJoins(all);
        }
        return all;
    }

    /**
     * Whoever is in what it joins must not look into it. In a user namespace it has no more rights on the machine, so that
     * all that takes them comes first.
     */
    private void addJoins(List<Step> all) {
        boolean joinsUsers = namespaces.joins(Namespace.USER);
        if (joinsUsers && process.oomScoreAdj() != null) {
            all.add(oomScore(Opcode.WRITE, "/proc/self/oom_score_adj"));
        }
        if (joinsUsers) {
            all.addAll(steps.help());
        }
        if (enrolsEarly()) {
            addEnrolment(all);
        }
        boolean isVisible = joinsUsers || namespaces.joins(Namespace.PID);
        if (isVisible) {
            all.add(Step.of(Opcode.DUMPABLE, 0));
        }
        all.addAll(namespaces.join());
        if (joinsUsers) {
            all.add(Step.of(Opcode.USER, 0, 0).on("0:0"));
            if (namespaces.hasNew(Namespace.TIME)) {
                all.add(Step.of(Opcode.DUMPABLE, 1)); // no file below /proc/self is its own otherwise
                all.addAll(ClockSteps.make(linux));
            }
            all.add(Step.of(Opcode.DUMPABLE, 0));
        }
    }

    /** Once the stage has joined them it may see no more of the control groups than what is below its own. */
    private boolean enrolsEarly() {
        return namespaces.joins(Namespace.CGROUP) || namespaces.joins(Namespace.USER);
    }

    private List<Step> after() {
        List<Step> all = new ArrayList<>();
        if (hasOwnUsers()) {
            if (process.oomScoreAdj() != null) {
                all.add(oomScore(Opcode.PROCESS_FILE, "oom_score_adj"));
            }
            all.addAll(identities.steps());
            all.addAll(steps.help());
        }
        if (!enrolsEarly()) {
            addEnrolment(all);
        }
        all.addAll(devices.intoNew());
        if (passesRoot()) {
            // Folders on the way may be closed to the container's root user.
            all.add(Step.of(Opcode.OPEN_PROCESS_FILE, Slots.TARGET, "root" + setting.root(), OPEN_PATH)
                    .on(setting.root().toString())
                    .from("root.path"));
        }
        all.add(Step.of(Opcode.PASS, Slots.STAGE_END, passed()).on("to the process"));
        all.addAll(mounts.meanwhile());
        all.add(Step.of(Opcode.LEAVE));
        return all;
    }

    /** What the stage opens for the process once that has its own mounts. */
    private List<Integer> passed() {
        return passesRoot() ? List.of(Slots.TARGET) : List.of();
    }

    private void addEnrolment(List<Step> all) {
        if (!setting.enrolment().isEmpty()) {
            all.add(Step.of(Opcode.ENROL, setting.enrolment(), List.of()).from("linux.cgroupsPath"));
        }
    }

    private Step oomScore(Opcode opcode, String file) {
        return Step.of(opcode, file, Integer.toString(Objects.requireNonNull(process.oomScoreAdj())))
                .from("process.oomScoreAdj");
    }

    /* ---- the process ---- */

    private List<Step> init() {
        List<Step> all = new ArrayList<>(beginning());
        all.addAll(rootAndMounts());
        all.addAll(surroundings());
        all.addAll(changeOfRoot());
        if (setting.terminal() != null) {
            all.add(Step.of(Opcode.STREAMS, Slots.OTHER_SIDE).from("process.terminal"));
        }
        if (spec.process() != null) {
            all.addAll(steps.look(linux));
        }
        if (hasOwnUsers() && !namespaces.joins(Namespace.PID)) {
            all.add(Step.of(Opcode.DUMPABLE, 1)); // as above: the look at the program has changed the user
        }
        addDeathSignal(all);
        all.add(Step.of(Opcode.SETTLE));
        all.add(Step.of(Opcode.REPORT));
        all.add(Step.of(Opcode.AWAIT_START, Slots.START));
        if (spec.process() == null) {
            all.add(Step.of(Opcode.LEAVE)); // whom nobody starts
        } else {
            all.addAll(steps.become(setting.attached(), linux == null ? null : linux.seccomp()));
        }
        return all;
    }

    private List<Step> beginning() {
        List<Step> all = new ArrayList<>();
        List<Integer> inherited = Slots.inherited(setting.preserved());
        List<Integer> kept = new ArrayList<>(inherited);
        kept.add(Slots.START);
        if (needsStage()) {
            kept.add(Slots.INIT_END);
            kept.addAll(namespaces.heldForProcess());
            kept.addAll(slots.trees());
            if (opensOutside()) {
                kept.add(Slots.ROOT);
            }
        }
        all.add(Step.of(Opcode.DESCRIPTORS, inherited.size(), kept));
        addDeathSignal(all);
        all.add(Step.of(Opcode.UMASK, 0));
        if (needsStage()) {
            all.add(Step.of(Opcode.TAKE, Slots.INIT_END, passed()).on("of the stage"));
        } else {
            addEnrolment(all);
        }
        all.add(TraitSteps.everyProcessor());
        if (hasOwnUsers()) {
            all.add(Step.of(Opcode.USER, 0, 0).on("0:0"));
            // Who is in a joined pid namespace would see into the machine's files until the root is changed.
            all.add(Step.of(Opcode.DUMPABLE, namespaces.joins(Namespace.PID) ? 0 : 1));
            addDeathSignal(all);
        } else if (process.oomScoreAdj() != null && !namespaces.joins(Namespace.USER)) {
            all.add(oomScore(Opcode.WRITE, "/proc/self/oom_score_adj"));
        }
        if (namespaces.hasNew(Namespace.TIME) && !namespaces.joins(Namespace.USER)) {
            all.addAll(ClockSteps.makeAndJoin(linux));
        }
        all.addAll(namespaces.joinMounts());
        if (namespaces.hasNew(Namespace.CGROUP)) {
            all.add(Step.of(Opcode.UNSHARE, Namespaces.NEW_CGROUP).on("cgroup"));
        }
        all.add(Step.of(Opcode.SESSION));
        if (setting.keyring() != null) {
            all.add(Step.of(Opcode.KEYRING, setting.keyring()));
        }
        return all;
    }

    /** Any change of the user clears it, be it only for a look at the program. */
    private void addDeathSignal(List<Step> all) {
        if (setting.attached()) {
            all.add(Step.of(Opcode.DEATH_SIGNAL, KILL));
        }
    }

    /** Root may open what the container's root user may not; and sources are the machine's, wherever they are mounted. */
    private boolean opensOutside() {
        return hasUsersOfRoot() || namespaces.joins(Namespace.MOUNT);
    }

    private boolean hasUsersOfRoot() {
        return setting.isRoot() && (hasOwnUsers() || namespaces.joins(Namespace.USER));
    }

    /** A stage that has joined a user namespace has no such right any more when there is a process. */
    private boolean passesRoot() {
        return setting.isRoot() && hasOwnUsers();
    }

    /** A copy of what is shared with the machine is shared too: what is mounted in it would be seen out there. */
    private List<Step> rootTree() {
        return List.of(
                Step.of(Opcode.TREE, Slots.ROOT, setting.root().toString(), 1).from("root.path"),
                Step.of(Opcode.ATTRIBUTES, Slots.ROOT, 1, 0, 0, MountPropagation.RSLAVE.flag())
                        .on(setting.root().toString())
                        .from("root.path"));
    }

    private Step rootFolder() {
        return Step.of(Opcode.OPEN_FILE, Slots.TARGET, setting.root().toString(), OPEN_PATH)
                .from("root.path");
    }

    private List<Step> rootAndMounts() {
        List<Step> all = new ArrayList<>();
        if (!namespaces.joins(Namespace.MOUNT)) {
            all.add(Step.of(Opcode.PROPAGATION, "/", RECURSIVE | whileMounting().flag())
                    .from("linux.rootfsPropagation"));
        }
        if (setting.layering() != null && !opensOutside()) {
            OverlaySteps.of(setting.root(), setting.layering(), slots).forEach(step -> all.add(step.from("root.path")));
        } else if (!opensOutside()) {
            all.addAll(rootTree());
        }
        if (isSharedWithMachine()) {
            all.add(Step.of(Opcode.SHELTER, setting.root().toString()).from("linux.rootfsPropagation"));
        }
        if (!passesRoot()) {
            all.add(rootFolder());
        }
        all.add(Step.of(Opcode.ATTACH, Slots.ROOT, Slots.TARGET)
                .on(setting.root().toString())
                .from("root.path"));
        all.addAll(mounts.inside());
        if (setsUpDevices()) {
            all.addAll(DeviceSteps.of(linux, hasOwnUsers() || namespaces.joins(Namespace.USER)));
        }
        all.add(Targets.folder(process.cwd()).from("process.cwd"));
        if (setting.terminal() != null) {
            all.addAll(terminal(setting.terminal()));
        }
        all.addAll(mounts.last());
        return all;
    }

    /** Who binds a folder to /dev has it as it is. */
    private boolean setsUpDevices() {
        return Objects.requireNonNullElse(spec.mounts(), List.<Mount>of()).stream()
                .noneMatch(mount -> Targets.isPlace(mount.destination(), "/dev")
                        && MountOptions.of(mount).bind());
    }

    private List<Step> terminal(Setting.Size size) {
        return List.of(
                size.step(),
                Step.of(Opcode.HAND_OVER, Slots.MASTER).from("process.terminal"),
                Step.of(Opcode.COPY_TREE, Slots.MOUNT, Slots.OTHER_SIDE, 0)
                        .on("of the terminal")
                        .from("process.terminal"),
                Targets.file("/dev/console").from("process.terminal"),
                Step.of(Opcode.ATTACH, Slots.MOUNT, Slots.TARGET)
                        .on("/dev/console")
                        .from("process.terminal"));
    }

    private List<Step> surroundings() {
        List<Step> all = new ArrayList<>();
        if (namespaces.hasNew(Namespace.NETWORK)) {
            all.add(Step.of(Opcode.LOOPBACK));
        }
        if (spec.hostname() != null && !spec.hostname().isEmpty()) {
            all.add(Step.of(Opcode.HOSTNAME, spec.hostname()).from("hostname"));
        }
        if (spec.domainname() != null && !spec.domainname().isEmpty()) {
            all.add(Step.of(Opcode.DOMAINNAME, spec.domainname()).from("domainname"));
        }
        if (setting.waitsForHooks()) {
            all.add(Step.of(Opcode.BARRIER).on("for the hooks").from("hooks"));
        }
        return all;
    }

    private List<Step> changeOfRoot() {
        List<Step> all = new ArrayList<>();
        List<String> masked = linux == null ? null : linux.maskedPaths();
        if (masked != null && !masked.isEmpty()) {
            all.add(Step.of(Opcode.TREE, Slots.NULL_FILE, "/dev/null", 0).from("linux.maskedPaths"));
            // The device is the machine's: root in a container must not change its mode or owner.
            all.add(Step.of(Opcode.ATTRIBUTES, Slots.NULL_FILE, 0, READ_ONLY, 0, 0)
                    .on("/dev/null")
                    .from("linux.maskedPaths"));
        }
        if (changer() == Opcode.MOVE_ROOT && !setting.bareMounts().isEmpty()) {
            all.add(Step.of(Opcode.HIDE, setting.bareMounts()));
        }
        all.add(Step.of(changer(), Slots.ROOT).on("to " + setting.root()));
        all.addAll(SysctlSteps.of(linux));
        if (linux != null
                && linux.readonlyPaths() != null
                && !linux.readonlyPaths().isEmpty()) {
            all.add(Step.of(Opcode.READ_ONLY, Slots.ROOT, once(linux.readonlyPaths()))
                    .on("paths")
                    .from("linux.readonlyPaths"));
        }
        if (masked != null && !masked.isEmpty()) {
            all.add(Step.of(Opcode.MASK, Slots.ROOT, Slots.NULL_FILE, once(masked))
                    .on("paths")
                    .from("linux.maskedPaths"));
        }
        MountPropagation propagation = rootPropagation();
        if (propagation != null) {
            all.add(Step.of(Opcode.ATTRIBUTES, Slots.ROOT, propagation.recursive() ? 1 : 0, 0, 0, propagation.flag())
                    .on("/")
                    .from("linux.rootfsPropagation"));
        }
        if (spec.root() != null && Boolean.TRUE.equals(spec.root().readonly())) {
            all.add(Step.of(Opcode.ATTRIBUTES, Slots.ROOT, 0, READ_ONLY, 0, 0)
                    .on("/")
                    .from("root.readonly"));
        }
        return all;
    }

    private static List<String> once(List<String> paths) {
        return paths.stream().distinct().toList();
    }

    /** The root of a mount namespace that is joined is that of everybody in it. */
    private Opcode changer() {
        if (namespaces.joins(Namespace.MOUNT)) {
            return Opcode.CHROOT;
        }
        return setting.pivots() ? Opcode.PIVOT : Opcode.MOVE_ROOT;
    }

    /** What cannot be bound is made so at the end: the root and all mounts are bound before. */
    private MountPropagation whileMounting() {
        MountPropagation propagation = rootPropagation();
        if (isSharedWithMachine()) {
            return MountPropagation.RSHARED;
        }
        boolean isAlone = propagation == MountPropagation.PRIVATE
                || propagation == MountPropagation.RPRIVATE
                || propagation == MountPropagation.UNBINDABLE
                || propagation == MountPropagation.RUNBINDABLE;
        return isAlone ? MountPropagation.RPRIVATE : MountPropagation.RSLAVE;
    }

    /** A mount namespace of another user namespace than the machine's has slaves of the machine's mounts. */
    private boolean isSharedWithMachine() {
        MountPropagation propagation = rootPropagation();
        return propagation != null
                && propagation.flag() == MountPropagation.SHARED.flag()
                && !hasOwnUsers()
                && !namespaces.joins(Namespace.USER);
    }

    private @Nullable MountPropagation rootPropagation() {
        return linux == null || linux.rootfsPropagation() == null
                ? null
                : MountPropagation.of(linux.rootfsPropagation()).orElse(null);
    }
}
