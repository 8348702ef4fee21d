package org.ociunit.runtime.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.seccomp.Architecture;
import org.ociunit.runtime.seccomp.Filter;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Syscall;
import org.ociunit.spec.SyscallArgument;

/**
 * The filter of system calls. It is the last thing that a process loads: what comes after it has to be allowed. Most
 * containers of a JVM have the same one, so that the last ones are kept.
 */
final class FilterStep {
    private static final String WHAT = "Could not use the filter of system calls.";
    private static final String PLACE = "linux.seccomp";
    private static final int MOST_KEPT = 16;
    private static final Map<String, Step> KEPT = new LinkedHashMap<>(MOST_KEPT, 0.75f, true);

    private FilterStep() {}

    /** The step, unless the filter would forbid the program itself, or ask nobody. */
    static Step of(Seccomp profile) {
        String key = key(profile);
        synchronized (KEPT) {
            Step kept = KEPT.get(key);
            if (kept != null) {
                return kept;
            }
        }
        Step step = compile(profile, Architecture.ofMachine());
        keep(key, step);
        return step;
    }

    /** All that the step depends on. Each word has its length before it, so that no two profiles have the same key. */
    private static String key(Seccomp profile) {
        StringBuilder key = new StringBuilder(1 << 13);
        add(key, profile.defaultAction());
        key.append(profile.defaultErrnoRet())
                .append(profile.listenerPath() == null || profile.listenerPath().isEmpty())
                .append(profile.flags() == null);
        addAll(key, profile.architectures());
        addAll(key, profile.flags());
        for (Syscall call : profile.syscalls() == null ? List.<Syscall>of() : profile.syscalls()) {
            add(key, call.action());
            key.append(call.errnoRet());
            addAll(key, call.names());
            for (SyscallArgument argument : call.args() == null ? List.<SyscallArgument>of() : call.args()) {
                add(key, argument.op());
                key.append(argument.index()).append(' ').append(argument.value());
                key.append(' ').append(argument.valueTwo()).append(' ');
            }
        }
        return key.toString();
    }

    private static void addAll(StringBuilder key, @Nullable List<String> words) {
        key.append(';');
        for (String word : words == null ? List.<String>of() : words) {
            add(key, word);
        }
        key.append(';');
    }

    private static void add(StringBuilder key, String word) {
        key.append(word.length()).append(':').append(word);
    }

    private static void keep(String key, Step step) {
        synchronized (KEPT) {
            KEPT.put(key, step);
            if (KEPT.size() > MOST_KEPT) {
                KEPT.remove(KEPT.keySet().iterator().next());
            }
        }
    }

    private static Step compile(Seccomp profile, Architecture machine) {
        Filter filter = Filter.compile(profile, machine);
        int execve = machine.number("execve").orElseThrow();
        String verdict = Filter.describe(filter.decide(machine.auditArch(), execve));
        if (verdict.startsWith("KILL") || verdict.startsWith("ERRNO") || verdict.startsWith("TRAP")) {
            throw new ContainerException(
                    WHAT,
                    PLACE + " does not let the program be executed: execve is answered with " + verdict + ".",
                    "allow execve.");
        }
        boolean notifies = Filter.notifies(profile);
        if (notifies && filter.listenerPath().isEmpty()) {
            throw new ContainerException(
                    WHAT,
                    PLACE + " has a rule with " + Seccomp.ACT_NOTIFY + ", and nobody to tell.",
                    "name a socket with " + PLACE + ".listenerPath.");
        }
        Opcode opcode = notifies ? Opcode.SECCOMP_LISTENER : Opcode.SECCOMP;
        return Step.of(opcode, filter.program(), filter.flags()).from(PLACE);
    }
}
