package org.ociunit.runtime.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.ociunit.error.UnsupportedByHostException;

class RuntimesTest {
    @Test
    void a_runtime_that_is_not_installed_is_told() {
        assertThatThrownBy(() -> Runtimes.installed("no-such-runtime"))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not find the runtime no-such-runtime.
                        Why: no folder of the PATH has such a program.
                        Fix: install it, such as with: apt-get install no-such-runtime""");
    }

    @Test
    void what_is_missing_has_a_reason() {
        assertThat(Runtimes.missing().keySet()).isSubsetOf("ociunit", "runc", "crun", "youki", "runsc");
        assertThat(Runtimes.missing().values())
                .allMatch(reason -> reason.matches("not installed|of no use here: .+\\."));
    }
}
