package org.ociunit;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.lifecycle.State;

/**
 * Where the program of a hook reaches the Java code that does its work: a socket, over which a state comes in and a verdict
 * goes out. The end of this JVM closes it, which the program takes for a failure.
 */
final class HookChannel implements AutoCloseable {
    private static final int LONGEST_STATE = 1 << 20;

    private final String name;
    private final HookCallback callback;
    private final Consumer<Optional<Throwable>> onCall;
    private final Path socket;
    private final ServerSocketChannel server;

    private HookChannel(
            String name,
            Path socket,
            HookCallback callback,
            Consumer<Optional<Throwable>> onCall,
            ServerSocketChannel server) {
        this.name = name;
        this.socket = socket;
        this.callback = callback;
        this.onCall = onCall;
        this.server = server;
    }

    /**
     * Begins to wait for the one call.
     *
     * @param name the hook, for messages
     * @param socket the file to make
     * @param onCall told after the call what it has thrown, and before the hook's program is
     */
    static HookChannel open(String name, Path socket, HookCallback callback, Consumer<Optional<Throwable>> onCall) {
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            HookChannel channel = new HookChannel(name, socket, callback, onCall, server);
            channel.listen();
            return channel;
        } catch (IOException e) {
            throw new ContainerException(
                    "Could not prepare " + name + ".",
                    "the socket " + socket + " could not be made: " + e.getMessage() + ".",
                    "if its path is too long, set java.io.tmpdir to a shorter one.",
                    e);
        }
    }

    private void listen() throws IOException {
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            // The folder that it is in keeps strangers out; the container's root may be anybody on this machine.
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        daemon(this::serve);
    }

    private Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "ociunit-" + name.replace(' ', '-'));
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** A hook is run once; whoever else calls later, from within the container, is not heard. */
    private void serve() {
        try (SocketChannel call = server.accept()) {
            close();
            answer(call);
        } catch (IOException closedOrHookHasGone) {
            // Whoever has gone hears no answer.
        }
    }

    private void answer(SocketChannel call) throws IOException {
        InputStream input = Channels.newInputStream(call);
        String state = new String(input.readNBytes(LONGEST_STATE), StandardCharsets.UTF_8);
        Optional<Throwable> failure = run(state);
        onCall.accept(failure);
        String verdict = failure.map(thrown -> "1" + thrown + "\n").orElse("0");
        ByteBuffer bytes = ByteBuffer.wrap(verdict.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            call.write(bytes);
        }
    }

    private Optional<Throwable> run(String text) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            callback.run(state(text));
            return null;
        });
        Thread thread = daemon(task);
        try {
            task.get(Deadline.in(BundleDefaults.HOOK).left().toNanos(), TimeUnit.NANOSECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.ofNullable(e.getCause());
        } catch (TimeoutException e) {
            thread.interrupt();
            return Optional.of(new DeadlineExceededException(sentence("did not end"), BundleDefaults.HOOK, null));
        } catch (InterruptedException e) {
            return Optional.of(e);
        }
    }

    private String sentence(String what) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1) + " " + what + ".";
    }

    private State state(String text) {
        return HookState.parse(text, "the state that " + name + " was given");
    }

    /** Ends the service; a hook that is still run fails. */
    @Override
    public void close() {
        try {
            // First the name: a socket that is closed while it is waited on takes calls for a moment more.
            Files.deleteIfExists(socket);
            server.close();
        } catch (IOException e) {
            throw new ContainerException("Could not close the socket of " + name + ".", e.toString(), null, e);
        }
    }
}
