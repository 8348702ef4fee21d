package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.runtime.testkit.NeedsEmbedded;

/** Which program is taken, and what is told of those that do not do: the programs are scripts of the test's. */
@Tag("once")
@NeedsEmbedded
@Timeout(60)
class WayOutIT {
    private static final String ABLE_PASTA = """
            case $1 in
              --version) echo pasta of the test; exit ;;
              --help) echo --config-net --ns-ifname --no-map-gw --dns-forward --runas >&2; exit 1 ;;
            esac
            """;
    private static final String ABLE_SLIRP4NETNS = """
            case $1 in
              --version) echo slirp4netns of the test; exit ;;
              --help) echo --configure --disable-host-loopback --enable-sandbox --enable-seccomp --ready-fd; exit ;;
            esac
            """;

    @TempDir
    private Path folder;

    @Test
    void the_next_one_is_taken_where_one_fails() throws Exception {
        program("pasta", ABLE_PASTA + "echo it is dark here >&2; exit 3");
        program("slirp4netns", ABLE_SLIRP4NETNS + "echo $* >" + folder + "/called; echo 1 >&3; exec sleep 60");

        Connection connection = open(Duration.ofSeconds(10));

        assertThat(folder.resolve("called"))
                .hasContent("--configure --mtu=65520 --disable-host-loopback --enable-sandbox --enable-seccomp"
                        + " --ready-fd=3 " + ProcessHandle.current().pid() + " tap0");
        connection.close();
        connection.close();
    }

    @Test
    void of_each_that_does_not_do_it_is_told_why() throws Exception {
        program("pasta", ABLE_PASTA + "echo it is dark here; echo and cold >&2; exit 3");
        program("slirp4netns", ABLE_SLIRP4NETNS + "exec sleep 60");

        assertThatThrownBy(() -> open(Duration.ofMillis(300)))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not give container web a way out.
                        Why: pasta of the test (%1$s/pasta) ended with 3 and said: it is dark here; and cold; \
                        slirp4netns of the test (%1$s/slirp4netns) was not ready within 300 ms and said nothing.""".formatted(folder));
    }

    @Test
    void a_version_that_is_too_old_is_not_taken() throws Exception {
        program("slirp4netns", """
                case $1 in
                  --version) echo slirp4netns version 0.3.0 ;;
                  --help) echo --disable-host-loopback --ready-fd ;;
                esac
                """);

        assertThatThrownBy(() -> open(Duration.ofSeconds(10))).hasMessage("""
                        Could not give container web a way out.
                        Why: pasta is not installed; slirp4netns version 0.3.0 (%s/slirp4netns) does not know \
                        --configure, --enable-sandbox, --enable-seccomp.
                        Fix: apt-get install passt.""".formatted(folder));
    }

    @Test
    void one_that_cannot_be_run_is_passed_over() throws Exception {
        Path broken = Files.writeString(folder.resolve("pasta"), "#!/no/such/shell\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();

        assertThatThrownBy(() -> open(Duration.ofSeconds(10))).hasMessage("""
                        Could not give container web a way out.
                        Why: pasta: Could not start %1$s/pasta. execute %1$s/pasta: ENOENT (no such file or folder); \
                        slirp4netns is not installed.
                        Fix: apt-get install slirp4netns.""".formatted(folder));
    }

    private Connection open(Duration deadline) {
        long pid = ProcessHandle.current().pid();
        Outlet.Inside inside =
                new Outlet.Inside("container web", pid, NetworkFiles.of(pid), false, folder.resolve("ready"));
        return new WayOut(inside, deadline).open(List.of(folder));
    }

    private void program(String name, String script) throws IOException {
        Path program = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script);
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }
}
