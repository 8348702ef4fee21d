package org.ociunit.samples.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Root;
import org.ociunit.spec.Spec;

/**
 * The bundles that all runtimes are given: what {@code runc spec} writes, with a program that does nothing, and without
 * the mount of the control groups, of which each runtime makes something else.
 *
 * @param folder where they are
 */
record BenchmarkBundle(Path folder) {
    /** What the containers run. */
    static final String PROGRAM = "/bin/true";

    /** The version that all runtimes take; crun 1.8 takes no later one. */
    private static final String EVERYBODYS = "1.0.2";

    static BenchmarkBundle in(Path folder) throws IOException {
        for (String name : List.of("bin", "dev", "proc", "sys")) {
            Files.createDirectories(folder.resolve("rootfs").resolve(name));
        }
        BenchmarkBundle bundle = new BenchmarkBundle(folder);
        bundle.program("true", bundle.root().resolve("bin"));
        return bundle;
    }

    Path root() {
        return folder.resolve("rootfs");
    }

    /** A bundle that ends at once. */
    Path ending() throws IOException {
        return write("ending", spec -> spec);
    }

    /** The same in the machine's network. */
    Path endingWithoutNetwork() throws IOException {
        Linux linux = Objects.requireNonNull(spec().linux());
        List<Namespace> others = Objects.requireNonNull(linux.namespaces()).stream()
                .filter(namespace -> !namespace.type().equals(Namespace.NETWORK))
                .toList();
        return write("no-network", spec -> spec.withLinux(linux.withNamespaces(others)));
    }

    /** A bundle whose program goes on until it is killed. */
    Path staying() throws IOException {
        return write("staying", spec -> spec.withProcess(process().withArgs(List.of(PROGRAM, "stay"))));
    }

    static ContainerProcess process() {
        ContainerProcess process = Objects.requireNonNull(spec().process());
        return process.withTerminal(false).withArgs(List.of(PROGRAM));
    }

    /** Copies one of the C programs. */
    Path program(String name, Path goal) throws IOException {
        Path file = goal.resolve(name);
        try (InputStream program = BenchmarkBundle.class.getResourceAsStream("/native/" + name)) {
            Files.copy(Objects.requireNonNull(program, name), file, StandardCopyOption.REPLACE_EXISTING);
        }
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path write(String name, UnaryOperator<Spec> change) throws IOException {
        Path bundle = Files.createDirectories(folder.resolve(name));
        List<Mount> mounts = Objects.requireNonNull(spec().mounts()).stream()
                .filter(mount -> !mount.destination().equals("/sys/fs/cgroup"))
                .toList();
        Spec spec = spec().withOciVersion(EVERYBODYS)
                .withRoot(Root.of(root().toString()).withReadonly(true))
                .withMounts(mounts)
                .withProcess(process());
        Files.writeString(bundle.resolve("config.json"), change.apply(spec).toJson());
        return bundle;
    }

    private static Spec spec() {
        Host host = Host.current();
        return host.isRoot()
                ? Spec.defaults(host.hasCgroupV2())
                : Spec.rootless(host.uid(), host.gid(), host.hasCgroupV2());
    }
}
