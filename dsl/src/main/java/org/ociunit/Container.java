package org.ociunit;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AssertProvider;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.image.Image;
import org.ociunit.image.ImageChanges;
import org.ociunit.image.ImageDefaults;
import org.ociunit.lifecycle.IllegalTransitionException;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CheckpointOptions;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.RestoreOptions;
import org.ociunit.runtime.Verb;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Spec;

/**
 * A container that is alive, from its creation until it is closed. Made by {@link Bundle#create} or {@link Bundle#start};
 * use it in a {@code try} statement, or let the JUnit extension close it.
 *
 * <p>All exceptions are {@link ContainerException}s: {@code IllegalTransitionException} where the container's state does
 * not allow a verb, {@code ContainerNotFoundException} where it has been deleted.
 */
public final class Container extends ObservedContainer implements AutoCloseable, AssertProvider<ContainerAssert> {
    private static final Set<Container> UNCLOSED = ConcurrentHashMap.newKeySet();

    private final ImageDefaults image;
    private final List<String> command;
    private final Set<LiveProcess> spawned = ConcurrentHashMap.newKeySet();
    private final Ports ports = new Ports(this);
    private final ProgramHooks hooks;
    private Connection connection = Connection.NONE;
    private boolean closed;

    Container(
            Bundle bundle,
            OciRuntime runtime,
            BundleFolder folder,
            Spec spec,
            ImageDefaults image,
            List<String> command) {
        super(bundle, runtime, folder, spec);
        this.image = image;
        this.command = command;
        this.hooks = ProgramHooks.of(runtime, folder, spec, chronicle);
        folder.callbacks().noteIn(chronicle);
    }

    /**
     * The containers of this JVM that nobody has closed.
     *
     * @return the containers, in no particular order
     */
    public static Set<Container> unclosed() {
        return Set.copyOf(UNCLOSED);
    }

    void create() {
        CreateOptions options = CreateOptions.defaults().withStdio(outputs.of(process()));
        begin(Verb.CREATE, () -> create(options));
    }

    private void begin(Verb verb, Runnable action) {
        chronicle.verb(action, verb::leadsTo);
        UNCLOSED.add(this);
        watch.begin(runtime);
    }

    private void create(CreateOptions options) {
        folder.overlaid()
                .rootFs()
                .ifPresentOrElse(
                        root -> {
                            runtime.create(id(), spec(), root, options.withBundle(folder.path()));
                            holdRoot();
                        },
                        () -> runtime.create(id(), folder.path(), options));
        hooks.haveRun(HookKind.PRESTART, HookKind.CREATE_RUNTIME, HookKind.CREATE_CONTAINER);
    }

    /** Before the program begins: it finds the network as it will be. */
    void connect(Networking network) {
        connection = network.connect(this);
    }

    /** Of a container that somebody has ended already there is nothing to hold. */
    private void holdRoot() {
        try {
            OptionalLong pid = firstPid();
            pid.ifPresent(folder.overlaid()::hold);
            if (!firstPid().equals(pid)) {
                folder.overlaid().letGo(); // the pid, and the root, may be another program's
            }
        } catch (ContainerException gone) {
            folder.overlaid().letGo();
        }
    }

    /**
     * Lets the program of a created container run.
     *
     * @return this container
     */
    public Container start() {
        Callbacks callbacks = folder.callbacks();
        int calls = callbacks.callsAfterNext(HookKind.START_CONTAINER);
        try {
            verb(() -> runtimeFor("start").start(id()), Verb.START::leadsTo);
            awaitHooks(callbacks, calls);
        } catch (RuntimeException e) {
            callbacks.explain(e);
            throw e;
        }
        callbacks.require("Could not start container " + id() + ".");
        hooks.haveRun(HookKind.POSTSTART);
        return this;
    }

    /** A runtime has started a container when it has told it to begin, and that begins with the hooks. */
    private void awaitHooks(Callbacks callbacks, int calls) {
        Chronicle.Wait wait = chronicle.await(
                () -> callbacks.calls(HookKind.START_CONTAINER) >= calls,
                () -> chronicle.exit().isEmpty(),
                Deadline.in(BundleDefaults.HOOK_KILLED),
                Watch.LOOK_AGAIN);
        if (wait == Chronicle.Wait.LATE) {
            throw new DeadlineExceededException(
                    "A hook startContainer of container " + id() + " was not run.", BundleDefaults.HOOK_KILLED, null);
        }
    }

    /**
     * Freezes all processes of a container.
     *
     * @return this container
     */
    public Container pause() {
        return verb(() -> runtimeFor("pause").pause(id()), Verb.PAUSE::leadsTo);
    }

    /**
     * Lets the processes of a paused container go on.
     *
     * @return this container
     */
    public Container resume() {
        return verb(() -> runtimeFor("resume").resume(id()), () -> chronicle.statusBefore(Status.PAUSED));
    }

