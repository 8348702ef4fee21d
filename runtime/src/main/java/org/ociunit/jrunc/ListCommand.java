package org.ociunit.jrunc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.runtime.embedded.EmbeddedRuntime;
import org.ociunit.runtime.store.StoredContainer;

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
        List<Map<String, Object>> containers = containers(session);
        session.out().print(invocation.has("quiet") ? names(containers) : text(containers, invocation));
        return 0;
    }

    private static List<Map<String, Object>> containers(Session session) {
        if (!session.hasStore()) {
            return List.of();
        }
        EmbeddedRuntime runtime = session.runtime();
        return session.store().list().stream()
                .flatMap(container -> members(runtime, container))
                .toList();
    }

    /** Somebody may delete it meanwhile. */
    private static Stream<Map<String, Object>> members(EmbeddedRuntime runtime, StoredContainer container) {
        try {
            return Stream.of(StateMembers.of(
                    container, runtime.state(container.containerId()), UserNames.of(container.owner())));
        } catch (ContainerNotFoundException gone) {
            return Stream.empty();
        }
    }

    private static String names(List<Map<String, Object>> containers) {
        StringBuilder text = new StringBuilder();
        containers.forEach(container -> text.append(container.get("id")).append('\n'));
        return text.toString();
    }

    private static String text(List<Map<String, Object>> containers, Invocation invocation) {
        return switch (invocation.text("format", "table")) {
            case "table" -> table(containers);
            case "json" -> (containers.isEmpty() ? "null" : GoJson.line(containers)) + "\n";
            default -> throw new RefusalException("invalid format option");
        };
    }

    static String table(List<Map<String, Object>> containers) {
        List<List<String>> rows = new ArrayList<>(List.of(TITLES));
        containers.forEach(container -> rows.add(COLUMNS.stream()
                .map(column -> String.valueOf(container.get(column)))
                .toList()));
        return new Table(12, 3).text(rows);
    }
}
