package org.ociunit.runtime.launcher;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;

/** What the launcher tells: which request it is about, what happened, numbers, and bytes where there are any. */
record Reply(int tag, Kind kind, List<Long> values, byte[] bytes) {
    /** What happened; in the order of the numbers on the wire, from 1. */
    enum Kind {
        HELLO,
        DONE,
        FAILED,
        EXITED,
        RECEIVED,
        RESIZED
    }

    private static final int HEADER = 3 * Integer.BYTES;

    /** What the launcher's queue can hold. */
    private static final int LONGEST = 1 << 20;

    static Reply read(DataInputStream in) throws IOException {
        int length = Integer.reverseBytes(in.readInt());
        require(length >= HEADER && length <= LONGEST, "a frame that announces " + length + " bytes");
        ByteBuffer body = ByteBuffer.wrap(in.readNBytes(length)).order(ByteOrder.LITTLE_ENDIAN);
        require(
                body.capacity() == length,
                "a frame of " + body.capacity() + " bytes where " + length + " were announced");
        int tag = body.getInt();
        int event = body.getInt();
        require(event >= 1 && event <= Kind.values().length, "a frame with the unknown event " + event);
        int count = body.getInt();
        require(
                count >= 0 && count <= body.remaining() / Long.BYTES,
                "a frame that announces " + count + " values in " + body.remaining() + " bytes");
        List<Long> values =
                LongStream.range(0, count).mapToObj(index -> body.getLong()).toList();
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return new Reply(tag, Kind.values()[event - 1], values, bytes);
    }

    private static void require(boolean whole, String broken) throws IOException {
        if (!whole) {
            throw new IOException(broken);
        }
    }

    int number(int index) {
        return Math.toIntExact(values.get(index));
    }
}
