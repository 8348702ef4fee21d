package org.ociunit.runtime.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Rlimit;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.User;

/**
 * What a process of a container becomes, its first one or a further one: what is looked at while it can still be refused,
 * and what is given up when it goes.
 */
final class ProcessSteps {
    /** What execvp(3) looks through where nothing is said. */
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final Map<String, Integer> LIMITS = Map.ofEntries(
            Map.entry(Rlimit.CPU, 0),
            Map.entry(Rlimit.FSIZE, 1),
            Map.entry(Rlimit.DATA, 2),
            Map.entry(Rlimit.STACK, 3),
            Map.entry(Rlimit.CORE, 4),
            Map.entry(Rlimit.RSS, 5),
            Map.entry(Rlimit.NPROC, 6),
            Map.entry(Rlimit.NOFILE, 7),
            Map.entry(Rlimit.MEMLOCK, 8),
            Map.entry(Rlimit.AS, 9),
            Map.entry(Rlimit.LOCKS, 10),
            Map.entry(Rlimit.SIGPENDING, 11),
            Map.entry(Rlimit.MSGQUEUE, 12),
            Map.entry(Rlimit.NICE, 13),
            Map.entry(Rlimit.RTPRIO, 14),
            Map.entry(Rlimit.RTTIME, 15));
    private static final int KILL = 9;
    private static final String HOME = "HOME=";

    private final ContainerProcess process;
    private final User user;
    private final boolean allowsGroups;
    private final boolean isHelped;

    /**
     * For a process.
     *
     * @param process what it is to be
     * @param allowsGroups whether its groups may be set
     * @param isHelped whether {@link #help} is taken by somebody who has more rights
     */
    ProcessSteps(ContainerProcess process, boolean allowsGroups, boolean isHelped) {
        this.process = process;
        this.user = process.user() == null ? User.of(0, 0) : process.user();
        this.allowsGroups = allowsGroups;
        this.isHelped = isHelped;
    }

    /**
     * What takes rights on the machine that a process in a user namespace does not have. Limits are only raised so far that
     * the process can set them itself, at the end: what is made meanwhile does not count to them.
     */
    List<Step> help() {
        List<Step> steps = new ArrayList<>();
        if (!isHelped) {
            return steps;
        }
        List<Rlimit> limits = rlimits();
        for (int index = 0; index < limits.size(); index++) {
            Rlimit limit = limits.get(index);
            steps.add(Step.of(Opcode.RAISE, resource(limit), limit.hard())
                    .on(limit.type())
                    .from("process.rlimits[" + index + "]"));
        }
        if (!TraitSteps.isResetOnFork(process)) {
            steps.addAll(TraitSteps.scheduling(process));
        }
        return steps;
    }

    /** What can still be refused: its traits, its folder, its program, its home. */
    List<Step> look(@Nullable Linux linux) {
        List<Step> steps = new ArrayList<>(TraitSteps.security(process));
        if (!isHelped || TraitSteps.isResetOnFork(process)) {
            steps.addAll(TraitSteps.scheduling(process));
        }
        steps.addAll(TraitSteps.system(linux));
        steps.add(Step.of(Opcode.CHDIR, process.cwd()).from("process.cwd"));
        steps.addAll(home());
        CapabilitySets sets = capabilities(process, linux == null ? null : linux.seccomp());
        steps.add(Step.of(Opcode.PROGRAM, candidates(), uid(), gid(), groups(), sets.effective())
                .on(args().get(0))
                .from("process.args[0]"));
        steps.add(Step.of(Opcode.OWN_STREAMS, uid(), gid()));
        return steps;
    }

    /** Everything that is given up, to the program. */
    List<Step> become(boolean attached, @Nullable Seccomp filter) {
        List<Step> steps = new ArrayList<>(limits());
        if (process.user() != null && process.user().umask() != null) {
            steps.add(Step.of(Opcode.UMASK, process.user().umask()).from("process.user.umask"));
        } else {
            steps.add(Step.of(Opcode.UMASK, 0022));
        }
        steps.add(Step.of(Opcode.KEEP_CAPABILITIES));
        if (allowsGroups) {
            steps.add(Step.of(Opcode.GROUPS, groups()).from("process.user.additionalGids"));
        }
        steps.add(Step.of(Opcode.USER, uid(), gid()).on(uid() + ":" + gid()).from("process.user"));
        if (attached) {
            steps.add(Step.of(Opcode.DEATH_SIGNAL, KILL)); // a change of the user has cleared it
        }
        steps.addAll(confined(process, filter));
        steps.add(Step.of(Opcode.EXEC, candidates(), args(), environment())
                .on(args().get(0))
                .from("process.args"));
        return steps;
    }

