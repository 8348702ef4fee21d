package org.ociunit;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ociunit.spec.Rlimit;

/** A resource limit of a process, as {@code /proc/PID/limits} has it. */
record Limit(long soft, long hard) {
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry(Rlimit.AS, "Max address space"),
            Map.entry(Rlimit.CORE, "Max core file size"),
            Map.entry(Rlimit.CPU, "Max cpu time"),
            Map.entry(Rlimit.DATA, "Max data size"),
            Map.entry(Rlimit.FSIZE, "Max file size"),
            Map.entry(Rlimit.LOCKS, "Max file locks"),
            Map.entry(Rlimit.MEMLOCK, "Max locked memory"),
            Map.entry(Rlimit.MSGQUEUE, "Max msgqueue size"),
            Map.entry(Rlimit.NICE, "Max nice priority"),
            Map.entry(Rlimit.NOFILE, "Max open files"),
            Map.entry(Rlimit.NPROC, "Max processes"),
            Map.entry(Rlimit.RSS, "Max resident set"),
            Map.entry(Rlimit.RTPRIO, "Max realtime priority"),
            Map.entry(Rlimit.RTTIME, "Max realtime timeout"),
            Map.entry(Rlimit.SIGPENDING, "Max pending signals"),
            Map.entry(Rlimit.STACK, "Max stack size"));

    /**
     * Reads a limit.
     *
     * @param type such as {@link Rlimit#NOFILE}
     * @throws IllegalArgumentException if there is no such limit
     */
    static Optional<Limit> of(Path proc, String type) {
        String title = TITLES.get(type);
        if (title == null) {
            throw new IllegalArgumentException(
                    "Illegal resource limit \"" + type + "\": it takes a type such as RLIMIT_NOFILE (getrlimit(2)).");
        }
        Matcher line =
                Pattern.compile("(?m)^" + title + " +(\\S+) +(\\S+)").matcher(ProcFile.read(proc.resolve("limits")));
        return line.find() ? Optional.of(new Limit(number(line.group(1)), number(line.group(2)))) : Optional.empty();
    }

    private static long number(String text) {
        return text.equals("unlimited") ? Rlimit.UNLIMITED : Long.parseUnsignedLong(text);
    }

    private static String words(long number) {
        return number == Rlimit.UNLIMITED ? "unlimited" : Long.toUnsignedString(number);
    }

    /** Such as {@code soft 1024, hard unlimited}. */
    @Override
    public String toString() {
        return "soft " + words(soft) + ", hard " + words(hard);
    }
}
