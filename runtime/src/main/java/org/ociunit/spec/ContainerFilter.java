package org.ociunit.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;

/**
 * The usual filter of a container's system calls. It is written down as a filter whose rules say more than the
 * specification has: what they are {@code about}, and which capability they are {@code with} or {@code without}.
 */
final class ContainerFilter {
    private static final String RESOURCE = "container-filter.json";

    private static final class Whole {
        static final Seccomp FILTER = Json.read(text(), RESOURCE, Seccomp.class);
    }

    private ContainerFilter() {}

    /** The filter for processes that can have no other capabilities than these. */
    static Seccomp forBounding(@Nullable List<String> capabilities) {
        Set<String> held = capabilities == null ? Set.of() : Set.copyOf(capabilities);
        Stream<Syscall> rules = Stream.ofNullable(Whole.FILTER.syscalls()).flatMap(List::stream);
        return Whole.FILTER.withSyscalls(rules.filter(rule -> applies(rule.unknown(), held))
                .map(rule -> rule.withUnknown(Map.of()))
                .toList());
    }

    private static boolean applies(Map<String, Object> conditions, Set<String> held) {
        return (!conditions.containsKey("with") || held.contains(conditions.get("with")))
                && (!conditions.containsKey("without") || !held.contains(conditions.get("without")));
    }

    private static String text() {
        try (InputStream resource = ContainerFilter.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("The jar lacks " + RESOURCE + ".");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + RESOURCE + " from the jar", e);
        }
    }
}
