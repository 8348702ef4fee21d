package org.ociunit.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.Bundle;
import org.ociunit.Bytes;
import org.ociunit.Container;
import org.ociunit.Remains;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CheckpointOptions;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.RestoreOptions;
import org.ociunit.runtime.Stats;
import org.ociunit.runtime.catalog.Runtimes;

/** One container of a scenario, whichever verb or command has made it, or before any has: its name stays the same. */
final class Subject {
    private final Bundle bundle;
    private final OciRuntime runtime;

    /** What is the whole scenario's. */
    private final Path folder;

    /** What is this container's. */
    private final Path own;

    /** The container's name where no verb has made one, but a command may have. */
    private final ContainerId named;

    private final List<Outcome.Usage> usage = new ArrayList<>();
    private @Nullable Path forCommands;
    private final List<Container> made = new ArrayList<>();
    private @Nullable Container container;
    private @Nullable Path madeBundle;
    private String plan = "";
    private Optional<Status> last = Optional.empty();

    /**
     * A container that nobody has made yet.
     *
     * @param bundle what it is made from, on the runtime
     * @param folder a folder of the scenario's
     * @param own a folder of the container's own, whose name is that of the container for commands
     */
    Subject(Bundle bundle, OciRuntime runtime, Path folder, Path own) {
        this.bundle = bundle;
        this.runtime = runtime;
        this.folder = folder;
        this.own = own;
        this.named = new ContainerId(String.valueOf(own.getFileName()));
    }

    OciRuntime runtime() {
        return runtime;
    }

    Path folder() {
        return folder;
    }

    synchronized Optional<Container> container() {
        return Optional.ofNullable(container);
    }

    synchronized ContainerId id() {
        return container == null ? named : container.id();
    }

    /** Where the bundle is: the container's, or the one that has been written for commands. */
    synchronized Path bundleFolder() {
        return madeBundle == null ? bundleForCommands() : madeBundle;
    }

    /** Makes the container; while it is there, asks for another one of the same name. */
    void create(String... command) {
        Optional<Container> present = container();
        if (present.isPresent() && status().isPresent()) {
            runtime.create(present.get().id(), bundleFolder(), CreateOptions.defaults());
            return;
        }
        Container next = present.map(deleted -> deleted.recreate(command)).orElseGet(() -> bundle.create(command));
        become(next);
        String steps = plan(command);
        Path place = next.state().bundle();
        synchronized (this) {
            madeBundle = place;
            plan = steps;
        }
    }

    /** Whatever follows, it is known to be there. */
    private synchronized void become(Container next) {
        made.add(next);
        container = next;
    }

    void checkpoint(boolean leaveRunning) {
        CheckpointOptions options = CheckpointOptions.to(image()).withLeaveRunning(leaveRunning);
        container().ifPresentOrElse(made -> made.checkpoint(options), () -> runtime.checkpoint(id(), options));
    }

    void restore() {
        RestoreOptions options = RestoreOptions.from(image());
        Optional<Container> deleted = container();
        if (deleted.isEmpty()) {
            runtime.restore(id(), bundleFolder(), options);
            return;
        }
        become(deleted.get().restore(options));
    }

    private Path image() {
        return own.resolve("checkpoint");
    }

    /** Writes a bundle for commands. */
    synchronized void writeBundle(String... command) {
        Bundle written = command.length == 0 ? bundle : bundle.args(command);
        forCommands = written.writeTo(bundleForCommands());
    }

    private Path bundleForCommands() {
        return own.resolve("bundle");
    }

    /** Replaces what stands in braces. */
    String filledIn(String text) {
        return text.replace("{id}", id().value())
                .replace("{bundle}", bundleFolder().toString())
                .replace("{rootfs}", bundleFolder().resolve("rootfs").toString())
                .replace("{folder}", folder.toString());
    }

    /** What runs programs on the machine. */
    HostCall host() {
        Path place = bundleFolder();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("ID", id().value());
        variables.put("BUNDLE", place.toString());
        variables.put("ROOTFS", place.resolve("rootfs").toString());
        variables.put("FOLDER", folder.toString());
        variables.put("RUNTIME", wrapper().toString());
        return new HostCall(folder, id(), variables);
    }

