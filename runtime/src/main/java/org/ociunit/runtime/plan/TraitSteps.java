package org.ociunit.runtime.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.ExecCpuAffinity;
import org.ociunit.spec.IoPriority;
import org.ociunit.spec.Linux;
import org.ociunit.spec.MemoryPolicy;
import org.ociunit.spec.Personality;
import org.ociunit.spec.Scheduler;

/**
 * What a process keeps when it executes its program, and its children inherit: how it is scheduled, where its memory comes
 * from, what system it sees, which security profile it gets. What is not asked for stays as this JVM has it; only its
 * processors are all that its control groups allow, for those of this JVM are the JVM's own matter.
 *
 * <p>runtime-spec config.md, Linux Process; config-linux.md, Memory policy and Personality.
 */
final class TraitSteps {
    private static final Map<String, Integer> POLICIES = Map.of(
            Scheduler.OTHER, 0,
            Scheduler.FIFO, 1,
            Scheduler.RR, 2,
            Scheduler.BATCH, 3,
            Scheduler.ISO, 4,
            Scheduler.IDLE, 5,
            Scheduler.DEADLINE, 6);
    private static final Map<String, Long> SCHEDULER_FLAGS = Map.of(
            Scheduler.FLAG_RESET_ON_FORK, 0x01L,
            Scheduler.FLAG_RECLAIM, 0x02L,
            Scheduler.FLAG_DL_OVERRUN, 0x04L,
            Scheduler.FLAG_KEEP_POLICY, 0x08L,
            Scheduler.FLAG_KEEP_PARAMS, 0x10L,
            Scheduler.FLAG_UTIL_CLAMP_MIN, 0x20L,
            Scheduler.FLAG_UTIL_CLAMP_MAX, 0x40L);
    private static final Map<String, Integer> IO_CLASSES =
            Map.of(IoPriority.REAL_TIME, 1, IoPriority.BEST_EFFORT, 2, IoPriority.IDLE, 3);
    private static final int IO_CLASS_SHIFT = 13;
    private static final Map<String, Integer> MEMORY_MODES = Map.of(
            MemoryPolicy.DEFAULT, 0,
            MemoryPolicy.PREFERRED, 1,
            MemoryPolicy.BIND, 2,
            MemoryPolicy.INTERLEAVE, 3,
            MemoryPolicy.LOCAL, 4,
            MemoryPolicy.PREFERRED_MANY, 5,
            MemoryPolicy.WEIGHTED_INTERLEAVE, 6);
    private static final Map<String, Integer> MEMORY_FLAGS = Map.of(
            MemoryPolicy.FLAG_NUMA_BALANCING, 1 << 13,
            MemoryPolicy.FLAG_RELATIVE_NODES, 1 << 14,
            MemoryPolicy.FLAG_STATIC_NODES, 1 << 15);
    private static final Map<String, Integer> DOMAINS = Map.of(Personality.LINUX, 0, Personality.LINUX32, 8);

    /** {@code struct sched_attr} with the two clamps of Linux 5.3. */
    private static final int SCHEDULER_SIZE = 56;

    /** Far above what kernels are built for. */
    private static final int LAST_BIT = 65_535;

    private TraitSteps() {}

    /** How a process is scheduled, and when its input and output are. */
    static List<Step> scheduling(ContainerProcess process) {
        List<Step> steps = new ArrayList<>();
        Scheduler scheduler = process.scheduler();
        if (scheduler != null) {
            steps.add(Step.of(Opcode.SCHEDULER, bytes(scheduler))
                    .on(scheduler.policy())
                    .from("process.scheduler"));
        }
        IoPriority priority = process.ioPriority();
        if (priority != null) {
            int level = Objects.requireNonNullElse(priority.priority(), 0);
            steps.add(Step.of(
                            Opcode.IO_PRIORITY,
                            number(IO_CLASSES, priority.schedulingClass()) << IO_CLASS_SHIFT | level)
                    .on(priority.schedulingClass() + " " + level)
                    .from("process.ioPriority"));
        }
        return steps;
    }

    /** Whether a process made by one that is scheduled so is scheduled in another way. */
    static boolean isResetOnFork(ContainerProcess process) {
        Scheduler scheduler = process.scheduler();
        return scheduler != null
                && scheduler.flags() != null
                && scheduler.flags().contains(Scheduler.FLAG_RESET_ON_FORK);
    }

