package org.ociunit.runtime.cgroup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rules for devices as an eBPF program of the type {@code BPF_PROG_TYPE_CGROUP_DEVICE}, for version 2 of control groups.
 * The kernel runs it whenever a process of the group opens a device or makes a node, and allows that if it returns 1.
 *
 * <p>It goes through the rules from the last to the first and keeps in mind what of the access no rule was about so far. A
 * rule that denies any of that ends it; one that allows the rest of it does, too. So opening for reading and writing needs
 * both, whichever rules allow them, and no rule can be slipped past by asking for more than it is about.
 */
public final class DeviceProgram {
    private static final int RESULT = 0;
    private static final int CONTEXT = 1;
    private static final int TYPE = 2;
    private static final int ACCESS = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;

    private static final int TYPE_BITS = 16;

    private final List<Instruction> instructions = new ArrayList<>();

    private DeviceProgram() {}

    static DeviceProgram of(List<DeviceMatch> rules) {
        DeviceProgram program = new DeviceProgram();
        program.readContext();
        for (int at = rules.size() - 1; at >= 0; at--) {
            DeviceMatch rule = rules.get(at);
            if (rule.isAboutEverything()) {
                program.answer(rule.allow());
                return program;
            }
            program.add(rule);
        }
        program.answer(false);
        return program;
    }

    /**
     * The program as the system call bpf(2) takes it.
     *
     * @return its instructions, of 8 bytes each, in the byte order of this machine
     */
    public byte[] bytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(instructions.size() * Instruction.SIZE).order(ByteOrder.nativeOrder());
        instructions.forEach(instruction -> instruction.write(bytes));
        return bytes.array();
    }

    List<Instruction> instructions() {
        return List.copyOf(instructions);
    }

    /** An instruction a line. */
    @Override
    public String toString() {
        return instructions.stream().map(Instruction::toString).collect(Collectors.joining("\n"));
    }

    /** Of struct bpf_cgroup_dev_ctx: type and access in one word, then the numbers. */
    private void readContext() {
        instructions.add(Instruction.load(TYPE, CONTEXT, 0));
        instructions.add(Instruction.move(ACCESS, TYPE));
        instructions.add(Instruction.and(TYPE, (1 << TYPE_BITS) - 1));
        instructions.add(Instruction.shiftRight(ACCESS, TYPE_BITS));
        instructions.add(Instruction.load(MAJOR, CONTEXT, 4));
        instructions.add(Instruction.load(MINOR, CONTEXT, 8));
    }

    private void add(DeviceMatch rule) {
        List<Instruction> body = rule.allow() ? allow(rule.access()) : deny(rule.access());
        List<Instruction> block = new ArrayList<>();
        require(block, TYPE, rule.type());
        require(block, MAJOR, rule.major());
        require(block, MINOR, rule.minor());
        block.addAll(body);
        int size = block.size();
        for (int at = 0; at < size; at++) {
            // What a jump leaves is the rule, for the next one.
            Instruction instruction = block.get(at);
            instructions.add(instruction.isJump() ? instruction.to(size - at - 1) : instruction);
        }
    }

    private static void require(List<Instruction> block, int register, long value) {
        if (value != DeviceMatch.ALL) {
            block.add(Instruction.leaveUnless(register, (int) value));
        }
    }

    private static List<Instruction> allow(int access) {
        List<Instruction> body = new ArrayList<>();
        if (access != DeviceMatch.EVERYTHING) {
            body.add(Instruction.and(ACCESS, DeviceMatch.EVERYTHING & ~access));
            body.add(Instruction.leaveUnless(ACCESS, 0));
        }
        body.add(Instruction.set(RESULT, 1));
        body.add(Instruction.exit());
        return body;
    }

    private static List<Instruction> deny(int access) {
        List<Instruction> body = new ArrayList<>();
        if (access != DeviceMatch.EVERYTHING) {
            body.add(Instruction.move(CONTEXT, ACCESS));
            body.add(Instruction.and(CONTEXT, access));
            body.add(Instruction.leaveIf(CONTEXT, 0));
        }
        body.add(Instruction.set(RESULT, 0));
        body.add(Instruction.exit());
        return body;
    }

    private void answer(boolean allow) {
        instructions.add(Instruction.set(RESULT, allow ? 1 : 0));
        instructions.add(Instruction.exit());
    }
}
