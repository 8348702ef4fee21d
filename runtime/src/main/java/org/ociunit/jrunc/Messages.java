package org.ociunit.jrunc;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerExistsException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.InvalidSpecException;
import org.ociunit.error.StepFailedException;
import org.ociunit.lifecycle.IllegalTransitionException;
import org.ociunit.lifecycle.Status;

/** The catalogue of what is told of errors: runc's words where programs look for them, and our own otherwise. */
final class Messages {
    private static final Pattern LINE_END = Pattern.compile("\\s*\\R\\s*");
    private static final Pattern PROGRAM = Pattern.compile("process\\.args\\[0\\] is (\".*?\"), and (.*)");
    private static final Pattern PROGRAM_STEP =
            Pattern.compile("(?:look for the program|execute) (.*) \\(process\\.args\\[0\\]\\)");
    private static final Pattern MOUNT_STEP = Pattern.compile("\\(mounts\\[\\d+\\]");
    private static final Pattern HOOK = Pattern.compile("\\(hooks\\.(\\w+)\\[(\\d+)\\]\\)");
    private static final List<String> MAKING = List.of("create", "run", "exec");

    private Messages() {}

    /**
     * What is told.
     *
     * @param failure what went wrong
     * @param command the command that it went wrong in
     * @param id the container, or the empty text
     */
    static Message of(RuntimeException failure, String command, String id) {
        if (failure instanceof RefusalException || failure instanceof UsageException) {
            return Message.of(oneLine(String.valueOf(failure.getMessage())));
        }
        if (failure instanceof ContainerException known) {
            return new Message(oneLine(text(known, command, id)), fix(known));
        }
        return Message.of(oneLine("internal error: " + failure));
    }

    private static Optional<String> fix(ContainerException failure) {
        return Optional.ofNullable(failure.fix());
    }

    private static String text(ContainerException failure, String command, String id) {
        if (failure instanceof ContainerNotFoundException) {
            return "container does not exist";
        }
        if (failure instanceof ContainerExistsException) {
            return "container with given ID already exists";
        }
        if (failure instanceof IllegalTransitionException illegal) {
            return illegal(illegal.from(), command, id);
        }
        if (failure instanceof InvalidSpecException invalid) {
            return invalid(invalid);
        }
        if (failure instanceof StepFailedException step && MAKING.contains(command)) {
            return "unable to start container process: " + step(step);
        }
        return hook(whole(failure));
    }

    private static String illegal(Status status, String command, String id) {
        return switch (command) {
            case "start" ->
                switch (status) {
                    case STOPPED -> "cannot start a container that has stopped";
                    case RUNNING -> "cannot start an already running container";
                    default -> "cannot start a container in the " + status + " state";
                };
            case "exec" ->
                status == Status.PAUSED
                        ? "cannot exec in a paused container (use --ignore-paused to override)"
                        : "cannot exec in a " + status + " container";
            case "resume" -> "container not paused";
            case "delete" -> "cannot delete container " + id + " that is not stopped: " + status;
            case "checkpoint" -> "Container cannot be checkpointed in " + status + " state";
            case "events" -> "container with id " + id + " is not running";
            default -> "container not running";
        };
    }

    private static String invalid(InvalidSpecException failure) {
        String all = String.join("; ", failure.violations());
        return failure.violations().stream()
                .flatMap(line -> program(line).stream())
                .findFirst()
                .map(known -> "unable to start container process: " + known + " (" + all + ")")
                .orElse(sentence(failure.what()) + ": invalid configuration: " + words(all));
    }

    private static String words(String violations) {
        return violations.contains("for SCMP_ACT_NOTIFY")
                ? "SCMP_ACT_NOTIFY cannot be used for the write syscall: " + violations
                : violations;
    }

    /** What engines look for, to tell a missing program from other errors. */
    private static Optional<String> program(String violation) {
        Matcher match = PROGRAM.matcher(violation);
        if (!match.matches()) {
            return Optional.empty();
        }
        String name = match.group(1);
        String rule = match.group(2);
        if (rule.contains("in the container's")) {
            return Optional.of("exec: " + name + ": executable file not found in $PATH");
        }
        if (rule.contains("no such file")) {
            return Optional.of("exec: " + name + ": no such file or directory");
        }
        if (rule.contains("a folder")) {
            return Optional.of("exec: " + name + ": is a directory");
        }
        return rule.contains("execute") ? Optional.of("exec: " + name + ": permission denied") : Optional.empty();
    }

    private static String step(StepFailedException failure) {
        String why = KernelWords.of(failure.errno())
                .map(words -> failure.step() + ": " + words + " (" + failure.errno() + ")")
                .orElse(String.valueOf(failure.why()));
        Matcher program = PROGRAM_STEP.matcher(failure.step());
        if (program.matches()) {
            return "exec: " + GoQuote.of(program.group(1)) + ": " + absence(program.group(1), failure);
        }
        if (failure.step().startsWith("send the listener to")) {
            return "failed to connect with seccomp agent: " + why;
        }
        boolean mount = MOUNT_STEP.matcher(failure.step()).find();
        if (mount && failure.errno().equals("ELOOP")) {
            why += ": must be mounted on ordinary directory";
        }
        return "error during container init: " + (mount ? "error mounting: " : "") + hook(why);
    }

    /** A program that was searched for, and one that was not where it was said to be, are not there in two ways. */
    private static String absence(String program, StepFailedException failure) {
        return failure.errno().equals("ENOENT") && !program.contains("/")
                ? "executable file not found in $PATH"
                : KernelWords.of(failure.errno()).orElse(String.valueOf(failure.why()));
    }

    private static String hook(String text) {
        Matcher place = HOOK.matcher(text);
        return place.find() ? "error running " + place.group(1) + " hook #" + place.group(2) + ": " + text : text;
    }

    private static String whole(ContainerException failure) {
        String why = failure.why();
        return why == null ? failure.what() : sentence(failure.what()) + ": " + why;
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    static String oneLine(String text) {
        return LINE_END.matcher(text.strip()).replaceAll(" ");
    }
}
