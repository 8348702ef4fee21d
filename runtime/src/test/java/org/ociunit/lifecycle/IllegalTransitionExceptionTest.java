package org.ociunit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ociunit.error.ContainerException;

class IllegalTransitionExceptionTest {
    private static final ContainerId ID = new ContainerId("web-1");

    @Test
    void a_verb_that_leads_to_another_state_names_both() {
        IllegalTransitionException e = new IllegalTransitionException("start", ID, Status.STOPPED, Status.RUNNING);

        assertThat(e).isInstanceOf(ContainerException.class).hasMessage("""
                Could not start container web-1: it is stopped.
                Why: a stopped container cannot become running.""");
        assertThat(e.from()).isEqualTo(Status.STOPPED);
        assertThat(e.to()).contains(Status.RUNNING);
    }

    @Test
    void a_verb_that_leaves_the_state_names_one() {
        IllegalTransitionException e = new IllegalTransitionException("exec", ID, Status.PAUSED);

        assertThat(e).hasMessage("Could not exec container web-1: it is paused.");
        assertThat(e.from()).isEqualTo(Status.PAUSED);
        assertThat(e.to()).isEmpty();
    }
}
