package org.ociunit.jrunc;

import java.nio.file.Path;
import java.util.List;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.CreateOptions;

/** Prints the plan of a bundle's container. */
final class ExplainCommand implements Command {
    @Override
    public String name() {
        return "explain";
    }

    @Override
    public String purpose() {
        return "show the steps that would make a container, and take none";
    }

    @Override
    public String takes() {
        return "[<container-id>]";
    }

    @Override
    public Arity arity() {
        return new Arity(0, 1);
    }

    @Override
    public List<Flag> flags() {
        return List.of(MakingFlags.BUNDLE, MakingFlags.NO_PIVOT);
    }

    @Override
    public int run(Invocation invocation, Session session) {
        Path bundle = MakingFlags.bundle(invocation, session);
        ContainerId id = invocation.arguments().isEmpty() ? new ContainerId("explained") : Session.id(invocation);
        CreateOptions options = CreateOptions.defaults().withNoPivot(invocation.has("no-pivot"));
        session.out().print(session.runtime().explain(id, bundle, options));
        return 0;
    }
}
