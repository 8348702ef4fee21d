package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    @Test
    void a_registry_asks_for_a_token() {
        assertThat(Challenge.parse(List.of("Bearer realm=\"https://token.example/auth\",service=\"registry.example\","
                        + "scope=\"repository:a/b:pull,push repository:c:pull\",error=\"invalid_token\"")))
                .containsExactly(new Challenge(
                        "bearer",
                        Map.of(
                                "realm", "https://token.example/auth",
                                "service", "registry.example",
                                "scope", "repository:a/b:pull,push repository:c:pull",
                                "error", "invalid_token")));
    }

    @Test
    void several_stand_in_one_header_or_in_several_in_any_letters() {
        List<Challenge> challenges = Challenge.parse(
                List.of("BASIC Realm=\"a, \\\"b\\\"\" , bearer  realm = x,service=y", "Negotiate abc==, Digest a=b"));

        assertThat(challenges)
                .containsExactly(
                        new Challenge("basic", Map.of("realm", "a, \"b\"")),
                        new Challenge("bearer", Map.of("realm", "x", "service", "y")),
                        new Challenge("negotiate", Map.of()),
                        new Challenge("digest", Map.of("a", "b")));
        assertThat(Challenge.of("bearer", challenges)).hasValue(challenges.get(1));
        assertThat(Challenge.of("basic", List.of())).isEmpty();
    }

    @Test
    void what_is_no_challenge_ends_the_reading_and_does_no_harm() {
        assertThat(Challenge.parse(List.of("", " , ", "\"", "Basic", "Basic realm=\"open", "Bearer realm=\"a\" \"b\"")))
                .extracting(Challenge::scheme)
                .containsExactly("basic", "basic", "bearer");
        assertThat(Challenge.parse(List.of("Basic realm"))).hasSize(2);
        assertThat(Challenge.parse(List.of("Bearer realm=\"" + "\\".repeat(100_000))))
                .hasSize(1);
    }
}
