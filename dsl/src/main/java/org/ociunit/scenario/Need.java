package org.ociunit.scenario;

import java.util.Optional;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.host.InstalledPrograms;

/**
 * What a scenario needs of the machine and of the runtime, without which it is not run.
 *
 * @param name {@code root}, {@code user}, {@code v1} or {@code v2} for control groups of that version, {@code command} for a
 *     runtime that has a command line; else the name of a program
 */
record Need(String name) {
    /** Why it is not there; nothing if it is. */
    Optional<String> missing(OciRuntime runtime) {
        Host host = Host.current();
        return switch (name) {
            case "root" -> unless(host.isRoot(), "it needs root, and the user is " + host.uid());
            case "user" -> unless(!host.isRoot(), "it needs an ordinary user, and the user is root");
            case "v1" -> unless(!host.hasCgroupV2(), "it needs control groups v1, and this machine has v2");
            case "v2" -> unless(host.hasCgroupV2(), "it needs control groups v2, and this machine has v1");
            case "command" ->
                unless(
                        !runtime.commandLine().isEmpty(),
                        "it needs a command line, and " + runtime.name() + " has none that is installed");
            default ->
                unless(
                        InstalledPrograms.find(name).isPresent(),
                        "it needs the program " + name + ", which is not installed");
        };
    }

    private static Optional<String> unless(boolean isThere, String reason) {
        return isThere ? Optional.empty() : Optional.of(reason);
    }
}
