package org.ociunit;

import static org.ociunit.OciAssertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ociunit.image.Image;
import org.ociunit.runtime.testkit.NeedsEmbedded;

/** Containers that talk to each other, of root and of ordinary users alike. */
@NeedsEmbedded
@Timeout(60)
class ContainerNetworkIT {
    /** Answers each connection with the peer's address and a line, as long as it lives. */
    private static final String SERVER = "use IO::Socket::IP; $| = 1;"
            + " my $server = IO::Socket::IP->new(LocalPort => 7, Listen => 5, ReuseAddr => 1, V6Only => 0, LocalHost => '::')"
            + "   || IO::Socket::IP->new(LocalPort => 7, Listen => 5, ReuseAddr => 1) or die $!; print \"ready\\n\";"
            + " while (my $client = $server->accept) { print $client $client->peerhost, \"\\n\"; close $client }";

    private final ContainerNetwork network = Network.create();
    private final Bundle bundle = Bundle.from(Image.host()).network(network);
    private final Bundle server =
            bundle.hostname("server").args("perl", "-e", SERVER).readyWhen(Ready.logLine("ready"));

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void containers_reach_one_another_by_name() {
        try (Container one = server.start();
                Container two = bundle.hostname("client").start()) {
            assertThat(two.exec("bash", "-c", "cat </dev/tcp/server/7")).hasStdout(addressSeen(two));
            assertThat(one.exec("getent", "ahostsv4", "client")).stdout().startsWith("10.77.0.3 ");
        }
    }

    private String addressSeen(Container container) {
        return "::ffff:" + network.address(container).getHostAddress() + "\n";
    }
}
