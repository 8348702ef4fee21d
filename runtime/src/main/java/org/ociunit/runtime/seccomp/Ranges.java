package org.ociunit.runtime.seccomp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The verdicts on all numbers of calls from 0 to 2^32-1. Neighbours with the same one are one range, and a range is found
 * by halving: a call costs a handful of comparisons, however many a profile names.
 */
final class Ranges {
    private final TreeMap<Long, Verdict> starts = new TreeMap<>();

    Ranges(Verdict all) {
        starts.put(0L, all);
    }

    /** Sets the verdict from a number on, up to the next one that has been set. */
    void from(long number, Verdict verdict) {
        starts.put(number, verdict);
    }

    /** Writes the search for the number of the call. */
    int assemble(Assembler program) {
        List<Long> first = new ArrayList<>();
        Map<Verdict, Integer> places = new HashMap<>();
        Verdict last = null;
        for (Map.Entry<Long, Verdict> start : starts.entrySet()) {
            Verdict verdict = start.getValue();
            if (verdict.equals(last)) {
                continue;
            }
            last = verdict;
            first.add(start.getKey());
            if (!verdict.rules().isEmpty() && !places.containsKey(verdict)) {
                places.put(verdict, verdict.assemble(program));
            }
        }
        return program.then(Instruction.LOAD, Instruction.NUMBER, search(program, first, places));
    }

    private int search(Assembler program, List<Long> first, Map<Verdict, Integer> places) {
        if (first.size() == 1) {
            Verdict verdict = verdict(first.get(0));
            Integer place = places.get(verdict);
            return place == null ? program.end(verdict.otherwise()) : place;
        }
        int middle = first.size() / 2;
        int upper = search(program, first.subList(middle, first.size()), places);
        int lower = search(program, first.subList(0, middle), places);
        return program.branch(
                Instruction.JUMP_GREATER_OR_EQUAL, first.get(middle).intValue(), upper, lower);
    }

    private Verdict verdict(long number) {
        Verdict verdict = starts.get(number);
        if (verdict == null) {
            throw new IllegalStateException("No range starts at " + number);
        }
        return verdict;
    }
}
