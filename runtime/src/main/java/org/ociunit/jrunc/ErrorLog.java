package org.ociunit.jrunc;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where errors and warnings go, a line each: to the file of {@code --log}, and to the standard error. With a file the
 * standard error gets the bare words of errors alone, and without one the lines themselves.
 */
final class ErrorLog implements Consumer<String> {
    /** How a line is written. */
    enum Format {
        TEXT,
        JSON
    }

    private static final String BARE = "[A-Za-z0-9._/@^+-]*";

    private final Format format;
    private final Optional<Path> file;
    private final boolean debug;
    private final PrintStream err;
    private final boolean terminal;
    private final Clock clock;

    ErrorLog(Format format, Optional<Path> file, boolean debug, PrintStream err, boolean terminal, Clock clock) {
        this.format = format;
        this.file = file;
        this.debug = debug;
        this.err = err;
        this.terminal = terminal;
        this.clock = clock;
        if (file.isPresent()) {
            append(file.get(), "");
        }
    }

    void error(Message message) {
        write("error", message);
        if (file.isPresent()) {
            err.println(message.line());
        }
    }

    /** What stands for the output of a program that never ran: the standard error gets the words alone, log or not. */
    void bare(String line) {
        if (file.isPresent()) {
            write("error", Message.of(line));
        }
        err.println(line);
    }

    void error(String line) {
        error(Message.of(line));
    }

    /** A warning of the runtime's. */
    @Override
    public void accept(String warning) {
        String line = Messages.oneLine(warning);
        if (Messages.isUntold(line)) {
            debug(line);
        } else {
            warning(Messages.warning(line));
        }
    }

    void warning(String line) {
        write("warning", Message.of(line));
    }

    void debug(String line) {
        if (debug) {
            write("debug", Message.of(line));
        }
    }

    private void write(String level, Message message) {
        if (file.isPresent()) {
            append(file.get(), line(level, message.line()) + "\n");
        } else if (terminal && format == Format.TEXT) {
            err.println(level.substring(0, 4).toUpperCase(Locale.ROOT) + "[0000] " + message.forPeople());
        } else {
            err.println(line(level, message.line()));
        }
    }

    private String line(String level, String words) {
        String time = Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString();
        if (format == Format.TEXT) {
            return "time=\"" + time + "\" level=" + level + " msg=" + (words.matches(BARE) ? words : GoQuote.of(words));
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("level", level);
        members.put("msg", words);
        members.put("time", time);
        return GoJson.line(members);
    }

    private static void append(Path path, String text) {
        try {
            Files.write(
                    path, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new RefusalException("open " + path + ": " + Reasons.of(e));
        }
    }
}
