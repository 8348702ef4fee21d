package org.ociunit.jrunc;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the words of a command line are read, which is Go's way: one dash or two, {@code --flag value} or
 * {@code --flag=value}, and {@code --} ends the flags.
 *
 * @param flags those that are known
 * @param stopsAtFirst whether what follows the first argument is left as it is, for it may be a program's
 */
record Grammar(List<Flag> flags, boolean stopsAtFirst) {
    static final Flag HELP = Flag.toggle("help", "show help").or("h");

    Grammar {
        List<Flag> all = new ArrayList<>(flags);
        all.add(HELP);
        flags = List.copyOf(all);
    }

    Invocation parse(List<String> words) {
        Iterator<String> rest = words.iterator();
        Map<String, List<String>> values = new LinkedHashMap<>();
        List<String> arguments = new ArrayList<>();
        while (rest.hasNext()) {
            String word = rest.next();
            if (word.equals("--")) {
                break;
            }
            if (isFlag(word)) {
                flag(word, rest, values);
            } else {
                arguments.add(word);
                if (stopsAtFirst) {
                    break;
                }
            }
        }
        while (rest.hasNext()) {
            arguments.add(rest.next());
        }
        return new Invocation(values, arguments);
    }

    /** A single dash is an argument: it stands for the standard input. */
    private static boolean isFlag(String word) {
        return word.length() > 1 && word.startsWith("-");
    }

    private void flag(String word, Iterator<String> rest, Map<String, List<String>> values) {
        String text = word.substring(word.startsWith("--") ? 2 : 1);
        if (text.startsWith("-") || text.startsWith("=")) {
            throw new UsageException("bad flag syntax: " + word);
        }
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        Flag flag = find(name);
        String value = equals < 0 ? following(flag, name, rest) : text.substring(equals + 1);
        if (!flag.isRepeatable() || !values.containsKey(flag.name())) {
            values.put(flag.name(), new ArrayList<>());
        }
        values.get(flag.name()).add(flag.checked(name, value));
    }

    private Flag find(String name) {
        for (Flag flag : flags) {
            if (flag.isCalled(name)) {
                return flag;
            }
        }
        throw new UsageException("flag provided but not defined: -" + name);
    }

    private static String following(Flag flag, String name, Iterator<String> rest) {
        if (!flag.takesValue()) {
            return "true";
        }
        if (!rest.hasNext()) {
            throw new UsageException("flag needs an argument: -" + name);
        }
        return rest.next();
    }
}