    /** The memory and the system of a container's processes. */
    static List<Step> system(@Nullable Linux linux) {
        List<Step> steps = new ArrayList<>();
        MemoryPolicy policy = linux == null ? null : linux.memoryPolicy();
        if (policy != null && policy.mode() != null) {
            long mode = flags(policy.flags(), MEMORY_FLAGS) | number(MEMORY_MODES, policy.mode());
            steps.add(Step.of(Opcode.MEMORY_POLICY, mode, mask(policy.nodes()))
                    .on(policy.mode())
                    .from("linux.memoryPolicy"));
        }
        Personality personality = linux == null ? null : linux.personality();
        if (personality != null && personality.domain() != null) {
            steps.add(Step.of(Opcode.PERSONALITY, number(DOMAINS, personality.domain()))
                    .on(personality.domain())
                    .from("linux.personality"));
        }
        return steps;
    }

    /** The profile and the label that come into force with the program. */
    static List<Step> security(ContainerProcess process) {
        List<Step> steps = new ArrayList<>();
        String profile = process.apparmorProfile();
        if (profile != null && !profile.isEmpty()) {
            steps.add(Step.of(Opcode.OWN_FILE, "attr/apparmor/exec", "exec " + profile)
                    .from("process.apparmorProfile"));
        }
        String label = process.selinuxLabel();
        if (label != null && !label.isEmpty()) {
            steps.add(Step.of(Opcode.OWN_FILE, "attr/exec", label).from("process.selinuxLabel"));
        }
        return steps;
    }

    /** The processors of a further process before it joins the container's control groups. */
    static List<Step> before(@Nullable ExecCpuAffinity affinity) {
        return affinity == null ? List.of() : affinity(affinity.initial(), "initial");
    }

    /** Those after it; where nothing is said at all, every one. */
    static List<Step> after(@Nullable ExecCpuAffinity affinity) {
        List<Step> last = affinity == null ? List.of() : affinity(affinity.finalCpus(), "final");
        return last.isEmpty() && before(affinity).isEmpty() ? List.of(everyProcessor()) : last;
    }

    /** Those of a process of which nothing is said, once it has joined the container's control groups. */
    static Step everyProcessor() {
        return Step.of(Opcode.EVERY_PROCESSOR);
    }

    private static List<Step> affinity(@Nullable String processors, String member) {
        return Stream.ofNullable(processors)
                .filter(list -> !list.isEmpty())
                .map(list -> Step.of(Opcode.AFFINITY, mask(list)).on(list).from("process.execCPUAffinity." + member))
                .toList();
    }

    private static byte[] bytes(Scheduler scheduler) {
        return ByteBuffer.allocate(SCHEDULER_SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(SCHEDULER_SIZE)
                .putInt(number(POLICIES, scheduler.policy()))
                .putLong(flags(scheduler.flags(), SCHEDULER_FLAGS))
                .putInt(Objects.requireNonNullElse(scheduler.nice(), 0))
                .putInt(Objects.requireNonNullElse(scheduler.priority(), 0))
                .putLong(Objects.requireNonNullElse(scheduler.runtime(), 0L))
                .putLong(Objects.requireNonNullElse(scheduler.deadline(), 0L))
                .putLong(Objects.requireNonNullElse(scheduler.period(), 0L))
                .array();
    }

    private static long flags(@Nullable List<String> flags, Map<String, ? extends Number> numbers) {
        return Objects.requireNonNullElse(flags, List.<String>of()).stream()
                .mapToLong(flag -> number(numbers, flag).longValue())
                .reduce(0, (one, other) -> one | other);
    }

    private static <T> T number(Map<String, T> numbers, String name) {
        T number = numbers.get(name);
        if (number == null) {
            throw new IllegalArgumentException("There is no " + name + ".");
        }
        return number;
    }

    /** A list such as {@code 0-2,7} as bits, in whole words of 64: the kernel reads no less. */
    static byte[] mask(@Nullable String list) {
        BitSet bits = new BitSet();
        for (String range : Objects.requireNonNullElse(list, "").split(",", -1)) {
            if (!range.isBlank()) {
                String[] ends = range.strip().split("-", 2);
                bits.set(bit(ends[0]), bit(ends[ends.length - 1]) + 1);
            }
        }
        byte[] bytes = bits.toByteArray();
        return Arrays.copyOf(bytes, (bytes.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
    }

    private static int bit(String number) {
        int bit = Integer.parseInt(number);
        if (bit > LAST_BIT) {
            throw new IllegalArgumentException("No machine has a processor or a node " + number + ".");
        }
        return bit;
    }
}
