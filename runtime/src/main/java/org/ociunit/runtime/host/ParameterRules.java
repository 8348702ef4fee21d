package org.ociunit.runtime.host;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ociunit.json.JsonPath;
import org.ociunit.spec.Spec;

/** The kernel parameters: there are such. Those of an interface are looked up for the default one. */
final class ParameterRules {
    private ParameterRules() {}

    static String place(String name) {
        return JsonPath.member("linux.sysctl", name);
    }

    static void check(Spec spec, KernelFeatures kernel, Findings findings) {
        if (spec.linux() == null || spec.linux().sysctl() == null || !Files.isDirectory(kernel.parameters())) {
            return;
        }
        spec.linux().sysctl().keySet().stream()
                .filter(name -> name.matches("(net|kernel|fs|user)[./][\\x21-\\x7e]+") && !name.contains(".."))
                .filter(name -> Files.notExists(kernel.parameters().resolve(file(name))))
                .forEach(name -> findings.error(
                        place(name), null, "must be a parameter of this machine's kernel", "config-linux.md, Sysctl"));
    }

    private static Path file(String name) {
        int slash = name.indexOf('/');
        int dot = name.indexOf('.');
        boolean dotted = dot >= 0 && (slash < 0 || dot < slash);
        String path = dotted ? name.replace('/', '\0').replace('.', '/').replace('\0', '.') : name;
        return Path.of(path.replaceFirst("^(net/\\w+/(?:conf|neigh))/[^/]+/", "$1/default/"));
    }
}
