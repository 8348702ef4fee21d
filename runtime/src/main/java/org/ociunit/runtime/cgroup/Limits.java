package org.ociunit.runtime.cgroup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.UnsupportedByHostException;

/**
 * The values for the files of one controller, which may depend on each other's order. A number of 0 is absent, as it is
 * to runtimes written in Go, where it does not say otherwise.
 */
final class Limits {
    private static final int UNLIMITED = -1;

    private final String controller;
    private final String place;
    private final Function<String, Optional<String>> present;
    private final List<Limit> list = new ArrayList<>();

    /**
     * None yet.
     *
     * @param place the configuration's member with the resources, such as {@code linux.resources}
     * @param present what a file of the controller has now; nothing if there is no such file
     */
    Limits(String controller, String place, Function<String, Optional<String>> present) {
        this.controller = controller;
        this.place = place;
        this.present = present;
    }

    /** Where a member is in the configuration, such as {@code linux.resources.memory.limit}. */
    String at(String member) {
        return place + "." + member;
    }

    List<Limit> list() {
        return List.copyOf(list);
    }

    /** What the file has now, or nothing if there is none. */
    Optional<String> now(String file) {
        return present.apply(file);
    }

    Limits text(String file, @Nullable String value, String member) {
        if (value != null && !value.isEmpty()) {
            add(file, value, member, false);
        }
        return this;
    }

    Limits signed(String file, @Nullable Long value, String member) {
        return text(file, isSet(value) ? Long.toString(orZero(value)) : null, member);
    }

    Limits unsigned(String file, @Nullable Long value, String member) {
        return text(file, isSet(value) ? Long.toUnsignedString(orZero(value)) : null, member);
    }

    /** With the word that version 2 has for none. */
    Limits orMax(String file, @Nullable Long value, String member) {
        return text(file, isSet(value) ? orMax(orZero(value)) : null, member);
    }

    /** Of a file that a kernel need not have. */
    Limits lenient(String file, @Nullable String value, String member) {
        if (value != null) {
            add(file, value, member, true);
        }
        return this;
    }

    /** Refuses what has no file in this version. */
    Limits refuse(boolean asked, String member, String why, @Nullable String fix) {
        if (asked) {
            throw new UnsupportedByHostException("Could not set " + at(member) + ".", why, fix);
        }
        return this;
    }

    static String orMax(long value) {
        return value <= UNLIMITED ? "max" : Long.toString(value);
    }

    static boolean isSet(@Nullable Number value) {
        return orZero(value) != 0;
    }

    static long orZero(@Nullable Number value) {
        return value == null ? 0 : value.longValue();
    }

    private void add(String file, String value, String member, boolean lenient) {
        list.add(new Limit(controller, file, value, at(member), lenient));
    }
}
