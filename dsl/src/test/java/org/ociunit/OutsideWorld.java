package org.ociunit;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is outside of {@link PrivateNetwork}: a greeting on port 8000, and a name server for which all names are its own. */
final class OutsideWorld {
    static final String GREETING = "hello from outside";

    private static final int ADDRESS = 0xC6336401; // 198.51.100.1

    private OutsideWorld() {}

    /** Lasts as long as its input. */
    public static void main(String[] args) throws IOException {
        greet(new ServerSocket(8000), GREETING);
        answer(new DatagramSocket(53));
        Files.createFile(Path.of(args[0]));
        while (System.in.read() >= 0) {
            // What is said does not matter.
        }
        System.exit(0);
    }

    /** Says something to everybody, in the background. */
    static void greet(ServerSocket server, String greeting) {
        inBackground(() -> {
            try (Socket caller = server.accept()) {
                caller.getOutputStream().write((greeting + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** RFC 1035: the question comes back with an answer, which it has for addresses of version 4 alone. */
    private static void answer(DatagramSocket socket) {
        inBackground(() -> {
            DatagramPacket asked = new DatagramPacket(new byte[512], 512);
            socket.receive(asked);
            ByteBuffer question = ByteBuffer.wrap(asked.getData());
            int end = 12;
            while (question.get(end) != 0) {
                end += question.get(end) + 1;
            }
            boolean isAddress = question.getShort(end + 1) == 1;
            ByteBuffer answer = ByteBuffer.allocate(512);
            answer.putShort(question.getShort(0)).putShort((short) 0x8180);
            answer.putShort((short) 1).putShort((short) (isAddress ? 1 : 0)).putInt(0);
            answer.put(asked.getData(), 12, end + 5 - 12);
            if (isAddress) {
                answer.putShort((short) 0xC00C).putShort((short) 1).putShort((short) 1);
                answer.putInt(60).putShort((short) 4).putInt(ADDRESS);
            }
            socket.send(new DatagramPacket(answer.array(), answer.position(), asked.getSocketAddress()));
        });
    }

    private static void inBackground(Turn turn) {
        Thread thread = new Thread(() -> {
            while (true) {
                try {
                    turn.take();
                } catch (IOException gone) {
                    // The next one may stay.
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** A server that listens on this machine's loopback alone. */
    static ServerSocket onLoopback(int port) throws IOException {
        return new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
    }

    /** One turn of a server. */
    private interface Turn {
        void take() throws IOException;
    }
}
