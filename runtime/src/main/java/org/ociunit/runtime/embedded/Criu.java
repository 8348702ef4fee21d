package org.ociunit.runtime.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.CriuAllowance;
import org.ociunit.runtime.CriuCgroups;
import org.ociunit.runtime.host.InstalledPrograms;
import org.ociunit.runtime.launcher.Pump;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Waiting;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/**
 * The command criu(8) that is installed.
 *
 * @param program its absolute path
 * @param locksByNft whether packets are held up by nftables, since the command iptables, which CRIU prefers, is not here
 */
record Criu(Path program, boolean locksByNft) {
    private static final Pattern ERROR = Pattern.compile("Error \\(.*");
    private static final int ERRORS = 5;

    /** The first one of these folders. */
    static Criu in(List<Path> folders, String what) {
        Path program = InstalledPrograms.find("criu", folders)
                .orElseThrow(() -> new UnsupportedByHostException(
                        what,
                        "criu is not installed, which writes containers to disk and reads them back.",
                        "apt-get install criu, or the like for another system than Debian."));
        return new Criu(
                program, InstalledPrograms.find("iptables-restore", folders).isEmpty());
    }

    /** A command line that says all to a file. */
    Line line(String verb, Path image, @Nullable Path work, String log) {
        return new Line(new ArrayList<>(List.of(program.toString(), verb)))
                .option("--images-dir", image.toAbsolutePath())
                .option("--work-dir", work == null ? null : work.toAbsolutePath())
                .option("--log-file", log)
                .flag("-v4", true);
    }

    /** The command line: option after option, in the order of {@code criu --help}. */
    record Line(List<String> words) {
        Line option(String name, @Nullable Object value) {
            if (value != null) {
                words.add(name);
                words.add(value.toString());
            }
            return this;
        }

        Line flag(String name, boolean given) {
            if (given) {
                words.add(name);
            }
            return this;
        }

        Line allow(CriuCgroups cgroups, Set<CriuAllowance> allowing) {
            flag("--manage-cgroups=" + cgroups.name().toLowerCase(Locale.ROOT), true); // its value is an optional one
            for (CriuAllowance allowance : CriuAllowance.values()) {
                boolean allowed = allowing.contains(allowance);
                switch (allowance) {
                    case TCP_ESTABLISHED -> flag("--tcp-established", allowed);
                    case TCP_IN_FLIGHT -> flag("--skip-in-flight", allowed);
                    case EXTERNAL_UNIX_SOCKETS -> flag("--ext-unix-sk", allowed);
                    case SHELL_JOB -> flag("--shell-job", allowed);
                    case FILE_LOCKS -> flag("--file-locks", allowed);
                    case LINK_REMAP -> flag("--link-remap", allowed);
                    case EMPTY_NETWORK -> option("--empty-ns", allowed ? "net" : null);
                    case AUTO_DEDUP -> flag("--auto-dedup", allowed);
                }
            }
            return this;
        }
    }

    /** The method of holding up packets; CRIU before 3.16, which has one only, is not told where that will do. */
    @Nullable
    String networkLock(Spec spec) {
        return locksByNft && namespaces(spec).stream().anyMatch(of -> of.type().equals(Namespace.NETWORK))
                ? "nftables"
                : null;
    }

    static List<Namespace> namespaces(Spec spec) {
        return spec.linux() == null || spec.linux().namespaces() == null
                ? List.of()
                : spec.linux().namespaces();
    }

    /** Those of other containers or of users, which an image has only the names of; the names are runc's. */
    static String nameOf(Namespace external) {
        return external.type().equals(Namespace.NETWORK) ? "extRootNetNS" : "extRootPidNS";
    }

    static boolean isExternal(Namespace namespace) {
        return namespace.path() != null
                && !namespace.path().isEmpty()
                && Set.of(Namespace.NETWORK, Namespace.PID).contains(namespace.type());
    }

    /** Makes a folder for an image or a log; it may be there, with an earlier one in it. */
    static void makeFolder(@Nullable Path folder, String what) {
        try {
            if (folder != null && !Files.isDirectory(folder)) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new ContainerException(what, "folder " + folder + " cannot be made: " + e + ".", null, e);
        }
    }

    /** Waits until it has done its work; its image and its log stay, whatever has become of it. */
    static void await(Spawned running, Path log, Deadline deadline) {
        try {
            int status = Waiting.toTheEnd(running.end(), deadline.left(), deadline.what())
                    .status();
            if (status != 0) {
                throw failure(deadline.what(), new Exit(status, false, Instant.now()), log, running);
            }
        } catch (DeadlineExceededException late) {
            running.killGroup(Signal.KILL);
            throw deadline.exceeded();
        }
    }

    private static ContainerException failure(String what, Exit exit, Path log, Spawned ended) {
        List<String> errors = errors(log);
        String last = String.join("\n", errors.subList(Math.max(0, errors.size() - ERRORS), errors.size()));
        if (last.isEmpty()) { // what is wrong with the command line comes before there is a log
            LastWords words = new LastWords();
            Pump.copy(ended.stderr(), words);
            last = words.last();
        }
        return new ContainerException(
                what,
                "criu " + exit + (last.isEmpty() ? ", and said nothing." : ":\n" + last),
                "look for what led to it in " + log + ".");
    }

    private static List<String> errors(Path log) {
        try {
            return Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
                    .map(ERROR::matcher)
                    .filter(Matcher::find)
                    .map(Matcher::group)
                    .toList();
        } catch (IOException none) {
            return List.of();
        }
    }
}
