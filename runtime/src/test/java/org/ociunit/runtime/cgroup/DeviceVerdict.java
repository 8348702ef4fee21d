package org.ociunit.runtime.cgroup;

import java.util.List;

/** Runs a program as the kernel would, and is as strict: what was never set cannot be read, and every jump goes on. */
final class DeviceVerdict {
    private static final int REGISTERS = 11;

    private DeviceVerdict() {}

    static boolean of(DeviceProgram program, int type, int access, int major, int minor) {
        int[] context = {access << 16 | type, major, minor};
        int[] registers = new int[REGISTERS];
        boolean[] set = new boolean[REGISTERS];
        List<Instruction> instructions = program.instructions();
        for (int at = 0; ; at++) {
            Instruction instruction = instructions.get(at);
            int target = instruction.target();
            switch (instruction.code()) {
                case Instruction.LOAD -> registers[target] = context[instruction.offset() / Integer.BYTES];
                case Instruction.MOVE -> registers[target] = read(registers, set, instruction.source());
                case Instruction.SET -> registers[target] = instruction.value();
                case Instruction.AND -> registers[target] = read(registers, set, target) & instruction.value();
                case Instruction.SHIFT_RIGHT ->
                    registers[target] = read(registers, set, target) >>> instruction.value();
                case Instruction.JUMP_IF ->
                    at += read(registers, set, target) == instruction.value() ? instruction.offset() : 0;
                case Instruction.JUMP_UNLESS ->
                    at += read(registers, set, target) != instruction.value() ? instruction.offset() : 0;
                case Instruction.EXIT -> {
                    return read(registers, set, 0) == 1;
                }
                default -> throw new AssertionError("An unknown instruction: " + instruction.code());
            }
            set[target] = true;
        }
    }

    private static int read(int[] registers, boolean[] set, int register) {
        if (!set[register]) {
            throw new AssertionError("w" + register + " was never set");
        }
        return registers[register];
    }
}
