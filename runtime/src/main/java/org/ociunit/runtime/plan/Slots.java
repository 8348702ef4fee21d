package org.ociunit.runtime.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ociunit.error.ContainerException;

/** The registers of the launcher that a plan's descriptors are in. The first ones are filled before the plan is taken. */
public final class Slots {
    /** Standard input, output and error output. */
    public static final List<Integer> STREAMS = List.of(0, 2, 4);

    /** The first of the files that are preserved, and those behind it. */
    public static final int PRESERVED = 6;

    /** The master of a container's terminal. */
    public static final int MASTER = 0;

    /** The container's folder in the state directory. */
    public static final int FOLDER = 32;

    static final int START = 33;
    static final int ROOT = 34;
    static final int MOUNT = 35;
    static final int TARGET = 36;
    static final int NULL_FILE = 37;
    static final int STAGE_END = 38;
    static final int INIT_END = 39;
    static final int OTHER_SIDE = 40;
    static final int CLOCK = 41;
    static final int ID_MAPPER = 42;
    static final int PROCESS = 43;
    static final int NETWORK = 44;

    private static final int FIRST_JOINED = 48;
    private static final int FIRST_TREE = 56;
    private static final int MOST_TREES = 72;

    private final List<Integer> trees = new ArrayList<>();
    private int lowers;

    /** One for a tree that the stage opens and the process mounts. */
    int nextTree() {
        if (trees.size() + lowers == MOST_TREES) {
            throw new ContainerException(
                    "Could not plan the mounts of a container.",
                    "more than " + MOST_TREES + " of them are bound from outside its user namespace (mounts).",
                    "bind a folder above several of them instead.");
        }
        trees.add(FIRST_TREE + trees.size());
        return trees.get(trees.size() - 1);
    }

    /** One for a folder that the process lays its root over. */
    int nextLower() {
        return FIRST_TREE + MOST_TREES - ++lowers;
    }

    /** One for each namespace that is joined; there are eight types. */
    static int joined(int index) {
        return FIRST_JOINED + index;
    }

    /** Those that have been given out. */
    List<Integer> trees() {
        return List.copyOf(trees);
    }

    /** The descriptors that a program gets: its streams, and the files behind them. */
    static List<Integer> inherited(int preserved) {
        List<Integer> slots = new ArrayList<>(STREAMS);
        IntStream.range(0, preserved).forEach(index -> slots.add(PRESERVED + index));
        return slots;
    }
}
