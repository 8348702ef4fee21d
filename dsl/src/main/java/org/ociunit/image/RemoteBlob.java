package org.ociunit.image;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** A blob while it arrives. Where the connection breaks, it goes on with a new one from the byte that it has come to. */
final class RemoteBlob extends BlockInputStream {
    /** So much more than at the last break, and the attempts count anew; less, and a peer could go on for ever. */
    private static final long ENOUGH = 1 << 16;

    /** Asks for the bytes from a position on. */
    interface Opening {
        Answer at(long position);
    }

    /** Is told how many bytes have arrived. */
    interface Listener {
        void arrived(long bytes);
    }

    private final Descriptor blob;
    private final URI address;
    private final Wire wire;
    private final Backoff backoff;
    private final Opening opening;
    private final Listener listener;

    private Answer answer;
    private long position;
    private long broken;
    private boolean ended;

    RemoteBlob(Descriptor blob, long from, URI address, Wire wire, Backoff backoff, Opening opening, Listener listener)
            throws IOException {
        this.blob = blob;
        this.address = address;
        this.wire = wire;
        this.backoff = backoff;
        this.opening = opening;
        this.listener = listener;
        this.position = from;
        this.broken = from;
        this.answer = opening.at(from);
        try {
            comeToPosition();
        } catch (IOException e) {
            resume(e);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            try {
                int count = answer.body().read(target, offset, length);
                if (count > 0) {
                    position += count;
                    listener.arrived(position);
                    return count;
                }
                if (position < blob.size() && !isDelimited()) {
                    throw new EOFException("the connection was closed");
                }
                ended = true;
            } catch (IOException e) {
                resume(e);
            }
        }
        return -1;
    }

    /** Whether its end would be known from a break: the JDK tells of a body that ends before. */
    private boolean isDelimited() {
        return answer.header("Content-Length").isPresent()
                || answer.header("Transfer-Encoding").isPresent();
    }

    private void resume(IOException failure) throws IOException {
        answer.close();
        IOException cause = failure;
        while (true) {
            if (position - broken >= ENOUGH) {
                backoff.succeeded();
            }
            broken = position;
            IOException last = cause;
            Duration pause = backoff.next(Optional.empty())
                    .orElseThrow(() -> wire.refusals().cutOff(address, blob, position, backoff.failed(), last));
            wire.pause(pause, blob.digest() + " broke off after " + position + " bytes: " + Refusals.reason(last));
            answer = opening.at(position);
            try {
                comeToPosition();
                return;
            } catch (IOException e) {
                answer.close();
                cause = e;
            }
        }
    }

    private void comeToPosition() throws IOException {
        if (answer.status() == Answer.RANGE_NOT_SATISFIABLE) {
            answer.close();
            ended = true; // all that there is has arrived; whether it is enough, the reader knows
        } else if (answer.status() == Answer.PARTIAL) {
            String range = answer.header("Content-Range").orElse("");
            if (!range.startsWith("bytes " + position + "-")) {
                answer.close();
                throw wire.refusals()
                        .nonsense(
                                answer.address(), "asked for the bytes from " + position + ", it gives " + range, null);
            }
        } else {
            // It has been asked for all of it, or does not know ranges: from the start, then.
            answer.body().skipNBytes(position);
        }
    }

    @Override
    public void close() {
        answer.close();
    }
}
