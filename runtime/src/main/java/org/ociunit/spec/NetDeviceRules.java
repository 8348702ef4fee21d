package org.ociunit.spec;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The network devices that move into the container. */
final class NetDeviceRules {
    private static final String NAME = "must be 1 to 15 characters without '/', ':' and white space";

    private NetDeviceRules() {}

    static void check(@Nullable Map<String, NetDevice> devices, ContainerNamespaces namespaces, Place at) {
        if (devices == null || devices.isEmpty()) {
            return;
        }
        if (!namespaces.have(Namespace.NETWORK)) {
            at.error("needs a new network namespace in linux.namespaces");
        }
        Set<String> names = new HashSet<>();
        at.eachMember(devices, (name, device, place) -> {
            if (!isName(name)) {
                place.error("has the name \"" + name + "\", which " + NAME);
            }
            String inside = device.name() == null || device.name().isEmpty() ? name : device.name();
            if (!inside.equals(name) && !isName(inside)) {
                place.member("name").error(inside, NAME);
            } else if (!inside.contains("%d") && !names.add(inside)) {
                place.member("name").error(inside, "must not be there twice");
            }
        });
    }

    /** What the kernel takes for one, dev_valid_name. */
    private static boolean isName(String name) {
        return name.matches("[^\\s/:\\x00]{1,15}") && !name.matches("\\.\\.?");
    }
}
