package org.ociunit.runtime.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;

/**
 * What the descriptors of a command lead to.
 *
 * @param streams its standard input, output and error output, in this order
 * @param further files that are opened for reading and writing and become its descriptors 3, 4 and so on; 24 at most.
 *     {@code /proc/self/fd/N} is the launcher's own descriptor itself, which a command's caller has left it
 * @param owner whom its pipes are given to, or null to leave them with this user
 * @param lent whether a launcher in front leaves its end to whoever reaps for its caller
 */
public record Wiring(
        List<Wire> streams, List<Path> further, @Nullable Owner owner, boolean lent) {
    /** What one of the standard streams leads to. */
    public sealed interface Wire {}

    /** To this JVM. */
    public record Pipe() implements Wire {}

    /**
     * To a file.
     *
     * @param path the file
     * @param flags of open(2)
     */
    public record File(Path path, int flags) implements Wire {
        private static final int READ = 0;
        private static final int WRITE_CREATE_APPEND = 1 | 0100 | 02000;
        private static final int READ_AND_WRITE = 2;

        /**
         * A file that is read.
         *
         * @param path the file
         * @return the wire
         */
        public static File reading(Path path) {
            return new File(path, READ);
        }

        /**
         * A file that is written at its end, and made if it is not there.
         *
         * @param path the file
         * @return the wire
         */
        public static File appending(Path path) {
            return new File(path, WRITE_CREATE_APPEND);
        }
    }

    /**
     * To where the launcher's own descriptor of a number leads: its caller's.
     *
     * @param descriptor the number
     */
    public record Own(int descriptor) implements Wire {}

    /**
     * A user and a group.
     *
     * @param uid the user
     * @param gid the group
     */
    public record Owner(int uid, int gid) {}

    /** Three pipes. */
    public static final Wiring PIPES = of(new Pipe(), new Pipe(), new Pipe());

    /** {@code /dev/null}, three times. */
    public static final Wiring NOTHING = of(nothing(), nothing(), nothing());

    private static final Path OWN_DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int MOST_FURTHER = 24;
    private static final int RW_ALL = 0666;

    /**
     * Copies the lists, and counts.
     *
     * @throws IllegalArgumentException if there are not three streams, or too many further files
     */
    public Wiring {
        streams = List.copyOf(streams);
        further = List.copyOf(further);
        if (streams.size() != 3 || further.size() > MOST_FURTHER) {
            throw new IllegalArgumentException("A command has 3 streams and at most " + MOST_FURTHER
                    + " further descriptors, not " + streams.size() + " and " + further.size() + ".");
        }
    }

    /**
     * Three streams and nothing else.
     *
     * @param stdin what the standard input leads to
     * @param stdout what the standard output leads to
     * @param stderr what the standard error output leads to
     * @return the wiring
     */
    public static Wiring of(Wire stdin, Wire stdout, Wire stderr) {
        return new Wiring(List.of(stdin, stdout, stderr), List.of(), null, false);
    }

    /**
     * Nowhere.
     *
     * @return {@code /dev/null}, for reading and writing
     */
    public static Wire nothing() {
        return new File(Path.of("/dev/null"), File.READ_AND_WRITE);
    }

    /**
     * The same wiring with further descriptors.
     *
     * @param files what is opened for them
     * @return such a wiring
     */
    public Wiring withFurther(List<Path> files) {
        return new Wiring(streams, files, owner, lent);
    }

    /**
     * The same wiring with pipes of another owner.
     *
     * @param other whom they are given to, or null to leave them with this user
     * @return such a wiring
     */
    public Wiring ownedBy(@Nullable Owner other) {
        return new Wiring(streams, further, other, lent);
    }

    /**
     * The same wiring of a process that outlives its launcher, or does not.
     *
     * @param outlives whether it does
     * @return such a wiring
     */
    public Wiring outliving(boolean outlives) {
        return new Wiring(streams, further, owner, outlives);
    }

    /** Fills the slots. Each stream has two: the command's end, and after it this JVM's, where it has one. */
    List<Step> open() {
        List<Step> steps = new ArrayList<>();
        for (int stream = 0; stream < streams.size(); stream++) {
            Wire wire = streams.get(stream);
            if (wire instanceof File file) {
                steps.add(Step.of(Opcode.OPEN, slot(stream), file.path().toString(), file.flags(), RW_ALL));
            } else if (wire instanceof Own own) {
                steps.add(Step.of(Opcode.OWN, slot(stream), own.descriptor()));
            } else {
                boolean reads = stream == 0;
                steps.add(Step.of(
                        Opcode.PIPE, reads ? slot(stream) : slot(stream) + 1, reads ? slot(stream) + 1 : slot(stream)));
            }
        }
        for (int index = 0; index < further.size(); index++) {
            steps.add(open(slot(streams.size()) + index, further.get(index).toAbsolutePath()));
        }
        if (lent) {
            steps.add(Step.of(Opcode.LEND));
        }
        return steps;
    }

    /** A descriptor of the launcher's own is handed on: what it leads to could not always be opened once more. */
    private static Step open(int slot, Path file) {
        return file.startsWith(OWN_DESCRIPTORS)
                ? Step.of(Opcode.OWN, slot, Integer.parseInt(file.getFileName().toString()))
                        .on(file.getFileName().toString())
                : Step.of(Opcode.OPEN, slot, file.toString(), File.READ_AND_WRITE, 0);
    }

    /** Of the answer to {@link #open}, the descriptor that is this JVM's end of a stream; nothing for a file. */
    @Nullable
    Long own(int stream, List<Long> answer) {
        int at = 0;
        for (int before = 0; before < stream; before++) {
            at += streams.get(before) instanceof Pipe ? 2 : 1;
        }
        // A pipe's reading end is told first.
        return streams.get(stream) instanceof Pipe ? answer.get(stream == 0 ? at + 1 : at) : null;
    }

    /** Gives the pipes away, once this JVM has opened its ends. */
    List<Step> give() {
        List<Integer> pipes = IntStream.range(0, streams.size())
                .filter(stream -> streams.get(stream) instanceof Pipe)
                .map(Wiring::slot)
                .boxed()
                .toList();
        return owner == null || pipes.isEmpty()
                ? List.of()
                : List.of(Step.of(Opcode.CHOWN, pipes, owner.uid(), owner.gid()));
    }

    /** The slots of the command's ends, in the order of its descriptors. */
    List<Integer> ends() {
        Stream<Integer> standard =
                IntStream.range(0, streams.size()).map(Wiring::slot).boxed();
        return Stream.concat(standard, furtherSlots()).toList();
    }

    /** All slots that are in use. */
    List<Integer> slots() {
        Stream<Integer> standard = IntStream.range(0, slot(streams.size())).boxed();
        return Stream.concat(standard, furtherSlots()).toList();
    }

    private Stream<Integer> furtherSlots() {
        return IntStream.range(0, further.size())
                .map(index -> slot(streams.size()) + index)
                .boxed();
    }

    private static int slot(int stream) {
        return 2 * stream;
    }
}
