package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.ociunit.error.ContainerException;
import org.ociunit.spec.BlockIo;
import org.ociunit.spec.Cpu;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.ThrottleDevice;

class LimitsTest {
    @Test
    void nothing_is_limited_that_nothing_is_said_of() {
        assertThat(Limits.none().resources()).isEqualTo(LinuxResources.empty());
        assertThat(Limits.none().ioWeight(10).resources())
                .isEqualTo(LinuxResources.empty().withBlockIO(BlockIo.empty().withWeight(10)));
    }

    @Test
    void cpus_are_limited_in_the_units_of_the_runtime_spec() {
        Limits limits = Limits.none()
                .cpuTime(Duration.ofMillis(150), Duration.ofMillis(100))
                .cpuShares(512)
                .cpus("0-1,3")
                .memoryNodes("0");
        assertThat(limits.resources().cpu())
                .isEqualTo(Cpu.empty()
                        .withQuota(150_000L)
                        .withPeriod(100_000L)
                        .withShares(512L)
                        .withCpus("0-1,3")
                        .withMems("0"));
    }

    @Test
    void what_is_out_of_range_is_refused_at_once() {
        Limits none = Limits.none();
        refuses(
                () -> none.cpuTime(Duration.ZERO, Duration.ofMillis(100)),
                "Illegal quota PT0S: it takes 1 ms or more.");
        refuses(
                () -> none.cpuTime(Duration.ofMillis(1), Duration.ofSeconds(2)),
                "Illegal period PT2S: it takes 1 ms to 1 s.");
        refuses(() -> none.cpuShares(1), "Illegal shares 1: it takes 2 to 262144.");
        refuses(() -> none.ioWeight(1001), "Illegal weight 1001: it takes 10 to 1000.");
        refuses(() -> none.cpus("0 1"), "Illegal list \"0 1\": it takes numbers and ranges, such as 0-3,7.");
    }

    private static void refuses(Runnable limit, String message) {
        assertThatThrownBy(limit::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void a_device_is_looked_at_when_a_container_is_made() {
        Limits limits = Limits.none().readRate(Path.of("/dev/gone"), Bytes.mebibytes(1));
        assertThatThrownBy(limits::resources)
                .isInstanceOf(ContainerException.class)
                .hasMessage("Could not use device /dev/gone.\nWhy: it does not exist.");
    }

    @Test
    void devices_are_throttled_by_their_numbers() {
        // Not a disk, but with numbers that are the same everywhere.
        Path device = Path.of("/dev/null");
        BlockIo io = Limits.none()
                .readRate(device, Bytes.kibibytes(1))
                .writeRate(device, Bytes.kibibytes(2))
                .reads(device, 3)
                .writes(device, 4)
                .resources()
                .blockIO();
        assertThat(io.throttleReadBpsDevice()).containsExactly(ThrottleDevice.of(1, 3, 1024));
        assertThat(io.throttleWriteBpsDevice()).containsExactly(ThrottleDevice.of(1, 3, 2048));
        assertThat(io.throttleReadIOPSDevice()).containsExactly(ThrottleDevice.of(1, 3, 3));
        assertThat(io.throttleWriteIOPSDevice()).containsExactly(ThrottleDevice.of(1, 3, 4));
    }
}
