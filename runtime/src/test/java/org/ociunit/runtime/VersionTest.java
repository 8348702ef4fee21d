package org.ociunit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionTest {
    @ParameterizedTest
    @CsvSource({
        "runc version 1.1.5+ds1, 1, 1, 5, 1.1.5+ds1",
        "runc version 1.5.0-rc.1, 1, 5, 0, 1.5.0-rc.1",
        "crun version 1.8, 1, 8, 0, 1.8",
        "runsc version release-20231106.0, 20231106, 0, 0, 20231106.0",
        "1.2.3.4, 1, 2, 3, 1.2.3.4",
        "'nothing here ', 0, 0, 0, nothing here",
        "'', 0, 0, 0, ''"
    })
    void is_the_first_one_in_a_text(String text, int major, int minor, int patch, String written) {
        assertThat(Version.in(text))
                .isEqualTo(new Version(major, minor, patch, written))
                .hasToString(written);
    }

    @Test
    void is_the_first_one_of_several_lines() {
        assertThat(Version.in("runc version 1.1.5+ds1\ncommit: 1.1.5+ds1-1+deb12u1\nspec: 1.0.2-dev\n"))
                .isEqualTo(new Version(1, 1, 5, "1.1.5+ds1"));
    }

    @ParameterizedTest
    @CsvSource({"1.1.5, 1.1.10, -1", "1.10.0, 1.9.9, 1", "2.0, 1.99.99, 1", "1.8, 1.8.0, 0", "1.1.5+ds1, 1.1.5, 0"})
    void is_compared_by_its_numbers(String one, String other, int expected) {
        assertThat(Integer.signum(Version.in(one).compareTo(Version.in(other)))).isEqualTo(expected);
        assertThat(Integer.signum(Version.in(other).compareTo(Version.in(one)))).isEqualTo(-expected);
    }
}
