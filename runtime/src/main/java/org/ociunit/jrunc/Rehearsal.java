package org.ociunit.jrunc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.host.NativeProgram;
import org.ociunit.runtime.store.Store;
import org.ociunit.runtime.store.StoredContainer;
import org.ociunit.spec.Spec;

/**
 * Carries the usual commands out, one after the other, so that the JVM sees what they load: the build makes its archive
 * of that. Whatever this machine does not allow is left out of the archive, and of nothing else.
 */
public final class Rehearsal {
    private final Path folder;
    private final Path bundle;
    private final Path root;

    private Rehearsal(Path folder) {
        this.folder = folder;
        this.bundle = folder.resolve("bundle");
        this.root = folder.resolve("root");
    }

    /**
     * Carries them out.
     *
     * @param arguments an empty folder, which is left with what comes of it; and a call to record
     * @throws IOException if it cannot be written to
     */
    public static void main(String[] arguments) throws IOException {
        Rehearsal rehearsal = new Rehearsal(Path.of(arguments[0]).toAbsolutePath());
        rehearsal.play();
        rehearsal.record(List.of(arguments).subList(1, arguments.length));
        System.exit(0);
    }

    private void play() throws IOException {
        Objects.requireNonNull(Main.class);
        prepare();
        call("--help");
        call("features");
        call("list", "--format", "json");
        call("list");
        call("state", "ended");
        call("state", "none");
        call("delete", "ended");
        call("run", "--bundle", bundle.toString(), "one");
        call("create", "--bundle", bundle.toString(), "two");
        call("list");
        call("state", "two");
        call("start", "two");
        call("kill", "two", "KILL");
        call("delete", "--force", "two");
    }

    /** The last one: from then on, orphans are nobody's here. */
    private void record(List<String> call) {
        Stream<String> words =
                Stream.of("record", "--to", folder.resolve("calls").toString(), "--");
        call(Stream.concat(words, call.stream()).toArray(String[]::new));
    }

    /** A container that has ended, and the bundle of one whose program ends at once. */
    private void prepare() throws IOException {
        Spec spec = spec();
        Path programs = Files.createDirectories(bundle.resolve("rootfs/bin"));
        NativeProgram.LAUNCHER.copyTo(programs.resolve("true"));
        Files.writeString(bundle.resolve("config.json"), spec.toJson());
        Store store = Store.at(root);
        ContainerId ended = new ContainerId("ended");
        store.reserve(ended);
        store.write(StoredContainer.creating(ended, bundle, spec.withAnnotations(Map.of("a", "b")), Instant.now())
                .withMaker(null));
    }

    private static Spec spec() {
        Host host = Host.current();
        Spec spec = host.isRoot()
                ? Spec.defaults(host.hasCgroupV2())
                : Spec.rootless(host.uid(), host.gid(), host.hasCgroupV2());
        return spec.process() == null
                ? spec
                : spec.withProcess(spec.process().withArgs(List.of("/bin/true")).withTerminal(false));
    }

    private void call(String... words) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        CommandLine.run(
                Stream.concat(Stream.of("--root", root.toString()), Stream.of(words))
                        .toList(),
                System.getenv(),
                folder,
                InputStream.nullInputStream(),
                nowhere,
                nowhere);
    }
}
