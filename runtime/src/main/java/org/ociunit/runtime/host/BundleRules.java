package org.ociunit.runtime.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ociunit.error.ContainerException;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.error.InvalidSpecException;
import org.ociunit.spec.Root;
import org.ociunit.spec.Spec;
import org.ociunit.spec.SpecRules;
import org.ociunit.spec.Violation;

/**
 * The rules for a bundle on this machine: those of its document ({@link SpecRules}), and those that need a look at the
 * machine and at the bundle's files. Nothing is changed.
 *
 * <p>What cannot be told beforehand is no violation: files that a mount will cover, what hooks will change, what this
 * user may not see.
 */
public final class BundleRules {
    private BundleRules() {}

    /**
     * Refuses a bundle of which no container can be made here.
     *
     * @param what what could not be done because of it, as a whole sentence
     * @param bundle the folder with {@code config.json}
     * @return the warnings, which are no reason to refuse it
     * @throws InvalidSpecException if it breaks rules; it lists them all
     * @throws InvalidDocumentException if {@code config.json} is no such document
     * @throws ContainerException if there is none
     */
    public static List<Violation> require(String what, Path bundle) {
        Path folder = bundle.toAbsolutePath();
        Spec spec = Spec.read(folder.resolve("config.json"));
        return SpecRules.require(what, check(spec, folder, Host.current(), KernelFeatures.current()));
    }

    /**
     * Checks a bundle.
     *
     * @param spec its configuration
     * @param bundle its folder
     * @param host the machine
     * @param kernel the machine's kernel
     * @return what is wrong, first with the document, then for this machine; empty if nothing is
     */
    public static List<Violation> check(Spec spec, Path bundle, Host host, KernelFeatures kernel) {
        List<Violation> violations = new ArrayList<>(SpecRules.check(spec));
        Findings findings = new Findings(violations);
        MachineRules.check(spec, host, kernel, findings);
        JoinRules.check(spec, findings);
        ParameterRules.check(spec, kernel, findings);
        Root root = spec.root();
        if (root != null && HostFiles.isPath(root.path())) {
            Path folder = bundle.toAbsolutePath().resolve(root.path());
            if (isRoot(folder, root.path(), findings)) {
                files(spec, bundle.toAbsolutePath(), new RootFiles(folder), kernel, findings);
            }
        }
        HookFileRules.check(spec.hooks(), findings);
        return List.copyOf(violations);
    }

    private static boolean isRoot(Path folder, String path, Findings findings) {
        String clause = "config.md, Root";
        if (Files.notExists(folder)) {
            findings.error("root.path", path, "must be there: " + folder.normalize() + " does not exist", clause);
        } else if (Files.exists(folder) && !Files.isDirectory(folder)) {
            findings.error("root.path", path, "must be a folder: " + folder.normalize() + " is none", clause);
        } else if (Files.isDirectory(folder) && HostFiles.same(folder, Path.of("/"))) {
            findings.error("root.path", path, "must not be the root of this machine", clause);
        }
        return Files.isDirectory(folder) && !HostFiles.same(folder, Path.of("/"));
    }

    private static void files(Spec spec, Path bundle, RootFiles files, KernelFeatures kernel, Findings findings) {
        MountFileRules.check(spec, bundle, files, kernel, findings);
        if (HookFileRules.changeNothing(spec.hooks())) {
            DeviceFileRules.check(spec, files, findings);
            ProgramRules.check(spec.process(), files, findings);
        }
    }
}
