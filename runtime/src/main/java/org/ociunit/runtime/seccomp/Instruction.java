package org.ociunit.runtime.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * An instruction of classic BPF, as far as filters use it: {@code struct sock_filter} of linux/filter.h.
 *
 * @param code what to do, with the accumulator or the word {@code k}
 * @param ifTrue how many instructions a conditional jump skips
 * @param ifFalse how many it skips otherwise
 * @param k the operand; unsigned
 */
record Instruction(int code, int ifTrue, int ifFalse, int k) {
    static final int SIZE = 8;

    /** Loads a word of struct seccomp_data. */
    static final int LOAD = 0x20;

    static final int AND = 0x54;
    static final int JUMP = 0x05;
    static final int JUMP_EQUAL = 0x15;
    static final int JUMP_GREATER = 0x25;
    static final int JUMP_GREATER_OR_EQUAL = 0x35;
    static final int RETURN = 0x06;

    /** Where struct seccomp_data has the number of the call, the architecture, and the low half of the arguments. */
    static final int NUMBER = 0;

    static final int ARCHITECTURE = 4;
    static final int ARGUMENTS = 16;

    static Instruction of(int code, int k) {
        return new Instruction(code, 0, 0, k);
    }

    void encode(ByteBuffer program) {
        program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(k);
    }

    static byte[] encode(List<Instruction> instructions) {
        ByteBuffer program = ByteBuffer.allocate(instructions.size() * SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction instruction : instructions) {
            instruction.encode(program);
        }
        return program.array();
    }

    /** The instruction in words, with the places it jumps to. */
    String describe(int place) {
        return switch (code) {
            case LOAD -> "load " + word();
            case AND -> "and 0x" + Integer.toHexString(k);
            case JUMP -> "go to " + (place + 1 + k);
            case JUMP_EQUAL -> branch("==", place);
            case JUMP_GREATER -> branch(">", place);
            case JUMP_GREATER_OR_EQUAL -> branch(">=", place);
            case RETURN -> "return " + Action.describe(k);
            default -> throw new IllegalStateException("No instruction of a filter: " + this);
        };
    }

    private String word() {
        if (k < ARGUMENTS) {
            return k == NUMBER ? "the number" : "the architecture";
        }
        int argument = (k - ARGUMENTS) / Long.BYTES;
        return (k % Long.BYTES == 0 ? "the low half of argument " : "the high half of argument ") + argument;
    }

    private String branch(String relation, int place) {
        String operand = k >>> 16 == 0 ? Integer.toString(k) : "0x" + Integer.toHexString(k);
        return "if " + relation + " " + operand + " go to " + (place + 1 + ifTrue) + ", else to "
                + (place + 1 + ifFalse);
    }
}
