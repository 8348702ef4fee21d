package org.ociunit.runtime.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs a program as the kernel would. It reads the bytes, so that their encoding is tried as well. */
final class Interpreter {
    private Interpreter() {}

    /** What the program returns for a call; the instruction pointer is 0. */
    static int run(byte[] bytes, int auditArch, int number, long... arguments) {
        ByteBuffer program = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer call = call(auditArch, number, arguments);
        int accumulator = 0;
        while (true) {
            int code = program.getShort();
            int ifTrue = program.get() & 0xff;
            int ifFalse = program.get() & 0xff;
            int k = program.getInt();
            switch (code) {
                case Instruction.LOAD -> accumulator = call.getInt(k);
                case Instruction.AND -> accumulator &= k;
                case Instruction.JUMP -> skip(program, k);
                case Instruction.JUMP_EQUAL -> skip(program, accumulator == k ? ifTrue : ifFalse);
                case Instruction.JUMP_GREATER ->
                    skip(program, Integer.compareUnsigned(accumulator, k) > 0 ? ifTrue : ifFalse);
                case Instruction.JUMP_GREATER_OR_EQUAL ->
                    skip(program, Integer.compareUnsigned(accumulator, k) >= 0 ? ifTrue : ifFalse);
                case Instruction.RETURN -> {
                    return k;
                }
                default ->
                    throw new IllegalStateException("No instruction of a filter: 0x" + Integer.toHexString(code));
            }
        }
    }

    private static void skip(ByteBuffer program, int instructions) {
        program.position(program.position() + instructions * Instruction.SIZE);
    }

    /** struct seccomp_data of linux/seccomp.h. */
    private static ByteBuffer call(int auditArch, int number, long... arguments) {
        ByteBuffer call =
                ByteBuffer.allocate(Instruction.ARGUMENTS + 6 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        call.putInt(number).putInt(auditArch).putLong(0);
        for (long argument : arguments) {
            call.putLong(argument);
        }
        return call;
    }
}
