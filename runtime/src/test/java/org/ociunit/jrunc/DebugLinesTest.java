package org.ociunit.jrunc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.spec.ExecCpuAffinity;

class DebugLinesTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Session session(boolean debug) {
        PrintStream stream = new PrintStream(err, true, UTF_8);
        ErrorLog log = new ErrorLog(ErrorLog.Format.TEXT, Optional.empty(), debug, stream, false, Clock.systemUTC());
        InputStream nothing = InputStream.nullInputStream();
        return new Session(Personality.RUNC, Map.of(), Path.of("/"), nothing, stream, log, Optional.empty(), true);
    }

    @ParameterizedTest
    @CsvSource({"0, 0x1", "'0-2,7', 0x87", "' 3 ', 0x8"})
    void a_list_of_processors_is_told_as_a_mask(String list, String mask) {
        DebugLines.joined(session(true), new ExecCpuAffinity(list, null, Map.of()));

        assertThat(err.toString(UTF_8)).contains("msg=\"nsexec: affinity: " + mask + "\"");
    }

    @Test
    void an_empty_list_is_as_good_as_none() {
        DebugLines.joined(session(true), new ExecCpuAffinity("", "0", Map.of()));

        assertThat(err.toString(UTF_8)).doesNotContain("affinity");
    }
}
