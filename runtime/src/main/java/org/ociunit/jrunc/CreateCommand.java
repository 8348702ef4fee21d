package org.ociunit.jrunc;

import java.nio.file.Path;
import java.util.List;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.spec.Spec;

/** Makes a container, whose program waits for its start. */
final class CreateCommand implements Command {
    @Override
    public String name() {
        return "create";
    }

    @Override
    public String purpose() {
        return "create a container";
    }

    @Override
    public List<Flag> flags() {
        return MakingFlags.with();
    }

    @Override
    public String failurePrefix(Personality personality) {
        return personality.name() + " create failed: ";
    }

    @Override
    public int run(Invocation invocation, Session session) {
        Path bundle = MakingFlags.bundle(invocation, session);
        ContainerId id = Session.id(invocation);
        Spec spec = MakingFlags.spec(invocation, session, id, bundle);
        CreateOptions options = MakingFlags.options(invocation, session, spec, true);
        session.runtime().create(id, bundle, spec, options);
        DebugLines.made(session, spec);
        return 0;
    }
}
