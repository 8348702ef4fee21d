package org.ociunit.image;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer while it arrives. Unlike the JDK's own stream, it does not wait for ever for a peer that has
 * fallen silent, or that lets bytes drip. Only the time counts that is spent waiting: the reader may be slow.
 */
final class BodyStream extends BlockInputStream implements HttpResponse.BodySubscriber<BodyStream> {
    /** What has arrived: bytes, or the end, which may be a failure. */
    private record Part(
            List<ByteBuffer> buffers,
            boolean last,
            @Nullable Throwable failure) {}

    /** A peer that sends less than that in a second is waited for no longer than for a silent one. */
    private static final long SLOWEST = 1024;

    private final Duration patience;
    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean closed;
    private @Nullable Part end;
    private long waited;
    private long arrived;

    BodyStream(Duration patience) {
        this.patience = patience;
    }

    @Override
    public CompletionStage<BodyStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription started) {
        subscription = started;
        if (closed) {
            started.cancel();
        } else {
            started.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        parts.add(new Part(item, false, null));
    }

    @Override
    public void onError(Throwable failure) {
        parts.add(new Part(List.of(), true, failure));
    }

    @Override
    public void onComplete() {
        parts.add(new Part(List.of(), true, null));
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer next = next();
        if (next == null) {
            return -1;
        }
        int count = Math.min(length, next.remaining());
        next.get(target, offset, count);
        return count;
    }

    /** A buffer with bytes in it; null at the end. */
    private @Nullable ByteBuffer next() throws IOException {
        while (buffers.isEmpty() || !buffers.element().hasRemaining()) {
            if (!buffers.isEmpty()) {
                buffers.remove();
            } else if (end != null) {
                if (end.failure != null) {
                    throw new IOException(end.failure.getMessage(), end.failure);
                }
                return null;
            } else {
                take();
            }
        }
        return buffers.element();
    }

    private void take() throws IOException {
        long begun = System.nanoTime();
        Part part = poll();
        waited += System.nanoTime() - begun;
        if (part == null) {
            close();
            throw new HttpTimeoutException("no byte has come for " + patience.toMillis() + " ms");
        }
        if (part.last) {
            end = part;
            return;
        }
        buffers.addAll(part.buffers);
        part.buffers.forEach(buffer -> arrived += buffer.remaining());
        requireFlow();
        Flow.Subscription current = subscription;
        if (current != null) {
            current.request(1);
        }
    }

    /** Looks back each time that all patience has been spent on waiting. */
    private void requireFlow() throws IOException {
        if (waited < patience.toNanos()) {
            return;
        }
        if (arrived < SLOWEST * patience.toMillis() / 1000) {
            close();
            throw new HttpTimeoutException(
                    "no more than " + arrived + " bytes have come within " + patience.toMillis() + " ms");
        }
        waited = 0;
        arrived = 0;
    }

    private @Nullable Part poll() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        try {
            return parts.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            close();
            throw Interruption.of(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        Flow.Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
    }
}
