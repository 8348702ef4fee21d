package org.ociunit.spec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The device nodes. */
final class DeviceNodeRules {
    static final int LAST_MAJOR = 4095;
    static final int LAST_MINOR = 1048575;

    private static final List<String> TYPES = List.of(Device.CHARACTER, Device.BLOCK, Device.UNBUFFERED, Device.FIFO);

    private DeviceNodeRules() {}

    static void check(@Nullable List<Device> devices, Place at) {
        at.each(devices, DeviceNodeRules::check);
        at.distinct(devices, "path", device -> ContainerPath.normal(device.path()));
        once(devices, at);
    }

    private static void check(Device device, Place at) {
        at.member("type").oneOf(device.type(), TYPES);
        at.member("path").absolute(device.path());
        if (!device.type().equals(Device.FIFO)) {
            at.member("major").required(device.major());
            at.member("minor").required(device.minor());
        }
        at.member("major").within(device.major(), 0, LAST_MAJOR);
        at.member("minor").within(device.minor(), 0, LAST_MINOR);
    }

    private static void once(@Nullable List<Device> devices, Place at) {
        Map<String, String> paths = new HashMap<>();
        at.each(devices, (device, place) -> {
            String numbers = device.type() + " " + device.major() + ":" + device.minor();
            String earlier = device.major() == null ? null : paths.putIfAbsent(numbers, device.path());
            if (earlier != null && !earlier.equals(device.path())) {
                place.warning("should not be the same device as " + earlier + ", " + numbers);
            }
        });
    }
}
