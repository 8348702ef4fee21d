package org.ociunit.runtime.seccomp;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.SyscallArgument;

/**
 * A condition on an argument of a call, of 64 bits without a sign. The kernel compares 32 bits at a time: the high half
 * first, and the low half where the high one does not decide.
 *
 * @param index which argument, from 0
 * @param relation how what the mask leaves of the argument compares to the value
 * @param holds whether the relation must hold, or must not
 * @param mask the bits that count; a half without any is not looked at
 * @param value what is compared with
 */
record Condition(int index, Relation relation, boolean holds, long mask, long value) {
    /** What BPF can compare. */
    enum Relation {
        EQUAL(Instruction.JUMP_EQUAL),
        GREATER(Instruction.JUMP_GREATER),
        GREATER_OR_EQUAL(Instruction.JUMP_GREATER_OR_EQUAL);

        private final int code;

        Relation(int code) {
            this.code = code;
        }
    }

    private static final long ALL = -1L;
    private static final long LOW = 0xffff_ffffL;

    private static final Map<String, Condition> OPERATORS = Map.of(
            SyscallArgument.EQ, new Condition(0, Relation.EQUAL, true, ALL, 0),
            SyscallArgument.MASKED_EQ, new Condition(0, Relation.EQUAL, true, ALL, 0),
            SyscallArgument.NE, new Condition(0, Relation.EQUAL, false, ALL, 0),
            SyscallArgument.GT, new Condition(0, Relation.GREATER, true, ALL, 0),
            SyscallArgument.LE, new Condition(0, Relation.GREATER, false, ALL, 0),
            SyscallArgument.GE, new Condition(0, Relation.GREATER_OR_EQUAL, true, ALL, 0),
            SyscallArgument.LT, new Condition(0, Relation.GREATER_OR_EQUAL, false, ALL, 0));

    Condition {
        value &= mask;
    }

    /** By hand, as its hash: what a record has of itself costs a new JVM 200 ms. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Condition that
                && index == that.index
                && relation == that.relation
                && holds == that.holds
                && mask == that.mask
                && value == that.value;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * index + relation.code) + Long.hashCode(mask ^ value) + (holds ? 1 : 0);
    }

    static Condition equal(int index, long value) {
        return new Condition(index, Relation.EQUAL, true, ALL, value);
    }

    /** A condition of a profile, which stands at a path of the configuration. */
    static Condition of(SyscallArgument argument, String path) {
        Condition operator = Refusal.known(OPERATORS, argument.op(), path + ".op");
        int index = Math.toIntExact(argument.index());
        if (!argument.op().equals(SyscallArgument.MASKED_EQ)) {
            return new Condition(index, operator.relation, operator.holds, ALL, argument.value());
        }
        long masked = argument.valueTwo() == null ? 0 : argument.valueTwo();
        return new Condition(index, operator.relation, operator.holds, argument.value(), masked);
    }

    /** The same where arguments have 32 bits: the low half of the value counts. */
    Condition narrow() {
        return new Condition(index, relation, holds, mask & LOW, value);
    }

    /** Whether any argument meets it: no bit counts. */
    boolean isVoid() {
        return mask == 0;
    }

    /** Writes the comparison, which goes on at one place or the other. */
    int assemble(Assembler program, int ifMet, int ifNot) {
        int ifTrue = holds ? ifMet : ifNot;
        int ifFalse = holds ? ifNot : ifMet;
        int low = low(mask) == 0 ? ifTrue : load(program, 0, low(mask), branch(program, low(value), ifTrue, ifFalse));
        if (high(mask) == 0) {
            return low;
        }
        int equal = program.branch(Instruction.JUMP_EQUAL, high(value), low, ifFalse);
        int first = relation == Relation.EQUAL
                ? equal
                : program.branch(Instruction.JUMP_GREATER, high(value), ifTrue, equal);
        return load(program, Integer.BYTES, high(mask), first);
    }

    private int branch(Assembler program, int half, int ifTrue, int ifFalse) {
        return program.branch(relation.code, half, ifTrue, ifFalse);
    }

    private int load(Assembler program, int half, int bits, int next) {
        int masked = bits == -1 ? next : program.then(Instruction.AND, bits, next);
        return program.then(Instruction.LOAD, Instruction.ARGUMENTS + index * Long.BYTES + half, masked);
    }

    private static int low(long word) {
        return (int) word;
    }

    private static int high(long word) {
        return (int) (word >>> Integer.SIZE);
    }
}
