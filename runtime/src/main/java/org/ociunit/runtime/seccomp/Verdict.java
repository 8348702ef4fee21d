package org.ociunit.runtime.seccomp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a call: what the first rule says whose conditions are met, or else the default.
 *
 * @param rules those with conditions
 * @param otherwise what the kernel is told where no rule is met
 */
record Verdict(List<Rule> rules, int otherwise) {
    /**
     * A rule for one call.
     *
     * @param conditions all of them must be met
     * @param verdict what the kernel is told then
     */
    record Rule(List<Condition> conditions, int verdict) {
        Rule {
            List<Condition> counting = new ArrayList<>();
            for (Condition condition : conditions) {
                if (!condition.isVoid()) {
                    counting.add(condition);
                }
            }
            conditions = List.copyOf(counting);
        }

        /** By hand, as its hash: what a record has of itself costs a new JVM 200 ms. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Rule that && verdict == that.verdict && conditions.equals(that.conditions);
        }

        @Override
        public int hashCode() {
            return 31 * conditions.hashCode() + verdict;
        }
    }

    Verdict {
        rules = List.copyOf(rules);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Verdict that && otherwise == that.otherwise && rules.equals(that.rules);
    }

    @Override
    public int hashCode() {
        return 31 * rules.hashCode() + otherwise;
    }

    static Verdict always(int verdict) {
        return new Verdict(List.of(), verdict);
    }

    /** A rule without conditions decides, wherever it stands; of several the first. */
    static Verdict of(List<Rule> rules, int otherwise) {
        for (Rule rule : rules) {
            if (rule.conditions.isEmpty()) {
                return always(rule.verdict);
            }
        }
        return new Verdict(rules, otherwise);
    }

    /** Writes it; backwards, as the assembler does. */
    int assemble(Assembler program) {
        int place = program.end(otherwise);
        for (int i = rules.size() - 1; i >= 0; i--) {
            place = assemble(rules.get(i), program, place);
        }
        return place;
    }

    private static int assemble(Rule rule, Assembler program, int ifNot) {
        int place = program.end(rule.verdict);
        for (int i = rule.conditions.size() - 1; i >= 0; i--) {
            place = rule.conditions.get(i).assemble(program, place, ifNot);
        }
        return place;
    }
}
