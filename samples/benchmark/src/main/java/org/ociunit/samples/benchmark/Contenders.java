package org.ociunit.samples.benchmark;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.Bundle;
import org.ociunit.error.ContainerException;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.Spec;

/** All that is measured on this machine, and why the rest is not. */
final class Contenders implements AutoCloseable {
    static final String BARE = "bare C program";
    static final String EMBEDDED = "embedded run";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> PARTS =
            List.of("embedded create", "embedded start", "embedded kill and wait", "embedded delete");

    /** A mount namespace of its own, without the hierarchy of version 2 beside those of version 1. */
    private static final List<String> NOT_HYBRID = List.of(
            "unshare",
            "--mount",
            "--propagation=private",
            "sh",
            "-c",
            "mount -t tmpfs none /sys/fs/cgroup/unified && exec \"$@\"",
            "sh");

    private final OciRuntime embedded = Runtimes.embedded();
    private final Path folder;
    private final BenchmarkBundle bundle;
    private final OwnGroups groups = OwnGroups.read();
    private final String name;
    private final List<Contender> all = new ArrayList<>();
    private final List<NativeRounds> programs = new ArrayList<>();
    private final List<ContainerId> containers = new ArrayList<>();
    private final List<List<String>> afterwards = new ArrayList<>();
    private final Map<String, String> missing = new LinkedHashMap<>();
    private @Nullable PortRounds ports;
    private int last;

    private Contenders(Path folder) throws IOException {
        this.folder = folder;
        this.bundle = BenchmarkBundle.in(folder);
        this.name = "benchmark-" + ProcessHandle.current().pid() + "-";
    }

    static Contenders here() throws IOException {
        Path folder = Files.createTempDirectory(
                "ociunit-benchmark-" + ProcessHandle.current().pid() + "-");
        Contenders contenders = new Contenders(folder);
        try {
            contenders.add();
            return contenders;
        } catch (IOException | RuntimeException e) {
            contenders.close();
            throw e;
        }
    }

    List<Contender> all() {
        return all;
    }

    /** Why something is not measured, by its name. */
    Map<String, String> missing() {
        return missing;
    }

    private void add() throws IOException {
        Path ending = bundle.ending();
        addBare(BARE, "network");
        all.add(Contender.of(EMBEDDED, () -> run(embedded, ending)));
        addWithoutNetwork();
        addParts(bundle.staying());
        addExec(bundle.staying());
        all.add(Contender.of("embedded DSL run of the host's true", this::runDsl));
        addRoots();
        addPorts();
        for (String runtime : List.of("runc", "crun")) {
            addDriver(runtime, ending);
            addCommand(runtime, ending);
        }
        addColdStarts(ending);
    }

    private void addWithoutNetwork() throws IOException {
        String without = EMBEDDED + ", no network namespace";
        addBare(BARE + ", no network namespace", "no-network");
        if (Host.current().isRoot()) {
            Path noNetwork = bundle.endingWithoutNetwork();
            all.add(Contender.of(without, () -> run(embedded, noNetwork)));
        } else {
            missing.put(without, "an ordinary user's containers have none anyway");
        }
    }

    private void addBare(String column, String network) throws IOException {
        if (!Host.current().isRoot()) {
            missing.put(column, "it makes containers as root does");
            return;
        }
        List<String> command =
                new ArrayList<>(List.of(program("bare"), bundle.root().toString(), BenchmarkBundle.PROGRAM, network));
        groups.folders()
                .forEach(group -> command.add(group.resolve(name + network).toString()));
        addProgram(column, List.of(command));
    }

    private String program(String program) throws IOException {
        return bundle.program(program, folder).toString();
    }

    private void addParts(Path staying) {
        all.add(new Contender(PARTS, true, () -> {
            ContainerId id = nextId();
            long[] at = new long[PARTS.size() + 1];
            at[0] = System.nanoTime();
            embedded.create(id, staying, CreateOptions.defaults());
            at[1] = System.nanoTime();
            embedded.start(id);
            at[2] = System.nanoTime();
            embedded.kill(id, Signal.KILL);
            embedded.waitFor(id, PATIENCE);
            at[3] = System.nanoTime();
            embedded.delete(id, DeleteOptions.defaults());
            at[4] = System.nanoTime();
            return Stream.iterate(0, part -> part + 1)
                    .limit(PARTS.size())
                    .mapToLong(part -> at[part + 1] - at[part])
                    .toArray();
        }));
    }

    private void addExec(Path staying) {
        ContainerId id = nextId();
        containers.add(id);
        embedded.create(id, staying, CreateOptions.defaults());
        embedded.start(id);
        all.add(Contender.of(
                "embedded exec",
                () -> require(embedded.exec(id, BenchmarkBundle.process(), ExecOptions.defaults())
                        .waitFor(PATIENCE))));
    }

    private void addRoots() throws IOException {
        BenchmarkBundle image = BenchmarkBundle.in(Files.createDirectory(folder.resolve("image")));
        RootRounds.fill(image.root());
        RootRounds roots = new RootRounds(embedded, Spec.read(image.staying().resolve("config.json")), image.root());
        all.add(Contender.of(RootRounds.BOUND, () -> roots.bind(nextId())));
        roots.reasonAgainstOverlay()
                .ifPresentOrElse(
                        reason -> missing.put(RootRounds.OVERLAID, reason),
                        () -> all.add(Contender.of(RootRounds.OVERLAID, () -> roots.overlay(nextId()))));
        all.add(new Contender(List.of(RootRounds.COPIED), false, roots::copy));
    }

