package org.ociunit.runtime.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerExistsException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.error.RuntimeCommandException;
import org.ociunit.error.RuntimeCrashedException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.error.UnsupportedVerbException;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.Verb;

/** Makes exceptions of what a runtime's command said before it failed, as its dialect understands it. */
record Failures(Dialect dialect) {
    /** A line of a runtime's log, as {@code --log-format json} writes it. */
    record LogLine(String level, String msg) {}

    /**
     * The exception for a command that failed.
     *
     * @param log what the command wrote to its log, or to its standard error
     */
    ContainerException of(Verb verb, ContainerId id, CommandLine.Outcome outcome, String log) {
        String what = "Could not " + verb + " container " + id + ".";
        String words = errorsIn(log);
        if (hasCrashed(outcome, words)) {
            return new RuntimeCrashedException(
                    what, outcome.command(), outcome.exit().code(), words);
        }
        if (dialect.saysUnknownCommand(words)) {
            return new UnsupportedVerbException(dialect.name(), verb.toString());
        }
        if (dialect.saysNotFound(words)) {
            return new ContainerNotFoundException(verb.toString(), id.value(), dialect.name());
        }
        if (dialect.saysExists(words)) {
            return new ContainerExistsException(id.value(), dialect.name());
        }
        for (Dialect.HostLimit limit : dialect.limits()) {
            if (Pattern.compile(limit.message()).matcher(words).find()) {
                return new UnsupportedByHostException(what, limit.requirement() + " (" + words + ").", limit.fix());
            }
        }
        return new RuntimeCommandException(
                what, outcome.command(), outcome.exit().code(), words);
    }

    /** Neither a signal nor a panic is an answer. */
    private boolean hasCrashed(CommandLine.Outcome outcome, String words) {
        return outcome.exit().signal().isPresent() || dialect.saysCrash(words) || dialect.saysCrash(outcome.stderr());
    }

    /** The messages of the log's errors; a line that is no log line is somebody's last words, and kept. */
    static String errorsIn(String log) {
        List<String> errors = new ArrayList<>();
        for (String line : log.lines().toList()) {
            try {
                LogLine parsed = Json.read(line, "log", LogLine.class);
                if (parsed.level().matches("error|fatal|panic")) {
                    errors.add(parsed.msg());
                }
            } catch (InvalidDocumentException notJson) {
                errors.add(line);
            }
        }
        return String.join("\n", errors);
    }
}
