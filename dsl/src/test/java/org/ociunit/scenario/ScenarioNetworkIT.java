package org.ociunit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ociunit.Bundle;
import org.ociunit.Bytes;
import org.ociunit.Container;
import org.ociunit.Ready;
import org.ociunit.image.Image;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsEmbedded;

/** Scenarios of several containers, on OciUnit's own runtime and on runc where it is installed. */
@NeedsEmbedded
@Timeout(120)
class ScenarioNetworkIT {
    private static final String SERVER = "use IO::Socket::INET; $| = 1;"
            + " my $server = IO::Socket::INET->new(LocalPort => 7, Listen => 5, ReuseAddr => 1) or die $!; print \"ready\\n\";"
            + " while (my $peer = $server->accept) { print $peer \"hello\\n\"; close $peer }";

    private static final String[] ASK = {"bash", "-c", "cat </dev/tcp/server/7"};
    private static final String[] ASK_IN_VAIN = {"timeout", "2", "bash", "-c", "cat </dev/tcp/server/7"};

    private final Bundle host = Bundle.from(Image.host());
    private final Scenario scenario = Scenario.named("a scenario with a peer")
            .given(host)
            .peer("server", host.args("perl", "-e", SERVER).readyWhen(Ready.logLine("ready")));

    static Stream<OciRuntime> runtimes() {
        return ScenarioStepsIT.runtimes();
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    void a_container_is_parted_from_its_peer_and_finds_it_again(OciRuntime runtime) {
        Outcome outcome = scenario.create()
                .start()
                .exec(ASK)
                .expectStdout("hello\n")
                .cutLink("server")
                .exec(ASK_IN_VAIN)
                .expectExit(124)
                .restoreLink("server")
                .exec(ASK)
                .expectStdout("hello\n")
                .cutLink()
                .exec(ASK_IN_VAIN)
                .expectExit(124)
                .restoreLink()
                .limitLink(Bytes.mebibytes(1), "server")
                .exec(ASK)
                .expectStdout("hello\n")
                .delete()
                .expectRefused()
                .deleteForced()
                .expectNothingLeft()
                .runOn(runtime);

        assertThat(outcome.orThrow().passed()).isTrue();
        assertThat(Container.unclosed()).isEmpty();
    }

    @Test
    void a_link_to_nobody_fails_the_step() {
        Outcome outcome = Scenario.ofJson(scenario.create().cutLink("nobody").toJson(), "a test", Path.of("."))
                .runOn(Runtimes.embedded());

        assertThat(outcome.rows().get(1).remark()).isEqualTo("""
                Could not change the link to nobody.
                Why: the scenario has no such peer.
                Fix: name one of its peers: server.""");
    }
}
