package org.ociunit.jrunc;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ociunit.runtime.recording.RecordedCall;

/**
 * Takes the command line of any runtime apart. Its flags are those that our own commands know; of one that is not known,
 * the value is behind an equals sign, or it is a switch.
 */
final class ClientWords {
    private static final Grammar NO_FLAGS = new Grammar(List.of(), false);
    private static final Set<String> LOGGING = Set.of("log", "log-format", "debug");

    private final Map<String, List<String>> options = new LinkedHashMap<>();
    private final List<String> operands = new ArrayList<>();

    private ClientWords() {}

    /** The program, and the words that it is called with. */
    static RecordedCall.Command read(List<String> words) {
        String runtime = words.get(0);
        List<String> rest = words.subList(1, words.size());
        int global = globalOptions(rest);
        List<String> globalOptions = rest.subList(0, global);
        if (global == rest.size()) {
            return new RecordedCall.Command(runtime, globalOptions, null, List.of(), Map.of(), List.of(), null);
        }
        String verb = rest.get(global);
        List<String> arguments = rest.subList(global + 1, rest.size());
        Optional<Command> command = Commands.find(verb);
        ClientWords taken = new ClientWords();
        taken.take(arguments, command.map(Command::grammar).orElse(NO_FLAGS));
        boolean isOfContainer = command.isPresent() && command.get().takes().contains("<container-id>");
        String id = isOfContainer && !taken.operands.isEmpty() ? taken.operands.get(0) : null;
        return new RecordedCall.Command(runtime, globalOptions, verb, arguments, taken.options, taken.operands, id);
    }

    /** What a global option was given the last time. */
    static Optional<String> globalOption(RecordedCall.Command command, String name) {
        ClientWords taken = new ClientWords();
        taken.take(command.globalOptions(), GlobalFlags.GRAMMAR);
        List<String> given = taken.options.getOrDefault(name, List.of());
        return given.isEmpty() ? Optional.empty() : Optional.of(given.get(given.size() - 1));
    }

    /** The global options without those that say what is logged, and where. */
    static List<String> withoutLog(List<String> globalOptions) {
        List<String> kept = new ArrayList<>();
        for (int at = 0; at < globalOptions.size(); at = behind(globalOptions, at)) {
            Optional<Flag> flag = find(GlobalFlags.GRAMMAR, globalOptions.get(at));
            if (flag.isEmpty() || !LOGGING.contains(flag.get().name())) {
                kept.addAll(globalOptions.subList(at, behind(globalOptions, at)));
            }
        }
        return kept;
    }

    /** How many words come before the verb. */
    private static int globalOptions(List<String> words) {
        int at = 0;
        while (at < words.size() && isFlag(words.get(at))) {
            at = behind(words, at);
        }
        return at;
    }

    /** Where the next word is that is neither this flag nor its value. */
    private static int behind(List<String> words, int at) {
        boolean hasValue = isAlone(words.get(at)) && takesValue(words, at);
        return Math.min(at + (hasValue ? 2 : 1), words.size());
    }

    /** Of an unknown flag, what follows is its value if that is neither a verb nor a flag. */
    private static boolean takesValue(List<String> words, int at) {
        Optional<Flag> flag = find(GlobalFlags.GRAMMAR, words.get(at));
        if (flag.isPresent() || at + 1 == words.size()) {
            return flag.isPresent() && flag.get().takesValue();
        }
        String next = words.get(at + 1);
        return !isFlag(next) && Commands.find(next).isEmpty();
    }

    private void take(List<String> words, Grammar grammar) {
        Iterator<String> rest = words.iterator();
        boolean areFlags = true;
        while (rest.hasNext()) {
            String word = rest.next();
            if (areFlags && word.equals("--")) {
                areFlags = false;
            } else if (areFlags && isFlag(word)) {
                takeFlag(word, find(grammar, word), rest);
            } else {
                operands.add(word);
                areFlags &= !grammar.stopsAtFirst();
            }
        }
    }

    private void takeFlag(String word, Optional<Flag> flag, Iterator<String> rest) {
        String name = flag.map(Flag::name).orElseGet(() -> nameOf(word));
        String value = "true";
        if (!isAlone(word)) {
            value = word.substring(word.indexOf('=') + 1);
        } else if (flag.isPresent() && flag.get().takesValue()) {
            value = rest.hasNext() ? rest.next() : "";
        }
        options.computeIfAbsent(name, none -> new ArrayList<>()).add(value);
    }

    private static Optional<Flag> find(Grammar grammar, String word) {
        String name = nameOf(word);
        return grammar.flags().stream().filter(flag -> flag.isCalled(name)).findFirst();
    }

    private static String nameOf(String word) {
        String name = word.replaceFirst("^--?", "");
        return isAlone(word) ? name : name.substring(0, name.indexOf('='));
    }

    private static boolean isAlone(String word) {
        return word.indexOf('=') < 0;
    }

    /** A single dash is an operand: it stands for the standard input. */
    private static boolean isFlag(String word) {
        return word.length() > 1 && word.startsWith("-");
    }
}
