package org.ociunit.jrunc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ociunit.runtime.embedded.EmbeddedRuntime;
import org.ociunit.runtime.store.ContainerOutline;

/** Prints the containers of the state root. */
final class ListCommand implements Command {
    @Override
    public String name() {
        return "list";
    }

    @Override
    public String purpose() {
        return "list the containers of the state root";
    }

    @Override
    public String takes() {
        return "";
    }

    @Override
    public Arity arity() {
        return Arity.exactly(0);
    }

    static final Flag FORMAT = Flag.text("format", "table or json").or("f").initially("table");

    private static final List<String> TITLES = List.of("ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER");
    private static final List<String> COLUMNS = List.of("id", "pid", "status", "bundle", "created", "owner");

    @Override
    public List<Flag> flags() {
        return List.of(FORMAT, Flag.toggle("quiet", "print the names alone").or("q"));
    }

    @Override
    public int run(Invocation invocation, Session session) {
        requireFormat(invocation.text("format", "table"));
        List<Map<String, Object>> containers = containers(session);
        session.out().print(invocation.has("quiet") ? names(containers) : text(containers, invocation));
        return 0;
    }

    private static List<Map<String, Object>> containers(Session session) {
        if (!session.hasStore()) {
            session.namedRoot().ifPresent(root -> {
                throw new RefusalException("open " + root + ": no such file or directory");
            });
            return List.of();
        }
        EmbeddedRuntime runtime = session.onlooker();
        List<Map<String, Object>> containers = new ArrayList<>();
        for (ContainerOutline container : runtime.store().list()) {
            containers.add(StateMembers.of(container, runtime.stateOf(container), UserNames.of(container.owner())));
        }
        return containers;
    }

    private static void requireFormat(String format) {
        if (!List.of("table", "json").contains(format)) {
            throw new RefusalException("invalid format option");
        }
    }

    private static String names(List<Map<String, Object>> containers) {
        StringBuilder text = new StringBuilder();
        containers.forEach(container -> text.append(container.get("id")).append('\n'));
        return text.toString();
    }

    private static String text(List<Map<String, Object>> containers, Invocation invocation) {
        return invocation.text("format", "table").equals("table")
                ? table(containers)
                : (containers.isEmpty() ? "null" : GoJson.line(containers)) + "\n";
    }

    static String table(List<Map<String, Object>> containers) {
        List<List<String>> rows = new ArrayList<>(List.of(TITLES));
        for (Map<String, Object> container : containers) {
            List<String> row = new ArrayList<>();
            for (String column : COLUMNS) {
                row.add(String.valueOf(container.get(column)));
            }
            rows.add(row);
        }
        return new Table(12, 3).text(rows);
    }
}
