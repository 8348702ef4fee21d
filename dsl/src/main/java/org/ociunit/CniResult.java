package org.ociunit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What plugins have done: SPEC.md, section 5, "Result types", "ADD Success".
 *
 * @param members all that the last one of them has told
 */
record CniResult(Map<String, Object> members) {
    static CniResult of(Map<?, ?> members) {
        Map<String, Object> copy = new LinkedHashMap<>();
        members.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return new CniResult(copy);
    }

    /** The container's, without the lengths of their prefixes. */
    List<String> addresses() {
        return elements(members.get("ips"))
                .filter(Map.class::isInstance)
                .map(ip -> String.valueOf(((Map<?, ?>) ip).get("address")).replaceFirst("/.*", ""))
                .toList();
    }

    /** A text for resolv.conf(5); nothing if they name no name server. */
    Optional<String> resolver() {
        if (!(members.get("dns") instanceof Map<?, ?> dns)
                || elements(dns.get("nameservers")).findAny().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(elements(dns.get("nameservers"))
                        .map(server -> "nameserver " + server + "\n")
                        .collect(Collectors.joining())
                + line("domain", Stream.ofNullable(dns.get("domain")))
                + line("search", elements(dns.get("search")))
                + line("options", elements(dns.get("options"))));
    }

    private static String line(String keyword, Stream<?> words) {
        String joined = words.map(String::valueOf).collect(Collectors.joining(" "));
        return joined.isEmpty() ? "" : keyword + " " + joined + "\n";
    }

    private static Stream<?> elements(@Nullable Object list) {
        return list instanceof List<?> elements ? elements.stream() : Stream.of();
    }
}
