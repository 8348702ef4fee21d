package org.ociunit.samples.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ociunit.runtime.host.Host;

/**
 * The figures, for people and for programs.
 *
 * @param rounds how often each was measured
 * @param columns what was measured
 * @param missing what was not, by name, and why
 */
record Report(int rounds, List<Column> columns, Map<String, String> missing) {
    private static final List<Aim> AIMS = List.of(
            new Aim(Contenders.EMBEDDED, Contenders.BARE, 1.5),
            new Aim(Contenders.EMBEDDED, "crun command", 0.35),
            new Aim(Contenders.EMBEDDED, "runc command", 0.15),
            new Aim(PortRounds.FORWARDED_BYTES, PortRounds.LOOPBACK_BYTES, 2),
            new Aim("jrunc state", ColdStarts.HELLO, 2),
            new Aim("jrunc list", ColdStarts.HELLO, 2));

    private static final List<Surplus> SURPLUSES = List.of(new Surplus(RootRounds.OVERLAID, RootRounds.BOUND, 1000));

    /**
     * What something is to need beyond something else.
     *
     * @param of what
     * @param beside in comparison with what
     * @param most how many microseconds more at most
     */
    private record Surplus(String of, String beside, double most) {
        String line(Column one, Column other) {
            double tenth = one.tenth() - other.tenth();
            return String.format(
                    Locale.ROOT,
                    "%s takes %.0f more than %s by the tenth percentile, %.0f by the median; at most %.0f is the aim: %s%n",
                    of,
                    tenth,
                    beside,
                    one.median() - other.median(),
                    most,
                    tenth <= most ? "met" : "not met");
        }
    }

    /**
     * What something is to need.
     *
     * @param of what
     * @param beside in comparison with what
     * @param most how many times as long at most
     */
    private record Aim(String of, String beside, double most) {}

    /** Where it stands: how many times as long as something else. */
    private record Ratio(Aim aim, double tenth, double median) {
        String line() {
            return String.format(
                    Locale.ROOT,
                    "%s is %.2f times %s by the tenth percentile, %.2f by the median; at most %.2f is the aim: %s%n",
                    aim.of,
                    tenth,
                    aim.beside,
                    median,
                    aim.most,
                    tenth <= aim.most ? "met" : "not met");
        }

        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"of\": \"%s\", \"to\": \"%s\", \"tenth\": %.3f, \"median\": %.3f, \"aim\": %.2f}",
                    aim.of,
                    aim.beside,
                    tenth,
                    median,
                    aim.most);
        }
    }

    private Stream<Ratio> ratios() {
        return AIMS.stream()
                .flatMap(aim -> column(aim.of)
                        .flatMap(one -> column(aim.beside)
                                .map(other ->
                                        new Ratio(aim, one.tenth() / other.tenth(), one.median() / other.median())))
                        .stream());
    }

    private Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    String table() {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT, "%-46s %12s %12s%n", rounds + " rounds, microseconds", "10th perc.", "median"));
        columns.forEach(column -> table.append(
                String.format(Locale.ROOT, "%-46s %12.0f %12.0f%n", column.name(), column.tenth(), column.median())));
        missing.forEach((name, reason) -> table.append(String.format("%-46s not here: %s%n", name, reason)));
        ratios().forEach(ratio -> table.append(ratio.line()));
        SURPLUSES.forEach(surplus -> column(surplus.of)
                .ifPresent(one -> column(surplus.beside).ifPresent(other -> table.append(surplus.line(one, other)))));
        return table.toString();
    }

    String json() {
        Stream<String> measured = columns.stream()
                .map(column -> String.format(
                        Locale.ROOT,
                        "{\"name\": %s, \"tenth\": %.1f, \"median\": %.1f}",
                        quoted(column.name()),
                        column.tenth(),
                        column.median()));
        Stream<String> others = missing.entrySet().stream()
                .map(entry -> String.format(
                        "{\"name\": %s, \"missing\": %s}", quoted(entry.getKey()), quoted(entry.getValue())));
        Host host = Host.current();
        return String.format(
                "{%n  \"kernel\": %s,%n  \"cgroups\": %s,%n  \"root\": %s,%n  \"java\": %s,%n  \"rounds\": %d,%n"
                        + "  \"unit\": \"microseconds\",%n  \"columns\": %s,%n  \"ratios\": %s%n}%n",
                quoted(host.kernel()),
                quoted(host.cgroups().toString()),
                host.isRoot(),
                quoted(Runtime.version().toString()),
                rounds,
                list(Stream.concat(measured, others)),
                list(ratios().map(Ratio::json)));
    }

    private static String list(Stream<String> items) {
        return items.map(item -> "\n    " + item).collect(Collectors.joining(",", "[", "\n  ]"));
    }

    private static String quoted(String text) {
        String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
        return '"' + escaped + '"';
    }
}
