package org.ociunit.image;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an image says about its containers. Internal: a bundle begins with it.
 *
 * <p>image-spec conversion.md.
 *
 * @param entrypoint the program, with what always follows it
 * @param cmd the arguments, which a caller may replace
 * @param env variables as {@code NAME=value}
 * @param user a user and perhaps a group, by name or number; empty for root
 * @param cwd where the process starts; empty for the root folder
 * @param volumes folders that are written to, absolute paths in the container
 * @param annotations facts for others: its labels, and what else the conversion keeps
 * @param layers the layers that a container of it is made from, by what is in them, the lowest first; empty for an image
 *     without
 */
public record ImageDefaults(
        List<String> entrypoint,
        List<String> cmd,
        List<String> env,
        String user,
        String cwd,
        List<String> volumes,
        Map<String, String> annotations,
        List<String> layers) {
    /** How annotations begin that crun, runc and runsc carry out: some open files of the machine as root. */
    private static final List<String> ORDERS =
            List.of("run.oci.", "org.systemd.", "dev.gvisor.", "module.wasm.", "org.criu.");

    private static final String PREFIX = "org.opencontainers.image.";

    /** The annotation with the signal that asks the program to end. */
    public static final String STOP_SIGNAL = PREFIX + "stopSignal";

    /** The annotation with the ports that the program listens on, with commas between them. */
    public static final String EXPOSED_PORTS = PREFIX + "exposedPorts";

    /** Copies the collections. */
    public ImageDefaults {
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        env = List.copyOf(env);
        volumes = List.copyOf(volumes);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        layers = List.copyOf(layers);
    }

    /**
     * What an image without a configuration says.
     *
     * @return nothing
     */
    public static ImageDefaults none() {
        return of(ProcessConfig.EMPTY, Map.of(), List.of());
    }

    static ImageDefaults of(ImageConfig image) {
        ProcessConfig process = image.config() == null ? ProcessConfig.EMPTY : image.config();
        return of(process, annotations(image, process), image.rootfs().ids());
    }

    private static ImageDefaults of(ProcessConfig process, Map<String, String> annotations, List<String> layers) {
        return new ImageDefaults(
                orNone(process.entrypoint()),
                orNone(process.cmd()),
                orNone(process.env()),
                orEmpty(process.user()),
                orEmpty(process.workingDir()),
                names(process.volumes()),
                annotations,
                layers);
    }

    /** Labels come last: what they say holds. But an image gives a runtime no orders. */
    private static Map<String, String> annotations(ImageConfig image, ProcessConfig process) {
        Map<String, String> annotations = new LinkedHashMap<>();
        put(annotations, "os", image.os());
        put(annotations, "architecture", image.architecture());
        put(annotations, "variant", image.variant());
        put(annotations, "author", image.author());
        put(annotations, "created", image.created());
        put(annotations, "stopSignal", process.stopSignal());
        put(annotations, "exposedPorts", String.join(",", names(process.exposedPorts())));
        if (process.labels() != null) {
            process.labels().forEach((name, value) -> {
                // runtime-spec config.md: an annotation has a name.
                if (!name.isEmpty() && ORDERS.stream().noneMatch(name::startsWith)) {
                    annotations.put(name, value);
                }
            });
        }
        return annotations;
    }

    private static void put(Map<String, String> annotations, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            annotations.put(PREFIX + name, value);
        }
    }

    private static List<String> names(@Nullable Map<String, Object> set) {
        return set == null ? List.of() : new ArrayList<>(new TreeSet<>(set.keySet()));
    }

    private static List<String> orNone(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
