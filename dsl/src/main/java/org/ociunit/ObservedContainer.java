package org.ociunit;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.image.ExposedPort;
import org.ociunit.image.ImageDefaults;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Event;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.lifecycle.Timeline;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Stats;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Spec;

/** What a container is, and what can be seen of it without changing it. */
abstract class ObservedContainer {
    /** The runtime whose containers are not this machine's kernel's. */
    private static final String OWN_KERNEL = "runsc";

    final Bundle bundle;
    final OciRuntime runtime;
    final BundleFolder folder;
    final Chronicle chronicle;
    final Outputs outputs;
    final Watch watch;
    private final Spec spec;
    private final Origin origin = Origin.here();
    private volatile boolean programSeen;
    private volatile boolean followed;

    ObservedContainer(Bundle bundle, OciRuntime runtime, BundleFolder folder, Spec spec) {
        this.bundle = bundle;
        this.runtime = runtime;
        this.folder = folder;
        this.spec = spec;
        this.chronicle = new Chronicle(folder.id());
        this.outputs = Outputs.recorded(chronicle);
        this.watch = new Watch(folder.id(), chronicle, outputs);
    }

    /**
     * Who has made the container.
     *
     * @return the thread, and the line of code
     */
    public Origin origin() {
        return origin;
    }

    /**
     * The container's name, such as {@code runc-4711-12}: its runtime, this JVM, and a number.
     *
     * @return the name
     */
    public ContainerId id() {
        return folder.id();
    }

    /**
     * The description that the container was made from.
     *
     * @return the bundle
     */
    public Bundle bundle() {
        return bundle;
    }

    /**
     * The runtime that the container was made by.
     *
     * @return the runtime
     */
    public OciRuntime runtime() {
        return runtime;
    }

    /**
     * Asks the runtime for the container's state.
     *
     * @return its state now
     */
    public State state() {
        return runtimeFor("state").state(id());
    }

    /**
     * Asks the runtime for the container's status.
     *
     * @return its status now
     */
    public Status status() {
        return state().status();
    }

    /**
     * The configuration that the container was made with.
     *
     * @return what its {@code config.json} has
     */
    public Spec spec() {
        return spec;
    }

    /**
     * What asks the program to end, see {@link Container#stop}: what the bundle says, or its image, and otherwise
     * {@code TERM}.
     *
     * @return the signal
     * @throws ContainerException if they name none
     */
    public Signal stopSignal() {
        String name = Adjectives.annotations(spec).getOrDefault(ImageDefaults.STOP_SIGNAL, "TERM");
        try {
            return Signal.of(name);
        } catch (IllegalArgumentException e) {
            throw new ContainerException(
                    "Could not stop container " + id() + ".",
                    "its image says that it is stopped by the signal \"" + name + "\", which there is not.",
                    "say another one, by Bundle.stopSignal.",
                    e);
        }
    }

    /**
     * The ports that the program listens on, as the bundle and its image say; nobody has looked whether it does.
     *
     * @return the ports, in the order in which they were said
     */
    public List<ExposedPort> exposedPorts() {
        String ports = Adjectives.annotations(spec).getOrDefault(ImageDefaults.EXPOSED_PORTS, "");
        return Arrays.stream(ports.split(",", -1))
                .map(ExposedPort::parse)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /**
     * What has happened to the container so far.
     *
     * @return the events, of verbs that succeeded and of what was seen
     */
    public Timeline timeline() {
        return chronicle.timeline();
    }

    /**
     * What the container's program has written to its standard output.
     *
     * @return the output, which grows while the program runs
     */
    public Output stdout() {
        return outputs.stdout();
    }

    /**
     * What the container's program has written to its standard error.
     *
     * @return the output, which grows while the program runs
     */
    public Output stderr() {
        return outputs.stderr();
    }

    /**
     * Asks the runtime how much the container uses.
     *
     * @return what it uses now
     */
    public Stats stats() {
        return runtimeFor("stats").stats(id());
    }

    /**
     * Asks the runtime for the container's processes. {@link ContainerAssert#processes()} tells what they run.
     *
     * @return their pids, as the runtime numbers them: runc and crun as this machine does, runsc as the container does
     */
    public List<Long> pids() {
        return runtimeFor("ps").ps(id());
    }

    /** Another container has the name of this one from now on. */
    void isFollowed() {
        followed = true;
    }

    /** The runtime, unless what it has under this container's name is another one. */
    OciRuntime runtimeFor(String verb) {
        if (followed) {
            throw new ContainerNotFoundException(verb, id().value(), runtime.name());
        }
        return runtime;
    }

    /** Something was done from outside that leads to no state. */
    void note(String what) {
        chronicle.add(what, Event.Source.VERB);
    }

    /** The process that the container runs, as its configuration has it. */
    ContainerProcess process() {
        ContainerProcess process = spec.process();
        return process == null ? ContainerProcess.of() : process;
    }

    /** The container's first process, which the kernel knows; nothing once it has ended. */
    OptionalLong firstPid() {
        if (runtime.name().equals(OWN_KERNEL)) {
            throw new ContainerException(
                    "Could not look into container " + id() + " from outside.",
                    OWN_KERNEL + " runs a kernel of its own, and this machine's knows nothing of what is in it.",
                    "look from inside, with exec, or choose another runtime.");
        }
        return state().pid();
    }

    /** The container as the kernel sees it, once its program runs; nothing once that has ended. */
    Optional<KernelView> kernelView() {
        OptionalLong pid = firstPid();
        if (pid.isEmpty()) {
            return Optional.empty();
        }
        KernelView view = KernelView.of(pid.getAsLong());
        if (!programSeen && chronicle.status() == Status.RUNNING) {
            watch.awaitProgram(view, runtime.name());
            programSeen = true;
        }
        return Optional.of(view);
    }

    /** The container's root file system, as this machine has it; unless the container lives, mounts are not in it. */
    Path root() {
        if (folder.overlaid().tree().isEmpty()) {
            return folder.root();
        }
        return folder.overlaid()
                .path()
                .orElseThrow(() -> new ContainerException(
                        "Could not look into the root of container " + id() + ".",
                        "it was in memory, and went with the container's last process.",
                        "look before the container is closed."));
    }

    /** Where everything that belongs to the container is. */
    Path folder() {
        return folder.path();
    }

    /** Such as {@code container runc-4711-12}. */
    @Override
    public String toString() {
        return "container " + id();
    }
}
