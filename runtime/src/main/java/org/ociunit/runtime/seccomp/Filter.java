package org.ociunit.runtime.seccomp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ociunit.error.InvalidSpecException;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Syscall;

/**
 * A profile, compiled for the kernel. It means what it means to runc, with libseccomp 2.5:
 *
 * <ul>
 *   <li>A rule without conditions decides for its calls, whatever rules with conditions say; of several the first
 *       decides. A rule whose action is the default one is no rule.
 *   <li>Of rules with conditions the first decides that is met. libseccomp asks in an order of its own, so that such rules
 *       should not overlap.
 *   <li>All conditions of a rule must be met; but if two are on the same argument, one is enough.
 *   <li>A call that an architecture does not have is skipped there. Where arguments have 32 bits, the low half of a value
 *       counts.
 *   <li>If the default action keeps calls from being made, those that are newer than the newest one of the profile fail
 *       with ENOSYS, so that programs take them for unknown.
 *   <li>The native architecture is always filtered. A call of one that is neither native nor in the profile ends the
 *       thread.
 * </ul>
 */
public final class Filter {
    private static final int LONGEST = 4096;
    private static final long NEW_LISTENER = 1 << 3;
    private static final long TSYNC_ESRCH = 1 << 4;
    private static final Map<String, Long> FLAGS = Map.of(
            Seccomp.FLAG_TSYNC, 1L,
            Seccomp.FLAG_LOG, 1L << 1,
            Seccomp.FLAG_SPEC_ALLOW, 1L << 2,
            Seccomp.FLAG_WAIT_KILLABLE_RECV, 1L << 5);

    private final Seccomp profile;
    private final List<Instruction> instructions;
    private final byte[] program;
    private final long flags;

    private Filter(Seccomp profile, List<Instruction> instructions, long flags) {
        this.profile = profile;
        this.instructions = instructions;
        this.program = Instruction.encode(instructions);
        this.flags = flags;
    }

    /**
     * Compiles a profile.
     *
     * @param profile one that keeps the specification's rules
     * @param nativeArchitecture the machine's, of which the profile's others must be kin to be of use
     * @return the filter
     * @throws InvalidSpecException if the profile has a name that means nothing, or asks for what the kernel refuses
     */
    public static Filter compile(Seccomp profile, Architecture nativeArchitecture) {
        Profile read = Profile.of(profile);
        List<String> names = profile.architectures() == null ? List.of() : profile.architectures();
        List<Architecture> filtered = nativeArchitecture.with(names);
        Assembler program = new Assembler();
        int next = program.end(Action.badArchitecture());
        List<List<Architecture>> groups = byAuditArch(filtered);
        // Backwards, so that the native one is asked for first.
        for (int i = groups.size() - 1; i >= 0; i--) {
            int found = read.ranges(groups.get(i)).assemble(program);
            int auditArch = groups.get(i).get(0).auditArch();
            next = program.branch(Instruction.JUMP_EQUAL, auditArch, found, next);
        }
        program.then(Instruction.LOAD, Instruction.ARCHITECTURE, next);
        return new Filter(profile, checked(program.program()), flags(profile));
    }

    /** Those that the kernel does not tell apart by name are one group. */
    private static List<List<Architecture>> byAuditArch(List<Architecture> filtered) {
        Map<Integer, List<Architecture>> groups = new LinkedHashMap<>();
        for (Architecture architecture : filtered) {
            List<Architecture> group = groups.get(architecture.auditArch());
            if (group == null) {
                group = new ArrayList<>();
                groups.put(architecture.auditArch(), group);
            }
            group.add(architecture);
        }
        return List.copyOf(groups.values());
    }

    /**
     * The program.
     *
     * @return an array of {@code struct sock_filter}, little-endian; a copy
     */
    public byte[] program() {
        return program.clone();
    }

    /**
     * The flags with which seccomp(2) loads it.
     *
     * @return {@code SECCOMP_FILTER_FLAG_} bits: those of the profile, and {@code NEW_LISTENER} if a rule notifies
     */
    public long flags() {
        return flags;
    }

    /**
     * The socket that gets the listener.
     *
     * @return a path of the host; nothing if the profile has none
     */
    public Optional<String> listenerPath() {
        return Optional.ofNullable(profile.listenerPath()).filter(path -> !path.isEmpty());
    }

    /**
     * What that socket is told beside.
     *
     * @return any text; nothing if the profile has none
     */
    public Optional<String> listenerMetadata() {
        return Optional.ofNullable(profile.listenerMetadata()).filter(text -> !text.isEmpty());
    }

    /**
     * The program in words.
     *
     * @return a line for each instruction, which begins with its place, from 0
     */
    public List<String> instructions() {
        return IntStream.range(0, instructions.size())
                .mapToObj(place -> place + ": " + instructions.get(place).describe(place))
                .toList();
    }

    /**
     * What the kernel would be told about a call.
     *
     * @param auditArch the {@code AUDIT_ARCH_} value of its architecture
     * @param number its number
     * @param arguments up to six; 0 for those that are not given
     * @return a {@code SECCOMP_RET_} value, with an error number in its lower half
     */
    public int decide(int auditArch, int number, long... arguments) {
        return Interpreter.run(program, auditArch, number, arguments);
    }

    /**
     * A verdict in words.
     *
     * @param verdict a {@code SECCOMP_RET_} value
     * @return such as {@code ALLOW} or {@code ERRNO 1}
     */
    public static String describe(int verdict) {
        return Action.describe(verdict);
    }

    /**
     * Whether a profile asks a listener about some calls.
     *
     * @param profile any profile
     * @return true if one of its rules has {@link Seccomp#ACT_NOTIFY}
     */
    public static boolean notifies(Seccomp profile) {
        for (Syscall call : profile.syscalls() == null ? List.<Syscall>of() : profile.syscalls()) {
            if (call.action().equals(Seccomp.ACT_NOTIFY)) {
                return true;
            }
        }
        return false;
    }

    private static List<Instruction> checked(List<Instruction> program) {
        if (program.size() > LONGEST) {
            throw Refusal.of(
                    Refusal.PROFILE + ".syscalls",
                    null,
                    "make a program of " + program.size() + " instructions; the kernel takes " + LONGEST);
        }
        return program;
    }

    private static long flags(Seccomp profile) {
        // Without a word about them they are runc's: no filter slows down what does not ask for it.
        List<String> names = profile.flags() == null ? List.of(Seccomp.FLAG_SPEC_ALLOW) : profile.flags();
        boolean notifies = notifies(profile);
        long flags = notifies ? NEW_LISTENER : 0;
        for (int i = 0; i < names.size(); i++) {
            String path = Refusal.PROFILE + ".flags[" + i + "]";
            flags |= Refusal.known(FLAGS, names.get(i), path);
            if (names.get(i).equals(Seccomp.FLAG_WAIT_KILLABLE_RECV) && !notifies) {
                throw Refusal.of(path, '"' + names.get(i) + '"', "needs a rule with " + Seccomp.ACT_NOTIFY);
            }
            if (names.get(i).equals(Seccomp.FLAG_TSYNC) && notifies) {
                // Both answer with a number; the kernel wants to be told that an error may take its place.
                flags |= TSYNC_ESRCH;
            }
        }
        return flags;
    }
}
