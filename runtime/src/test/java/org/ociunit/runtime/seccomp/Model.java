package org.ociunit.runtime.seccomp;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Syscall;
import org.ociunit.spec.SyscallArgument;

/** What a profile means, asked without a program: slow, and plain enough to be read beside the specification. */
record Model(Seccomp profile, Architecture machine, Map<Architecture, TreeSet<Integer>> named) {
    Model(Seccomp profile, Architecture machine) {
        this(profile, machine, named(profile, machine));
    }

    private static Map<Architecture, TreeSet<Integer>> named(Seccomp profile, Architecture machine) {
        return machine.with(profile.architectures()).stream()
                .collect(Collectors.toMap(
                        table -> table,
                        table -> profile.syscalls().stream()
                                .flatMap(rule -> calls(rule, table))
                                .map(SyscallTable.Call::number)
                                .collect(Collectors.toCollection(TreeSet::new))));
    }

    int decide(Architecture asked, int number, long... arguments) {
        Architecture table = table(asked, number);
        int otherwise = verdict(profile.defaultAction(), profile.defaultErrnoRet());
        if (!named.containsKey(table)) {
            boolean skippedByTracer = table == Architecture.X32 && machine == Architecture.X86_64 && number == -1;
            return skippedByTracer ? otherwise : Action.badArchitecture();
        }
        if (isUnknown(asked, number)) {
            return 0x5_0026;
        }
        return numbers(table).contains(number) ? decide(table, number, otherwise, arguments) : otherwise;
    }

    /** Whether the call is newer than the profile, and the profile forbids what it does not name. */
    boolean isUnknown(Architecture asked, int number) {
        TreeSet<Integer> numbers = numbers(table(asked, number));
        boolean permits =
                List.of(Seccomp.ACT_ALLOW, Seccomp.ACT_LOG, Seccomp.ACT_TRACE).contains(profile.defaultAction());
        return !permits && !numbers.isEmpty() && Integer.compareUnsigned(number, numbers.last()) > 0;
    }

    private TreeSet<Integer> numbers(Architecture table) {
        return named.getOrDefault(table, new TreeSet<>());
    }

    private int decide(Architecture table, int number, int otherwise, long... arguments) {
        List<Syscall> rules = profile.syscalls().stream()
                .filter(rule -> verdict(rule.action(), rule.errnoRet()) != otherwise)
                .toList();
        return Stream.of(true, false)
                .flatMap(unconditional -> rules.stream()
                        .filter(rule -> calls(rule, table)
                                .anyMatch(call -> call.number() == number
                                        && matches(rule, call, table, unconditional, arguments))))
                .findFirst()
                .map(rule -> verdict(rule.action(), rule.errnoRet()))
                .orElse(otherwise);
    }

    private static boolean matches(
            Syscall rule, SyscallTable.Call call, Architecture table, boolean unconditional, long... arguments) {
        boolean through = !call.conditions().isEmpty();
        if (through && arguments[0] << 32 >>> 32 != call.conditions().get(0).value()) {
            return false;
        }
        List<SyscallArgument> conditions = rule.args() == null ? List.of() : rule.args();
        boolean together =
                conditions.stream().map(SyscallArgument::index).distinct().count() == conditions.size();
        List<List<SyscallArgument>> alternatives = together
                ? List.of(conditions)
                : conditions.stream().map(List::of).toList();
        return alternatives.stream()
                .map(each -> each.stream()
                        .filter(condition -> !(through && condition.index() == 0))
                        .filter(condition -> bits(condition, table) != 0)
                        .toList())
                .anyMatch(each -> (each.isEmpty() && !through) == unconditional
                        && each.stream().allMatch(condition -> holds(condition, table, arguments)));
    }

    private static boolean holds(SyscallArgument condition, Architecture table, long... arguments) {
        long bits = bits(condition, table);
        boolean masked = condition.op().equals(SyscallArgument.MASKED_EQ);
        long other = masked ? condition.valueTwo() == null ? 0 : condition.valueTwo() : condition.value();
        int compared = Long.compareUnsigned(arguments[(int) condition.index()] & bits, other & bits);
        return Map.of(
                        SyscallArgument.NE,
                        compared != 0,
                        SyscallArgument.LT,
                        compared < 0,
                        SyscallArgument.LE,
                        compared <= 0,
                        SyscallArgument.EQ,
                        compared == 0,
                        SyscallArgument.MASKED_EQ,
                        compared == 0,
                        SyscallArgument.GE,
                        compared >= 0,
                        SyscallArgument.GT,
                        compared > 0)
                .get(condition.op());
    }

    private static long bits(SyscallArgument condition, Architecture table) {
        long bits = condition.op().equals(SyscallArgument.MASKED_EQ) ? condition.value() : -1;
        return table == Architecture.X86_64 || table == Architecture.AARCH64 ? bits : bits << 32 >>> 32;
    }

    private static Stream<SyscallTable.Call> calls(Syscall rule, Architecture table) {
        return rule.names().stream().flatMap(name -> SyscallTable.of(table).calls(name).stream());
    }

    private static Architecture table(Architecture asked, int number) {
        if (asked.auditArch() != Architecture.X32.auditArch()) {
            return asked;
        }
        return Integer.compareUnsigned(number, 1 << 30) >= 0 ? Architecture.X32 : Architecture.X86_64;
    }

    private static int verdict(String action, Long errno) {
        int number = errno == null ? 1 : errno.intValue();
        return Map.of(
                        Seccomp.ACT_KILL, 0,
                        Seccomp.ACT_KILL_THREAD, 0,
                        Seccomp.ACT_KILL_PROCESS, 0x8000_0000,
                        Seccomp.ACT_TRAP, 0x3_0000,
                        Seccomp.ACT_ERRNO, 0x5_0000 | number,
                        Seccomp.ACT_NOTIFY, 0x7fc0_0000,
                        Seccomp.ACT_TRACE, 0x7ff0_0000 | number,
                        Seccomp.ACT_LOG, 0x7ffc_0000,
                        Seccomp.ACT_ALLOW, 0x7fff_0000)
                .get(action);
    }
}
