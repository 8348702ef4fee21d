package org.ociunit;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * The text form of when a container is of use, see {@link Bundle#ofJson}: one condition, in the words of {@link Ready}.
 *
 * @param logLine see {@link Ready#logLine}
 * @param exec see {@link Ready#exec}
 * @param port see {@link Ready#port}; beside {@code http} the port of the server
 * @param http see {@link Ready#http(String)}
 */
record ReadyDocument(
        @Nullable String logLine,
        @Nullable List<String> exec,
        @Nullable Integer port,
        @Nullable String http,
        @Unknown Map<String, Object> unknown) {
    ReadyDocument {
        long told = Stream.of(logLine != null, exec != null, port != null || http != null)
                .filter(is -> is)
                .count();
        if (!unknown.isEmpty() || told != 1) {
            throw new IllegalArgumentException("it takes one of logLine, exec, port and http, or http with its port");
        }
    }

    static ReadyDocument logLine(String regex) {
        return new ReadyDocument(regex, null, null, null, Map.of());
    }

    static ReadyDocument exec(String... args) {
        return new ReadyDocument(null, List.of(args), null, null, Map.of());
    }

    static ReadyDocument port(@Nullable Integer port, @Nullable String http) {
        return new ReadyDocument(null, null, port, http, Map.of());
    }

    /** The condition that the text describes. */
    Ready ready() {
        if (logLine != null) {
            return Ready.logLine(logLine);
        }
        if (exec != null) {
            return Ready.exec(exec.toArray(String[]::new));
        }
        if (port != null) {
            return http == null ? Ready.port(port) : Ready.http(port, http);
        }
        return Ready.http(String.valueOf(http)); // the one that is left
    }

    /**
     * A condition that a text tells.
     *
     * @param text the text
     * @param ready the condition
     */
    record Told(ReadyDocument text, Ready ready) implements Ready {
        @Override
        public String description() {
            return ready.description();
        }

        @Override
        public boolean test(Container container) {
            return ready.test(container);
        }
    }
}
