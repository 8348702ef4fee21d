package org.ociunit.runtime.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** The namespaces that the container joins: they are there, and of their type. */
final class JoinRules {
    private static final String CLAUSE = "config-linux.md, Namespaces";
    private static final Path OWN_NETWORK = Path.of("/proc/self/ns/net");

    private JoinRules() {}

    static void check(Spec spec, Findings findings) {
        List<Namespace> namespaces = MachineRules.namespaces(spec);
        for (int index = 0; index < namespaces.size(); index++) {
            String path = namespaces.get(index).path();
            if (path != null && path.startsWith("/") && HostFiles.isPath(path)) {
                check(namespaces.get(index), path, "linux.namespaces[" + index + "].path", findings);
                network(spec.linux(), namespaces.get(index), path, findings);
            }
        }
    }

    private static void check(Namespace namespace, String path, String at, Findings findings) {
        String type = type(Path.of(path));
        if (Files.notExists(Path.of(path))) {
            findings.error(at, path, "must be there: the file does not exist", CLAUSE);
        } else if (!type.isEmpty() && !type.equals(MachineRules.name(namespace))) {
            findings.error(at, path, "must be a " + namespace.type() + " namespace: it is one of type " + type, CLAUSE);
        }
    }

    /** From the link's text, such as {@code net:[4026531840]}; nothing for a file that is bound elsewhere. */
    private static String type(Path path) {
        try {
            String target = Files.readSymbolicLink(path).toString();
            return target.matches("\\w+:\\[\\d+]")
                    ? target.substring(0, target.indexOf(':')).replaceAll("_for_.*", "")
                    : "";
        } catch (IOException noLink) {
            return "";
        }
    }

    /** What a container sets in the runtime's own network is set for the machine. */
    private static void network(@Nullable Linux linux, Namespace namespace, String path, Findings findings) {
        if (linux == null || linux.sysctl() == null || !namespace.type().equals(Namespace.NETWORK)) {
            return;
        }
        if (HostFiles.same(Path.of(path), OWN_NETWORK)) {
            linux.sysctl().keySet().stream()
                    .filter(name -> name.matches("net[./].*"))
                    .forEach(name -> findings.error(
                            ParameterRules.place(name),
                            null,
                            "needs a network namespace that is not the machine's own",
                            "config-linux.md, Sysctl"));
        }
    }
}
