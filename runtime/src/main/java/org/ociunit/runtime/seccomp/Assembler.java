package org.ociunit.runtime.seccomp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a program from its end to its start. BPF jumps only forwards, so what an instruction jumps to is always there
 * already, and is named by its place counted from the end. A conditional jump reaches 255 instructions far; for what is
 * further away a stepping stone is put near it.
 */
final class Assembler {
    private static final int REACH = 255;

    private final List<Instruction> reversed = new ArrayList<>();
    private final Map<Integer, Integer> returns = new HashMap<>();

    /** Ends the program; the same end is used again as long as it is near. */
    int end(int verdict) {
        Integer same = returns.get(verdict);
        if (same != null && skipped(same) < REACH) {
            return same;
        }
        int place = append(Instruction.of(Instruction.RETURN, verdict));
        returns.put(verdict, place);
        return place;
    }

    /** An instruction that is followed by another one. */
    int then(int code, int k, int next) {
        if (skipped(next) > 0) {
            append(Instruction.of(Instruction.JUMP, skipped(next)));
        }
        return append(Instruction.of(code, k));
    }

    int branch(int code, int k, int ifTrue, int ifFalse) {
        if (ifTrue == ifFalse) {
            return ifTrue;
        }
        // The stone for the second may come between the branch and the first.
        int first = within(REACH - 1, ifTrue);
        int second = within(REACH, ifFalse);
        return append(new Instruction(code, skipped(first), skipped(second), k));
    }

    List<Instruction> program() {
        List<Instruction> program = new ArrayList<>(reversed);
        Collections.reverse(program);
        return List.copyOf(program);
    }

    private int within(int reach, int place) {
        if (skipped(place) <= reach) {
            return place;
        }
        Instruction far = reversed.get(place);
        return far.code() == Instruction.RETURN
                ? end(far.k())
                : append(Instruction.of(Instruction.JUMP, skipped(place)));
    }

    /** How many instructions the next one would skip to go to a place. */
    private int skipped(int place) {
        return reversed.size() - 1 - place;
    }

    private int append(Instruction instruction) {
        reversed.add(instruction);
        return reversed.size() - 1;
    }
}
