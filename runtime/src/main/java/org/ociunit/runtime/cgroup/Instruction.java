package org.ociunit.runtime.cgroup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An instruction of eBPF, {@code struct bpf_insn} of linux/bpf.h. All here work on 32 bits.
 *
 * @param code what it does
 * @param target the register that it changes or compares
 * @param source the register that it reads, if it does
 * @param offset how far to jump from the next instruction, or where to read
 * @param value a constant, if it has one
 */
record Instruction(int code, int target, int source, int offset, int value) {
    static final int SIZE = 8;

    /** BPF_LDX | BPF_MEM | BPF_W. */
    static final int LOAD = 0x61;

    /** BPF_ALU | BPF_MOV, of a register and of a constant. */
    static final int MOVE = 0xbc;

    static final int SET = 0xb4;

    /** BPF_ALU | BPF_AND | BPF_K. */
    static final int AND = 0x54;

    /** BPF_ALU | BPF_RSH | BPF_K. */
    static final int SHIFT_RIGHT = 0x74;

    /** BPF_JMP32 | BPF_JEQ | BPF_K, and BPF_JNE. */
    static final int JUMP_IF = 0x16;

    static final int JUMP_UNLESS = 0x56;

    /** BPF_JMP | BPF_EXIT. */
    static final int EXIT = 0x95;

    static Instruction load(int target, int source, int offset) {
        return new Instruction(LOAD, target, source, offset, 0);
    }

    static Instruction move(int target, int source) {
        return new Instruction(MOVE, target, source, 0, 0);
    }

    static Instruction set(int target, int value) {
        return new Instruction(SET, target, 0, 0, value);
    }

    static Instruction and(int target, int value) {
        return new Instruction(AND, target, 0, 0, value);
    }

    static Instruction shiftRight(int target, int bits) {
        return new Instruction(SHIFT_RIGHT, target, 0, 0, bits);
    }

    static Instruction leaveIf(int target, int value) {
        return new Instruction(JUMP_IF, target, 0, 0, value);
    }

    static Instruction leaveUnless(int target, int value) {
        return new Instruction(JUMP_UNLESS, target, 0, 0, value);
    }

    static Instruction exit() {
        return new Instruction(EXIT, 0, 0, 0, 0);
    }

    boolean isJump() {
        return code == JUMP_IF || code == JUMP_UNLESS;
    }

    Instruction to(int distance) {
        return new Instruction(code, target, source, distance, value);
    }

    /** The two registers share a byte, as C's bit fields lie in it. */
    void write(ByteBuffer bytes) {
        boolean little = bytes.order() == ByteOrder.LITTLE_ENDIAN;
        bytes.put((byte) code)
                .put((byte) (little ? source << 4 | target : target << 4 | source))
                .putShort((short) offset)
                .putInt(value);
    }

    /** As assemblers have it. */
    @Override
    public String toString() {
        return switch (code) {
            case LOAD -> "w" + target + " = *(u32 *)(r" + source + " + " + offset + ")";
            case MOVE -> "w" + target + " = w" + source;
            case SET -> "w" + target + " = " + value;
            case AND -> "w" + target + " &= " + value;
            case SHIFT_RIGHT -> "w" + target + " >>= " + value;
            case JUMP_IF -> "if w" + target + " == " + value + " goto +" + offset;
            case JUMP_UNLESS -> "if w" + target + " != " + value + " goto +" + offset;
            default -> "exit";
        };
    }
}
