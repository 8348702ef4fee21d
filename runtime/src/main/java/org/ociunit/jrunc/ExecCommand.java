package org.ociunit.jrunc;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.ExecProcess;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.embedded.EmbeddedRuntime;
import org.ociunit.runtime.plan.JoinedPlans;
import org.ociunit.runtime.store.StoredContainer;
import org.ociunit.spec.ContainerProcess;

/** Runs a further process in a container, and ends as it does. Its own errors have an exit code of their own. */
final class ExecCommand implements Command {
    @Override
    public String name() {
        return "exec";
    }

    @Override
    public String purpose() {
        return "run a further process in a container";
    }

    @Override
    public String takes() {
        return "<container-id> <command> [arguments...] | -p process.json <container-id>";
    }

    @Override
    public Arity arity() {
        return Arity.atLeast(1);
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                MakingFlags.CONSOLE_SOCKET,
                MakingFlags.PIDFD_SOCKET,
                Flag.text("cwd", "the working directory in the container"),
                Flag.texts("env", "a further variable, as NAME=value").or("e"),
                Flag.toggle("tty", "give it a terminal").or("t"),
                Flag.text("user", "who runs it, as <uid>[:<gid>]").or("u"),
                Flag.numbers("additional-gids", "a further group").or("g"),
                Flag.text("process", "a file with the whole process, in JSON").or("p"),
                MakingFlags.DETACH,
                MakingFlags.PID_FILE,
                Flag.text("process-label", "its SELinux label"),
                Flag.text("apparmor", "its AppArmor profile"),
                Flag.toggle("no-new-privs", "let it never gain privileges"),
                Flag.texts("cap", "a further capability").or("c"),
                MakingFlags.PRESERVE_FDS,
                Flag.texts("cgroup", "a control group below the container's, as [<controller>[,...]:]<path>"),
                Flag.toggle("ignore-paused", "put it into a paused container, too"));
    }

    @Override
    public boolean stopsAtFirst() {
        return true;
    }

    @Override
    public int failure() {
        return 255;
    }

    @Override
    public String failurePrefix(Personality personality) {
        return "exec failed: ";
    }

    @Override
    public int run(Invocation invocation, Session session) {
        ContainerId id = Session.id(invocation);
        StoredContainer container = session.stored(id, Verb.EXEC);
        EmbeddedRuntime runtime = session.runtime();
        requireApplies(runtime, id, invocation.has("ignore-paused"));
        ContainerProcess process = ExecProcessFlags.process(invocation, session, container.spec());
        ExecOptions options = options(invocation, session, MakingFlags.hasTerminal(process));
        ExecProcess running = runtime.exec(id, process, options);
        DebugLines.joined(
                session, JoinedPlans.affinity(process, container.spec().process()));
        return invocation.has("detach") ? 0 : attend(running);
    }

    private static int attend(ExecProcess running) {
        Caller.foreground(running.pid());
        try {
            int code = running.waitFor(Foreground.FOREVER).code();
            Caller.awaitLast();
            return code;
        } finally {
            Caller.background();
        }
    }

    /** The state is told before the process is looked at. */
    private static void requireApplies(EmbeddedRuntime runtime, ContainerId id, boolean evenIfPaused) {
        Status status = runtime.state(id).status();
        boolean paused = status == Status.PAUSED;
        if (!Verb.EXEC.appliesTo(status) && !(paused && evenIfPaused)) {
            throw Verb.EXEC.illegal(id, status);
        }
    }

    private static ExecOptions options(Invocation invocation, Session session, boolean terminal) {
        boolean detached = invocation.has("detach");
        List<Path> preserved =
                Descriptors.preserved(invocation.number("preserve-fds").orElse(0L), Map.of());
        return ExecOptions.defaults()
                .withStdio(MakingFlags.stdio(invocation, session, terminal, detached))
                .withAttached(!detached)
                .withPidFile(MakingFlags.path(invocation, session, "pid-file"))
                .withPidfdSocket(MakingFlags.path(invocation, session, "pidfd-socket"))
                .withPreserved(preserved)
                .withCgroups(cgroups(invocation))
                .withEvenIfPaused(invocation.has("ignore-paused"));
    }

    private static List<String> cgroups(Invocation invocation) {
        List<String> groups = invocation.texts("cgroup");
        groups.stream().filter(group -> group.startsWith(":")).findFirst().ifPresent(group -> {
            throw new RefusalException("invalid --cgroup argument: " + group + " (empty <controller> prefix)");
        });
        return groups;
    }
}
