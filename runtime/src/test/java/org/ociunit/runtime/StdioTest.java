package org.ociunit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StdioTest {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    @AfterEach
    void restore() {
        System.setOut(out);
        System.setErr(err);
    }

    @Test
    void the_jvms_own_outputs_are_flushed_and_stay_open() throws Exception {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written));
        System.setErr(new PrintStream(written));
        Stdio.Streams stdio = Stdio.to(System.out, System.err);

        for (Stdio.Sink sink : List.of(stdio.stdout(), stdio.stderr())) {
            OutputStream stream = ((Stdio.Sink.Copy) sink).stream();
            stream.write("container ".getBytes(StandardCharsets.UTF_8));
            stream.close();
        }
        System.out.print("out ");
        System.err.print("err");
        System.out.flush();
        System.err.flush();

        assertThat(written).hasToString("container container out err");
        assertThat(System.out.checkError() || System.err.checkError()).isFalse();
    }

    @Test
    void other_outputs_are_taken_as_they_are() {
        OutputStream stdout = new ByteArrayOutputStream();
        assertThat(Stdio.to(stdout, stdout).stdout()).isEqualTo(new Stdio.Sink.Copy(stdout));
    }

    @Test
    void an_input_and_an_owner_leave_the_outputs() {
        Stdio.Streams outputs = Stdio.toFiles(Path.of("/out"), Path.of("/err"));

        Stdio.Streams streams = outputs.from(Path.of("/in")).ownedBy(1000, 100);

        assertThat(streams)
                .isEqualTo(new Stdio.Streams(
                        new Stdio.Source.File(Path.of("/in")),
                        new Stdio.Sink.File(Path.of("/out")),
                        new Stdio.Sink.File(Path.of("/err")),
                        Optional.of(new Stdio.Owner(1000, 100))));
    }

    @Test
    void only_what_this_jvm_copies_ends_with_it() {
        Stdio.Streams files = Stdio.toFiles(Path.of("/out"), Path.of("/err"));

        assertThat(Stdio.none().outliveThisJvm()).isTrue();
        assertThat(files.outliveThisJvm()).isTrue();
        assertThat(Stdio.over(Path.of("/socket")).outliveThisJvm()).isTrue();
        assertThat(files.from(InputStream.nullInputStream()).outliveThisJvm()).isFalse();
        assertThat(Stdio.to(OutputStream.nullOutputStream(), OutputStream.nullOutputStream())
                        .outliveThisJvm())
                .isFalse();
        assertThat(Stdio.on(Console.showingTo(OutputStream.nullOutputStream(), 24, 80))
                        .outliveThisJvm())
                .isFalse();
    }

    @Test
    void a_tee_writes_to_both_and_closes_both() throws Exception {
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        List<String> told = new ArrayList<>();
        OutputStream other = new FilterOutputStream(new ByteArrayOutputStream()) {
            @Override
            public void close() {
                told.add("closed");
            }

            @Override
            public void write(byte[] bytes, int offset, int count) {
                told.add(new String(bytes, offset, count, StandardCharsets.UTF_8));
            }
        };

        try (OutputStream tee = Stdio.tee(one, other)) {
            tee.write("both".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(one).hasToString("both");
        assertThat(told).containsExactly("both", "closed");
    }

    @Test
    void a_tee_closes_the_second_even_if_the_first_cannot_be() {
        List<String> told = new ArrayList<>();
        OutputStream broken = new FilterOutputStream(OutputStream.nullOutputStream()) {
            @Override
            public void close() throws IOException {
                throw new IOException("broken");
            }
        };
        OutputStream whole = new FilterOutputStream(OutputStream.nullOutputStream()) {
            @Override
            public void close() {
                told.add("closed");
            }
        };

        assertThatThrownBy(() -> Stdio.tee(broken, whole).close()).hasMessage("broken");
        assertThat(told).containsExactly("closed");
    }

    @Test
    void a_console_gives_its_size_when_it_comes_into_use_and_again_when_that_changes() {
        List<String> sizes = new ArrayList<>();
        Console console = Console.showingTo(OutputStream.nullOutputStream(), 24, 80);
        console.resize(25, 80);

        console.connect((rows, columns) -> sizes.add(rows + "x" + columns));
        console.resize(30, 100);

        assertThat(sizes).containsExactly("25x80", "30x100");
        assertThatThrownBy(() -> console.connect((rows, columns) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A console serves one process; this one has one already.");
    }
}
