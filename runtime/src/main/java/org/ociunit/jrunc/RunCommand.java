package org.ociunit.jrunc;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.embedded.EmbeddedRuntime;
import org.ociunit.runtime.launcher.Readiness;
import org.ociunit.spec.Spec;

/** Makes a container and starts it; unless it is detached, waits for its end and deletes it. */
final class RunCommand implements Command {
    @Override
    public String name() {
        return "run";
    }

    @Override
    public String purpose() {
        return "create and run a container";
    }

    @Override
    public List<Flag> flags() {
        return MakingFlags.with(
                MakingFlags.DETACH,
                Flag.toggle("keep", "do not delete the container after its end"),
                MakingFlags.NO_SUBREAPER);
    }

    @Override
    public String failurePrefix(Personality personality) {
        return personality.name() + " run failed: ";
    }

    @Override
    public int run(Invocation invocation, Session session) {
        Path bundle = MakingFlags.bundle(invocation, session);
        ContainerId id = Session.id(invocation);
        boolean detached = invocation.has("detach");
        Spec spec = MakingFlags.spec(invocation, session, id, bundle);
        CreateOptions options = MakingFlags.options(invocation, session, spec, detached);
        EmbeddedRuntime runtime = session.runtime();
        runtime.create(id, bundle, spec, options);
        DebugLines.made(session, spec);
        return detached ? start(session, runtime, id) : attend(session, runtime, id, invocation.has("keep"));
    }

    private static int attend(Session session, EmbeddedRuntime runtime, ContainerId id, boolean keep) {
        Optional<Readiness> readiness = Notification.relay(session, id, Caller::pid);
        try {
            return Foreground.run(runtime, id, keep, () -> runtime.start(id));
        } finally {
            readiness.ifPresent(Readiness::close);
        }
    }

    private static int start(Session session, EmbeddedRuntime runtime, ContainerId id) {
        try {
            Notification.start(session, runtime, id);
            return 0;
        } catch (RuntimeException e) {
            runtime.delete(id, DeleteOptions.forced());
            throw e;
        }
    }
}
