package org.ociunit.spec;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kernel parameters: only those of a namespace, in a namespace of the container's own. */
final class SysctlRules {
    private static final Set<String> IPC = Set.of(
            "kernel.msgmax",
            "kernel.msgmnb",
            "kernel.msgmni",
            "kernel.sem",
            "kernel.shmall",
            "kernel.shmmax",
            "kernel.shmmni",
            "kernel.shm_rmid_forced");

    private static final Pattern WELL_FORMED = Pattern.compile("[^\\s\\x00.]+(\\.[^\\s\\x00.]+)+");

    private SysctlRules() {}

    static void check(@Nullable Map<String, String> parameters, ContainerNamespaces namespaces, Place at) {
        at.eachMember(parameters, (name, value, place) -> {
            place.text(value);
            name(dotted(name), namespaces, place);
        });
    }

    private static void name(String name, ContainerNamespaces namespaces, Place at) {
        if (!wellFormed(name)) {
            at.error("must be the name of a kernel parameter, such as net.ipv4.ip_forward");
        } else if (name.equals("kernel.hostname")) {
            at.error("must be set by hostname");
        } else if (name.startsWith("net.")) {
            needs(Namespace.NETWORK, namespaces, at);
        } else if (IPC.contains(name) || name.startsWith("fs.mqueue.")) {
            needs(Namespace.IPC, namespaces, at);
        } else if (name.equals("kernel.domainname")) {
            needs(Namespace.UTS, namespaces, at);
        } else if (name.startsWith("user.")) {
            needs(Namespace.USER, namespaces, at);
        } else {
            at.error("must belong to a namespace: it would change the whole machine");
        }
    }

    private static void needs(String type, ContainerNamespaces namespaces, Place at) {
        if (!namespaces.have(type)) {
            at.error("needs a new " + type + " namespace in linux.namespaces");
        }
    }

    /** A slash in a step stands for a dot, as in the name of an interface; two of them would go up. */
    private static boolean wellFormed(String name) {
        return WELL_FORMED.matcher(name).matches() && !name.contains("//");
    }

    /** sysctl.d(5): where the first separator is a slash, slashes separate and dots belong to the names. */
    private static String dotted(String name) {
        int slash = name.indexOf('/');
        int dot = name.indexOf('.');
        if (slash < 0 || (dot >= 0 && dot < slash)) {
            return name;
        }
        return name.replace('.', '\0').replace('/', '.').replace('\0', '/');
    }
}