    /**
     * Sends a signal to the container's first process.
     *
     * @param signal what to send
     * @return this container
     */
    public Container kill(Signal signal) {
        return verb(() -> runtimeFor("kill").kill(id(), signal), Optional::empty);
    }

    /**
     * Asks the program to end, by the signal that {@link #stopSignal} tells, and kills the container if it has not ended
     * after 10 seconds.
     *
     * @return this container, which has stopped
     */
    public Container stop() {
        return stop(BundleDefaults.STOP);
    }

    /**
     * Asks the program to end, by the signal that {@link #stopSignal} tells, and kills the container if it has not ended
     * in time. What is paused goes on for that; what has not been started is killed at once.
     *
     * @param grace how long it has
     * @return this container, which has stopped
     */
    public Container stop(Duration grace) {
        Status status = status();
        if (status == Status.STOPPED) {
            return this;
        }
        if (status != Status.CREATED && !grace.isZero()) {
            kill(stopSignal());
            if (status == Status.PAUSED) {
                resume();
            }
            if (watch.isEndIn(grace)) {
                return this;
            }
        }
        return kill(Signal.KILL).await(Status.STOPPED);
    }

    /**
     * Changes the limits of the container.
     *
     * @param limits the limits to be set; those that are absent stay as they are
     * @return this container
     */
    public Container update(LinuxResources limits) {
        return chronicle.note("update", () -> {
            runtimeFor("update").update(id(), limits);
            return this;
        });
    }

    private Container verb(Runnable verb, Supplier<Optional<Status>> leadsTo) {
        chronicle.verb(verb, leadsTo);
        return this;
    }

    /**
     * Waits until the container has been in a state since the last verb, at most 10 seconds.
     *
     * @param status the state
     * @return this container
     * @throws ContainerException at once if the container can no longer get there; the message has its last output
     * @throws DeadlineExceededException if it did not in time; the message has its last output
     */
    public Container await(Status status) {
        return await(status, BundleDefaults.AWAIT);
    }

    /**
     * Waits until the container has been in a state since the last verb.
     *
     * @param status the state
     * @param deadline how long at most
     * @return this container
     * @throws ContainerException at once if the container can no longer get there; the message has its last output
     * @throws DeadlineExceededException if it did not in time; the message has its last output
     */
    public Container await(Status status, Duration deadline) {
        watch.await(status, deadline);
        return this;
    }

    /**
     * Waits until the container is of use, at most 10 seconds.
     *
     * @param ready when it is
     * @return this container
     * @throws ContainerException at once if the container has stopped; the message has its last output
     * @throws DeadlineExceededException if it did not in time; the message has its last output
     */
    public Container await(Ready ready) {
        return await(ready, BundleDefaults.AWAIT);
    }

    /**
     * Waits until the container is of use.
     *
     * @param ready when it is
     * @param deadline how long at most
     * @return this container
     * @throws ContainerException at once if the container has stopped; the message has its last output
     * @throws DeadlineExceededException if it did not in time; the message has its last output
     */
    public Container await(Ready ready, Duration deadline) {
        watch.await(() -> ready.test(this), ready.description(), deadline);
        return this;
    }

    /**
     * What became of the container's program.
     *
     * @return the result of a stopped container
     * @throws IllegalTransitionException if it has not stopped
     */
    public Result result() {
        if (chronicle.exit().isEmpty() && status() != Status.STOPPED) {
            throw new IllegalTransitionException("tell the result of", id(), status());
        }
        return end(BundleDefaults.LAST_OUTPUT);
    }

    /** Waits for the end of the program. */
    Result end(Duration deadline) {
        return new Result(watch.awaitEnd(deadline), stdout().text(), stderr().text(), timeline());
    }

    /**
     * Runs a further program in the container and waits for its end, at most 10 seconds.
     *
     * @param args the program and its arguments
     * @return what became of it
     * @throws DeadlineExceededException if it did not end in time; it has been killed then
     */
    public Result exec(String... args) {
        return exec(Command.of(args));
    }

    /**
     * Runs a further program in the container and waits for its end.
     *
     * @param command the program, and how it is run
     * @return what became of it
     * @throws DeadlineExceededException if it did not end in time; it has been killed then
     */
    public Result exec(Command command) {
        return Execution.of(this, command).run(start -> chronicle.note("exec " + command, start));
    }

    /**
     * Runs a further program in the container and does not wait for it. It is killed when the container is closed, if it
     * still runs then.
     *
     * @param command the program, and how it is run
     * @return the process, which runs; it can be written to and read from
     */
    public LiveProcess spawn(Command command) {
        LiveProcess process = Execution.of(this, command).spawn(start -> chronicle.note("spawn " + command, start));
        spawned.removeIf(other -> !other.isAlive());
        spawned.add(process);
        return process;
    }

