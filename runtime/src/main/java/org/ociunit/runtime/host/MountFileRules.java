package org.ociunit.runtime.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Spec;

/** The mounts: what is bound is there and fits its place, and the kernel knows the file systems. */
final class MountFileRules {
    private static final String CLAUSE = "config.md, Mounts";

    /** Runtimes mount these themselves, each as the machine has it. */
    private static final Set<String> BY_RUNTIMES = Set.of("cgroup", "cgroup2", "bind", "rbind");

    private MountFileRules() {}

    static void check(Spec spec, Path bundle, RootFiles files, KernelFeatures kernel, Findings findings) {
        List<Mount> mounts = spec.mounts() == null ? List.of() : spec.mounts();
        for (int index = 0; index < mounts.size(); index++) {
            Mount mount = mounts.get(index).seenFrom(files.root().toString());
            String source = mount.source();
            if (!HostFiles.isPath(mount.destination()) || has(mount, "remount")) {
                continue;
            }
            if (!has(mount, "bind") && !has(mount, "rbind")) {
                fileSystem(mount, "mounts[" + index + "].type", kernel, findings);
            } else if (source != null && HostFiles.isPath(source)) {
                bind(mount, source, bundle.resolve(source), "mounts[" + index + "]", files, findings);
            }
            files.mount(mount.destination());
        }
    }

    private static void bind(Mount mount, String source, Path file, String at, RootFiles files, Findings findings) {
        if (files.isMounted(file)) {
            return; // by a mount before this one
        }
        if (Files.notExists(file)) {
            findings.error(at + ".source", source, "must be there: " + file + " does not exist", CLAUSE);
            return;
        }
        RootFiles.Found place = files.find(mount.destination());
        boolean folder = Files.isDirectory(file);
        if (place.isThere() && folder != Files.isDirectory(files.onHost(place)) && Files.exists(file)) {
            String rule = folder
                    ? "must be a folder, as source is: it is a file"
                    : "must be a file, as source is: it is a folder";
            findings.error(at + ".destination", mount.destination(), rule, CLAUSE);
        }
        if (Path.of("/", mount.destination()).normalize().equals(Path.of("/proc"))
                && !HostFiles.fileSystem(file).equals("proc")) {
            findings.error(at + ".destination", mount.destination(), "takes no file system but proc", CLAUSE);
        }
    }

    private static void fileSystem(Mount mount, String at, KernelFeatures kernel, Findings findings) {
        String type = mount.type() == null ? "" : mount.type();
        String main = type.contains(".") ? type.substring(0, type.indexOf('.')) : type;
        if (type.isEmpty() || BY_RUNTIMES.contains(type) || kernel.fileSystems().contains(main)) {
            return;
        }
        String clause = "config.md, POSIX-platform Mounts";
        if (!Files.exists(aliases(kernel))) {
            findings.warning(at, type, "is a file system that this machine's kernel does not know yet", clause);
        } else if (!isLoadable(main, kernel)) {
            findings.error(at, type, "must be a file system that this machine's kernel knows", clause);
        }
    }

    private static Path aliases(KernelFeatures kernel) {
        return kernel.modules().resolve("modules.alias");
    }

    /** The kernel loads the module of this alias when it is asked for the file system. */
    private static boolean isLoadable(String type, KernelFeatures kernel) {
        try (Stream<String> lines = Files.lines(aliases(kernel), StandardCharsets.ISO_8859_1)) {
            return lines.anyMatch(line -> line.startsWith("alias fs-" + type + " "));
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean has(Mount mount, String option) {
        return mount.options() != null && mount.options().contains(option);
    }
}
