package org.ociunit.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ociunit.error.UnsupportedVerbException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.State;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Features;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Spec;

/**
 * An OCI runtime (runtime-spec, runtime.md, "Operations"): what makes containers from bundles. One method a verb.
 *
 * <p>A verb that returns has taken effect, and a verb that throws has had none. All exceptions are
 * {@link org.ociunit.error.ContainerException}s: {@code ContainerNotFoundException} where the container is not there,
 * {@code IllegalTransitionException} where its state does not allow the verb, {@code UnsupportedVerbException} where the
 * runtime has no such verb, {@code UnsupportedByHostException} where the machine does not allow it.
 *
 * <p>A runtime may be used from several threads, and for one container by one thread at a time.
 */
public interface OciRuntime {
    /**
     * The runtime's name.
     *
     * @return such as {@code runc}
     */
    String name();

    /**
     * The runtime's version.
     *
     * @return as the runtime tells it
     */
    Version version();

    /**
     * Whether the runtime has a verb.
     *
     * @param verb what it would be asked to do
     * @return false if the verb's method throws {@code UnsupportedVerbException}
     */
    boolean can(Verb verb);

    /**
     * Makes a container, whose program waits to be started. Between this and {@link #start} its network can be set up.
     *
     * @param id the new container's name
     * @param bundle the folder with the {@code config.json}
     * @param options how it is made
     * @throws org.ociunit.error.ContainerExistsException if the name is taken
     */
    void create(ContainerId id, Path bundle, CreateOptions options);

    /**
     * Makes a container of a configuration and a root file system, which need not be in one folder. Otherwise as
     * {@link #create(ContainerId, Path, CreateOptions)}.
     *
     * @param id the new container's name
     * @param spec the configuration, whose {@code root} tells no more than whether it is read-only
     * @param root the root file system
     * @param options how it is made; {@link CreateOptions#bundle} is the folder that relative paths start from
     * @throws org.ociunit.error.UnsupportedException if it cannot have such a root, for a {@link #reasonAgainst}
     */
    default void create(ContainerId id, Spec spec, RootFs root, CreateOptions options) {
        throw new UnsupportedVerbException(
                "Could not create container " + id + ".", name(), "create without a bundle", "");
    }

    /**
     * Why there can be no container with such a root, here and by this runtime. Whoever asks can choose another one before.
     *
     * @param spec the configuration of the container
     * @param root the root file system
     * @return the reason, as a part of a sentence; empty if there can be one
     */
    default Optional<String> reasonAgainst(Spec spec, RootFs root) {
        return Optional.of(name() + " makes containers of bundles alone");
    }

    /**
     * Lets the program of a created container run.
     *
     * @param id a created container
     */
    void start(ContainerId id);

    /**
     * Tells the state of a container.
     *
     * @param id a container
     * @return its state now
     */
    State state(ContainerId id);

    /**
     * Tells the states of all containers under the runtime's state root.
     *
     * @return the states, in no particular order
     */
    List<State> list();

    /**
     * Sends a signal to a container's first process.
     *
     * @param id a container that has not stopped
     * @param signal what to send
     */
    void kill(ContainerId id, Signal signal);

    /**
     * Removes what is left of a container.
     *
     * @param id a stopped container, or with {@link DeleteOptions#forced()} any
     * @param options how it is deleted
     */
    void delete(ContainerId id, DeleteOptions options);

    /**
     * Runs a further process in a container.
     *
     * @param id a created or running container
     * @param process what to run
     * @param options how it is run
     * @return the process, which runs
     */
    ExecProcess exec(ContainerId id, ContainerProcess process, ExecOptions options);

    /**
     * Freezes all processes of a container.
     *
     * @param id a running container
     */
    void pause(ContainerId id);

    /**
     * Lets the processes of a container go on.
     *
     * @param id a paused container
     */
    void resume(ContainerId id);

    /**
     * Tells the processes of a container.
     *
     * @param id a container that has not stopped
     * @return their pids, as the runtime numbers them: runc and crun as this machine does, runsc as the container does
     */
    List<Long> ps(ContainerId id);

    /**
     * Tells the processes of a container, as ps(1) shows them.
     *
     * @param id a container that has not stopped
     * @param arguments of ps(1), such as {@code -o pid,comm}; none for the runtime's own choice
     * @return a table
     */
    ProcessTable top(ContainerId id, String... arguments);

    /**
     * Changes the limits of a container.
     *
     * @param id a container that has not stopped
     * @param limits the limits to be set; those that are absent stay as they are
     */
    void update(ContainerId id, LinuxResources limits);

    /**
     * Tells how much a container uses.
     *
     * @param id a container that has not stopped
     * @return what it uses now
     */
    Stats stats(ContainerId id);

    /**
     * Tells how much a container uses, again and again, and when it runs out of memory.
     *
     * @param id a container that has not stopped
     * @param interval how often; a second or less, too
     * @return the events as they come: reading waits for the next one, and the stream ends when the container does. Close it
     *     to end it earlier.
     */
    Stream<RuntimeEvent> events(ContainerId id, Duration interval);

    /**
     * Writes a container to disk, through CRIU. It stops then, unless it is told to go on.
     *
     * @param id a running or paused container
     * @param options where to, and how
     */
    void checkpoint(ContainerId id, CheckpointOptions options);

    /**
     * Reads a container back from disk, through CRIU. It runs then.
     *
     * @param id the new container's name
     * @param bundle the folder with the {@code config.json}
     * @param options where from, and how
     * @throws org.ociunit.error.ContainerExistsException if the name is taken
     */
    void restore(ContainerId id, Path bundle, RestoreOptions options);

    /**
     * The command that knows the same containers, for scripts: each of runc's commands can stand behind it.
     *
     * @return the program and its global options; empty if there is none on this machine
     */
    default List<String> commandLine() {
        return List.of();
    }

    /**
     * Tells what the runtime can do (runtime-spec, features.md).
     *
     * @return what it says of itself
     */
    Features features();

    /**
     * Waits for the end of a container's program, by event.
     *
     * @param id a container
     * @param deadline how long at most
     * @return how it ended
     * @throws org.ociunit.error.DeadlineExceededException if it did not end in time
     */
    Exit waitFor(ContainerId id, Duration deadline);

    /**
     * Creates a container, starts it, waits for its end and deletes it; whatever happens, it is gone afterwards.
     *
     * @param id the new container's name
     * @param bundle the folder with the {@code config.json}
     * @param options how it is made
     * @param deadline how long its program may run
     * @return how it ended
     */
    default Exit run(ContainerId id, Path bundle, CreateOptions options, Duration deadline) {
        create(id, bundle, options);
        try {
            start(id);
            return waitFor(id, deadline);
        } finally {
            delete(id, DeleteOptions.forced());
        }
    }

    /**
     * Finds runtimes: whoever has one that is not known here implements this, and names the implementation in
     * {@code META-INF/services/org.ociunit.runtime.OciRuntime$Provider} (see {@link java.util.ServiceLoader}).
     */
    interface Provider {
        /**
         * Finds runtimes.
         *
         * @param host facts about this machine
         * @return those that are here; each has a name of its own
         */
        List<OciRuntime> find(Host host);
    }
}
