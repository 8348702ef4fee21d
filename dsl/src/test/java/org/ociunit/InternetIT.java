package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.image.Image;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsPasta;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsRunsc;
import org.ociunit.runtime.testkit.NeedsSlirp4netns;

/** A container's way out, in a network that is the test's own: there is a world outside, and a loopback to be kept from. */
@Tag("once")
@NeedsEmbedded
@Timeout(180)
class InternetIT {
    /** What is outside can be reached, also by its name, and what this machine has for itself cannot. */
    private static final String OUTSIDE_ALONE = """
            198.51.100.1/8000: hello from outside
            outside.example/8000: hello from outside
            127.0.0.1/9000: no
            10.0.2.2/9000: no
            10.0.2.3/9000: no
            198.51.100.1/9000: no
            198.51.100.2/9000: no
            left: []
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"by default", "rootless"})
    @NeedsPasta
    void pasta_leads_outside_and_nowhere_else(String whose) throws Exception {
        try (PrivateNetwork network = PrivateNetwork.start(folder, List.of(), InternetCase.class, whose)) {
            assertThat(network.allOutput()).isEqualTo("by pasta\n" + OUTSIDE_ALONE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"by default", "rootless"})
    @NeedsSlirp4netns
    void slirp4netns_leads_outside_where_there_is_no_pasta(String whose) throws Exception {
        try (PrivateNetwork network = PrivateNetwork.start(folder, List.of("pasta"), InternetCase.class, whose)) {
            assertThat(network.allOutput()).isEqualTo("by slirp4netns\n" + OUTSIDE_ALONE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pasta", "slirp4netns"})
    @NeedsPasta
    @NeedsSlirp4netns
    void the_program_ends_when_the_jvm_is_killed(String program) throws Exception {
        List<String> hidden = program.equals("pasta") ? List.of() : List.of("pasta");
        try (PrivateNetwork network = PrivateNetwork.start(folder, hidden, InternetCase.class, "hold")) {
            long pid = Long.parseLong(network.nextLine());
            assertThat(Path.of("/proc/" + pid + "/cmdline")).content().contains("/" + program + "\0");

            network.kill();

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> ProcessHandle.of(pid).isEmpty());
        }
    }

    @Test
    @NeedsPasta
    @NeedsSlirp4netns
    void without_a_program_there_is_no_way_out() throws Exception {
        List<String> both = List.of("pasta", "slirp4netns");
        try (PrivateNetwork network = PrivateNetwork.start(folder, both, InternetCase.class)) {
            assertThat(network.allOutput()).isEqualTo("""
                            Could not give container ID a way out.
                            Why: pasta is not installed; slirp4netns is not installed.
                            Fix: apt-get install passt, or apt-get install slirp4netns.
                            """);
        }
    }

    @Test
    @NeedsRunsc
    @NeedsRoot
    void a_runtime_whose_network_is_its_own_is_refused() {
        Bundle bundle = Bundle.from(Image.host())
                .on(Runtimes.installed("runsc"))
                .network(Network.none().withInternet());

        assertThatThrownBy(bundle::create).hasMessageMatching("""
                        Could not look into container \\S+ from outside[.]
                        Why: runsc runs a kernel of its own, and this machine's knows nothing of what is in it[.]
                        Fix: look from inside, with exec, or choose another runtime[.]""");
        assertThat(Container.unclosed()).isEmpty();
    }

    @Test
    void without_being_asked_for_there_is_no_way_out() {
        Result result = Bundle.from(Image.host()).run("cat", "/proc/net/route", "/etc/resolv.conf");

        assertThat(result.stdout().lines()).hasSize(1); // the heading of a table of no routes
    }

    @Test
    void a_network_that_is_somebody_elses_has_the_ways_out_of_that_one() {
        assertThatThrownBy(() -> Network.host().withInternet()).hasMessage("""
                        Could not add a way out to Network.host().
                        Why: it is this machine's own network, and has the ways out that this machine has.
                        Fix: leave withInternet() out, or say Network.none().withInternet().""");
        try (Container other = Bundle.from(Image.host()).create()) {
            assertThatThrownBy(() -> Network.of(other).withInternet()).hasMessage("""
                            Could not add a way out to Network.of(container).
                            Why: it is the network of container %s, and has the ways out that this one has.
                            Fix: say withInternet() where that container gets its network.""".formatted(other.id()));
        }
    }

    @Test
    void what_is_said_twice_is_said_once() {
        Network network = Network.none().withInternet();

        assertThat(network.withInternet()).isSameAs(network);
    }
}
