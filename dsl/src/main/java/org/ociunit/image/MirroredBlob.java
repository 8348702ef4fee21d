package org.ociunit.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.ociunit.error.ImageException;

/** A blob while it arrives from one repository after another: where one gives up, the next goes on from the same byte. */
final class MirroredBlob extends BlockInputStream {
    /** Opens the blob in a repository. */
    interface Opening {
        RemoteBlob in(RemoteRepository repository, long position) throws IOException;
    }

    private final Iterator<RemoteRepository> ahead;
    private final Opening opening;
    private final List<ImageException> failures = new ArrayList<>();
    private RemoteBlob current;
    private long position;

    MirroredBlob(List<RemoteRepository> repositories, Opening opening) throws IOException {
        this.ahead = repositories.iterator();
        this.opening = opening;
        this.current = next();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (true) {
            try {
                int got = current.read(buffer, offset, length);
                position += Math.max(got, 0);
                return got;
            } catch (ImageException e) {
                failures.add(e);
                current.close();
                current = next();
            }
        }
    }

    /** If none has it, the last one's reason counts, which is the registry's own. */
    private RemoteBlob next() throws IOException {
        while (ahead.hasNext()) {
            try {
                return opening.in(ahead.next(), position);
            } catch (ImageException e) {
                failures.add(e);
            }
        }
        throw RemoteImage.lastOf(failures);
    }

    @Override
    public void close() {
        current.close();
    }
}
