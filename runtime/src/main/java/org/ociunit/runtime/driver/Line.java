package org.ociunit.runtime.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.UnsupportedVerbException;
import org.ociunit.runtime.Version;

/** A command's line as it is being written. An option that this version does not have cannot get onto it. */
final class Line {
    private final Dialect dialect;
    private final Version version;
    private final String command;
    private final List<String> words = new ArrayList<>();

    /**
     * Begins the line.
     *
     * @throws UnsupportedVerbException if this version does not have the command
     */
    Line(Dialect dialect, Version version, String command) {
        this.dialect = dialect;
        this.version = version;
        this.command = command;
        words.add(command);
    }

    /** An option with a value, left out where there is none. */
    Line option(String name, @Nullable Object value) {
        if (value != null) {
            require(name);
            words.add(name);
            words.add(value.toString());
        }
        return this;
    }

    /** An option that may be given several times. */
    Line options(String name, List<String> values) {
        values.forEach(value -> option(name, value));
        return this;
    }

    /** An option without a value, left out where it is not meant. */
    Line flag(String name, boolean meant) {
        if (meant) {
            require(name);
            words.add(name);
        }
        return this;
    }

    private void require(String option) {
        dialect.require(option, version, "Could not " + command + " with " + option + ".");
    }

    /** What stands behind the options. */
    List<String> end(List<String> extra, Object... arguments) {
        words.addAll(extra);
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        return List.copyOf(words);
    }

    static @Nullable Integer count(List<?> items) {
        return Optional.of(items.size()).filter(size -> size > 0).orElse(null);
    }
}
