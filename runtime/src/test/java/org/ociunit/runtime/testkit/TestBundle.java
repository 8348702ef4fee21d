package org.ociunit.runtime.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.ociunit.json.Json;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Root;
import org.ociunit.spec.Spec;

/** A bundle for tests of runtimes: the machine's own programs below an otherwise empty root. */
public final class TestBundle {
    private static final List<String> FOLDERS =
            List.of("dev", "etc", "home", "proc", "run", "sys", "tmp", "usr", "var");
    private static final List<String> PROGRAM_FOLDERS = List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

    /** The version that all runtimes take; crun 1.8 takes no later one. */
    private static final String EVERYBODYS = "1.0.2";

    private TestBundle() {}

    /**
     * Makes a bundle that this user may run: rootless for an ordinary user.
     *
     * @param folder where, a folder that exists
     * @param args the program and its arguments
     * @return the folder
     */
    public static Path in(Path folder, String... args) {
        return in(folder, spec -> spec, args);
    }

    /**
     * Makes such a bundle with changes of its own.
     *
     * @param folder where, a folder that exists
     * @param change what is different about its configuration
     * @param args the program and its arguments
     * @return the folder
     */
    public static Path in(Path folder, UnaryOperator<Spec> change, String... args) {
        try {
            Path root = Files.createDirectories(folder.resolve("rootfs"));
            for (String name : FOLDERS) {
                Files.createDirectories(root.resolve(name));
            }
            Spec spec = defaults();
            List<Mount> mounts = new ArrayList<>(spec.mounts());
            mounts.add(readOnly("/usr"));
            for (String name : PROGRAM_FOLDERS) {
                Path original = Path.of("/", name);
                if (Files.isSymbolicLink(original)) {
                    Files.createSymbolicLink(root.resolve(name), Files.readSymbolicLink(original));
                } else if (Files.isDirectory(original, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(root.resolve(name));
                    mounts.add(readOnly("/" + name));
                }
            }
            Spec changed = change.apply(spec.withOciVersion(EVERYBODYS)
                    .withMounts(mounts)
                    .withRoot(Root.of("rootfs"))
                    .withProcess(spec.process().withTerminal(false).withArgs(List.of(args))));
            Files.writeString(folder.resolve("config.json"), Json.toPrettyText(changed));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Spec defaults() {
        Host host = Host.current();
        return host.isRoot()
                ? Spec.defaults(host.hasCgroupV2())
                : Spec.rootless(host.uid(), host.gid(), host.hasCgroupV2());
    }

    private static Mount readOnly(String path) {
        return Mount.of(path, "bind", path, "rbind", "ro");
    }
}
