package org.ociunit.runtime;

import java.nio.file.Path;
import java.util.Optional;

/** An installed runtime that is driven through its command line. */
public interface DrivenRuntime extends OciRuntime {
    /**
     * What a runtime says of itself.
     *
     * @param version its version
     * @param commit what it was built from, where it says so
     * @param spec the version of the runtime-spec that it follows, where it says so
     */
    record Build(Version version, Optional<String> commit, Optional<Version> spec) {}

    /**
     * The runtime's program.
     *
     * @return its absolute path
     */
    Path program();

    /**
     * What the runtime says of itself.
     *
     * @return its versions
     */
    Build build();

    /**
     * The same runtime, with further arguments in every call, for options of a verb that are not named here: they stand behind
     * the verb's own options, and before the container's name. Looking at states and clearing away go without them. It knows
     * the same containers.
     *
     * @param arguments such as {@code --no-mount-fallback}, which runc's create has
     * @return the runtime for such calls
     */
    DrivenRuntime withArguments(String... arguments);

    /**
     * The same runtime, with a further variable in the environment of every call. It knows the same containers.
     *
     * @param name the variable's name; one of this JVM's environment is replaced
     * @param value its value
     * @return the runtime for such calls
     */
    DrivenRuntime withEnvironment(String name, String value);

    /**
     * The same runtime, taken at its word: a verb has succeeded if the runtime says so, also where it is known to say so in
     * vain, and the state of the container is looked at otherwise. For tests of the runtime itself. It knows the same
     * containers.
     *
     * @return the runtime for such calls
     */
    DrivenRuntime atItsWord();
}
