package org.ociunit.runtime.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.Linux;

/**
 * The kernel parameters of a container's own namespaces. As for sysctl(8), of dots and slashes the first one in a name says
 * which of them separates; the other one is part of a name then, such as of an interface {@code eth0.1}.
 *
 * <p>runtime-spec config-linux.md, Sysctl.
 */
final class SysctlSteps {
    private SysctlSteps() {}

    static List<Step> of(@Nullable Linux linux) {
        Map<String, String> parameters = linux == null || linux.sysctl() == null ? Map.of() : linux.sysctl();
        return parameters.entrySet().stream()
                .map(parameter -> Step.of(Opcode.KERNEL_FILE, "sys/" + path(parameter.getKey()), parameter.getValue())
                        .from("linux.sysctl." + parameter.getKey()))
                .toList();
    }

    private static String path(String name) {
        int slash = name.indexOf('/');
        int dot = name.indexOf('.');
        boolean isDotted = dot >= 0 && (slash < 0 || dot < slash);
        return isDotted ? name.replace('/', '\0').replace('.', '/').replace('\0', '.') : name;
    }
}
