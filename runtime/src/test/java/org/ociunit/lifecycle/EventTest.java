package org.ociunit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventTest {
    @Test
    void an_event_with_the_name_of_a_state_is_about_it() {
        assertThat(event("running").status()).contains(Status.RUNNING);
        assertThat(event("creating").status()).contains(Status.CREATING);
    }

    @Test
    void any_other_event_is_about_none() {
        assertThat(event("exec id").status()).isEmpty();
        assertThat(event("Running").status()).isEmpty();
        assertThat(event("running again").status()).isEmpty();
    }

    @Test
    void an_event_begins_with_what_it_is_about() {
        assertThat(event("running").kind()).isEqualTo(Event.Kind.STATE);
        assertThat(event("hook poststop failed: no").kind()).isEqualTo(Event.Kind.HOOK);
        assertThat(event("stdout: running").kind()).isEqualTo(Event.Kind.OUTPUT);
        assertThat(event("stderr: hook").kind()).isEqualTo(Event.Kind.OUTPUT);
        assertThat(event("exec hook").kind()).isEqualTo(Event.Kind.ACTION);
        assertThat(event("hooked").kind()).isEqualTo(Event.Kind.ACTION);
    }

    private static Event event(String what) {
        return new Event(Instant.EPOCH, Duration.ZERO, what, Event.Source.VERB);
    }
}
