package org.ociunit.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.InvalidSpecException;

/**
 * The rules of the runtime-spec for a {@code config.json}, as far as the document alone tells: all that breaks one, at
 * once. Where the specification is silent, what the kernel refuses in any case is an error, and so is what runc 1.5
 * refuses for safety.
 *
 * <p>Unknown members break no rule (config.md, Extensibility).
 */
public final class SpecRules {
    private static final Pattern SEMVER = Pattern.compile("(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
            + "(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?");

    private SpecRules() {}

    /**
     * Checks a configuration.
     *
     * @param spec the configuration
     * @return what is wrong with it, section by section; empty if nothing is
     */
    public static List<Violation> check(Spec spec) {
        List<Violation> violations = new ArrayList<>();
        Place at = Place.document(violations);
        version(spec.ociVersion(), at.clause("config.md, Specification version").member("ociVersion"));
        ProcessRules.check(spec.process(), at.clause("config.md, Process").member("process"));
        UserRules.check(spec, at.clause("config.md, User").member("process").member("user"));
        root(spec.root(), at.clause("config.md, Root").member("root"));
        UtsRules.check(spec, at);
        MountRules.check(spec, at.clause("config.md, Mounts").member("mounts"));
        HookRules.check(
                spec.hooks(), at.clause("config.md, POSIX-platform Hooks").member("hooks"));
        annotations(spec, at.clause("config.md, Annotations").member("annotations"));
        LinuxRules.check(spec.linux(), at.member("linux"));
        return List.copyOf(violations);
    }

    /**
     * Checks a process that is run in a container beside its first one.
     *
     * @param process the process
     * @return what is wrong with it; empty if nothing is
     */
    public static List<Violation> check(ContainerProcess process) {
        return check(Spec.defaults().withProcess(process)).stream()
                .filter(violation -> violation.path().startsWith("process"))
                .toList();
    }

    /**
     * Refuses a configuration with errors.
     *
     * @param spec the configuration
     * @return the warnings, which are no reason to refuse it
     * @throws InvalidSpecException if there are errors; it lists them all
     */
    public static List<Violation> require(Spec spec) {
        return require("Could not use the configuration.", check(spec));
    }

    /**
     * Refuses what has been found, if there are errors in it.
     *
     * @param what what could not be done because of them, as a whole sentence
     * @param violations what has been found
     * @return the warnings, which are no reason to refuse
     * @throws InvalidSpecException if there are errors; it lists them all
     */
    public static List<Violation> require(String what, List<Violation> violations) {
        List<String> errors = violations.stream()
                .filter(Violation::isError)
                .map(Violation::toString)
                .toList();
        if (!errors.isEmpty()) {
            throw new InvalidSpecException(what, errors);
        }
        return List.copyOf(violations);
    }

    private static void version(String version, Place at) {
        if (!SEMVER.matcher(version).matches()) {
            at.error(version, "must be a version by SemVer 2.0.0, such as " + Spec.VERSION);
        } else if (!version.startsWith("1.")) {
            at.error(version, "is not supported: it must be from 1.0.0 to 1.3.x");
        } else if (!version.matches("1\\.[0-3]\\..*")) {
            at.warning(version, "may ask for more than is known here: versions up to 1.3.x are");
        }
    }

    private static void root(@Nullable Root root, Place at) {
        if (at.required(root) && root != null) {
            at.member("path").notEmpty(root.path());
        }
    }

    private static void annotations(Spec spec, Place at) {
        at.eachMember(spec.annotations(), (name, value, annotation) -> {
            if (name.isEmpty()) {
                annotation.error("must have a name that is not empty");
            }
        });
    }
}
