package org.ociunit.runtime.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The kernel's requests byte by byte, as rtnetlink(7) and tc(8)'s headers have them; a kernel takes them in other tests. */
class RouteRequestTest {
    private static final Device EIGHT = new Device(8, "eth8");

    /** The numbers are those of the processor; the texts here are of one whose bytes come in the other order. */
    @BeforeAll
    static void is_little_endian() {
        assertThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void a_device_goes_up() {
        RouteRequest request = Links.state(EIGHT, true);

        assertThat(request.words()).isEqualTo("set eth8 up");
        assertThat(hex(request)).isEqualTo(header(32, 16, "0500") + "00000000" + "08000000" + "01000000" + "01000000");
    }

    @Test
    void an_attribute_is_padded_and_its_length_is_not() {
        assertThat(hex(Links.bridge(new Device(2, "br"))))
                .isEqualTo(header(56, 16, "0506") + "00000000" + "02000000" + "00000000" + "00000000"
                        + "07000300" + "62720000" // IFLA_IFNAME
                        + "10001200" + "0b000100" + "6272696467650000"); // IFLA_LINKINFO, IFLA_INFO_KIND
    }

    @Test
    void the_other_end_of_a_cable_is_in_a_network_that_the_sender_has_open() {
        RouteRequest request =
                Links.cable(EIGHT, new Device(2, "br"), new Device(9, "eth9"), new byte[] {2, 0, 0, 0, 0, 9});

        byte[] message = request.message();
        assertThat(HexFormat.of().formatHex(message, request.namespaceAt() - 4, request.namespaceAt() + 4))
                .isEqualTo("08001c00" + "ffffffff");
        assertThat(request.namespaceAt() + 4).isEqualTo(message.length);
    }

    @Test
    void an_address_of_the_next_protocol_can_be_used_at_once() throws UnknownHostException {
        InetAddress four = InetAddress.getByName("192.0.2.7");
        InetAddress six = InetAddress.getByName("2001:db8::7");

        assertThat(hex(Links.address(EIGHT, four, 24)))
                .isEqualTo(header(40, 20, "0506") + "02180000" + "08000000" + "08000200c0000207" + "08000100c0000207");
        assertThat(hex(Links.address(EIGHT, six, 64))).startsWith(header(64, 20, "0506") + "0a400200" + "08000000");
    }

    @Test
    void a_rate_alone_takes_the_bucket_and_all_else_the_emulator() {
        Queue narrow = Queue.NONE.withRate(1000);

        assertThat(Queues.set(EIGHT, narrow).words()).isEqualTo("limit the bandwidth of eth8");
        assertThat(Queues.set(EIGHT, narrow.withLoss(0.5)).words()).isEqualTo("emulate a network at eth8");
        assertThat(hex(Queues.set(
                        EIGHT,
                        Queue.NONE
                                .withDelay(Duration.ofMillis(1), Duration.ZERO)
                                .withLoss(1))))
                .isEqualTo(header(100, 36, "0505") + "00000000" + "08000000" + "00000000" + "ffffffff" + "00000000"
                        + "0a000100" + "6e6574656d000000" // TCA_KIND
                        + "34000200" + "00000000a0860100ffffffff000000000000000000000000" // TCA_OPTIONS
                        + "0c000a00" + "40420f0000000000" // TCA_NETEM_LATENCY64
                        + "0c000b00" + "0000000000000000"); // TCA_NETEM_JITTER64
    }

    @Test
    void what_no_queue_can_be_is_refused() {
        assertThatThrownBy(() -> Queue.NONE.withLoss(1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal loss 1.5: it is a share, from 0 for none to 1 for every packet.");
        assertThatThrownBy(() -> Queue.NONE.withRate(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal bandwidth 0: it takes one byte in a second or more.");
        assertThatThrownBy(() -> Queue.NONE.withDelay(Duration.ofMillis(-1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal delay PT-0.001S with jitter PT0S: neither is negative.");
    }

    private static String header(int length, int type, String flags) {
        return HexFormat.of().toHexDigits((byte) length) + "000000"
                + HexFormat.of().toHexDigits((byte) type) + "00" + flags + "00000000" + "00000000";
    }

    private static String hex(RouteRequest request) {
        return HexFormat.of().formatHex(request.message());
    }
}