    /** Like {@link #exec(Command)}, without a trace in the timeline. */
    Result execQuietly(Command command) {
        return Execution.of(this, command).run(Supplier::get);
    }

    /**
     * Where a port of the container is reached from this machine: on {@link Network#reachable()} an address of loopback with a
     * port that was free, by which any number of containers may listen on the same one; on {@link Network#host()} the port
     * itself. It holds for TCP and for UDP alike; where this machine has IPv6, the same port of ::1 leads there too. In the
     * container 127.0.0.1 is tried first, and then ::1.
     *
     * <p>Nobody has to listen yet: until somebody does, a connection is reset at once, see {@link Ready#port}. The address is
     * the same as long as the container lives, and leads nowhere afterwards.
     *
     * @param tcpPort the port in the container, 1 to 65535
     * @return the address
     * @throws IllegalArgumentException if there is no such port
     * @throws ContainerException if the container's network is not reachable, or it has ended
     */
    public InetSocketAddress address(int tcpPort) {
        return ports.address(tcpPort);
    }

    Ports ports() {
        return ports;
    }

    /**
     * Copies a file or a folder of this machine into the container, under a new name. What is there already is replaced, and
     * a folder's content added to; the folders on the way are made. The copies belong to the container's root, and keep their
     * modes and the times of their modification; symbolic links stay links, a file with several names becomes several, and
     * devices and pipes in a folder are left out.
     *
     * <p>A container with a process is written to as it sees its files, mounts and all; a stopped one in its root alone.
     *
     * @param source the file or folder; a link is followed
     * @param at its place in the container, an absolute path; links are followed within the container's root
     * @return this container
     * @throws ContainerException if the source is not there, or the place cannot be written to
     */
    public Container copyTo(Path source, String at) {
        new ContainerFiles(this).copyTo(source, at);
        return this;
    }

    /**
     * Copies a file or a folder of the container to this machine, under a new name, as {@link #copyTo} does the other way
     * round. The copies belong to the caller, and keep the permissions, but no set-user-id bits.
     *
     * @param at the file or folder, an absolute path in the container; links are followed within the container's root
     * @param target its place on this machine, in a folder that exists
     * @return this container
     * @throws ContainerException if there is no such file, or the place cannot be written to
     */
    public Container copyFrom(String at, Path target) {
        new ContainerFiles(this).copyFrom(at, target);
        return this;
    }

    /**
     * What the container's packets pass on their way to all others of its network, and theirs to it.
     *
     * @return its link, see {@link ContainerNetwork#link(Container)}
     * @throws ContainerException if it is on no network that containers share
     */
    public Link link() {
        return network().link(this);
    }

    /**
     * What this container's packets pass on their way to another one of its network, and that one's to it.
     *
     * @param other another container
     * @return the link between them, see {@link ContainerNetwork#link(Container, Container)}
     * @throws ContainerException if this container is on no network that containers share
     */
    public Link linkTo(Container other) {
        return network().link(this, other);
    }

    private ContainerNetwork network() {
        return connection
                .network()
                .orElseThrow(() -> new ContainerException(
                        "Could not change a link of container " + id() + ".",
                        "it is on no network that containers share.",
                        "create it with Bundle.network(Network.create())."));
    }

    /**
     * Makes an image of the container's root as it is now, see {@link #commit(UnaryOperator)}, which says about its process
     * what this container's image does.
     *
     * @return the new image
     * @throws ContainerException if that is not possible
     */
    public Image commit() {
        return commit(UnaryOperator.identity());
    }

    /**
     * Makes an image of the container's root as it is now: the layers of its image, and one more with what is different. A
     * folder or a tar archive becomes the first layer. What is mounted is not in it: volumes, {@code /dev}, {@code /proc} and
     * the like, nor what was made to mount something there; nor are sockets. Owners are those that the container sees; for
     * an ordinary user all that was changed belongs to root.
     *
     * <p>A container that runs stands still meanwhile, where it can be {@linkplain #pause paused}; otherwise it should not
     * write. The new image is this JVM's, as long as it uses it, and its lower layers stay where this container's image has
     * them; {@link Image#writeLayout(Path)} writes all of it for others.
     *
     * <pre>{@code
     * Image prepared = container.commit(like -> like.cmd("serve", "--port", "80"));
     * Bundle.from(prepared).run();
     * }</pre>
     *
     * @param changes what the new image says otherwise about its process
     * @return the new image
     * @throws ContainerException if that is not possible: as an {@link org.ociunit.error.ImageException} for {@link
     *     Image#host()}, which has no layers, and for an image whose name stands for another one by now
     */
    public Image commit(UnaryOperator<ImageChanges> changes) {
        return chronicle.note("commit", () -> new Commit(this, bundle.image(), image.layers(), changes).make());
    }

