package org.ociunit.runtime.testkit;

/** A program that serves a port in a container: TCP and UDP, and does what the first byte of a connection says. */
public final class PortServer {
    /** What it writes once it listens. */
    public static final String READY = "listening";

    private static final String PROGRAM = """
            import hashlib, os, socket, struct, sys, threading, time

            def reset(connection):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))

            def read_all(connection):
                digest, length = hashlib.sha256(), 0
                while data := connection.recv(1 << 16):
                    digest.update(data)
                    length += len(data)
                return '%d %s' % (length, digest.hexdigest())

            def send_much(connection, count):
                block = bytes(i % 251 for i in range(1 << 16))
                for i in range(count):
                    connection.sendall(block)
                connection.shutdown(socket.SHUT_WR)

            def say(text):
                sys.stdout.write(text + '\\n')
                sys.stdout.flush()

            def serve(connection):
                order = connection.recv(1)
                if order == b'e':                                  # echo
                    while data := connection.recv(1 << 16):
                        connection.sendall(data)
                elif order == b'a':                                # an answer behind the last byte
                    connection.sendall(read_all(connection).encode())
                elif order == b'f':                                # it says all it has to say first
                    connection.sendall(b'bye')
                    connection.shutdown(socket.SHUT_WR)
                    say(read_all(connection))
                elif order == b'r':                                # says something, and resets
                    connection.sendall(b'last words')
                    reset(connection)
                elif order == b'm':                                # much, both ways at once
                    sender = threading.Thread(target=send_much, args=(connection, 800))
                    sender.start()
                    heard = read_all(connection)
                    sender.join()
                    say(heard)
                elif order == b's':                                # sends as much as it is let
                    sent = 0
                    connection.setblocking(False)
                    for i in range(20):
                        try:
                            while True:
                                sent += connection.send(bytes(1 << 16))
                        except BlockingIOError:
                            time.sleep(0.05)
                    say('sent %d' % sent)
                    reset(connection)
                elif order == b'q':                                # ends with words that nobody has read yet
                    connection.sendall(b'x' * 100000)
                    os._exit(0)
                elif order == b'b':                                # throughput: it reads, and says so
                    read_all(connection)
                    connection.sendall(b'!')
                connection.close()

            def accept(listener):
                while True:
                    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

            def answer(datagrams):
                while True:
                    data, sender = datagrams.recvfrom(1 << 16)
                    datagrams.sendto(data.upper(), sender)

            family = socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET
            threading.stack_size(1 << 18)
            listener = socket.socket(family)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((sys.argv[1], int(sys.argv[2])))
            listener.listen(4096)
            datagrams = socket.socket(family, socket.SOCK_DGRAM)
            datagrams.bind(listener.getsockname())
            threading.Thread(target=answer, args=(datagrams,), daemon=True).start()
            say('listening')
            accept(listener)
            """;

    private PortServer() {}

    /**
     * The command.
     *
     * @param address what it listens on, such as {@code 127.0.0.1} or {@code ::1}
     * @param port the port, TCP and UDP
     * @return the program and its arguments
     */
    public static String[] command(String address, int port) {
        return new String[] {"/usr/bin/python3", "-c", PROGRAM, address, Integer.toString(port)};
    }
}
