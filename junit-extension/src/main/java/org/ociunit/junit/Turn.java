package org.ociunit.junit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ociunit.runtime.OciRuntime;

/**
 * One runtime's turn in a test of {@link OnEveryRuntime}.
 *
 * @param name the runtime and its version, or its name alone if it is not here
 * @param runtime the runtime, or nothing if it is not here
 * @param lack what the test lacks then, such as {@code needs crun: not installed}
 */
record Turn(String name, Optional<OciRuntime> runtime, String lack) {
    /**
     * All turns of a test; there is one at least.
     *
     * @param names the runtimes that are asked for; none for all that are here
     * @param here the runtimes that are here
     * @param missing those that are not, by name, with the reason
     */
    static List<Turn> all(String[] names, List<OciRuntime> here, Map<String, String> missing) {
        if (names.length > 0) {
            return Arrays.stream(names).map(name -> named(name, here, missing)).toList();
        }
        return here.isEmpty()
                ? List.of(nobody(missing))
                : here.stream().map(Turn::of).toList();
    }

    private static Turn of(OciRuntime runtime) {
        return new Turn(runtime.name() + " " + runtime.version(), Optional.of(runtime), "");
    }

    private static Turn named(String name, List<OciRuntime> here, Map<String, String> missing) {
        return Required.find(name, here)
                .map(Turn::of)
                .orElseGet(() -> new Turn(name, Optional.empty(), Required.lack(name, missing)));
    }

    private static Turn nobody(Map<String, String> missing) {
        return new Turn(
                "no runtime",
                Optional.empty(),
                missing.entrySet().stream()
                        .map(one -> one.getKey() + " (" + one.getValue() + ")")
                        .collect(Collectors.joining(", ", "needs an OCI runtime: missing are ", "")));
    }

    /** The turn that a test is, if it is one. */
    static Optional<Turn> in(ExtensionContext context) {
        return Optional.ofNullable(context.getStore(Session.NAMESPACE).get(Turn.class, Turn.class));
    }

    void begin(ExtensionContext context) {
        context.getStore(Session.NAMESPACE).put(Turn.class, this);
    }
}
