package org.ociunit.runtime.network;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A message of rtnetlink(7) in the making: its header, that of its type, and attributes, which may nest. */
final class RouteMessage {
    /** NLM_F_REQUEST and NLM_F_ACK. */
    private static final int ANSWERED = 0x1 | 0x4;

    private static final int MOST = 2048;
    private static final int ALIGNMENT = 4;

    private final ByteBuffer bytes = ByteBuffer.allocate(MOST).order(ByteOrder.nativeOrder());
    private int namespaceAt;

    /**
     * A message without attributes.
     *
     * @param type such as RTM_NEWLINK
     * @param flags what is asked beside an answer, such as NLM_F_CREATE
     * @param header the header of that type
     */
    RouteMessage(int type, int flags, Consumer<ByteBuffer> header) {
        bytes.putInt(0).putShort((short) type).putShort((short) (ANSWERED | flags));
        bytes.putInt(0).putInt(0); // the sequence and the sender: there is one request, and the kernel knows who asks
        header.accept(bytes);
    }

    RouteMessage with(int type, Consumer<ByteBuffer> value) {
        int start = bytes.position();
        bytes.putShort((short) 0).putShort((short) type);
        value.accept(bytes);
        bytes.putShort(start, (short) (bytes.position() - start));
        while (bytes.position() % ALIGNMENT != 0) {
            bytes.put((byte) 0);
        }
        return this;
    }

    RouteMessage with(int type, int value) {
        return with(type, (Consumer<ByteBuffer>) into -> into.putInt(value));
    }

    RouteMessage with(int type, byte[] value) {
        return with(type, (Consumer<ByteBuffer>) into -> into.put(value));
    }

    RouteMessage with(int type, InetAddress address) {
        return with(type, address.getAddress());
    }

    RouteMessage with(int type, String text) {
        return with(type, (text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    RouteMessage nest(int type, Consumer<RouteMessage> inside) {
        return with(type, (Consumer<ByteBuffer>) into -> inside.accept(this));
    }

    /** What is no attribute: the header that what nests begins with. */
    RouteMessage raw(Consumer<ByteBuffer> header) {
        header.accept(bytes);
        return this;
    }

    /** The network namespace that whoever sends it has open. */
    RouteMessage withNamespace(int type) {
        return with(type, into -> {
            namespaceAt = into.position();
            into.putInt(-1);
        });
    }

    RouteRequest request(String words) {
        bytes.putInt(0, bytes.position());
        byte[] message = new byte[bytes.position()];
        bytes.flip().get(message);
        return new RouteRequest(words, message, namespaceAt);
    }
}
