package org.ociunit.junit;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.ociunit.Container;

/**
 * A container as the value of a store, which closes it or has it kept.
 *
 * @param container the container
 * @param keep what is left of it
 * @param failed whether a test that could use it has failed
 * @param tell is told what was kept
 * @param ended is told how long it was there
 * @param broken is told why it could not be closed
 */
record Owned(
        Container container,
        Keep keep,
        BooleanSupplier failed,
        Consumer<Kept> tell,
        Consumer<Duration> ended,
        Consumer<RuntimeException> broken)
        implements AutoCloseable {
    @Override
    public void close() {
        if (keep.keeps(failed.getAsBoolean())) {
            Kept.of(container).ifPresent(tell);
        } else {
            end();
        }
        container.timeline().events().stream()
                .findFirst()
                .ifPresent(first ->
                        ended.accept(Duration.between(first.at(), Instant.now()).plus(first.sinceCreate())));
    }

    private void end() {
        try {
            container.close();
        } catch (RuntimeException e) {
            broken.accept(e);
            throw e;
        }
    }
}
