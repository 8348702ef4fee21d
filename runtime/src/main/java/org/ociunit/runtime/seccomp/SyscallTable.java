package org.ociunit.runtime.seccomp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * The calls of an architecture. On 32-bit x86 those of sockets and of System V IPC are made by numbers of their own and,
 * by older programs, through socketcall(2) and ipc(2), whose first argument says which one is meant.
 */
final class SyscallTable {
    private static final Map<Architecture, SyscallTable> TABLES = new EnumMap<>(Architecture.class);

    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Call> multiplexed = new HashMap<>();

    /** A number, and what must be so for it to be the call that is meant. */
    record Call(int number, List<Condition> conditions) {
        Call {
            conditions = List.copyOf(conditions);
        }
    }

    private SyscallTable(Architecture architecture) {
        String text = text(architecture.name().toLowerCase(Locale.ROOT) + ".txt");
        List<String> words = new ArrayList<>();
        for (int at = 0, end; at < text.length(); at = end + 1) {
            end = text.indexOf('\n', at);
            if (text.charAt(at) != '#') {
                split(text, at, end, words);
                read(words, architecture.firstCall());
            }
        }
    }

    /** By hand, since this is on the way of the first container that a JVM makes. */
    private static void split(String text, int from, int end, List<String> words) {
        words.clear();
        int start = from;
        for (int at = from; at <= end; at++) {
            if (at == end || text.charAt(at) == ' ') {
                words.add(text.substring(start, at));
                start = at + 1;
            }
        }
    }

    static synchronized SyscallTable of(Architecture architecture) {
        SyscallTable table = TABLES.get(architecture);
        if (table == null) {
            table = new SyscallTable(architecture);
            TABLES.put(architecture, table);
        }
        return table;
    }

    OptionalInt number(String name) {
        Integer number = numbers.get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** All ways to make a call; none for one that is not known. */
    List<Call> calls(String name) {
        List<Call> calls = new ArrayList<>(2);
        Integer number = numbers.get(name);
        if (number != null) {
            calls.add(new Call(number, List.of()));
        }
        Call through = multiplexed.get(name);
        if (through != null) {
            calls.add(through);
        }
        return calls;
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>(numbers.keySet());
        names.addAll(multiplexed.keySet());
        return names;
    }

    private void read(List<String> words, int firstCall) {
        Integer through = numbers.get(words.get(0));
        int names = through == null ? 1 : 2;
        int first = Integer.parseInt(words.get(names - 1));
        for (int i = names; i < words.size(); i++) {
            int number = first + i - names;
            if (through == null) {
                numbers.put(words.get(i), firstCall + number);
            } else {
                multiplexed.put(words.get(i), new Call(through, List.of(Condition.equal(0, number))));
            }
        }
    }

    private static String text(String name) {
        try (InputStream resource = SyscallTable.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("The jar lacks " + name + ".");
            }
            return new String(resource.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + name + " from the jar", e);
        }
    }
}
