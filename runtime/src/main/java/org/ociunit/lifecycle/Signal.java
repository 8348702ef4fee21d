package org.ociunit.lifecycle;

import java.util.List;
import java.util.Locale;

/**
 * A signal of Linux (signal(7)), numbered as on x86 and ARM.
 *
 * @param number from 0, which sends nothing and only asks whether the process is there, to 64
 */
public record Signal(int number) {
    private static final List<String> NAMES = List.of(
            "0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
            "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM",
            "PROF", "WINCH", "IO", "PWR", "SYS");
    private static final int FIRST_REAL_TIME = 34;
    private static final int LAST_REAL_TIME = 64;

    /** Hang-up of the terminal. */
    public static final Signal HUP = new Signal(1);
    /** Interrupt from the keyboard. */
    public static final Signal INT = new Signal(2);
    /** Quit from the keyboard, with a core file. */
    public static final Signal QUIT = new Signal(3);
    /** The end, at once; it cannot be caught. */
    public static final Signal KILL = new Signal(9);
    /** The program's to define. */
    public static final Signal USR1 = new Signal(10);
    /** The program's to define. */
    public static final Signal USR2 = new Signal(12);
    /** A polite request to end; the first process of a pid namespace ignores it unless it has a handler for it. */
    public static final Signal TERM = new Signal(15);
    /** Continue after a stop. */
    public static final Signal CONT = new Signal(18);
    /** Stop; it cannot be caught. */
    public static final Signal STOP = new Signal(19);

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if Linux has no such signal
     */
    public Signal {
        if (number < 0 || number > LAST_REAL_TIME) {
            throw new IllegalArgumentException("Illegal signal " + number + ": it takes 0 to " + LAST_REAL_TIME + ".");
        }
    }

    /**
     * Reads a signal by number or name.
     *
     * @param text a number, or a name with or without {@code SIG}, in upper or lower case, such as {@code SIGTERM},
     *     {@code kill} or {@code RTMIN+3}
     * @return the signal
     * @throws IllegalArgumentException if there is no such signal
     */
    public static Signal of(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        name = name.startsWith("SIG") ? name.substring(3) : name;
        if (name.matches("\\d{1,2}")) {
            return new Signal(Integer.parseInt(name));
        }
        for (int number = 1; number <= LAST_REAL_TIME; number++) {
            if (name.equals(new Signal(number).name())) {
                return new Signal(number);
            }
        }
        throw new IllegalArgumentException(
                "Illegal signal \"" + text + "\": it takes a name such as TERM, or a number from 0 to 64.");
    }

    /**
     * The signal's name without {@code SIG}.
     *
     * @return such as {@code TERM} or {@code RTMIN+3}; the bare number where there is no name
     */
    public String name() {
        if (number < NAMES.size()) {
            return NAMES.get(number);
        }
        if (number < FIRST_REAL_TIME) {
            return Integer.toString(number);
        }
        return number == FIRST_REAL_TIME ? "RTMIN" : "RTMIN+" + (number - FIRST_REAL_TIME);
    }

    /** The signal's name. */
    @Override
    public String toString() {
        return name();
    }
}
