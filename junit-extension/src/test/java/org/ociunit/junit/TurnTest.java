package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.runtime.OciRuntime;

class TurnTest {
    private static final OciRuntime FAKE = new FakeRuntime();

    @Test
    void without_names_each_runtime_has_one() {
        assertThat(Turn.all(new String[0], List.of(FAKE), Map.of("crun", "not installed")))
                .containsExactly(new Turn("fake 1.2.3", Optional.of(FAKE), ""));
    }

    @Test
    void each_name_has_one_in_its_order_whether_its_runtime_is_here_or_not() {
        assertThat(Turn.all(new String[] {"crun", "fake", "rund"}, List.of(FAKE), Map.of("crun", "not installed")))
                .containsExactly(
                        new Turn("crun", Optional.empty(), "needs crun: not installed"),
                        new Turn("fake 1.2.3", Optional.of(FAKE), ""),
                        new Turn("rund", Optional.empty(), "needs rund: no runtime of this name is known"));
    }

    @Test
    void a_machine_without_any_has_one_that_says_so() {
        Map<String, String> missing = new LinkedHashMap<>();
        missing.put("runc", "not installed");
        missing.put("crun", "refuses this machine");

        assertThat(Turn.all(new String[0], List.of(), missing))
                .containsExactly(new Turn(
                        "no runtime",
                        Optional.empty(),
                        "needs an OCI runtime: missing are runc (not installed), crun (refuses this machine)"));
    }
}
