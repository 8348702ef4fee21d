package org.ociunit.runtime.embedded;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a command says on its standard error, the beginning of it. */
final class LastWords extends ByteArrayOutputStream {
    /** What a command has said may still be on its way when it has ended; what its children say is theirs. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private static final int MOST = 8192;

    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        super.write(bytes, offset, Math.min(length, MOST - count));
    }

    @Override
    public void close() {
        closed.complete(null);
    }

    /** All of it, once the command has ended. */
    String last() {
        closed.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        return toString(StandardCharsets.UTF_8).strip();
    }
}
