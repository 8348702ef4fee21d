package org.ociunit.jrunc;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.CriuAllowance;
import org.ociunit.runtime.CriuCgroups;
import org.ociunit.runtime.RestoreOptions;
import org.ociunit.runtime.embedded.EmbeddedRuntime;
import org.ociunit.spec.Spec;

/** Reads a container back from disk, through CRIU; unless it is detached, waits for its end and deletes it. */
final class RestoreCommand implements Command {
    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String purpose() {
        return "read a container back from disk";
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                MakingFlags.CONSOLE_SOCKET,
                CriuFlags.IMAGE_PATH,
                CriuFlags.WORK_PATH,
                CriuFlags.TCP_ESTABLISHED,
                CriuFlags.EXT_UNIX_SK,
                CriuFlags.SHELL_JOB,
                CriuFlags.FILE_LOCKS,
                CriuFlags.CGROUPS,
                MakingFlags.BUNDLE,
                MakingFlags.DETACH,
                MakingFlags.PID_FILE,
                MakingFlags.NO_SUBREAPER,
                MakingFlags.NO_PIVOT,
                CriuFlags.EMPTY_NS,
                CriuFlags.AUTO_DEDUP,
                CriuFlags.LAZY_PAGES,
                Flag.text("lsm-profile", "the security profile to restore with, as TYPE:NAME"),
                Flag.text("lsm-mount-context", "the SELinux context to mount with"));
    }

    @Override
    public int run(Invocation invocation, Session session) {
        Path bundle = MakingFlags.bundle(invocation, session);
        ContainerId id = Session.id(invocation);
        boolean detached = invocation.has("detach");
        RestoreOptions options =
                options(invocation, session, MakingFlags.spec(invocation, session, id, bundle), detached);
        EmbeddedRuntime runtime = session.runtime();
        runtime.restore(id, bundle, options);
        return detached ? 0 : Foreground.run(runtime, id, false, () -> {});
    }

    private static RestoreOptions options(Invocation invocation, Session session, Spec spec, boolean detached) {
        Set<CriuAllowance> allowed = CriuFlags.allowed(invocation);
        CriuCgroups cgroups = CriuFlags.cgroups(invocation);
        boolean terminal = MakingFlags.hasTerminal(spec.process());
        return RestoreOptions.from(CriuFlags.image(invocation, session))
                .withStdio(MakingFlags.stdio(invocation, session, terminal, detached))
                .withAttached(!detached)
                .withWork(MakingFlags.path(invocation, session, "work-path"))
                .withPidFile(MakingFlags.path(invocation, session, "pid-file"))
                .withNoPivot(invocation.has("no-pivot"))
                .withLazyPages(invocation.has("lazy-pages"))
                .withCgroups(cgroups)
                .withLsmProfile(invocation.text("lsm-profile").orElse(null))
                .withLsmMountContext(invocation.text("lsm-mount-context").orElse(null))
                .withAllowing(allowed);
    }
}
