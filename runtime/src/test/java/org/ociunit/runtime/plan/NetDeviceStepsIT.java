package org.ociunit.runtime.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ociunit.error.StepFailedException;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Wiring;
import org.ociunit.runtime.testkit.NeedsIp;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.NetDevice;

/**
 * Network devices on their way into a container. The stage that moves them makes them as well, in a network namespace of
 * its own: the machine's network is left alone.
 */
@NeedsIp
@Timeout(60)
class NetDeviceStepsIT {
    private static final int KILL = 9;
    private static final int READ_AND_CLOSE_ON_EXEC = 0x80000;

    /** What keeps the stage's network: a device goes with its peer, and the peer with the last one in there. */
    private static final int STAGE_NETWORK = 45;

    private static final long NEW_NETWORK = Namespaces.flag(Namespace.NETWORK);

    @Test
    void a_device_comes_with_its_addresses_under_its_new_name_and_up() throws IOException {
        String seen = inNewNetwork(
                Map.of("v0", NetDevice.empty().withName("eth7")),
                "link add v0 address 02:00:00:00:00:07 mtu 1300 type veth peer name v1",
                "link set v1 up",
                "link set v0 up",
                "addr add 192.0.2.7/24 dev v0",
                "addr add 2001:db8::7/64 dev v0 nodad",
                "addr add 192.0.2.8/24 dev v0 valid_lft 100 preferred_lft 100");

        assertThat(seen)
                .contains("eth7@", " mtu 1300 ", "link/ether 02:00:00:00:00:07 ", "<BROADCAST,MULTICAST,UP,LOWER_UP>")
                .contains("inet 192.0.2.7/24 ", "inet6 2001:db8::7/64 ")
                .doesNotContain("192.0.2.8", "v0:");
    }

    @Test
    void several_devices_keep_their_names() throws IOException {
        String seen = inNewNetwork(
                Map.of("v0", NetDevice.empty(), "w0", NetDevice.empty()),
                "link add v0 type veth peer name v1",
                "link add w0 type veth peer name w1");

        assertThat(seen).contains(" v0@", " w0@").doesNotContain(" v1@", " w1@");
    }

    @Test
    void a_device_moves_into_a_network_that_is_joined() throws IOException {
        Namespaces joining = new Namespaces(Linux.empty()
                .withNamespaces(List.of(Namespace.of(Namespace.NETWORK).withPath("/proc/self/ns/net"))));
        Linux linux =
                Linux.empty().withNetDevices(Map.of("v0", NetDevice.empty().withName("w0")));

        // The stage's own network stands for the one that is joined: the way there and back is the same.
        List<Step> moves = new NetDeviceSteps(linux, joining).intoJoined();

        assertThat(moves)
                .extracting(Step::toString)
                .containsExactly(
                        "open /proc/self/ns/net (linux.namespaces[0])", "move network device v0 (linux.netDevices.v0)");
        assertThat(run(commands("link add v0 type veth peer name v1"), moves, List.of(), 0))
                .contains(" w0@");
    }

    @Test
    void a_device_that_is_not_there_is_refused_by_name() {
        assertThatThrownBy(() -> inNewNetwork(Map.of("none", NetDevice.empty())))
                .isInstanceOf(StepFailedException.class)
                .hasMessage("""
                        Could not make it.
                        Why: move network device none (linux.netDevices.none): ENODEV (this kernel knows no such device or file system)
                        Fix: name a device of this machine's network (ip link).""");
    }

    @Test
    void a_name_that_is_taken_is_refused() {
        assertThatThrownBy(() -> inNewNetwork(
                        Map.of("v0", NetDevice.empty().withName("lo")), "link add v0 type veth peer name v1"))
                .isInstanceOf(StepFailedException.class)
                .hasMessage("""
                        Could not make it.
                        Why: move network device v0 (linux.netDevices.v0): EEXIST (it exists already)
                        Fix: give it another name in the container (linux.netDevices.<device>.name).""");
    }

    /** What {@code ip addr} says in a new network that devices have come to. */
    private static String inNewNetwork(Map<String, NetDevice> devices, String... commands) throws IOException {
        Linux linux = Linux.empty()
                .withNamespaces(List.of(Namespace.of(Namespace.NETWORK)))
                .withNetDevices(devices);
        List<Step> moves = new NetDeviceSteps(linux, new Namespaces(linux)).intoNew();
        return run(commands(commands), List.of(), moves, NEW_NETWORK);
    }

    private static List<Step> commands(String... commands) {
        return Stream.of(commands).map(NetDeviceStepsIT::command).toList();
    }

    private static Step command(String arguments) {
        List<String> all = new ArrayList<>(List.of("ip"));
        all.addAll(List.of(arguments.split(" ")));
        return Step.of(Opcode.RUN, "/sbin/ip", all, List.of(), 10_000);
    }

    private static String run(List<Step> commands, List<Step> early, List<Step> late, long namespaces)
            throws IOException {
        List<Step> before = new ArrayList<>(List.of(
                Step.of(Opcode.DESCRIPTORS, 3, Slots.STREAMS),
                Step.of(Opcode.DEATH_SIGNAL, KILL),
                Step.of(Opcode.PAIR, Slots.STAGE_END, Slots.INIT_END),
                Step.of(Opcode.UNSHARE, NEW_NETWORK),
                Step.of(Opcode.OPEN_FILE, STAGE_NETWORK, "/proc/self/ns/net", READ_AND_CLOSE_ON_EXEC)));
        before.addAll(commands);
        before.addAll(early);
        List<Step> after = new ArrayList<>(late);
        after.add(Step.of(Opcode.PASS, Slots.STAGE_END, List.of()));
        after.add(Step.of(Opcode.LEAVE));
        List<Step> init = List.of(
                Step.of(Opcode.DESCRIPTORS, 4, List.of(0, 2, 4, STAGE_NETWORK, Slots.INIT_END)),
                Step.of(Opcode.TAKE, Slots.INIT_END, List.of()),
                Step.of(Opcode.EXEC, List.of("/sbin/ip"), List.of("ip", "addr"), List.of()));
        Plan plan = new Plan(List.of(), new Plan.Stage(before, after), init, namespaces);
        Spawned spawned = Launcher.shared().launch("Could not make it.", plan, Wiring.PIPES, Duration.ofSeconds(20));
        return new String(spawned.stdout().readAllBytes(), UTF_8);
    }
}
