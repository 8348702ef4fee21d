package org.ociunit.jrunc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.Stdio;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Spec;

/** The flags of commands that make containers, and what they come to. */
final class MakingFlags {
    static final String CONFIG = "config.json";

    /** The commands that have them. */
    static final List<String> MAKING = List.of("create", "run", "restore");

    static final Flag BUNDLE = Flag.text("bundle", "the bundle's folder, by default the current one")
            .or("b");
    static final Flag DETACH = Flag.toggle("detach", "do not wait for the end").or("d");
    static final Flag CONSOLE_SOCKET =
            Flag.text("console-socket", "a unix socket that the terminal's master is sent over");
    static final Flag PIDFD_SOCKET =
            Flag.text("pidfd-socket", "a unix socket that a descriptor of the process is sent over");
    static final Flag PID_FILE = Flag.text("pid-file", "the file that the process id is written to");
    static final Flag NO_PIVOT = Flag.toggle("no-pivot", "change the root without pivot_root, on a RAM disk");
    static final Flag PRESERVE_FDS =
            Flag.number("preserve-fds", "how many descriptors from 3 on are handed over, behind those of LISTEN_FDS");
    static final Flag NO_SUBREAPER =
            Flag.toggle("no-subreaper", "accepted: orphans never become children of this program");

    private static final List<Flag> COMMON = List.of(
            BUNDLE,
            CONSOLE_SOCKET,
            PIDFD_SOCKET,
            PID_FILE,
            NO_PIVOT,
            Flag.toggle("no-new-keyring", "keep the caller's session keyring"),
            PRESERVE_FDS,
            Flag.text("config", "the configuration, by default the bundle's config.json"));

    private MakingFlags() {}

    static List<Flag> with(Flag... further) {
        List<Flag> all = new ArrayList<>(COMMON);
        all.addAll(List.of(further));
        return all;
    }

    static Path bundle(Invocation invocation, Session session) {
        return invocation
                .text("bundle")
                .map(session::path)
                .map(Reasons::requireFolder)
                .orElse(session.directory());
    }

    /** The bundle's configuration, or the one that is named; with what the caller's environment adds to it. */
    static Spec spec(Invocation invocation, Session session, ContainerId id, Path bundle) {
        Path file = invocation.text("config").map(session::path).orElse(bundle.resolve(CONFIG));
        if (Files.notExists(file)) {
            throw new RefusalException("JSON specification file " + CONFIG + " not found: " + file);
        }
        Spec spec = Spec.read(file);
        Spec listening = withVariables(spec, Descriptors.variables(session.environment()));
        return Notification.of(session, id)
                .map(notification -> notification.in(listening))
                .orElse(listening);
    }

    static Spec withVariables(Spec spec, List<String> further) {
        ContainerProcess process = spec.process();
        if (process == null || further.isEmpty()) {
            return spec;
        }
        List<String> variables = new ArrayList<>(Objects.requireNonNullElse(process.env(), List.of()));
        variables.addAll(further);
        return spec.withProcess(process.withEnv(variables));
    }

    /** How a container is made that the caller waits for, or does not wait for. */
    static CreateOptions options(Invocation invocation, Session session, Spec spec, boolean detached) {
        boolean terminal = hasTerminal(spec.process());
        long asked = invocation.number("preserve-fds").orElse(0L);
        List<Path> preserved = Descriptors.preserved(asked, session.environment());
        return CreateOptions.defaults()
                .withStdio(stdio(invocation, session, terminal, detached))
                .withAttached(!detached)
                .withPidFile(path(invocation, session, "pid-file"))
                .withPidfdSocket(path(invocation, session, "pidfd-socket"))
                .withPreserved(preserved)
                .withNoPivot(invocation.has("no-pivot"))
                .withNoNewKeyring(invocation.has("no-new-keyring"));
    }

    static @Nullable Path path(Invocation invocation, Session session, String flag) {
        return invocation.text(flag).map(session::path).orElse(null);
    }

    static boolean hasTerminal(@Nullable ContainerProcess process) {
        return process != null && Boolean.TRUE.equals(process.terminal());
    }

    /** Where the streams of a process lead, which depends on who is there to serve a terminal. */
    static Stdio stdio(Invocation invocation, Session session, boolean terminal, boolean detached) {
        boolean socket = invocation.text("console-socket").isPresent();
        if (detached && terminal && !socket) {
            throw new RefusalException("cannot allocate tty if runc will detach without setting console socket");
        }
        if (socket && !(detached && terminal)) {
            throw new RefusalException("cannot use console socket if runc will not detach or allocate tty");
        }
        if (socket) {
            return Stdio.over(session.path(invocation.text("console-socket").orElseThrow()));
        }
        return terminal ? Caller.terminal() : Caller.streams();
    }
}
