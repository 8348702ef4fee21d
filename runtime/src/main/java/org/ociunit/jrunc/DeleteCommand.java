package org.ociunit.jrunc;

import java.util.List;
import org.ociunit.runtime.DeleteOptions;

/** Removes what is left of a container. */
final class DeleteCommand implements Command {
    @Override
    public String name() {
        return "delete";
    }

    @Override
    public String purpose() {
        return "delete what is left of a container";
    }

    @Override
    public List<Flag> flags() {
        return List.of(Flag.toggle("force", "kill the container first if it still runs")
                .or("f"));
    }

    @Override
    public int run(Invocation invocation, Session session) {
        session.runtime().delete(Session.id(invocation), new DeleteOptions(invocation.has("force")));
        return 0;
    }
}
