package org.ociunit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.StepFailedException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.catalog.Companion;
import org.ociunit.runtime.host.InstalledPrograms;
import org.ociunit.spec.Namespace;

/** A container's way out: the first program that is installed and does. */
final class WayOut {
    /** Where a container finds a name server: the programs pass on to this machine's what comes there. */
    static final String RESOLVER = "10.0.2.3";

    private static final Duration READY = Duration.ofSeconds(10);
    private static final Duration HELPED = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(2);

    /** What is told about themselves by programs that have been asked. */
    private static final Map<Path, Abilities> KNOWN = new ConcurrentHashMap<>();

    private final Outlet.Inside inside;
    private final Duration deadline;
    private final List<String> reasons = new ArrayList<>();
    private final List<Outlet> absent = new ArrayList<>();

    WayOut(Outlet.Inside inside, Duration deadline) {
        this.inside = inside;
        this.deadline = deadline;
    }

    /** Opens that of a container, which has been connected to the network that it is on otherwise. */
    static Connection of(Container container, Connection connected) {
        long pid = container
                .firstPid()
                .orElseThrow(() -> new ContainerException(
                        "Could not give container " + container.id() + " a way out.",
                        "it has ended before its program began.",
                        null));
        Outlet.Inside inside = new Outlet.Inside(
                "container " + container.id(),
                pid,
                connected.files().orElseGet(() -> NetworkFiles.of(pid)),
                Namespaces.has(container.spec().linux(), Namespace.USER),
                container.folder().resolve("way-out"));
        return new WayOut(inside, READY).open(InstalledPrograms.folders());
    }

    /**
     * Opens it.
     *
     * @param folders where programs are looked for
     * @throws UnsupportedByHostException if there is no program that does; it says of each why
     */
    Connection open(List<Path> folders) {
        for (Outlet outlet : Outlet.values()) {
            Optional<Path> program = InstalledPrograms.find(outlet.program(), folders);
            if (program.isEmpty()) {
                absent.add(outlet);
                reasons.add(outlet.program() + " is not installed");
                continue;
            }
            Companion opened = tryToOpen(outlet, program.get());
            if (opened != null) {
                return opened::close;
            }
        }
        throw new UnsupportedByHostException(what(), String.join("; ", reasons).replaceAll("[.]$", "") + ".", fix());
    }

    private String what() {
        return "Could not give " + inside.who() + " a way out.";
    }

    private @Nullable String fix() {
        if (!Files.exists(Path.of("/dev/net/tun"))) {
            return "load the kernel's module tun: modprobe tun; there is no /dev/net/tun.";
        }
        return absent.isEmpty()
                ? null
                : absent.stream()
                        .map(outlet -> "apt-get install " + outlet.debianPackage())
                        .collect(Collectors.joining(", or ", "", "."));
    }

    private @Nullable Companion tryToOpen(Outlet outlet, Path program) {
        try {
            return open(outlet, program);
        } catch (StepFailedException | DeadlineExceededException e) {
            reasons.add(outlet.program() + ": " + e.what() + " " + e.why());
            return null;
        }
    }

    private @Nullable Companion open(Outlet outlet, Path program) {
        Abilities abilities = KNOWN.computeIfAbsent(program, Abilities::of);
        List<String> missing = outlet.missingIn(abilities.help());
        if (!missing.isEmpty()) {
            reasons.add(abilities.version() + " (" + program + ") does not know " + String.join(", ", missing));
            return null;
        }
        newReadyFile();
        Companion started = start(
                program,
                outlet.arguments(inside),
                new Stdio.Source.File(inside.files().network()),
                inside.ready());
        try {
            Optional<String> failure = awaitReady(started);
            if (failure.isEmpty()) {
                return started;
            }
            started.close();
            reasons.add(abilities.version() + " (" + program + ") " + failure.get() + said(started));
            return null;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private void newReadyFile() {
        try {
            Files.write(inside.ready(), new byte[0]);
        } catch (IOException e) {
            throw new ContainerException(what(), e.toString(), null, e);
        }
    }

    /** Why it does not become ready; nothing once it is. */
    private Optional<String> awaitReady(Companion program) {
        long end = System.nanoTime() + deadline.toNanos();
        while (inside.ready().toFile().length() == 0) {
            if (!program.isAlive()) {
                return Optional.of("ended with " + program.awaitEnd(deadline).code());
            }
            if (System.nanoTime() > end) {
                return Optional.of("was not ready within " + deadline.toMillis() + " ms");
            }
            pause();
        }
        return Optional.empty();
    }

    private void pause() {
        try {
            Thread.sleep(LOOK_AGAIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerException(what(), "the wait for it was interrupted.", null, e);
        }
    }

    private static String said(Companion program) {
        String words = Stream.of(program.stdout(), program.stderr())
                .flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .collect(Collectors.joining("; "));
        return words.isEmpty() ? " and said nothing" : " and said: " + words;
    }

    private static Companion start(Path program, List<String> arguments, Stdio.Source stdin, Path... further) {
        return Companion.start(program, arguments, System.getenv(), stdin, List.of(further));
    }

    /** What a program tells about itself. */
    private record Abilities(String version, String help) {
        static Abilities of(Path program) {
            String version =
                    ask(program, "--version").lines().findFirst().orElse(program.getFileName() + " of no version");
            return new Abilities(version, ask(program, "--help"));
        }

        /** Some print their help to the one stream, some to the other, and exit as they like. */
        private static String ask(Path program, String option) {
            try (Companion asked = start(program, List.of(option), new Stdio.Source.Empty())) {
                asked.awaitEnd(HELPED);
                return asked.stdout() + asked.stderr();
            }
        }
    }
}
