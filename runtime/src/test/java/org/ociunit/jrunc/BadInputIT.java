package org.ociunit.jrunc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;

/**
 * Configurations with one mistake each, from {@code bad-inputs.txt}: what is replaced in a good one, by what, and what is
 * said of it then. One line names the place and the value, and nothing is made.
 */
@NeedsEmbedded
@NeedsRoot
@Timeout(60)
class BadInputIT {
    private static final String GOOD = """
            {"ociVersion":"1.0.2",\
            "process":{"user":{"uid":0,"gid":0},"args":["true"],"env":["PATH=/usr/bin"],"cwd":"/"},\
            "root":{"path":"rootfs"},\
            "mounts":[{"destination":"/proc","type":"proc","source":"proc"},\
            {"destination":"/usr","type":"bind","source":"/usr","options":["rbind","ro"]}],\
            "linux":{"namespaces":[{"type":"pid"},{"type":"mount"},{"type":"ipc"},{"type":"uts"}]}}""";

    @TempDir
    Path folder;

    static Stream<Arguments> cases() throws IOException {
        try (InputStream table = Objects.requireNonNull(BadInputIT.class.getResourceAsStream("bad-inputs.txt"))) {
            List<String> lines = new String(table.readAllBytes(), UTF_8).lines().toList();
            return lines.stream().map(line -> Arguments.of((Object[]) line.split(" \\| ", -1)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void is_told_on_one_line_before_anything_is_made(String name, String old, String mistaken, String told)
            throws IOException {
        String id = "bad-" + ProcessHandle.current().pid();
        TestBundle.in(folder, "true");
        Files.writeString(folder.resolve("rootfs/etc/taken"), "");
        assertThat(GOOD).contains(old);
        Files.writeString(folder.resolve("config.json"), GOOD.replace(old, mistaken));

        Called run = Called.with(folder, "--root", "state", "run", id);

        assertThat(run)
                .isEqualTo(new Called(
                        1,
                        "",
                        Called.error(
                                "jrunc run failed: " + told.replace("ID", id).replace("FOLDER", folder.toString()))));
        assertThat(Traces.of(id)).isEmpty();
        assertThat(folder.resolve("state"))
                .satisfiesAnyOf(
                        state -> assertThat(state).doesNotExist(),
                        state -> assertThat(state).isEmptyDirectory());
    }
}
