package org.ociunit.runtime.seccomp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Syscall;
import org.ociunit.spec.SyscallArgument;

/** Profiles and arguments that a seed decides. */
final class RandomProfile {
    /** Where halves begin and end, and signs and masks change. */
    private static final List<Long> VALUES = List.of(
            0L,
            1L,
            2L,
            3L,
            7L,
            0x7fff_ffffL,
            0x8000_0000L,
            0xffff_fffeL,
            0xffff_ffffL,
            1L << 32,
            (1L << 32) + 1,
            (1L << 33) + 2,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            Long.MIN_VALUE + 1,
            -2L,
            -1L);

    private static final List<String> ACTIONS = List.of(
            Seccomp.ACT_ALLOW,
            Seccomp.ACT_ERRNO,
            Seccomp.ACT_KILL,
            Seccomp.ACT_KILL_PROCESS,
            Seccomp.ACT_KILL_THREAD,
            Seccomp.ACT_LOG,
            Seccomp.ACT_TRACE,
            Seccomp.ACT_TRAP,
            Seccomp.ACT_NOTIFY);

    private static final List<String> OPERATORS = List.of(
            SyscallArgument.NE,
            SyscallArgument.LT,
            SyscallArgument.LE,
            SyscallArgument.EQ,
            SyscallArgument.GE,
            SyscallArgument.GT,
            SyscallArgument.MASKED_EQ);

    /** Calls that share a number on 32-bit x86, and the call whose number it is. */
    private static final Map<String, String> MULTIPLEXED = multiplexed();

    private final Random random;
    private final List<String> calls;

    RandomProfile(long seed, List<String> calls) {
        this.random = new Random(seed);
        this.calls = calls;
    }

    /** Any rules; of several on one call the verdict may depend on their order. */
    Seccomp next() {
        List<Syscall> rules = new ArrayList<>();
        for (int i = random.nextInt(40); i >= 0; i--) {
            String action = of(ACTIONS);
            List<SyscallArgument> conditions = new ArrayList<>();
            for (int more = random.nextInt(4); more > 0; more--) {
                conditions.add(condition(random.nextInt(6)));
            }
            rules.add(new Syscall(names(), action, errno(action), conditions, Map.of()));
        }
        return profile(rules);
    }

    /** At most one rule with conditions on a call, and at most one of them on an argument. */
    Seccomp nextWithoutOverlap() {
        List<Syscall> rules = new ArrayList<>();
        Set<String> conditional = new HashSet<>();
        for (int i = random.nextInt(40); i >= 0; i--) {
            String action = of(ACTIONS);
            List<SyscallArgument> conditions = random.ints(0, 6)
                    .limit(random.nextInt(4))
                    .distinct()
                    .mapToObj(this::condition)
                    .toList();
            List<String> names = names().stream()
                    .filter(name -> (conditions.isEmpty() && !MULTIPLEXED.containsKey(name))
                            || conditional.add(MULTIPLEXED.getOrDefault(name, name)))
                    .toList();
            rules.add(new Syscall(names, action, errno(action), conditions, Map.of()));
        }
        return profile(rules);
    }

    long argument() {
        long value = of(VALUES);
        return random.nextInt(4) == 0 ? random.nextLong() >>> random.nextInt(64) : value + random.nextInt(3) - 1;
    }

    private Seccomp profile(List<Syscall> rules) {
        String otherwise = of(ACTIONS.subList(0, ACTIONS.size() - 1));
        return Seccomp.of(otherwise)
                .withDefaultErrnoRet(errno(otherwise))
                .withArchitectures(Stream.of(Architecture.values())
                        .filter(each -> random.nextBoolean())
                        .map(Architecture::scmpName)
                        .toList())
                .withSyscalls(rules);
    }

    private List<String> names() {
        return Stream.generate(() -> of(calls)).limit(1 + random.nextInt(4)).toList();
    }

    private SyscallArgument condition(int index) {
        return new SyscallArgument(
                index, of(VALUES), random.nextBoolean() ? of(VALUES) : null, of(OPERATORS), Map.of());
    }

    private @Nullable Long errno(String action) {
        boolean numbered = action.equals(Seccomp.ACT_ERRNO) || action.equals(Seccomp.ACT_TRACE);
        return numbered && random.nextBoolean() ? (long) random.nextInt(4096) : null;
    }

    private <T> T of(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static Map<String, String> multiplexed() {
        SyscallTable table = SyscallTable.of(Architecture.X86);
        Map<String, String> multiplexed = new HashMap<>(Map.of("socketcall", "socketcall", "ipc", "ipc"));
        for (String name : table.names()) {
            for (String through : List.of("socketcall", "ipc")) {
                int number = table.number(through).orElseThrow();
                if (table.calls(name).stream().anyMatch(call -> call.number() == number)) {
                    multiplexed.put(name, through);
                }
            }
        }
        return Map.copyOf(multiplexed);
    }
}
