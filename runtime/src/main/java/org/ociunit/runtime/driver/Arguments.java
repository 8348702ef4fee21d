package org.ociunit.runtime.driver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.UnsupportedVerbException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.CheckpointOptions;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.CriuAllowance;
import org.ociunit.runtime.CriuCgroups;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.RestoreOptions;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.Version;

/**
 * The only writer of a runtime's command line: global options in front, a method a verb.
 *
 * @param dialect what the runtime has of its own
 * @param version the runtime's version
 * @param global options that stand before each command
 * @param extra the user's own arguments of each command
 */
record Arguments(Dialect dialect, Version version, List<String> global, List<String> extra) {
    static final List<String> VERSION = List.of("--version");

    /** The first descriptor behind the standard ones. */
    private static final int FIRST_FURTHER = 3;

    Arguments {
        global = List.copyOf(global);
        extra = List.copyOf(extra);
    }

    /** The files that a command and the driver share. */
    record Files(Path pid, Path log, @Nullable Path consoleSocket) {}

    /** Without the user's own: they are for the verbs that the user calls, not for what is done beside those. */
    Arguments withoutExtra() {
        return new Arguments(dialect, version, global, List.of());
    }

    /** A further line with arguments of the user's. */
    Arguments withExtra(List<String> more) {
        return new Arguments(
                dialect,
                version,
                global,
                Stream.concat(extra.stream(), more.stream()).toList());
    }

    /** A command runs in another folder than this JVM. */
    private static @Nullable Path absolute(@Nullable Path path) {
        return path == null ? null : path.toAbsolutePath();
    }

    private Line line(String command) {
        return new Line(dialect, version, command);
    }

    /** Commands whose standard error is the container's own write their log elsewhere. */
    private List<String> logged(Path log, List<String> command) {
        return command(Stream.concat(Stream.of("--log", log.toString()), command.stream())
                .toList());
    }

    private List<String> command(List<String> command) {
        return Stream.of(global, List.of("--log-format", "json"), command)
                .flatMap(List::stream)
                .toList();
    }

    List<String> create(ContainerId id, Path bundle, CreateOptions options, Files files) {
        return logged(
                files.log(),
                line("create")
                        .option("--bundle", bundle)
                        .option("--pid-file", files.pid())
                        .option("--console-socket", files.consoleSocket())
                        .option("--pidfd-socket", absolute(options.pidfdSocket()))
                        .option("--preserve-fds", Line.count(options.preserved()))
                        .flag("--no-pivot", options.noPivot())
                        .flag("--no-new-keyring", options.noNewKeyring())
                        .end(extra, id));
    }

    List<String> exec(ContainerId id, Path process, ExecOptions options, Files files) {
        return logged(
                files.log(),
                line("exec")
                        .flag("--detach", true)
                        .option("--process", process)
                        .option("--pid-file", files.pid())
                        .option("--console-socket", files.consoleSocket())
                        .option("--pidfd-socket", absolute(options.pidfdSocket()))
                        .option("--preserve-fds", Line.count(options.preserved()))
                        .options("--cgroup", options.cgroups())
                        .flag("--ignore-paused", options.evenIfPaused())
                        .end(extra, id));
    }

    List<String> kill(ContainerId id, Signal signal) {
        return command(line("kill").end(extra, id, signal.number()));
    }

    List<String> delete(ContainerId id, DeleteOptions options) {
        return command(line("delete").flag("--force", options.force()).end(extra, id));
    }

    List<String> list() {
        return command(line("list").option("--format", "json").end(extra));
    }

    List<String> ps(ContainerId id) {
        return command(line("ps").option("--format", "json").end(extra, id));
    }

    List<String> top(ContainerId id, List<String> arguments) {
        Line line = arguments.isEmpty() ? line("ps").option("--format", "table") : line("ps");
        return command(
                Stream.concat(line.end(extra, id).stream(), arguments.stream()).toList());
    }

    /** The limits come by the standard input. */
    List<String> update(ContainerId id) {
        return command(line("update").option("--resources", "-").end(extra, id));
    }

    List<String> stats(ContainerId id) {
        return command(line("events").flag("--stats", true).end(extra, id));
    }

    List<String> events(ContainerId id, Duration interval) {
        boolean whole = interval.equals(Duration.ofSeconds(interval.toSeconds()));
        if (dialect.takesWholeSeconds() && !whole) {
            throw new UnsupportedVerbException(
                    "Could not tell events every " + interval.toMillis() + " ms.",
                    dialect.name() + " " + version,
                    "interval but whole seconds",
                    "");
        }
        String text = dialect.takesWholeSeconds()
                ? Long.toString(interval.toSeconds())
                : interval.toNanos() + "ns"; // a duration as Go reads it
        return command(line("events").option("--interval", text).end(extra, id));
    }

    List<String> features() {
        return command(line("features").end(extra));
    }

    List<String> checkpoint(ContainerId id, CheckpointOptions options) {
        Line line = line("checkpoint")
                .option("--image-path", options.image().toAbsolutePath())
                .option("--work-path", absolute(options.work()))
                .option("--parent-path", options.parent())
                .option("--page-server", options.pageServer())
                .option("--status-fd", options.status() == null ? null : FIRST_FURTHER)
                .flag("--leave-running", options.leaveRunning())
                .flag("--pre-dump", options.preDump())
                .flag("--lazy-pages", options.lazyPages());
        return command(criu(line, options.cgroups(), options.allowing()).end(extra, id));
    }

    List<String> restore(ContainerId id, Path bundle, RestoreOptions options, Files files) {
        Line line = line("restore")
                .flag("--detach", true)
                .option("--image-path", options.image().toAbsolutePath())
                .option("--work-path", absolute(options.work()))
                .option("--bundle", bundle)
                .option("--pid-file", files.pid())
                .option("--console-socket", files.consoleSocket())
                .option("--lsm-profile", options.lsmProfile())
                .option("--lsm-mount-context", options.lsmMountContext())
                .flag("--no-pivot", options.noPivot())
                .flag("--lazy-pages", options.lazyPages());
        return logged(
                files.log(), criu(line, options.cgroups(), options.allowing()).end(extra, id));
    }

    private static Line criu(Line line, CriuCgroups cgroups, Set<CriuAllowance> allowing) {
        if (cgroups != CriuCgroups.SOFT) { // which all have for a default
            line.option("--manage-cgroups-mode", cgroups.name().toLowerCase(Locale.ROOT));
        }
        for (CriuAllowance allowance : EnumSet.allOf(CriuAllowance.class)) {
            boolean allowed = allowing.contains(allowance);
            switch (allowance) {
                case TCP_ESTABLISHED -> line.flag("--tcp-established", allowed);
                case TCP_IN_FLIGHT -> line.flag("--tcp-skip-in-flight", allowed);
                case EXTERNAL_UNIX_SOCKETS -> line.flag("--ext-unix-sk", allowed);
                case SHELL_JOB -> line.flag("--shell-job", allowed);
                case FILE_LOCKS -> line.flag("--file-locks", allowed);
                case LINK_REMAP -> line.flag("--link-remap", allowed);
                case EMPTY_NETWORK -> line.option("--empty-ns", allowed ? "network" : null);
                case AUTO_DEDUP -> line.flag("--auto-dedup", allowed);
            }
        }
        return line;
    }

    /** A verb that takes the container's name and nothing else. */
    List<String> plain(Verb verb, ContainerId id) {
        return command(line(verb.toString()).end(extra, id));
    }
}
