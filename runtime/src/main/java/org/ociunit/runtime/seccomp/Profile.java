package org.ociunit.runtime.seccomp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Syscall;
import org.ociunit.spec.SyscallArgument;

/**
 * A profile, read: its names have become numbers.
 *
 * @param otherwise what the kernel is told about calls that no rule decides
 * @param entries the rules, in their order
 */
record Profile(int otherwise, List<Entry> entries) {
    /**
     * An entry of the profile.
     *
     * @param names the calls
     * @param verdict what the kernel is told about them
     * @param alternatives sets of conditions; one set must be met as a whole
     */
    record Entry(List<String> names, int verdict, List<List<Condition>> alternatives) {
        static Entry of(Syscall syscall, String path) {
            int verdict = Action.verdict(syscall.action(), syscall.errnoRet(), path + ".action");
            List<SyscallArgument> arguments = syscall.args() == null ? List.of() : syscall.args();
            List<Condition> conditions = new ArrayList<>();
            for (int i = 0; i < arguments.size(); i++) {
                conditions.add(Condition.of(arguments.get(i), path + ".args[" + i + "]"));
            }
            return new Entry(syscall.names(), verdict, alternatives(conditions));
        }

        /** All conditions together; but each alone, if two are on one argument: so runc reads them. */
        private static List<List<Condition>> alternatives(List<Condition> conditions) {
            Set<Integer> arguments = new HashSet<>();
            List<List<Condition>> single = new ArrayList<>();
            for (Condition condition : conditions) {
                arguments.add(condition.index());
                single.add(List.of(condition));
            }
            return arguments.size() == conditions.size() ? List.of(List.copyOf(conditions)) : List.copyOf(single);
        }
    }

    static Profile of(Seccomp seccomp) {
        int otherwise =
                Action.verdict(seccomp.defaultAction(), seccomp.defaultErrnoRet(), Refusal.PROFILE + ".defaultAction");
        List<Syscall> syscalls = seccomp.syscalls() == null ? List.of() : seccomp.syscalls();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < syscalls.size(); i++) {
            entries.add(Entry.of(syscalls.get(i), Refusal.PROFILE + ".syscalls[" + i + "]"));
        }
        return new Profile(otherwise, List.copyOf(entries));
    }

    /**
     * The verdicts on the calls of architectures that the kernel does not tell apart by name, in the order of their
     * numbers.
     */
    Ranges ranges(List<Architecture> architectures) {
        Ranges ranges = new Ranges(Verdict.always(Action.badArchitecture()));
        for (Architecture architecture : architectures) {
            add(architecture, ranges);
        }
        if (architectures.equals(List.of(Architecture.X86_64))) {
            ranges.from(Architecture.X32.firstCall(), Verdict.always(Action.badArchitecture()));
            // A tracer sets the number -1 to have a call left out.
            ranges.from(0xffff_ffffL, Verdict.always(otherwise));
        }
        return ranges;
    }

    private void add(Architecture architecture, Ranges ranges) {
        Verdict none = Verdict.always(otherwise);
        ranges.from(architecture.firstCall(), none);
        TreeMap<Integer, List<Verdict.Rule>> rules = new TreeMap<>();
        int newest = collect(SyscallTable.of(architecture), architecture.wide(), rules);
        for (Map.Entry<Integer, List<Verdict.Rule>> each : rules.entrySet()) {
            ranges.from(each.getKey(), Verdict.of(each.getValue(), otherwise));
            ranges.from(each.getKey() + 1L, none);
        }
        if (newest >= 0 && !Action.permits(otherwise)) {
            // A profile that is older than a call cannot mean it: programs know ENOSYS, and do without.
            ranges.from(newest + 1L, Verdict.always(Action.unknownCall()));
        }
    }

    /** The rules of each call, by its number; returns the highest number that the profile names, or -1. */
    private int collect(SyscallTable table, boolean wide, TreeMap<Integer, List<Verdict.Rule>> rules) {
        int newest = -1;
        for (Entry entry : entries) {
            for (String name : entry.names) {
                for (SyscallTable.Call call : table.calls(name)) {
                    newest = Math.max(newest, call.number());
                    if (entry.verdict != otherwise) {
                        addRules(call, entry, wide, rules);
                    }
                }
            }
        }
        return newest;
    }

    private static void addRules(
            SyscallTable.Call call, Entry entry, boolean wide, TreeMap<Integer, List<Verdict.Rule>> rules) {
        List<Verdict.Rule> ofCall = rules.get(call.number());
        if (ofCall == null) {
            ofCall = new ArrayList<>();
            rules.put(call.number(), ofCall);
        }
        for (List<Condition> conditions : entry.alternatives) {
            ofCall.add(rule(call, conditions, entry.verdict, wide));
        }
    }

    /** What picks a multiplexed call takes the place of a condition on the same argument. */
    private static Verdict.Rule rule(SyscallTable.Call call, List<Condition> conditions, int verdict, boolean wide) {
        List<Condition> all = new ArrayList<>(call.conditions());
        for (Condition condition : conditions) {
            if (call.conditions().isEmpty() || condition.index() != 0) {
                all.add(condition);
            }
        }
        for (int i = 0; !wide && i < all.size(); i++) {
            all.set(i, all.get(i).narrow());
        }
        return new Verdict.Rule(all, verdict);
    }
}
