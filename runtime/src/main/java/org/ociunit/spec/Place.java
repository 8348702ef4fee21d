package org.ociunit.spec;

import java.math.BigInteger;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;
import org.ociunit.json.JsonPath;

/**
 * A place in a configuration, and the rules that many places share. What breaks one is taken down, under the clause
 * that is in force. A value that is absent breaks none but {@link #required}.
 */
final class Place {
    private static final int SHOWN = 80;
    private static final Pattern NUMBERS = Pattern.compile("\\d+(-\\d+)?(,\\d+(-\\d+)?)*");

    private final String path;
    private final String clause;
    private final List<Violation> violations;

    private Place(String path, String clause, List<Violation> violations) {
        this.path = path;
        this.clause = clause;
        this.violations = violations;
    }

    /** The document itself. */
    static Place document(List<Violation> violations) {
        return new Place("", "config.md", violations);
    }

    /** The same place under another clause. */
    Place clause(String other) {
        return new Place(path, other, violations);
    }

    Place member(String name) {
        return new Place(JsonPath.member(path, name), clause, violations);
    }

    Place element(int index) {
        return new Place(JsonPath.element(path, index), clause, violations);
    }

    <T> void each(@Nullable List<T> elements, BiConsumer<T, Place> rules) {
        int index = 0;
        for (T element : elements == null ? List.<T>of() : elements) {
            rules.accept(element, element(index++));
        }
    }

    /** The rules of the members' names and values. */
    interface MemberRules<T> {
        void check(String name, T value, Place at);
    }

    <T> void eachMember(@Nullable Map<String, T> members, MemberRules<T> rules) {
        if (members != null) {
            members.forEach((name, value) -> rules.check(name, value, member(name)));
        }
    }

    void error(String rule) {
        add(Violation.Severity.ERROR, null, rule);
    }

    void error(Object found, String rule) {
        add(Violation.Severity.ERROR, found, rule);
    }

    void warning(String rule) {
        add(Violation.Severity.WARNING, null, rule);
    }

    void warning(Object found, String rule) {
        add(Violation.Severity.WARNING, found, rule);
    }

    boolean required(@Nullable Object value) {
        if (value == null) {
            error("is required");
        }
        return value != null;
    }

    void notEmpty(@Nullable String value) {
        if (value != null && value.isEmpty()) {
            error(value, "must not be empty");
        }
        text(value);
    }

    /** The kernel's text ends at the first NUL. */
    void text(@Nullable String value) {
        if (value != null && value.indexOf('\0') >= 0) {
            error(value, "must not contain a NUL character");
        }
    }

    void absolute(@Nullable String value) {
        if (value != null && !value.startsWith("/")) {
            error(value, "must be an absolute path");
        }
        text(value);
    }

    void oneOf(@Nullable String value, Collection<String> allowed) {
        if (value != null && !allowed.contains(value)) {
            error(value, "must be one of " + String.join(", ", allowed));
        }
    }

    void within(@Nullable Number value, long least, long most) {
        if (value != null && (value.longValue() < least || value.longValue() > most)) {
            error(value, "must be from " + least + " to " + most);
        }
    }

    void atLeast(@Nullable Number value, long least) {
        if (value != null && value.longValue() < least) {
            error(value, "must be at least " + least);
        }
    }

    /** A list of numbers such as {@code 0-3,7}; an empty one is as good as an absent one. */
    void numbers(@Nullable String value) {
        if (value != null && !value.isEmpty() && !isList(value)) {
            error(value, "must be a list of numbers and rising ranges, such as 0-3,7");
        }
    }

    private static boolean isList(String value) {
        return NUMBERS.matcher(value).matches()
                && Pattern.compile(",").splitAsStream(value).allMatch(Place::rises);
    }

    private static boolean rises(String range) {
        String[] ends = range.split("-", 2);
        return isCounted(ends[ends.length - 1])
                && new BigInteger(ends[0]).compareTo(new BigInteger(ends[ends.length - 1])) <= 0;
    }

    /** No kernel is built for more processors or nodes. */
    private static boolean isCounted(String number) {
        return new BigInteger(number).bitLength() <= Short.SIZE;
    }

    /** That no two elements have the same key; the later one is told. */
    <T> void distinct(@Nullable List<T> elements, String member, Function<T, @Nullable String> key) {
        Set<String> keys = new HashSet<>();
        each(elements, (element, at) -> {
            String value = key.apply(element);
            if (value != null && !keys.add(value)) {
                at.member(member).error(value, "must not be there twice");
            }
        });
    }

    /** A number whose 64 bits are read without a sign. */
    static Number unsigned(long bits) {
        return bits < 0 ? new BigInteger(Long.toUnsignedString(bits)) : bits;
    }

    private void add(Violation.Severity severity, @Nullable Object found, String rule) {
        violations.add(new Violation(severity, path, found == null ? null : shown(found), rule, clause));
    }

    private static String shown(Object found) {
        if (!(found instanceof String text)) {
            return found.toString();
        }
        return Json.toText(text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...");
    }
}
