package org.ociunit.samples.benchmark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A program that reads what connections send, one after the other, and says a byte at the end of each. */
final class Sink {
    private static final int AT_ONCE = 1 << 20;

    private Sink() {}

    /**
     * Serves until it is killed.
     *
     * @param args the port
     * @throws IOException if it is taken
     */
    public static void main(String[] args) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(AT_ONCE);
        try (ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(Integer.parseInt(args[0])))) {
            while (true) {
                serve(server, buffer);
            }
        }
    }

    private static void serve(ServerSocketChannel server, ByteBuffer buffer) throws IOException {
        try (SocketChannel connection = server.accept()) {
            while (connection.read(buffer.clear()) >= 0) {
                // It is of no use.
            }
            connection.write(ByteBuffer.wrap(new byte[1]));
        }
    }
}
