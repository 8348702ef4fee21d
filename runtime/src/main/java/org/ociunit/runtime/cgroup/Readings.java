package org.ociunit.runtime.cgroup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ociunit.runtime.Stats.BlockIoEntry;
import org.ociunit.runtime.Stats.Pressure;
import org.ociunit.runtime.Stats.PressureLine;

/**
 * What the files of one group say. A file that is not there says nothing: null, or an empty table.
 *
 * @param folder the group's
 */
record Readings(Path folder) {
    /** How this package tells the word {@code max}, and JSON writes it as 2^64-1. */
    static final long UNLIMITED = -1;

    /** Where each of these lines is: {@code name value}. */
    Map<String, Long> table(String file) {
        Map<String, Long> table = new LinkedHashMap<>();
        for (String line : lines(file)) {
            String[] parts = line.split(" ", -1);
            if (parts.length == 2) {
                table.put(parts[0], Long.parseUnsignedLong(parts[1]));
            }
        }
        return table;
    }

    @Nullable
    Long number(String file) {
        List<String> lines = lines(file);
        if (lines.isEmpty()) {
            return null;
        }
        String text = lines.get(0);
        return text.equals("max")
                ? Long.valueOf(UNLIMITED)
                : text.startsWith("-") ? Long.valueOf(text) : Long.valueOf(Long.parseUnsignedLong(text));
    }

    /** As {@code omitempty} in Go has it, which the documents of runc's go by. */
    @Nullable
    Long unlessZero(String file) {
        return unlessZero(number(file));
    }

    static @Nullable Long unlessZero(@Nullable Long number) {
        return number == null || number == 0 ? null : number;
    }

    /** Numbers on one line. */
    @Nullable
    List<Long> numbers(String file) {
        List<String> lines = lines(file);
        return lines.isEmpty()
                ? null
                : Arrays.stream(lines.get(0).trim().split(" +", -1))
                        .map(Long::parseUnsignedLong)
                        .toList();
    }

    /** A column of a table with a line of headings, from 0. */
    @Nullable
    List<Long> column(String file, int column) {
        List<Long> values = lines(file).stream()
                .skip(1)
                .map(line -> Long.parseUnsignedLong(line.split(" ", -1)[column]))
                .toList();
        return values.isEmpty() ? null : values;
    }

    /** A list such as {@code 0-2,7}. */
    @Nullable
    List<Integer> set(String file) {
        List<String> lines = lines(file);
        if (lines.isEmpty() || lines.get(0).isEmpty()) {
            return null;
        }
        List<Integer> members = new ArrayList<>();
        for (String range : lines.get(0).split(",", -1)) {
            String[] ends = range.split("-", -1);
            IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                    .forEach(members::add);
        }
        return members;
    }

    /** Lines of version 1, {@code major:minor [operation] count}; the total of all devices has no numbers. */
    @Nullable
    List<BlockIoEntry> devices(String file) {
        List<BlockIoEntry> entries = new ArrayList<>();
        for (String line : lines(file)) {
            String[] parts = line.split("[ :]", -1);
            if (parts.length > 2) {
                String operation = parts.length > 3 ? parts[2] : null;
                entries.add(entry(parts[0], parts[1], operation, parts[parts.length - 1]));
            }
        }
        return entries.isEmpty() ? null : entries;
    }

    static BlockIoEntry entry(String major, String minor, @Nullable String operation, String count) {
        return new BlockIoEntry(
                unlessZero(Long.valueOf(major)),
                unlessZero(Long.valueOf(minor)),
                operation,
                unlessZero(Long.valueOf(Long.parseUnsignedLong(count))));
    }

    /** Lines such as {@code some avg10=0.00 avg60=0.00 avg300=0.00 total=0}. */
    @Nullable
    Pressure pressure(String file) {
        Map<String, PressureLine> lines = new TreeMap<>();
        for (String line : lines(file)) {
            String[] parts = line.split("[ =]", -1);
            lines.put(
                    parts[0],
                    new PressureLine(
                            Double.parseDouble(parts[2]),
                            Double.parseDouble(parts[4]),
                            Double.parseDouble(parts[6]),
                            Long.parseUnsignedLong(parts[8])));
        }
        return lines.isEmpty() ? null : new Pressure(lines.get("some"), lines.get("full"));
    }

    List<String> lines(String file) {
        return GroupFile.read(folder.resolve(file)).stream()
                .flatMap(String::lines)
                .toList();
    }
}