    /**
     * Begins anew: closes this container, and makes and starts another one of the same bundle with the same command, as
     * {@link Bundle#start} does. It has a fresh root, an id and a timeline of its own. Close it, too.
     *
     * <pre>{@code
     * try (Container again = container.restart()) {
     *   assertThat(container).isGone();
     *   assertThat(again).isRunning();
     * }
     * }</pre>
     *
     * @return the new container, which has been started, and is of use as {@link Bundle#readyWhen} says
     */
    @CheckReturnValue
    public Container restart() {
        close();
        return bundle.start(command.toArray(String[]::new));
    }

    /**
     * Makes another container of the same bundle, under the name of this one: closes this one first, if that has not been
     * done. It has a fresh root and a timeline of its own, and this one is gone. Close it, too.
     *
     * @param command the program and its arguments; none for those of the bundle
     * @return the new container, which is created
     * @throws ContainerException if this one cannot be closed, or the new one not be made; it may be tried again then
     * @throws ContainerNotFoundException if another one has this one's name already
     */
    @CheckReturnValue
    public Container recreate(String... command) {
        runtimeFor("recreate");
        close();
        Container made = bundle.create(folder::anew, command);
        isFollowed();
        return made;
    }

    /**
     * Writes the container to disk through CRIU, see {@link OciRuntime#checkpoint}.
     *
     * @param options where to, and what becomes of the container, which ends by default: then runc has deleted it, too
     * @return this container
     * @throws ContainerException if the runtime or CRIU cannot
     */
    public Container checkpoint(CheckpointOptions options) {
        return chronicle.note("checkpoint", () -> {
            runtimeFor("checkpoint").checkpoint(id(), options);
            return this;
        });
    }

    /**
     * Reads a container back from disk, under its name, see {@link OciRuntime#restore}. The runtime knows nothing of it any
     * more: it has been checkpointed and deleted, but not closed. What is read back is another container, to which this one's
     * root belongs from now on, with outputs and a timeline of its own; close that one, for this one is gone. Nobody waits
     * until it is of use.
     *
     * @param options where from; its streams are recorded, whatever they say of them
     * @return the container that was read back
     * @throws ContainerNotFoundException if this one has been closed
     * @throws ContainerException if the runtime still has it or cannot read it back, if it was on a network with others, or
     *     if it has hooks that are Java code: then this one stays as it is
     */
    @CheckReturnValue
    public synchronized Container restore(RestoreOptions options) {
        requireRestorable();
        Container restored = new Container(bundle, runtime, folder, spec(), image, command);
        RestoreOptions recorded = options.withStdio(restored.outputs.of(process()));
        restored.begin(Verb.RESTORE, () -> runtime.restore(id(), folder.path(), recorded));
        restored.hooks.haveRun(HookKind.PRESTART, HookKind.CREATE_RUNTIME);
        restored.connection = connection;
        letGo();
        return restored;
    }

    private void requireRestorable() {
        if (closed) {
            throw new ContainerNotFoundException("restore", id().value(), runtime.name());
        }
        String what = "Could not restore container " + id() + ".";
        if (connection.network().isPresent()) {
            throw new ContainerException(
                    what, "its network has others, and it has left that.", "give it another one, by Bundle.network.");
        }
        if (folder.callbacks().hasAny()) {
            throw new ContainerException(
                    what, "its hooks are Java code, which is called in one life only.", "let programs be its hooks.");
        }
    }

    /** What belongs to the container is another one's from now on. */
    private void letGo() {
        ports.close();
        spawned.forEach(LiveProcess::settle);
        isFollowed();
        UNCLOSED.remove(this);
        closed = true;
    }

    /**
     * Deletes the container, whatever its state, and removes what belongs to it; what {@link #spawn} has begun is killed.
     * Does nothing the second time.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        spawned.removeIf(process -> !process.isAlive());
        spawned.forEach(process -> process.kill(Signal.KILL));
        ports.close();
        try {
            runtime.delete(id(), DeleteOptions.forced());
        } catch (RuntimeException e) {
            folder.callbacks().explain(e);
            throw e;
        }
        hooks.haveRun(HookKind.POSTSTOP);
        spawned.forEach(LiveProcess::settle);
        try {
            connection.close();
        } finally {
            folder.remove();
            UNCLOSED.remove(this);
            closed = true;
        }
        folder.callbacks().require("Container " + id() + " is deleted, but a hook failed.");
    }

    /** Closes after a failure, which must not be hidden by another one. */
    void closeAfter(Throwable failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** For AssertJ's own {@code assertThat}. */
    @Override
    public ContainerAssert assertThat() {
        return new ContainerAssert(this);
    }
}
