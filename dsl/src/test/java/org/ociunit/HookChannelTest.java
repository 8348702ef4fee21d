package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;

@Timeout(30)
class HookChannelTest {
    private static final String NAME = "hook poststop of container c1";
    private static final String STATE =
            "{\"ociVersion\":\"1.0.2\",\"id\":\"c1\",\"status\":\"creating\",\"pid\":7,\"bundle\":\"/b\","
                    + "\"annotations\":{\"a\":\"1\"}}";

    @TempDir
    Path folder;

    private final List<Optional<Throwable>> calls = new ArrayList<>();
    private final List<HookChannel> opened = new ArrayList<>();

    private HookChannel open(HookCallback callback) {
        HookChannel channel = HookChannel.open(NAME, folder.resolve("s"), callback, calls::add);
        opened.add(channel);
        return channel;
    }

    @AfterEach
    void close() {
        opened.forEach(HookChannel::close);
    }

    private String call(String state) throws IOException {
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("s")))) {
            socket.write(ByteBuffer.wrap(state.getBytes(StandardCharsets.UTF_8)));
            socket.shutdownOutput();
            return new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void a_call_brings_the_state_and_learns_the_verdict() throws Exception {
        List<State> states = new ArrayList<>();
        open(states::add);
        assertThat(call(STATE)).isEqualTo("0");
        open(states::add);
        assertThat(call(STATE.replace("creating", "stopped").replace("7", "0"))).isEqualTo("0");
        assertThat(states).hasSize(2);
        assertThat(states.get(0))
                .isEqualTo(new State(
                        new ContainerId("c1"), Status.CREATING, OptionalLong.of(7), Path.of("/b"), Map.of("a", "1")));
        assertThat(states.get(1).pid()).isEmpty();
        assertThat(calls).containsExactly(Optional.empty(), Optional.empty());
    }

    @Test
    void what_the_code_throws_is_the_verdict_and_kept() throws Exception {
        IOException thrown = new IOException("out of order");
        open(state -> {
            throw thrown;
        });
        assertThat(call(STATE)).isEqualTo("1java.io.IOException: out of order\n");
        assertThat(calls).containsExactly(Optional.of(thrown));
    }

    @Test
    void a_state_that_cannot_be_read_is_a_failure() throws Exception {
        open(state -> {});
        assertThat(call(STATE.replace("creating", "dreaming"))).isEqualTo("""
                1org.ociunit.error.ContainerException: \
                Could not read the state that hook poststop of container c1 was given.
                Why: its status is "dreaming", which is no state.
                """);
        open(state -> {});
        assertThat(call("")).startsWith("1org.ociunit.error.InvalidDocumentException: ");
        assertThat(calls).hasSize(2);
    }

    /** The socket of a hook that runs in the container is there for the container's program to find. */
    @Test
    void a_channel_answers_once() throws Exception {
        open(state -> {});
        assertThat(call(STATE)).isEqualTo("0");
        assertThatThrownBy(() -> call(STATE)).isInstanceOf(IOException.class);
        assertThat(calls).hasSize(1);
    }

    @Test
    void a_channel_that_is_closed_refuses_calls() {
        open(state -> {}).close();
        assertThatThrownBy(() -> call(STATE)).isInstanceOf(IOException.class);
    }

    @Test
    void a_path_that_is_too_long_for_a_socket_is_told() {
        Path socket = folder.resolve("x".repeat(120));
        assertThatThrownBy(() ->
                        HookChannel.open(NAME, socket, state -> {}, calls::add).close())
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not prepare hook poststop of container c1.
                        Why: the socket %s could not be made: Unix domain path too long.
                        Fix: if its path is too long, set java.io.tmpdir to a shorter one.""".formatted(socket));
    }
}
