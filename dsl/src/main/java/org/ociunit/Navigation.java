package org.ociunit;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.Assert;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.MapAssert;
import org.assertj.core.api.StringAssert;
import org.jspecify.annotations.Nullable;

/**
 * How an assertion leads on to another one: to a plain one, which fails at once, or to a soft one.
 *
 * @param softly what collects the failures, or null for plain assertions
 */
record Navigation(@Nullable OciSoftAssertions softly) {
    static final Navigation PLAIN = new Navigation(null);

    /** Something on the way has failed: it is thrown, or collected so that the rest of the sentence can be tried. */
    void failed(AssertionError failure) {
        if (softly == null) {
            throw failure;
        }
        softly.collectAssertionError(failure);
    }

    <S extends Assert<? extends S, ? extends A>, A> S to(
            Class<S> type, Class<A> actualType, A actual, Function<A, S> plain) {
        return softly == null ? plain.apply(actual) : softly.proxy(type, actualType, actual);
    }

    AbstractStringAssert<?> to(String text) {
        return to(StringAssert.class, String.class, text, StringAssert::new);
    }

    @SuppressWarnings("unchecked") // there is no class literal of a list of strings
    ListAssert<String> to(List<String> list) {
        return softly == null
                ? new ListAssert<>(list)
                : (ListAssert<String>) softly.proxy(ListAssert.class, List.class, list);
    }

    @SuppressWarnings("unchecked") // there is no class literal of a map of strings
    MapAssert<Integer, String> to(Map<Integer, String> map) {
        return softly == null
                ? new MapAssert<>(map)
                : (MapAssert<Integer, String>) softly.proxy(MapAssert.class, Map.class, map);
    }
}
