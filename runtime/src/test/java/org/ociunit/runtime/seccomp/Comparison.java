package org.ociunit.runtime.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Asks two sides about all numbers of calls that are given, around them, and at the ends of the ranges. */
final class Comparison {
    private static final int X32_BIT = 1 << 30;

    private Comparison() {}

    /** One of the sides. */
    interface Judge {
        int decide(Architecture asked, int number, long... arguments);
    }

    static List<String> differences(Judge ours, Judge theirs, RandomProfile random) {
        List<String> differences = new ArrayList<>();
        for (Architecture asked : Architecture.values()) {
            numbers().forEach(number -> {
                long[] arguments =
                        LongStream.generate(random::argument).limit(6).toArray();
                int actual = ours.decide(asked, number, arguments);
                int expected = theirs.decide(asked, number, arguments);
                if (actual != expected) {
                    differences.add(asked + " 0x" + Integer.toHexString(number) + " "
                            + LongStream.of(arguments)
                                    .mapToObj(Long::toHexString)
                                    .toList() + ": "
                            + Action.describe(actual) + ", not " + Action.describe(expected));
                }
            });
        }
        return differences;
    }

    private static IntStream numbers() {
        IntStream tables = IntStream.of(0, X32_BIT).flatMap(first -> IntStream.range(first, first + 600));
        IntStream ends = IntStream.of(0xf_0000, X32_BIT - 4, 0x7fff_fffc, 0x8000_0000, 0xc000_0000, 0xffff_fff8)
                .flatMap(first -> IntStream.range(first, first + 8));
        return IntStream.concat(tables, ends);
    }
}
