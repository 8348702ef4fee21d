package org.ociunit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ExitTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final int CORE = 0x80;

    @Test
    void a_process_that_returned_has_a_code_and_no_signal() {
        Exit exit = Exit.withCode(3, NOW);

        assertThat(exit.status()).isEqualTo(0x300);
        assertThat(exit.code()).isEqualTo(3);
        assertThat(exit.signal()).isEmpty();
        assertThat(exit.outOfMemory()).isFalse();
        assertThat(exit.at()).isEqualTo(NOW);
        assertThat(exit).hasToString("exited with 3");
    }

    @Test
    void a_process_that_was_killed_has_the_code_that_a_shell_gives_it() {
        Exit exit = Exit.bySignal(Signal.TERM, NOW);

        assertThat(exit.status()).isEqualTo(15);
        assertThat(exit.code()).isEqualTo(143);
        assertThat(exit.signal()).contains(Signal.TERM);
        assertThat(exit.at()).isEqualTo(NOW);
        assertThat(exit).hasToString("was killed by TERM");
    }

    @Test
    void an_exit_code_of_137_is_no_death_by_kill() {
        Exit returned = Exit.withCode(137, NOW);
        Exit killed = Exit.bySignal(Signal.KILL, NOW);

        assertThat(returned.code()).isEqualTo(killed.code()).isEqualTo(137);
        assertThat(returned.signal()).isEmpty();
        assertThat(killed.signal()).contains(Signal.KILL);
        assertThat(returned).hasToString("exited with 137").isNotEqualTo(killed);
        assertThat(killed).hasToString("was killed by KILL");
    }

    @Test
    void a_code_is_between_0_and_255() {
        assertThat(Exit.withCode(0, NOW).code()).isZero();
        assertThat(Exit.withCode(255, NOW).code()).isEqualTo(255);
        assertThat(Exit.withCode(-1, NOW).code()).isEqualTo(255);
        assertThat(Exit.withCode(256, NOW).code()).isZero();
    }

    @Test
    void a_core_file_does_not_change_the_signal() {
        Exit exit = new Exit(Signal.QUIT.number() | CORE, false, NOW);

        assertThat(exit.signal()).contains(Signal.QUIT);
        assertThat(exit.code()).isEqualTo(131);
    }

    @Test
    void running_out_of_memory_is_told() {
        assertThat(new Exit(Signal.KILL.number(), true, NOW)).hasToString("was killed by KILL (out of memory)");
        assertThat(new Exit(1 << 8, true, NOW)).hasToString("exited with 1 (out of memory)");
    }
}
