package org.ociunit.junit;

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
 */
record Owned(Container container, Keep keep, BooleanSupplier failed, Consumer<Kept> tell) implements AutoCloseable {
    @Override
    public void close() {
        if (keep.keeps(failed.getAsBoolean())) {
            Kept.of(container).ifPresent(tell);
        } else {
            container.close();
        }
    }
}
