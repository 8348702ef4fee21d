package org.ociunit.samples.lifecycle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The program inside the container: it calls the test, and then answers one call in capitals. */
final class Peer {
    static final int PORT = 7000;

    private Peer() {}

    public static void main(String[] args) throws IOException {
        try (Socket toTest = new Socket(args[0], PORT)) {
            writeLine(toTest, "hello from the container");
        }
        try (ServerSocket server = new ServerSocket(PORT)) {
            System.out.println("listening");
            try (Socket fromTest = server.accept()) {
                writeLine(fromTest, readLine(fromTest).toUpperCase(Locale.ROOT));
            }
        }
    }

    static void writeLine(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static String readLine(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }
}
