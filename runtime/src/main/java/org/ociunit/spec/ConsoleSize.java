package org.ociunit.spec;

import java.util.Map;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * The size of a terminal, in characters.
 *
 * <p>runtime-spec config.md, Process, {@code consoleSize}.
 *
 * @param height the number of lines
 * @param width the number of columns
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record ConsoleSize(
        @Unsigned long height,
        @Unsigned long width,
        @Unknown Map<String, Object> unknown) implements ConsoleSizeBuilder.With {
    public ConsoleSize {
        unknown = Frozen.tree(unknown);
    }

    /**
     * A size.
     *
     * @param height the number of lines
     * @param width the number of columns
     * @return the new record
     */
    public static ConsoleSize of(long height, long width) {
        return new ConsoleSize(height, width, Map.of());
    }
}
