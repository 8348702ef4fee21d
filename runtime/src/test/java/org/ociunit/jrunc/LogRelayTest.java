package org.ociunit.jrunc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Optional;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LogRelayTest {
    @Test
    void what_the_runtime_warns_of_is_a_line_of_the_log() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, UTF_8);
        ErrorLog log = new ErrorLog(ErrorLog.Format.TEXT, Optional.empty(), false, stream, false, Clock.systemUTC());
        System.Logger logger = System.getLogger("org.ociunit.runtime.embedded.HookCalls");

        int code = LogRelay.during(log, () -> {
            logger.log(Level.WARNING, "{0}: one\nand two", "c1");
            logger.log(Level.INFO, "three");
            return 7;
        });

        assertThat(code).isEqualTo(7);
        assertThat(Called.timeless(err.toString(UTF_8)))
                .isEqualTo("time=\"T\" level=warning msg=\"c1: one and two\"\n");
        assertThat(Logger.getLogger("org.ociunit").getHandlers()).isEmpty();
    }
}
