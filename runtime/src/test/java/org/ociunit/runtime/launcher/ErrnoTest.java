package org.ociunit.runtime.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrnoTest {
    @ParameterizedTest
    @CsvSource({
        "1, EPERM, operation not permitted",
        "2, ENOENT, no such file or folder",
        "13, EACCES, permission denied",
        "17, EEXIST, it exists already",
        "22, EINVAL, invalid argument",
        "10, ECHILD, a program failed",
        "19, ENODEV, this kernel knows no such device or file system",
        "34, ERANGE, out of range",
        "75, EOVERFLOW, value too large: an id that is not mapped",
        "95, ENOTSUP, not supported here",
        "104, ECONNRESET, the other side has gone",
        "107, ENOTCONN, not connected",
        "110, ETIMEDOUT, it took too long",
        "122, EDQUOT, the quota is used up",
        "125, ECANCELED, the other process has ended",
        "38, ENOSYS, this kernel has no such call"
    })
    void a_known_number_has_a_name_and_a_meaning(int number, String name, String meaning) {
        assertThat(Errno.of(number)).isEqualTo(new Errno(name, meaning));
    }

    @Test
    void none_at_all_means_that_a_signal_came_first() {
        assertThat(Errno.of(0)).isEqualTo(new Errno("killed", "a signal ended the process"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 41, 134, Integer.MAX_VALUE})
    void an_unknown_number_stays_one(int number) {
        assertThat(Errno.of(number)).isEqualTo(new Errno("errno " + number, "see errno(3)"));
    }

    @Test
    void no_such_process_is_what_a_process_that_has_ended_gives() {
        assertThat(Errno.of(Errno.ESRCH)).isEqualTo(new Errno("ESRCH", "no such process"));
    }
}
