package org.ociunit.samples.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Something whose time is taken, be it in several parts. */
final class Contender {
    /** Does it once. */
    interface Round {
        /**
         * Does it.
         *
         * @return how many nanoseconds each part took
         */
        long[] take() throws IOException;
    }

    private final List<String> names;
    private final boolean ofThisJvm;
    private final Round round;
    private final List<long[]> taken = new ArrayList<>();

    Contender(List<String> names, boolean ofThisJvm, Round round) {
        this.names = List.copyOf(names);
        this.ofThisJvm = ofThisJvm;
        this.round = round;
    }

    /** One that is measured as a whole, by this JVM's clock. */
    static Contender of(String name, Runnable task) {
        return new Contender(List.of(name), true, () -> {
            long begin = System.nanoTime();
            task.run();
            return new long[] {System.nanoTime() - begin};
        });
    }

    /** A program that has a clock of its own. */
    static Contender of(String name, NativeRounds rounds) {
        return new Contender(List.of(name), false, () -> new long[] {rounds.take()});
    }

    /** Whether there is code that a JVM has to compile. */
    boolean isOfThisJvm() {
        return ofThisJvm;
    }

    void warmUp() throws IOException {
        round.take();
    }

    void measure() throws IOException {
        taken.add(round.take());
    }

    List<Column> columns() {
        return IntStream.range(0, names.size())
                .mapToObj(part -> new Column(
                        names.get(part),
                        taken.stream().mapToLong(parts -> parts[part]).toArray()))
                .toList();
    }
}
