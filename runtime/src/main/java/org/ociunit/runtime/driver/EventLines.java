package org.ociunit.runtime.driver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Spliterators.AbstractSpliterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.RuntimeEvent;
import org.ociunit.runtime.launcher.End;
import org.ociunit.runtime.launcher.Spawned;

/** The events of a container, a line each of a command that goes on until somebody ends it. */
final class EventLines extends AbstractSpliterator<RuntimeEvent> {
    /** What happened just before the container's end is told just after it. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final ContainerId id;
    private final Spawned command;
    private final BufferedReader lines;
    private final Function<Exit, ? extends RuntimeException> failure;
    private volatile boolean ended;

    private EventLines(ContainerId id, Spawned command, Function<Exit, ? extends RuntimeException> failure) {
        super(Long.MAX_VALUE, ORDERED | NONNULL);
        this.id = id;
        this.command = command;
        this.lines = new BufferedReader(new InputStreamReader(command.stdout(), StandardCharsets.UTF_8));
        this.failure = failure;
    }

    /**
     * The events as a stream.
     *
     * @param containersEnd ends the command, too
     * @param failure what is thrown if the command fails by itself
     */
    static Stream<RuntimeEvent> of(
            ContainerId id,
            Spawned command,
            CompletableFuture<?> containersEnd,
            Function<Exit, ? extends RuntimeException> failure) {
        EventLines events = new EventLines(id, command, failure);
        Executor later = CompletableFuture.delayedExecutor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        containersEnd.whenCompleteAsync((exit, lost) -> events.end(), later);
        return StreamSupport.stream(events, false).onClose(events::end);
    }

    private void end() {
        ended = true;
        command.killGroup(Signal.KILL);
    }

    /** The end may come in the middle of a line. */
    private static boolean isCutOff(String line) {
        return !line.endsWith("}");
    }

    @Override
    public boolean tryAdvance(Consumer<? super RuntimeEvent> action) {
        try {
            String line = lines.readLine();
            if (line != null && !(ended && isCutOff(line))) {
                action.accept(Told.event(id, line));
                return true;
            }
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        End end = command.end().join();
        if (!ended && end.status() != 0) {
            throw failure.apply(new Exit(end.status(), false, Instant.now()));
        }
        return false;
    }
}
