package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * What a runtime can do, whatever the machine allows. Absent means that the runtime does not tell; an empty list means that
 * it can do nothing of the kind.
 *
 * <p>runtime-spec features.md, and features-linux.md.
 *
 * @param ociVersionMin the lowest {@code ociVersion} of a configuration that is taken
 * @param ociVersionMax the highest {@code ociVersion} of a configuration that is taken
 * @param hooks the kinds of hooks, such as {@code createRuntime}
 * @param mountOptions the options of mounts, such as {@code rro}
 * @param linux what is Linux's own
 * @param annotations further facts
 * @param potentiallyUnsafeConfigAnnotations annotations of a configuration that change what the runtime does, or their
 *     common beginnings, which end in a dot
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Features(
        @Nullable String ociVersionMin,
        @Nullable String ociVersionMax,
        @Nullable List<String> hooks,
        @Nullable List<String> mountOptions,
        @Nullable LinuxFeatures linux,
        @Nullable Map<String, String> annotations,
        @Nullable List<String> potentiallyUnsafeConfigAnnotations,
        @Unknown Map<String, Object> unknown)
        implements FeaturesBuilder.With {
    public Features {
        hooks = Frozen.list(hooks);
        mountOptions = Frozen.list(mountOptions);
        annotations = Frozen.map(annotations);
        potentiallyUnsafeConfigAnnotations = Frozen.list(potentiallyUnsafeConfigAnnotations);
        unknown = Frozen.tree(unknown);
    }

    /**
     * Nothing told: begin here.
     *
     * @return the new record
     */
    public static Features empty() {
        return new Features(null, null, null, null, null, null, null, Map.of());
    }
}
