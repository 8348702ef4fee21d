package org.ociunit.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ociunit.spec.Capabilities;

class CapabilitySetsTest {
    private static final long CHOWN = 1;

    @Test
    void leaves_out_an_ambient_capability_that_is_not_inheritable_too() {
        CapabilitySets sets = CapabilitySets.of(Capabilities.of("CAP_CHOWN").withAmbient(List.of("CAP_CHOWN")));

        assertThat(sets).isEqualTo(new CapabilitySets(CHOWN, CHOWN, CHOWN, 0, 0));
    }

    @Test
    void leaves_out_an_ambient_capability_that_is_not_permitted_too() {
        CapabilitySets sets = CapabilitySets.of(
                Capabilities.of().withInheritable(List.of("CAP_CHOWN")).withAmbient(List.of("CAP_CHOWN")));

        assertThat(sets).isEqualTo(new CapabilitySets(0, 0, 0, CHOWN, 0));
    }

    @Test
    void keeps_an_ambient_capability_that_can_be_granted() {
        CapabilitySets sets = CapabilitySets.of(Capabilities.of("CAP_CHOWN")
                .withInheritable(List.of("CAP_CHOWN"))
                .withAmbient(List.of("CAP_CHOWN")));

        assertThat(sets).isEqualTo(new CapabilitySets(CHOWN, CHOWN, CHOWN, CHOWN, CHOWN));
    }
}
