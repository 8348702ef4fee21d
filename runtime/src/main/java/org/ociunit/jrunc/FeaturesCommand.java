package org.ociunit.jrunc;

/** Prints what the runtime can do. */
final class FeaturesCommand implements Command {
    @Override
    public String name() {
        return "features";
    }

    @Override
    public String purpose() {
        return "show what this runtime can do";
    }

    @Override
    public String takes() {
        return "";
    }

    @Override
    public Arity arity() {
        return Arity.exactly(0);
    }

    @Override
    public int run(Invocation invocation, Session session) {
        session.out().print(GoJson.indented(session.runtime().features(), "    ") + "\n");
        return 0;
    }
}
