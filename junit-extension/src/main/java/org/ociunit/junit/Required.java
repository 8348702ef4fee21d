package org.ociunit.junit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Version;

/**
 * A runtime that {@link RequiresRuntime} names.
 *
 * @param wanted the annotation
 */
record Required(RequiresRuntime wanted) {
    /** The runtime of a name, the first if several have it. */
    static Optional<OciRuntime> find(String name, List<OciRuntime> here) {
        return here.stream().filter(runtime -> runtime.name().equals(name)).findFirst();
    }

    /** What a test lacks that needs a runtime that is not here. */
    static String lack(String name, Map<String, String> missing) {
        return "needs " + name + ": " + missing.getOrDefault(name, "no runtime of this name is known");
    }

    /** What a test lacks, or nothing. */
    Optional<String> lack(List<OciRuntime> here, Map<String, String> missing) {
        Optional<OciRuntime> runtime = find(wanted.value(), here);
        if (runtime.isEmpty()) {
            return Optional.of(lack(wanted.value(), missing));
        }
        Version found = runtime.get().version();
        return wanted.version().isEmpty() || found.compareTo(lowest()) >= 0
                ? Optional.empty()
                : Optional.of("needs " + wanted.value() + " " + wanted.version() + " or later: this is " + found);
    }

    private Version lowest() {
        Version lowest = Version.in(wanted.version());
        if (lowest.equals(new Version(0, 0, 0, wanted.version()))) {
            throw new ExtensionConfigurationException(
                    "@RequiresRuntime: version is \"" + wanted.version() + "\", and should be like 1.2 or 1.2.3.");
        }
        return lowest;
    }
}
