package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ociunit.spec.IdMapping;

class OwnerShiftTest {
    private static final List<IdMapping> MAPPINGS = List.of(IdMapping.of(0, 1000, 1), IdMapping.of(1, 100_000, 65_535));

    @Test
    void a_user_of_the_container_is_somebody_on_this_machine() {
        assertThat(OwnerShift.outside(MAPPINGS, 0)).hasValue(1000L);
        assertThat(OwnerShift.outside(MAPPINGS, 1)).hasValue(100_000L);
        assertThat(OwnerShift.outside(MAPPINGS, 65_535)).hasValue(165_534L);
    }

    @Test
    void whom_the_mappings_do_not_know_is_nobody() {
        assertThat(OwnerShift.outside(MAPPINGS, 65_536)).isEmpty();
        assertThat(OwnerShift.outside(null, 0)).isEmpty();
    }
}
