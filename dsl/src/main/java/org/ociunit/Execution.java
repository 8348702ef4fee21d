package org.ociunit;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.Console;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.ExecProcess;
import org.ociunit.runtime.Stdio;
import org.ociunit.spec.ConsoleSize;
import org.ociunit.spec.ContainerProcess;

/**
 * One further program in a container.
 *
 * @param container a created or running container
 * @param command what is run
 * @param outputs where its output goes
 */
record Execution(Container container, Command command, Outputs outputs) {
    /** An execution that has not begun. */
    static Execution of(Container container, Command command) {
        return new Execution(container, command, Outputs.recorded());
    }

    /**
     * Runs the program to its end, or to its deadline.
     *
     * @param starter starts it; what else it does with that is its own
     */
    Result run(Function<Supplier<ExecProcess>, ExecProcess> starter) {
        ExecProcess running = starter.apply(() -> start(stdio(input())));
        Exit exit = awaitEnd(running);
        outputs.awaitLast();
        return result(exit);
    }

    /**
     * Runs the program and does not wait for it.
     *
     * @param starter starts it; what else it does with that is its own
     */
    LiveProcess spawn(Function<Supplier<ExecProcess>, ExecProcess> starter) {
        LiveInput live = new LiveInput(toString());
        if (input().isPresent()) {
            live.discard();
        }
        try {
            Stdio stdio = stdio(Optional.of(input().orElse(live.source())));
            return new LiveProcess(this, live, stdio, starter.apply(() -> start(stdio)));
        } catch (RuntimeException e) {
            live.discard();
            throw e;
        }
    }

    private ExecProcess start(Stdio stdio) {
        ExecOptions options = ExecOptions.defaults().withStdio(stdio);
        return container.runtimeFor("exec").exec(container.id(), process(), options);
    }

    private Optional<InputStream> input() {
        return command.stdin().map(text -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Stdio stdio(Optional<InputStream> input) {
        Stdio.Streams streams = outputs.streams();
        return command.terminal()
                .<Stdio>map(size -> Stdio.on(console(size, input)))
                .orElseGet(() -> input.map(streams::from).orElse(streams));
    }

    /** A terminal has one output for both. */
    private Console console(ConsoleSize size, Optional<InputStream> input) {
        outputs.stderr().end();
        Console console = Console.showingTo(outputs.stdout().sink(), (int) size.height(), (int) size.width());
        return input.map(console::typedBy).orElse(console);
    }

    Result result(Exit exit) {
        return new Result(exit, outputs.stdout().text(), outputs.stderr().text(), container.timeline());
    }

    /** How long it may run, or is waited for. */
    Duration deadline() {
        return command.deadline().orElse(BundleDefaults.EXEC);
    }

    private Exit awaitEnd(ExecProcess running) {
        try {
            return running.waitFor(Deadline.in(deadline()).left());
        } catch (DeadlineExceededException late) {
            running.kill(Signal.KILL);
            throw late(deadline(), "it has been killed");
        }
    }

    /** The failure of a program that did not end in time. */
    DeadlineExceededException late(Duration deadline, String consequence) {
        return new DeadlineExceededException(
                "Program " + this + " did not end.", deadline, consequence + "; " + outputs.last());
    }

    /** The container's own process, with the command's words in place of its own. */
    private ContainerProcess process() {
        ContainerProcess process = container
                .process()
                .withArgs(command.args())
                .withTerminal(command.terminal().isPresent())
                .withConsoleSize(command.terminal().orElse(null));
        for (Map.Entry<String, String> variable : command.env().entrySet()) {
            List<String> env = Adjectives.withVariable(process.env(), variable.getKey(), variable.getValue());
            process = process.withEnv(env);
        }
        if (command.user().isPresent()) {
            process = process.withUser(new UserName(command.user().get(), container.root()).resolve());
        }
        return process.withCwd(command.cwd().orElse(process.cwd()));
    }

    /** Such as {@code "sleep 60" in container runc-4711-12}. */
    @Override
    public String toString() {
        return "\"" + command + "\" in container " + container.id();
    }
}
