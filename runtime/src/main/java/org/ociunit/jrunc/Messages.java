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
    private static final Pattern NO_CONTROLLER = Pattern.compile("the container has no group of its own for (\\S+)\\.");
    private static final Pattern LINE_END = Pattern.compile("\\s*\\R\\s*");
    private static final Pattern PROGRAM = Pattern.compile("process\\.args\\[0\\] is (\".*?\"), and (.*)");
    private static final Pattern PROGRAM_STEP =
            Pattern.compile("look for the program (.*) \\(process\\.args\\[0\\]\\)");
    private static final Pattern EXECUTE_STEP = Pattern.compile("execute (.*) \\(process\\.args\\)");
    private static final Pattern MOUNT_STEP = Pattern.compile("\\(mounts\\[\\d+\\]");
    private static final Pattern HOOK = Pattern.compile("\\(hooks\\.(\\w+)\\[(\\d+)\\]\\)");
    private static final Pattern AMBIENT =
            Pattern.compile("process\\.capabilities\\.ambient\\[\\d+\\] is \"(CAP_\\w+)\"");
    private static final Pattern UNWANTED_NODES =
            Pattern.compile("linux\\.memoryPolicy\\.nodes is \"([\\d,-]{1,64})\", and must be absent");
    private static final Pattern MEMORY_POLICY = Pattern.compile("linux\\.memoryPolicy\\.(mode|nodes|flags)");
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

    /**
     * What is told where a container that is run has begun and its program cannot be executed. With runc that is the
     * container's own last word, and no error of the command's.
     *
     * @param failure what went wrong
     * @param command the command that it went wrong in
     */
    static Optional<String> ofProgram(RuntimeException failure, String command) {
        return failure instanceof StepFailedException step && command.equals("run")
                ? execution(step).map(Messages::oneLine)
                : Optional.empty();
    }

    /** A warning of the runtime, in the words that are looked for. */
    static String warning(String line) {
        Matcher ambient = AMBIENT.matcher(line);
        if (ambient.find()) {
            return "can't raise ambient capability " + ambient.group(1) + ": " + line;
        }
        return line.contains("not all of its processes can be killed")
                ? "Such configuration is strongly discouraged: " + line
                : line;
    }

    /** What runc does without a word: an environment that says a thing twice is no mistake of who runs it. */
    static boolean isUntold(String warning) {
        return warning.contains("takes the place of an earlier value of");
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
        if (violations.contains("for SCMP_ACT_NOTIFY")) {
            return "SCMP_ACT_NOTIFY cannot be used for the write syscall: " + violations;
        }
        Matcher unwanted = UNWANTED_NODES.matcher(violations);
        if (unwanted.find()) {
            return "invalid memory policy node: mode requires 0 nodes but got " + count(unwanted.group(1)) + ": "
                    + violations;
        }
        Matcher policy = MEMORY_POLICY.matcher(violations);
        return policy.find()
                ? "invalid memory policy " + policy.group(1).replaceFirst("s$", "") + ": " + violations
                : violations;
    }

    /** Of a list such as {@code 0-2,7}. */
    private static long count(String list) {
        return Pattern.compile(",")
                .splitAsStream(list)
                .map(range -> range.split("-", 2))
                .mapToLong(ends -> Long.parseLong(ends[ends.length - 1]) - Long.parseLong(ends[0]) + 1)
                .sum();
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
        Optional<String> execution = execution(failure);
        if (execution.isPresent()) {
            return execution.get();
        }
        if (failure.step().startsWith("send the listener to")) {
            return "failed to connect with seccomp agent: " + why;
        }
        if (failure.errno().equals("EPERM") && failure.step().startsWith("set the scheduler SCHED_DEADLINE")) {
            why += ": process scheduler can't be used together with AllowedCPUs (linux.resources.cpu.cpus)";
        }
        if (failure.step().startsWith("join control group ")) {
            why = "error adding pid of the process to cgroups: " + why;
        }
        boolean mount = MOUNT_STEP.matcher(failure.step()).find();
        if (mount && failure.errno().equals("ELOOP")) {
            why += ": must be mounted on ordinary directory";
        }
        return "error during container init: " + (mount ? "error mounting: " : "") + hook(why);
    }

    private static Optional<String> execution(StepFailedException failure) {
        Matcher execute = EXECUTE_STEP.matcher(failure.step());
        return execute.matches()
                ? Optional.of("exec " + execute.group(1) + ": "
                        + KernelWords.of(failure.errno()).orElse(String.valueOf(failure.why())))
                : Optional.empty();
    }

    /** A program that was searched for, and one that was not where it was said to be, are not there in two ways. */
    private static String absence(String program, StepFailedException failure) {
        return failure.errno().equals("ENOENT") && !program.contains("/")
                ? "executable file not found in $PATH"
                : KernelWords.of(failure.errno()).orElse(String.valueOf(failure.why()));
    }

    private static String hook(String text) {
        Matcher place = HOOK.matcher(text);
        if (!place.find()) {
            return text;
        }
        String known = text.endsWith(" was killed by SYS.") ? " (bad system call)" : "";
        return "error running " + place.group(1) + " hook #" + place.group(2) + ": " + text + known;
    }

    private static String whole(ContainerException failure) {
        String why = failure.why();
        if (why == null) {
            return failure.what();
        }
        return sentence(failure.what()) + ": " + group(failure.what(), why);
    }

    /** What goes wrong with control groups. */
    private static String group(String what, String why) {
        if (why.endsWith("is no control group below the container's.")) {
            return "bad sub cgroup path: " + why;
        }
        Matcher controller = NO_CONTROLLER.matcher(why);
        if (controller.matches()) {
            return "unknown controller " + controller.group(1) + ": " + why;
        }
        if (what.startsWith("Could not make control group") && why.startsWith("EACCES")) {
            return "unable to apply cgroup configuration: permission denied: " + why;
        }
        return what.startsWith("Could not set linux.resources.") && why.startsWith("the container has no control group")
                ? "rootless needs no limits + no cgrouppath when no permission is granted for cgroups: " + why
                : why;
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    static String oneLine(String text) {
        return LINE_END.matcher(text.strip()).replaceAll(" ");
    }
}
