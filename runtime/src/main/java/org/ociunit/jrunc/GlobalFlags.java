package org.ociunit.jrunc;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ociunit.runtime.host.Host;

/** The flags that stand before the command. */
final class GlobalFlags {
    static final Flag VERSION = Flag.toggle("version", "print the version").or("v");

    private static final String CGROUPFS = "cgroupfs";

    static final Grammar GRAMMAR = new Grammar(
            List.of(
                    Flag.toggle("debug", "log what is done, too"),
                    Flag.text("log", "the file that errors and warnings are written to, beside the standard error"),
                    Flag.text("log-format", "text or json").initially("text"),
                    Flag.text("root", "the folder with the containers' state"),
                    Flag.toggle("systemd-cgroup", "not supported: this runtime makes its control groups itself"),
                    Flag.text("cgroup-manager", "cgroupfs, or disabled: new containers get no control groups")
                            .initially(CGROUPFS),
                    Flag.text("rootless", "whether errors of control groups are ignored: true, false or auto")
                            .initially("auto"),
                    Flag.text("criu", "accepted for old callers, and without a meaning")
                            .unlisted(),
                    VERSION),
            true);

    private GlobalFlags() {}

    static ErrorLog log(Invocation global, Path directory, PrintStream err, boolean terminal, Clock clock) {
        String name = global.text("log", "");
        Optional<Path> file = name.isEmpty() ? Optional.empty() : Optional.of(directory.resolve(name));
        return new ErrorLog(format(global), file, global.has("debug"), err, terminal, clock);
    }

    private static ErrorLog.Format format(Invocation global) {
        String format = global.text("log-format", "text");
        return switch (format) {
            case "text" -> ErrorLog.Format.TEXT;
            case "json" -> ErrorLog.Format.JSON;
            default -> throw new RefusalException("invalid log-format: " + format);
        };
    }

    /** The state root that is named, if one is. */
    static Optional<Path> root(Invocation global, Path directory) {
        if (!global.isSet("root")) {
            return Optional.empty();
        }
        Path root = directory.resolve(global.text("root", "/")).normalize();
        if (root.getParent() == null) {
            throw new RefusalException("Option --root argument should not be set to /");
        }
        return Optional.of(root);
    }

    /** Whether new containers get control groups: crun's {@code --cgroup-manager}. */
    static boolean grouped(Invocation global) {
        String manager = global.text("cgroup-manager", CGROUPFS);
        return switch (manager) {
            case CGROUPFS -> true;
            case "disabled" -> false;
            default ->
                throw RefusalException.of(
                        "cgroup-manager=" + manager, "this runtime has the managers cgroupfs and disabled");
        };
    }

    /** What this runtime cannot honour is said, and not ignored. */
    static void requireSupported(Invocation global) {
        if (global.has("systemd-cgroup")) {
            throw RefusalException.of("systemd-cgroup", "this runtime has the cgroupfs manager only");
        }
        String rootless = global.text("rootless", "auto");
        if (!rootless.toLowerCase(Locale.ROOT).equals("auto") && !ignoresErrors(rootless)) {
            requireRoot();
        }
    }

    private static boolean ignoresErrors(String rootless) {
        try {
            return Flag.truth(rootless);
        } catch (IllegalArgumentException e) {
            throw new RefusalException(
                    "invalid value for --rootless: parsing " + GoQuote.of(rootless) + ": invalid syntax");
        }
    }

    private static void requireRoot() {
        if (!Host.current().isRoot()) {
            throw RefusalException.of(
                    "rootless=false", "an ordinary user's containers have the control groups that they can get");
        }
    }
}
