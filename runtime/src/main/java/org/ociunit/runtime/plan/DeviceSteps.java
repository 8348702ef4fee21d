package org.ociunit.runtime.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.Device;
import org.ociunit.spec.Linux;

/**
 * The devices of a container and the links beside them.
 *
 * <p>runtime-spec config-linux.md, Default Devices and Devices; runtime-linux.md, Dev symbolic links.
 */
final class DeviceSteps {
    private static final long READ_AND_WRITE_FOR_ALL = 0666;
    private static final List<Device> DEFAULTS = List.of(
            Device.of("/dev/null", Device.CHARACTER, 1, 3),
            Device.of("/dev/zero", Device.CHARACTER, 1, 5),
            Device.of("/dev/full", Device.CHARACTER, 1, 7),
            Device.of("/dev/random", Device.CHARACTER, 1, 8),
            Device.of("/dev/urandom", Device.CHARACTER, 1, 9),
            Device.of("/dev/tty", Device.CHARACTER, 5, 0));
    private static final List<List<String>> LINKS = List.of(
            List.of("/dev/fd", "/proc/self/fd"),
            List.of("/dev/stdin", "/proc/self/fd/0"),
            List.of("/dev/stdout", "/proc/self/fd/1"),
            List.of("/dev/stderr", "/proc/self/fd/2"),
            List.of("/dev/ptmx", "pts/ptmx"));
    private static final Map<String, Long> TYPES = Map.of(
            Device.CHARACTER, 0020000L,
            Device.UNBUFFERED, 0020000L,
            Device.BLOCK, 0060000L,
            Device.FIFO, 0010000L);

    private DeviceSteps() {}

    /**
     * The steps.
     *
     * @param linux what is asked for
     * @param bound whether devices are bound from the machine: a user namespace may make none
     */
    static List<Step> of(@Nullable Linux linux, boolean bound) {
        List<Device> listed = listed(linux);
        List<Step> steps = new ArrayList<>();
        for (Device device : DEFAULTS) {
            if (listed.stream().noneMatch(other -> other.path().equals(device.path()))) {
                steps.addAll(device(device, bound).toList());
            }
        }
        for (int index = 0; index < listed.size(); index++) {
            String from = "linux.devices[" + index + "]";
            if (!isOwn(listed.get(index))) {
                device(listed.get(index), bound).map(step -> step.from(from)).forEach(steps::add);
            }
        }
        LINKS.forEach(link -> steps.add(Step.of(Opcode.LINK, Slots.ROOT, link.get(0), link.get(1))));
        return steps;
    }

    /** Where devices are bound from, and to: a path is the same on both sides. */
    static List<String> boundPaths(@Nullable Linux linux) {
        return Stream.concat(DEFAULTS.stream(), listed(linux).stream())
                .filter(device -> !device.type().equals(Device.FIFO) && !isOwn(device))
                .map(Device::path)
                .distinct()
                .toList();
    }

    private static List<Device> listed(@Nullable Linux linux) {
        return linux == null || linux.devices() == null ? List.of() : linux.devices();
    }

    /** The machine's would make terminals of the machine: a container's is that of its own devpts. */
    private static boolean isOwn(Device device) {
        return device.path().equals("/dev/ptmx");
    }

    private static Stream<Step> device(Device device, boolean bound) {
        return bound && !device.type().equals(Device.FIFO) ? bind(device) : Stream.of(node(device));
    }

    private static Step node(Device device) {
        long mode = Objects.requireNonNullElse(device.fileMode(), READ_AND_WRITE_FOR_ALL) & 07777;
        long type = Objects.requireNonNull(TYPES.get(device.type()), device.type());
        return Step.of(
                Opcode.NODE,
                Slots.ROOT,
                device.path(),
                type | mode,
                number(device),
                Objects.requireNonNullElse(device.uid(), 0L),
                Objects.requireNonNullElse(device.gid(), 0L));
    }

    private static Stream<Step> bind(Device device) {
        return Stream.of(
                Step.of(Opcode.TREE, Slots.MOUNT, device.path(), 0),
                Targets.file(device.path()),
                Step.of(Opcode.ATTACH, Slots.MOUNT, Slots.TARGET).on(device.path()));
    }

    /** As makedev(3) packs it. */
    private static long number(Device device) {
        long major = Objects.requireNonNullElse(device.major(), 0L);
        long minor = Objects.requireNonNullElse(device.minor(), 0L);
        return (major & 0xfffff000L) << 32 | (major & 0xfffL) << 8 | (minor & 0xffffff00L) << 12 | (minor & 0xffL);
    }
}
