package org.ociunit.jrunc;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.embedded.EmbeddedRuntime;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.store.Store;
import org.ociunit.runtime.store.StoredContainer;

/**
 * What a command works with.
 *
 * @param personality as whom it speaks
 * @param environment the caller's variables
 * @param directory the caller's working directory
 * @param in its standard input
 * @param out its standard output
 * @param log where errors and warnings go
 * @param namedRoot the state root, if one was named
 * @param grouped whether new containers get control groups
 */
record Session(
        Personality personality,
        Map<String, String> environment,
        Path directory,
        InputStream in,
        PrintStream out,
        ErrorLog log,
        Optional<Path> namedRoot,
        boolean grouped) {
    private static final String DESCRIPTOR = "/(?:dev|proc/self)/fd/(\\d+)";

    /** The runtime of the state root. */
    EmbeddedRuntime runtime() {
        EmbeddedRuntime.requireFit(Host.current());
        Path root = openedRoot();
        return grouped ? EmbeddedRuntime.at(root) : EmbeddedRuntime.withoutControlGroups(root);
    }

    /** The same for who only looks, and need not know whether it could do anything here. */
    EmbeddedRuntime onlooker() {
        return EmbeddedRuntime.at(openedRoot());
    }

    /** Where a container's state is, or will be. */
    Path folder(ContainerId id) {
        return Store.at(openedRoot()).folder(id);
    }

    /** Where no state root is, nobody has made a container. */
    boolean hasStore() {
        return Files.exists(root());
    }

    private Path openedRoot() {
        if (namedRoot.isEmpty()) {
            Host host = Host.current();
            host.ownFolder(host.runtimeFolder(), "rwx------");
        }
        return root();
    }

    /** By default that of the runtime's other users, so that they see each other's containers. */
    private Path root() {
        return namedRoot.isPresent()
                ? namedRoot.get()
                : Host.current().runtimeFolder().resolve(EmbeddedRuntime.NAME);
    }

    /** A descriptor of the caller's is one of the launcher in front: this process has others of its own. */
    Path path(String text) {
        Matcher descriptor = Pattern.compile(DESCRIPTOR).matcher(text);
        return descriptor.matches()
                ? Path.of("/proc", Long.toString(Caller.pid()), "fd", descriptor.group(1))
                : directory.resolve(text);
    }

    StoredContainer stored(ContainerId id, Verb verb) {
        return runtime().store().read(id, verb);
    }

    /** The container that the first argument names. */
    static ContainerId id(Invocation invocation) {
        String text = invocation.argument(0);
        if (text.isEmpty()) {
            throw new RefusalException("container id cannot be empty");
        }
        try {
            return new ContainerId(text);
        } catch (IllegalArgumentException e) {
            throw new RefusalException("invalid container ID format: " + e.getMessage());
        }
    }
}
