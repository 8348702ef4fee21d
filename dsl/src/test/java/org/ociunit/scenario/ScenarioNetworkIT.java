package org.ociunit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ociunit.Bundle;
import org.ociunit.Bytes;
import org.ociunit.Container;
import org.ociunit.Ready;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.image.Image;
import org.ociunit.json.Json;
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

    /** All of them are of use only some time after their start. */
    private static final String SLOW_PEERS = """
            {
              "scenario": "peers are of use before the first step",
              "given": {"image": "host"},
              "peers": {
                "server": {
                  "image": "host",
                  "config": {"process": {"args": ["perl", "-e", %1$s]}},
                  "ready": {"port": 7}
                },
                "web": {
                  "image": "host",
                  "config": {"process": {"args": ["perl", "-e", %2$s]}},
                  "ready": {"http": "/up", "port": 80}
                },
                "writer": {
                  "image": "host",
                  "config": {"process": {"args": ["sh", "-c", "sleep 0.3; echo written; exec sleep 60"]}},
                  "ready": {"logLine": "^written$"}
                }
              },
              "steps": [
                {"create": ["sleep", "60"]},
                "start",
                {"exec": ["bash", "-c", "cat </dev/tcp/server/7"]},
                {"expect": {"stdout": "hello\\n"}},
                {"exec": ["bash", "-c", "exec 3<>/dev/tcp/web/80; echo >&3; head -n 1 <&3"]},
                {"expect": {"stdout": "HTTP/1.0 200 OK\\n"}}
              ]
            }
            """;

    private static final String WEB = "use IO::Socket::INET; sleep 1;"
            + " my $server = IO::Socket::INET->new(LocalPort => 80, Listen => 5, ReuseAddr => 1) or die $!;"
            + " while (my $peer = $server->accept) { <$peer>; print $peer \"HTTP/1.0 200 OK\\n\\n\"; close $peer }";

    @ParameterizedTest
    @MethodSource("runtimes")
    void a_file_says_when_a_peer_is_of_use(OciRuntime runtime) {
        String json = SLOW_PEERS.formatted(Json.toText("sleep 1; " + SERVER), Json.toText(WEB));
        Scenario read = Scenario.ofJson(json, "a test", Path.of("."));
        Scenario readBack = Scenario.ofJson(read.toJson(), "a test", Path.of("."));

        Outcome outcome = readBack.runOn(runtime).orThrow();

        assertThat(outcome.passed()).isTrue();
        assertThat(Container.unclosed()).isEmpty();
    }

    @Test
    void a_peer_that_is_never_of_use_is_told_and_leaves_nothing() {
        Scenario never = Scenario.named("a scenario with a peer")
                .given(host)
                .peer(
                        "server",
                        host.args("sleep", "60").readyWhen(Ready.port(7)).deadline(Duration.ofMillis(300)));

        assertThatThrownBy(() -> never.create().runOn(Runtimes.embedded()))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("did not become ready: TCP port 7 is listened on.");
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
