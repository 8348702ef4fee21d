package org.ociunit.runtime.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.host.NativeProgram;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.spec.Spec;

/**
 * The hooks of a container that is restored. CRIU tells a script of each thing that it does; the script asks back here when
 * the namespaces are there, and CRIU goes on when the hooks have come to their ends.
 */
final class RestoreHooks implements AutoCloseable {
    private final @Nullable Path folder;
    private final @Nullable ServerSocketChannel server;
    private volatile @Nullable RuntimeException failure;

    private RestoreHooks(@Nullable Path folder, @Nullable ServerSocketChannel server) {
        this.folder = folder;
        this.server = server;
    }

    /** For a container; without hooks there is no script. */
    static RestoreHooks of(Spec spec, LongConsumer hooks) {
        if (!HookCalls.waitsForNamespaces(spec)) {
            return new RestoreHooks(null, null);
        }
        try {
            Path folder = Files.createTempDirectory("ociunit-hooks-");
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
            NativeProgram.HOOK.copyTo(folder.resolve("hook"));
            Path script = Files.writeString(folder.resolve("script"), """
                    #!/bin/sh
                    [ "$CRTOOLS_SCRIPT_ACTION" = setup-namespaces ] || exit 0
                    printf %%s "$CRTOOLS_INIT_PID" | '%1$s/hook' '%1$s/socket'
                    """.formatted(folder));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            RestoreHooks asked = new RestoreHooks(folder, server);
            Thread thread = new Thread(() -> asked.serve(server, hooks), "ociunit-restore-hooks");
            thread.setDaemon(true);
            thread.start();
            return asked;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Nullable
    Path script() {
        return folder == null ? null : folder.resolve("script");
    }

    /** A hook that fails is why CRIU does. */
    void during(Runnable restore) {
        try {
            restore.run();
        } catch (ContainerException e) {
            RuntimeException first = failure;
            throw first == null ? e : first;
        }
    }

    private void serve(ServerSocketChannel from, LongConsumer hooks) {
        try (SocketChannel channel = from.accept()) {
            String pid = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            channel.write(ByteBuffer.wrap(answer(Long.parseLong(pid.strip()), hooks)));
        } catch (IOException closed) {
            // CRIU has not come so far, or is gone.
        }
    }

    private byte[] answer(long pid, LongConsumer hooks) {
        try {
            hooks.accept(pid);
            return new byte[] {'0'};
        } catch (RuntimeException e) {
            failure = e;
            return ("1" + e.getMessage()).getBytes(StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        try {
            if (server != null) {
                server.close();
            }
            if (folder != null) {
                Launcher.shared().remove(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
