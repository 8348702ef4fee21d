package org.ociunit;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ociunit.spec.Capabilities;

/** A set of capabilities that a process has (capabilities(7)), as in {@link Capabilities}. */
public enum CapabilitySet {
    /** The upper limit for what the process and its children can gain. */
    BOUNDING("CapBnd"),
    /** What the kernel checks. */
    EFFECTIVE("CapEff"),
    /** What is kept across an execve by programs that allow it. */
    INHERITABLE("CapInh"),
    /** What the process may make effective. */
    PERMITTED("CapPrm"),
    /** What ordinary programs keep across an execve. */
    AMBIENT("CapAmb");

    private static final int HEXADECIMAL = 16;

    private final String field;

    CapabilitySet(String field) {
        this.field = field;
    }

    /** The names in the set of a process, in the order of their numbers. */
    List<String> of(ProcStatus status) {
        long mask = Long.parseUnsignedLong(status.require(field), HEXADECIMAL);
        return IntStream.range(0, Long.SIZE)
                .filter(number -> (mask >>> number & 1) == 1)
                .mapToObj(
                        number -> number < Capabilities.NAMES.size() ? Capabilities.NAMES.get(number) : "CAP_" + number)
                .toList();
    }

    /** Checks that there is such a capability: one that does not exist nobody has. */
    static String require(String name) {
        if (!Capabilities.NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "Illegal capability \"" + name + "\": it takes a name such as CAP_KILL (capabilities(7)).");
        }
        return name;
    }

    /** The set's name, such as {@code bounding}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