    /** The runtime's command with some arguments. */
    List<String> command(String... arguments) {
        List<String> line = runtime.commandLine();
        if (line.isEmpty()) {
            throw new ContainerException(
                    "Could not call " + runtime.name() + ".",
                    "it has no command line here.",
                    "install jrunc, or name it by the system property ociunit.jrunc.");
        }
        return Stream.concat(line.stream(), Stream.of(arguments).map(this::filledIn))
                .toList();
    }

    /**
     * A program that is the runtime's command. A runtime may give its streams to the container's user, the null device of
     * this machine among them, which a shell puts in the place of a stream: it gets a file instead.
     */
    private synchronized Path wrapper() {
        Path program = own.resolve("runtime");
        if (!Files.exists(program) && !runtime.commandLine().isEmpty()) {
            String words = runtime.commandLine().stream()
                    .map(word -> "'" + word.replace("'", "'\\''") + "'")
                    .collect(Collectors.joining(" "));
            try {
                Files.writeString(program, """
                        #!/bin/sh
                        [ ! /dev/stdin -ef /dev/null ] || exec <"$0"
                        [ ! /dev/stdout -ef /dev/null ] || exec >"$FOLDER/discarded"
                        [ ! /dev/stderr -ef /dev/null ] || exec 2>"$FOLDER/discarded"
                        exec %s "$@"
                        """.formatted(words));
                Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
            } catch (IOException e) {
                throw new ContainerException("Could not write the command of a runtime.", e.toString(), null, e);
            }
        }
        return program;
    }

    /** What the runtime says of the container; nothing if it knows none. */
    Optional<Status> status() {
        Optional<Status> told;
        try {
            boolean asked = isForCommands() || container().isPresent();
            told = asked ? Optional.of(runtime.state(id()).status()) : Optional.empty();
        } catch (ContainerNotFoundException gone) {
            told = Optional.empty();
        }
        synchronized (this) {
            last = told;
        }
        return told;
    }

    /** What it said last. */
    synchronized Optional<Status> lastStatus() {
        return last;
    }

    /** Looks at what the container uses, where that is cheap: a command is not. */
    void look() {
        Optional<Container> present = container();
        if (present.isEmpty() || !Runtimes.isOwn(runtime)) {
            return;
        }
        try {
            Stats stats = present.get().stats();
            present.get().timeline().events().stream()
                    .findFirst()
                    .ifPresent(first -> note(first.at().minus(first.sinceCreate()), stats));
        } catch (ContainerException gone) {
            // There is nothing to see of one that has ended.
        }
    }

    private synchronized void note(Instant birth, Stats stats) {
        Stats.MemoryStats memory = stats.memory();
        Stats.CpuStats cpu = stats.cpu();
        if (memory == null || memory.usage() == null || memory.usage().usage() == null) {
            return;
        }
        Long time = cpu == null || cpu.usage() == null ? null : cpu.usage().total();
        usage.add(new Outcome.Usage(
                Duration.between(birth, Instant.now()),
                new Bytes(memory.usage().usage()),
                Duration.ofNanos(time == null ? 0 : time)));
    }

    Optional<Outcome.Trace> trace() {
        return container()
                .map(made -> new Outcome.Trace(made.timeline(), made.spec().toJson(), plan, List.copyOf(usage)));
    }

    /** The steps in which a container is made, if the runtime tells them. */
    private String plan(String... command) {
        try {
            return Runtimes.isOwn(runtime) ? bundle.explain(command).toString() : "";
        } catch (ContainerException noneWasMade) {
            return "";
        }
    }

    Remains remains() {
        return new Remains(runtime, id(), own);
    }

    /** Leaves nothing behind. */
    void end() {
        try {
            all().forEach(Container::close);
        } finally {
            if (isForCommands()) {
                runtime.delete(named, DeleteOptions.forced());
            }
        }
    }

    private synchronized List<Container> all() {
        return List.copyOf(made);
    }

    private synchronized boolean isForCommands() {
        return forCommands != null;
    }
}