    /** What a process may do no more, right before its program. */
    static List<Step> confined(ContainerProcess process, @Nullable Seccomp filter) {
        List<Step> steps = new ArrayList<>();
        steps.add(capabilities(process, filter).step());
        if (hasNoNewPrivileges(process)) {
            steps.add(Step.of(Opcode.NO_NEW_PRIVILEGES).from("process.noNewPrivileges"));
        }
        if (filter != null) {
            steps.add(FilterStep.of(filter));
        }
        return steps;
    }

    /** Those in force when the program is executed. */
    private static CapabilitySets capabilities(ContainerProcess process, @Nullable Seccomp filter) {
        CapabilitySets sets = CapabilitySets.of(process.capabilities());
        return filter == null || hasNoNewPrivileges(process) ? sets : sets.forLoadingFilter();
    }

    private static boolean hasNoNewPrivileges(ContainerProcess process) {
        return Boolean.TRUE.equals(process.noNewPrivileges());
    }

    private List<Step> limits() {
        List<Rlimit> limits = rlimits();
        List<Step> steps = new ArrayList<>();
        for (int index = 0; index < limits.size(); index++) {
            Rlimit limit = limits.get(index);
            steps.add(Step.of(Opcode.LIMIT, resource(limit), limit.soft(), limit.hard())
                    .on(limit.type())
                    .from("process.rlimits[" + index + "]"));
        }
        return steps;
    }

    private List<Rlimit> rlimits() {
        return Objects.requireNonNullElse(process.rlimits(), List.of());
    }

    private static int resource(Rlimit limit) {
        return Objects.requireNonNull(LIMITS.get(limit.type()), limit.type());
    }

    private List<String> args() {
        return Objects.requireNonNullElse(process.args(), List.of(""));
    }

    private List<String> env() {
        return Objects.requireNonNullElse(process.env(), List.of());
    }

    /** The look for the home that {@link #environment()} leaves a place for. */
    List<Step> home() {
        return hasHome() ? List.of() : List.of(Step.of(Opcode.HOME, uid()).from("process.user.uid"));
    }

    private boolean hasHome() {
        return settled().stream().anyMatch(entry -> entry.startsWith(HOME) && !entry.equals(HOME));
    }

    /** Of several values of a variable the last one goes; programs differ in which of them they would take. */
    private List<String> settled() {
        Map<String, String> last = new LinkedHashMap<>();
        for (String entry : env()) {
            String name = entry.split("=", 2)[0];
            last.remove(name);
            last.put(name, entry);
        }
        return List.copyOf(last.values());
    }

    /** The last place is for the home that the container's own list of users names. */
    List<String> environment() {
        return hasHome()
                ? settled()
                : Stream.concat(settled().stream().filter(entry -> !entry.equals(HOME)), Stream.of(HOME))
                        .toList();
    }

    /** A name is looked for in the folders of PATH, the process' own one. */
    private List<String> candidates() {
        String program = args().get(0);
        if (program.contains("/") || program.isEmpty()) {
            return List.of(program);
        }
        String path = env().stream()
                .filter(entry -> entry.startsWith("PATH="))
                .reduce((one, other) -> other)
                .map(entry -> entry.substring("PATH=".length()))
                .orElse(DEFAULT_PATH);
        return Stream.of(path.split(":"))
                .map(folder -> (folder.isEmpty() ? "." : folder) + "/" + program)
                .toList();
    }

    private long uid() {
        return Objects.requireNonNullElse(user.uid(), 0L);
    }

    private long gid() {
        return Objects.requireNonNullElse(user.gid(), 0L);
    }

    private byte[] groups() {
        List<Long> ids = allowsGroups ? Objects.requireNonNullElse(user.additionalGids(), List.of()) : List.of();
        ByteBuffer bytes = ByteBuffer.allocate(ids.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        ids.forEach(id -> bytes.putInt(id.intValue()));
        return bytes.array();
    }
}
