package org.ociunit.jrunc;

import java.util.ArrayList;
import java.util.List;

/** What {@code --help} prints, laid out as Go's programs do. */
final class Help {
    private static final String GAP = "   ";

    private Help() {}

    static String ofAll(Personality personality) {
        String name = personality.name();
        return "NAME:\n" + GAP + name + " - Open Container Initiative runtime\n"
                + "\nUSAGE:\n" + GAP + name + " [global options] command [command options] [arguments...]\n"
                + "\nVERSION:\n" + GAP + personality.version() + "\n"
                + "\nCOMMANDS:\n" + commands()
                + "\nGLOBAL OPTIONS:\n" + flags(GlobalFlags.GRAMMAR.flags());
    }

    static String of(Command command, Personality personality) {
        String name = personality.name() + " " + command.name();
        String options = command.flags().isEmpty() ? "" : " [command options]";
        String takes = command.takes().isEmpty() ? "" : " " + command.takes();
        return "NAME:\n" + GAP + name + " - " + command.purpose() + "\n"
                + "\nUSAGE:\n" + GAP + name + options + takes + "\n"
                + description(command)
                + "\nOPTIONS:\n" + flags(command.grammar().flags());
    }

    private static String description(Command command) {
        String text = command.description();
        return text.isEmpty() ? "" : "\nDESCRIPTION:\n" + text.indent(GAP.length());
    }

    private static String commands() {
        List<List<String>> rows = new ArrayList<>();
        Commands.ALL.forEach(command -> rows.add(List.of(command.name(), command.purpose())));
        return indented(rows);
    }

    private static String flags(List<Flag> flags) {
        List<List<String>> rows = flags.stream()
                .filter(flag -> !flag.hidden())
                .map(flag -> List.of(flag.shown(), flag.help() + initial(flag)))
                .toList();
        return indented(rows);
    }

    private static String initial(Flag flag) {
        return flag.initial().isEmpty() ? "" : " (default: \"" + flag.initial() + "\")";
    }

    private static String indented(List<List<String>> rows) {
        return new Table(0, 2).text(rows).lines().map(line -> GAP + line + "\n").reduce("", String::concat);
    }
}
