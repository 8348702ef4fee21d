package org.ociunit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.ociunit.OciAssertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ociunit.error.ContainerException;
import org.ociunit.error.StepFailedException;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Event;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsPasta;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsRunc;
import org.ociunit.runtime.testkit.OtherProgram;

/** Containers that talk to each other, of root and of ordinary users alike. */
@NeedsEmbedded
@Timeout(120)
class ContainerNetworkIT {
    /** Tells each peer his address, and 100 KiB if he says so, for as long as it lives. */
    private static final String SERVER = """
            use IO::Socket::IP;
            $| = 1;
            my %any = (LocalPort => 7, Listen => 5, ReuseAddr => 1);
            my $server = IO::Socket::IP->new(LocalHost => '::', V6Only => 0, %any) || IO::Socket::IP->new(%any) or die $!;
            print "ready\\n";
            while (my $peer = $server->accept) {
              my $word = <$peer>;
              print $peer $word =~ /much/ ? "x" x 102400 : $peer->peerhost . "\\n";
              close $peer;
            }
            """;

    /** What 100 KiB take at least where 25 pass in a second, but for what may pass at once. */
    private static final Duration NARROW = Duration.ofMillis(3500);

    private ContainerNetwork network;
    private Bundle bundle;
    private Bundle server;

    @BeforeEach
    void open() {
        network = Network.create();
        bundle = Bundle.from(Image.host()).network(network);
        server = bundle.hostname("server").args("perl", "-e", SERVER).readyWhen(Ready.logLine("ready"));
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void containers_reach_one_another_by_name() {
        try (Container one = server.start();
                Container two = bundle.hostname("client").start()) {
            assertThat(asks(two, "server")).hasStdout(address(two) + "\n");
            assertThat(asks(one, "server")).hasStdout(address(one) + "\n");
        }
    }

    @Test
    void an_address_of_the_next_protocol_has_the_same_name() throws IOException {
        try (Container one = server.start();
                Container two = bundle.hostname("client").start()) {
            String[] line = Stream.of(two.exec("cat", "/etc/hosts").stdout().split("\n"))
                    .filter(each -> each.startsWith("fd") && each.endsWith(" server"))
                    .findFirst()
                    .orElseThrow()
                    .split(" ");

            assertThat(asks(two, line[0])).stdout().startsWith("fd6f:6369:");
            assertThat(one).isRunning();
        }
    }

    @Test
    void a_container_knows_its_own_name_by_the_address_that_others_have() {
        try (Container container = bundle.hostname("self").start()) {
            assertThat(container.exec("getent", "ahostsv4", "self")).stdout().startsWith(address(container) + " ");
        }
    }

    @Test
    void containers_come_and_go_while_others_run() {
        try (Container first = bundle.hostname("first").start()) {
            try (Container second = server.start()) {
                assertThat(asks(first, "server")).hasStdout(address(first) + "\n");
                second.kill(Signal.KILL);
            }
            assertThat(first.exec("getent", "hosts", "server")).exitedWith(2);
            try (Container again = server.start()) {
                assertThat(asks(first, "server")).hasStdout(address(first) + "\n");
                assertThat(again).isRunning();
            }
        }
    }

    @Test
    void the_network_is_there_before_the_program_begins() {
        try (Container one = server.start()) {
            assertThat(bundle.hostname("client").run("bash", "-c", "exec 3<>/dev/tcp/server/7; echo >&3; cat <&3"))
                    .hasStdout("::ffff:10.77.0.3\n");
            assertThat(one).isRunning();
        }
    }

    @Test
    void a_name_is_taken_once() {
        try (Container one = server.start()) {
            assertThatThrownBy(server::create)
                    .isInstanceOf(ContainerException.class)
                    .message()
                    .matches("Could not connect container ociunit-\\d+-\\d+ to its network\\.\n"
                            + "Why: another container there has the name server\\.\n"
                            + "Fix: choose another one, by Bundle\\.hostname\\.");
            assertThat(one).isRunning();
        }
    }

    @Test
    void networks_do_not_reach_one_another_nor_this_machine_them() {
        try (ContainerNetwork elsewhere = Network.create();
                Container one = server.start();
                Container two = bundle.network(elsewhere).start()) {
            Assertions.assertThat(elsewhere.address(two)).isEqualTo(network.address(one));
            assertThat(two.exec("getent", "hosts", "server")).exitedWith(2);
            assertThatThrownBy(() -> network.address(two))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("The " + two + " is not on this network. Fix: create it with Bundle.network, and ask "
                            + "before it is closed.");
        }
    }

    @Test
    void this_machines_network_stays_as_it_is() throws IOException {
        List<String> before = Files.readAllLines(Path.of("/proc/net/dev")).stream()
                .map(line -> line.replaceAll(":.*", ""))
                .toList();
        try (Container one = server.start()) {
            Assertions.assertThat(Files.readAllLines(Path.of("/proc/net/dev")))
                    .extracting(line -> line.replaceAll(":.*", ""))
                    .isEqualTo(before);
            assertThat(one).isRunning();
        }
    }

    @Test
    void a_link_that_is_cut_lets_nothing_pass_until_it_is_restored() {
        try (Container one = server.start();
                Container two = bundle.hostname("client").start();
                Container three = bundle.hostname("third").start()) {
            network.link(two).cut();

            assertHearsNothing(two, "server");
            assertThat(asks(three, "server")).hasStdout(address(three) + "\n");

            network.link(two).restore();
            assertThat(asks(two, "server")).hasStdout(address(two) + "\n");
            assertThat(one).isRunning();
        }
    }

    @Test
    void two_containers_are_parted_and_still_reach_a_third_one() {
        try (Container one = server.start();
                Container two = bundle.hostname("client").start();
                Container three = bundle.hostname("third")
                        .args("perl", "-e", SERVER)
                        .readyWhen(Ready.logLine("ready"))
                        .start()) {
            network.link(one, two).cut();

            assertHearsNothing(two, "server");
            assertThat(asks(two, "third")).hasStdout(address(two) + "\n");
            assertThat(asks(one, "third")).hasStdout(address(one) + "\n");
            assertThat(asks(three, "server")).hasStdout(address(three) + "\n");

            network.link(two, one).restore();
            assertThat(asks(two, "server")).hasStdout(address(two) + "\n");
            Assertions.assertThat(links(one)).containsExactly("link to client cut", "link to client restore");
            Assertions.assertThat(links(two)).containsExactly("link to server cut", "link to server restore");
            Assertions.assertThat(links(three)).isEmpty();
        }
    }

    /** What has happened to a container's links, as its timeline has it. */
    private static List<String> links(Container container) {
        return container.timeline().events().stream()
                .map(Event::what)
                .filter(what -> what.startsWith("link"))
                .toList();
    }

    @Test
    void a_connection_outlives_a_short_partition() throws InterruptedException {
        try (Container one = server.start();
                Container two = bundle.hostname("client").start()) {
            try (LiveProcess client = two.spawn(
                    Command.of("bash", "-c", "exec 3<>/dev/tcp/server/7; echo hi; sleep 1; echo hi >&3; cat <&3"))) {
                Awaitility.await().until(() -> !client.stdout().text().isEmpty());
                network.link(one, two).cut();
                Thread.sleep(1500);
                network.link(one, two).restore();

                assertThat(client.await().result()).stdout().endsWith(address(two) + "\n");
            }
        }
    }

    @Test
    void a_narrow_link_takes_its_time() {
        try (Container one = server.start();
                Container two = bundle.hostname("client").start();
                Container three = bundle.hostname("third").start()) {
            network.link(one, two).bandwidth(Bytes.kibibytes(25));

            Assertions.assertThat(time(two, "much")).isBetween(NARROW, NARROW.multipliedBy(4));
            Assertions.assertThat(time(three, "much")).isLessThan(NARROW);

            network.link(one, two).restore();
            network.link(three).bandwidth(Bytes.kibibytes(25));
            Assertions.assertThat(time(two, "much")).isLessThan(NARROW);
            Assertions.assertThat(time(three, "much")).isBetween(NARROW, NARROW.multipliedBy(4));
            Assertions.assertThat(links(one))
                    .containsExactly("link to client bandwidth 25600 bytes a second", "link to client restore");
            Assertions.assertThat(links(three)).containsExactly("link bandwidth 25600 bytes a second");
        }
    }

    @Test
    void a_long_link_takes_longer() {
        try (Container one = server.start();
                Container two = bundle.hostname("client").start()) {
            emulated(() -> network.link(one, two).delay(Duration.ofMillis(200)));

            // There and back for the connection, and there and back for the word.
            Assertions.assertThat(time(two, "hi")).isBetween(Duration.ofMillis(800), Duration.ofSeconds(4));

            network.link(one, two).restore();
            network.link(two).delay(Duration.ofMillis(200));
            Assertions.assertThat(time(two, "hi")).isBetween(Duration.ofMillis(800), Duration.ofSeconds(4));
            Assertions.assertThat(links(two))
                    .containsExactly("link to server delay 200 ms", "link to server restore", "link delay 200 ms");
        }
    }

    @Test
    void a_bad_link_loses_packets() {
        try (Container one = server.start();
                Container two = bundle.hostname("client").start()) {
            emulated(() -> network.link(two).loss(1));
            assertHearsNothing(two, "server");

            network.link(two).loss(0);
            assertThat(asks(two, "server")).hasStdout(address(two) + "\n");
            assertThat(one).isRunning();
        }
    }

    @Test
    void what_no_link_can_be_is_refused() {
        try (Container one = bundle.start()) {
            assertThatThrownBy(() -> network.link(one).loss(30))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Illegal loss 30.0: it is a share, from 0 for none to 1 for every packet.");
            assertThatThrownBy(() -> network.link(one, one))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Illegal link of " + one + " to itself: it takes two containers.");
        }
    }

    @Test
    @NeedsPasta
    void a_container_of_several_may_have_a_way_out_of_its_own() throws IOException {
        assumeThat(Files.readString(Path.of("/proc/net/route")))
                .as("the routes of this machine, which has a way out itself")
                .contains("\t00000000\t");
        try (Container one = server.start();
                Container two = bundle.network(network.withInternet()).start()) {
            assertThat(asks(two, "server")).hasStdout(address(two) + "\n");
            assertThat(two.exec("cat", "/proc/net/route")).stdout().contains("tap0\t00000000\t", "eth0\t00004D0A\t");
            assertThat(one.exec("cat", "/proc/net/route")).stdout().doesNotContain("tap0");
            two.link().cut();
        }
    }

    @Test
    @NeedsRunc
    void containers_of_another_runtime_are_on_it_too() {
        Bundle onRunc = bundle.on(Runtimes.installed("runc"));
        try (Container one = server.on(Runtimes.installed("runc")).start();
                Container two = onRunc.hostname("client").start()) {
            assertThat(asks(two, "server")).hasStdout(address(two) + "\n");
            assertThat(one).isRunning();
        }
    }

    @Test
    @NeedsRoot
    void containers_with_a_user_namespace_are_on_it_too() {
        try (Container one = server.rootless().start();
                Container two = bundle.hostname("client").start()) {
            assertThat(asks(two, "server")).hasStdout(address(two) + "\n");
            assertThat(one).isRunning();
        }
    }

    @Test
    void a_kernel_without_an_emulator_is_told_of() {
        try (Container one = server.start()) {
            StepFailedException refused = null;
            try {
                network.link(one).delay(Duration.ofMillis(1));
            } catch (StepFailedException e) {
                refused = e;
            }
            assumeThat(refused).as("this kernel has tc-netem(8)").isNotNull();

            Assertions.assertThat(refused).hasMessage("""
                    Could not change the link of server.
                    Why: have the kernel emulate a network at port3: ENOENT (no such file or folder: Specified qdisc kind is unknown)
                    Fix: run this on a kernel with tc-netem(8) (CONFIG_NET_SCH_NETEM, the module sch_netem); bandwidth and cuts need none.""");
            network.link(one).cut().restore();
        }
    }

    @Test
    void a_jvm_that_is_killed_leaves_no_network() throws Exception {
        Process killed = OtherProgram.start(Starter.class);
        try (BufferedReader output = killed.inputReader()) {
            List<String> networks = List.of(output.readLine().split(" "));
            Assertions.assertThat(networks).hasSize(3).doesNotHaveDuplicates();
            Assertions.assertThat(networksInUse()).containsAll(networks);
            killed.destroyForcibly().waitFor();

            Awaitility.await()
                    .untilAsserted(() -> Assertions.assertThat(networksInUse()).doesNotContainAnyElementsOf(networks));
        }
    }

    /** Those that processes of this machine are in, as far as this user may know. */
    private static Set<String> networksInUse() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .flatMap(process -> network(process).stream())
                    .collect(Collectors.toSet());
        }
    }

    private static Optional<String> network(Path process) {
        try {
            return Optional.of(Files.readSymbolicLink(process.resolve("ns/net")).toString());
        } catch (IOException endedOrAnothers) {
            return Optional.empty();
        }
    }

    /** Has two containers on a network, with a bad link between them, in a JVM of its own, and waits. */
    static final class Starter {
        public static void main(String[] args) throws IOException {
            ContainerNetwork network = Network.create();
            Bundle bundle = Bundle.from(Image.host()).network(network);
            Container one = bundle.start();
            Container two = bundle.start();
            network.link(one, two).cut();
            long launcher = ProcessHandle.of(two.firstPid().orElseThrow())
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow()
                    .pid();
            System.out.println(ProcessHandle.of(launcher)
                    .orElseThrow()
                    .children()
                    .flatMap(child -> network(Path.of("/proc", Long.toString(child.pid()))).stream())
                    .distinct()
                    .collect(Collectors.joining(" ")));
            while (System.in.read() >= 0) {
                // It is killed.
            }
        }
    }

    /** Many kernels have no emulator; the machine of cgroup v2 has. */
    private static void emulated(Runnable verb) {
        try {
            verb.run();
        } catch (StepFailedException e) {
            assumeThat(e.errno()).as("this kernel has no tc-netem(8)").isNotEqualTo("ENOENT");
            throw e;
        }
    }

    private static Result asks(Container client, String name) {
        return client.exec(question(name));
    }

    private static String[] question(String name) {
        return new String[] {"bash", "-c", "exec 3<>/dev/tcp/" + name + "/7; echo hi >&3; sed s/^::ffff:// <&3"};
    }

    private static void assertHearsNothing(Container client, String name) {
        String[] question = question(name);
        assertThat(client.exec(Stream.concat(Stream.of("timeout", "2"), Stream.of(question))
                        .toArray(String[]::new)))
                .exitedWith(124);
    }

    private static Duration time(Container client, String word) {
        long began = System.nanoTime();
        assertThat(client.exec("bash", "-c", "exec 3<>/dev/tcp/server/7; echo " + word + " >&3; cat <&3 >/dev/null"))
                .exitedWith(0);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private String address(Container container) {
        return network.address(container).getHostAddress();
    }
}
