package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
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
import org.ociunit.runtime.testkit.NeedsCni;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsUser;

/** The plugins that Debian has, in a network that is the test's own: the machine's stays as it is. */
@Tag("once")
@NeedsEmbedded
@NeedsCni
@Timeout(180)
class CniNetworkIT {
    private static final String BRIDGE = "\"type\": \"bridge\", \"bridge\": \"pair0\", \"isGateway\": true";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {BRIDGE, "\"type\": \"ptp\""})
    @NeedsRoot
    void two_containers_reach_each_other_and_leave_nothing(String plugin) throws Exception {
        write(plugin);
        try (PrivateNetwork network = PrivateNetwork.start(folder, List.of(), CniCase.class, folder.toString())) {
            assertThat(network.allOutput().replaceAll("10[.]77[.]0[.]", "")).isEqualTo("""
                            leases: [2, 3]
                            2 server
                            3 client
                            hello from outside
                            77
                            leases: []
                            """);
        }
    }

    @Test
    @NeedsRoot
    void the_plugins_undo_their_work_when_the_jvm_is_killed() throws Exception {
        write(BRIDGE);
        try (PrivateNetwork network =
                PrivateNetwork.start(folder, List.of(), CniCase.class, folder.toString(), "hold")) {
            assertThat(network.nextLine()).isEqualTo("leases: [10.77.0.2, 10.77.0.3]");

            network.kill();

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(CniCase.leases(folder)).isEmpty());
        }
    }

    @Test
    @NeedsUser
    void an_ordinary_user_is_told_what_the_plugin_could_not_do() throws Exception {
        write(BRIDGE);
        Bundle bundle = Bundle.from(Image.host()).network(Network.cni("pair", folder, Path.of("/usr/lib/cni")));

        assertThatThrownBy(bundle::create).message().matches("""
                        Could not connect container \\S+ to the CNI network pair[.]
                        Why: ADD of the plugin bridge: code 999: failed to create bridge "pair0": could not add "pair0": \
                        operation not permitted[.]
                        Fix: run as root: most plugins change this machine's own network[.]""");
    }

    private void write(String plugin) throws IOException {
        Files.writeString(folder.resolve("pair.conflist"), """
                {"cniVersion": "0.4.0", "name": "pair", "plugins": [
                  {%s, "ipam": {"type": "host-local", "dataDir": "%s/leases", "ranges": [[{"subnet": "10.77.0.0/24"}]]}},
                  {"type": "tuning", "sysctl": {"net.core.somaxconn": "77"}}]}""".formatted(plugin, folder));
    }
}
