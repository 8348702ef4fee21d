package org.ociunit.runtime.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ociunit.spec.Device;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** What is in the place of a device node already must be that device. */
final class DeviceFileRules {
    private static final int FORMAT = 0170000;
    private static final Map<String, Integer> FORMATS = Map.of(
            Device.CHARACTER, 0020000,
            Device.UNBUFFERED, 0020000,
            Device.BLOCK, 0060000,
            Device.FIFO, 0010000);

    private DeviceFileRules() {}

    static void check(Spec spec, RootFiles files, Findings findings) {
        // In a user namespace runtimes bind the machine's devices over files, which stay behind in the root.
        if (spec.linux() == null
                || spec.linux().devices() == null
                || MachineRules.has(MachineRules.namespaces(spec), Namespace.USER)) {
            return;
        }
        List<Device> devices = spec.linux().devices();
        for (int index = 0; index < devices.size(); index++) {
            String path = devices.get(index).path();
            RootFiles.Found found = files.find(path);
            if (found.isThere() && differs(devices.get(index), files.onHost(found))) {
                findings.error(
                        "linux.devices[" + index + "].path",
                        path,
                        "exists in the root and is not this device",
                        "config-linux.md, Devices");
            }
        }
    }

    private static boolean differs(Device device, Path file) {
        try {
            int format = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & FORMAT;
            long number = (long) Files.getAttribute(file, "unix:rdev", LinkOption.NOFOLLOW_LINKS);
            return format != FORMATS.getOrDefault(device.type(), format)
                    || (device.major() != null && device.major() != major(number))
                    || (device.minor() != null && device.minor() != minor(number));
        } catch (IOException e) {
            return false;
        }
    }

    /** makedev(3). */
    private static long major(long number) {
        return ((number >> 8) & 0xfff) | ((number >> 32) & ~0xfffL);
    }

    private static long minor(long number) {
        return (number & 0xff) | ((number >> 12) & 0xffffff00L);
    }
}