    private void runDsl() {
        require(Bundle.from(Image.host()).on(embedded).run("true").exit());
    }

    private void addDriver(String runtime, Path ending) {
        String column = runtime + " driver run";
        String reason = Runtimes.missing().get(runtime);
        if (reason == null) {
            OciRuntime driven = Runtimes.installed(runtime);
            addIfItRuns(column, () -> Contender.of(column, () -> run(driven, ending)));
        } else {
            missing.put(column, reason);
        }
    }

    private void addCommand(String runtime, Path ending) throws IOException {
        String column = runtime + " command";
        Path program;
        try {
            program = Runtimes.installed(runtime).program();
        } catch (ContainerException e) {
            missing.put(column, String.valueOf(e.why()));
            return;
        }
        List<String> plain = List.of(
                program("clock"),
                program.toString(),
                "--root",
                folder.resolve(runtime).toString(),
                "run",
                "--bundle",
                ending.toString(),
                name + runtime);
        addProgram(
                column,
                List.of(
                        plain,
                        Stream.concat(NOT_HYBRID.stream(), plain.stream()).toList()));
    }

    /** What calls of a command line take, beside a JVM that does nothing. */
    private void addColdStarts(Path ending) throws IOException {
        String jrunc = System.getProperty(ColdStarts.JRUNC, "");
        if (jrunc.isEmpty()) {
            String reason = "the property " + ColdStarts.JRUNC + " names no program";
            missing.put(ColdStarts.HELLO, reason);
            ColdStarts.columns("jrunc").forEach(column -> missing.put(column, reason));
        } else {
            Path program = Path.of(jrunc);
            HelloJvm hello = HelloJvm.like(program.resolveSibling("../lib/jrunc/command"));
            addClocked(ColdStarts.HELLO, hello.command(folder));
            addColdStarts(new ColdStarts("jrunc", program, folder.resolve("jrunc-cold")), ending);
        }
        try {
            Path runc = Runtimes.installed("runc").program();
            addColdStarts(new ColdStarts("runc", runc, folder.resolve("runc-cold")), ending);
        } catch (ContainerException e) {
            ColdStarts.columns("runc").forEach(column -> missing.put(column, String.valueOf(e.why())));
        }
    }

    private void addColdStarts(ColdStarts cold, Path ending) throws IOException {
        try {
            Programs.run(cold.make(bundle.staying(), name));
        } catch (IOException e) {
            ColdStarts.columns(cold.name()).forEach(column -> missing.put(column, String.valueOf(e.getMessage())));
            return;
        }
        afterwards.add(cold.remove(name));
        List<List<String>> calls = cold.calls(ending, name);
        for (int call = 0; call < calls.size(); call++) {
            addClocked(ColdStarts.columns(cold.name()).get(call), calls.get(call));
        }
    }

    private void addClocked(String column, List<String> command) throws IOException {
        List<String> clocked = new ArrayList<>(List.of(program("clock")));
        clocked.addAll(command);
        addProgram(column, List.of(clocked));
    }

    /** The first of several commands that comes to an end well. */
    private void addProgram(String column, List<List<String>> candidates) throws IOException {
        for (List<String> command : candidates) {
            NativeRounds rounds = NativeRounds.start(command, folder.resolve("words"));
            programs.add(rounds);
            try {
                rounds.take();
                all.add(Contender.of(column, rounds));
                missing.remove(column);
                return;
            } catch (IOException e) {
                missing.putIfAbsent(column, String.valueOf(e.getMessage()));
            }
        }
    }

    private void addIfItRuns(String column, Supplier<Contender> candidate) {
        try {
            Contender contender = candidate.get();
            contender.warmUp();
            all.add(contender);
        } catch (IOException | ContainerException e) {
            missing.put(column, String.valueOf(e.getMessage()).replace('\n', ' '));
        }
    }

    private void addPorts() throws IOException {
        ports = new PortRounds(embedded);
        all.addAll(ports.all());
        for (String other : List.of(PortRounds.SLIRP, PortRounds.DOCKER)) {
            try {
                all.addAll(ports.of(other, folder));
            } catch (IOException e) {
                missing.put(PortRounds.bytesOf(other), String.valueOf(e.getMessage()));
                missing.put(PortRounds.connectionOf(other), String.valueOf(e.getMessage()));
            }
        }
    }

    private void run(OciRuntime runtime, Path ending) {
        require(runtime.run(nextId(), ending, CreateOptions.defaults(), PATIENCE));
    }

    private static void require(Exit exit) {
        if (exit.code() != 0) {
            throw new IllegalStateException("The program " + exit + ".");
        }
    }

    private ContainerId nextId() {
        return new ContainerId(name + ++last);
    }

    @Override
    public void close() throws IOException {
        if (ports != null) {
            ports.close();
        }
        for (ContainerId id : containers) {
            embedded.delete(id, DeleteOptions.forced());
        }
        for (NativeRounds program : programs) {
            program.close();
        }
        for (List<String> command : afterwards) {
            Programs.run(command);
        }
        groups.remove(name);
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path below, @Nullable IOException e) throws IOException {
                Files.delete(below);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
