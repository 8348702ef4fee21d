package org.ociunit.jrunc;

/**
 * A flag of a command.
 *
 * @param name what it is called, without dashes
 * @param alias a shorter name, or the empty text
 * @param kind what it takes
 * @param initial what counts where it is not given, or the empty text; shown in the help
 * @param hidden whether the help leaves it out
 * @param help what it does, on one line
 */
record Flag(String name, String alias, Kind kind, String initial, boolean hidden, String help) {
    /** What a flag takes. */
    enum Kind {
        /** Nothing, or {@code =false}. */
        SWITCH,
        /** One text; the last one counts. */
        TEXT,
        /** A text each time that it is given. */
        TEXTS,
        /** One whole number; the last one counts. */
        NUMBER,
        /** A whole number each time that it is given. */
        NUMBERS,
        /** A time such as {@code 1m30s}; the last one counts. */
        DURATION
    }

    static Flag toggle(String name, String help) {
        return new Flag(name, "", Kind.SWITCH, "", false, help);
    }

    static Flag text(String name, String help) {
        return new Flag(name, "", Kind.TEXT, "", false, help);
    }

    static Flag texts(String name, String help) {
        return new Flag(name, "", Kind.TEXTS, "", false, help);
    }

    static Flag number(String name, String help) {
        return new Flag(name, "", Kind.NUMBER, "", false, help);
    }

    static Flag numbers(String name, String help) {
        return new Flag(name, "", Kind.NUMBERS, "", false, help);
    }

    static Flag duration(String name, String help) {
        return new Flag(name, "", Kind.DURATION, "", false, help);
    }

    Flag or(String shorter) {
        return new Flag(name, shorter, kind, initial, hidden, help);
    }

    Flag initially(String value) {
        return new Flag(name, alias, kind, value, hidden, help);
    }

    Flag unlisted() {
        return new Flag(name, alias, kind, initial, true, help);
    }

    boolean isCalled(String word) {
        return word.equals(name) || (!alias.isEmpty() && word.equals(alias));
    }

    boolean takesValue() {
        return kind != Kind.SWITCH;
    }

    boolean isRepeatable() {
        return kind == Kind.TEXTS || kind == Kind.NUMBERS;
    }

    /** The value as it is kept, or a refusal that names it as it was given. */
    String checked(String word, String value) {
        try {
            return switch (kind) {
                case SWITCH -> Boolean.toString(truth(value));
                case NUMBER, NUMBERS -> Long.toString(Long.parseLong(value));
                case DURATION -> GoDuration.parse(value).toString();
                case TEXT, TEXTS -> value;
            };
        } catch (IllegalArgumentException e) {
            String what = kind == Kind.SWITCH ? "invalid boolean value \"" : "invalid value \"";
            throw new UsageException(
                    what + value + "\" for " + (takesValue() ? "flag -" : "-") + word + ": parse error");
        }
    }

    /** As Go reads it. */
    static boolean truth(String value) {
        return switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw new IllegalArgumentException(value);
        };
    }

    /** How the help shows it, such as {@code --bundle value, -b value}. */
    String shown() {
        String value = takesValue() ? " value" : "";
        return "--" + name + value + (alias.isEmpty() ? "" : ", -" + alias + value);
    }
}
