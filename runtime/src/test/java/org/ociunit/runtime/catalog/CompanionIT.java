package org.ociunit.runtime.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.StepFailedException;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.testkit.NeedsEmbedded;

/** What is asked of this machine's programs for containers' sake. */
@NeedsEmbedded
@Timeout(60)
class CompanionIT {
    private static final Path SHELL = Path.of("/bin/sh");
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @Test
    void it_reads_and_writes_and_ends_by_itself() throws Exception {
        Path told = Files.createFile(folder.resolve("told"));
        Stdio.Source input = new Stdio.Source.Copy(new ByteArrayInputStream("in".getBytes(UTF_8)));
        List<String> arguments = List.of("-c", "cat; echo $WORD >&2; echo 1 >&3; exit 4");

        try (Companion program = Companion.start(SHELL, arguments, Map.of("WORD", "err"), input, List.of(told))) {
            assertThat(program.awaitEnd(SOON).code()).isEqualTo(4);

            assertThat(program.isAlive()).isFalse();
            assertThat(program.stdout()).isEqualTo("in");
            assertThat(program.stderr()).isEqualTo("err\n");
            assertThat(told).hasContent("1");
        }
    }

    @Test
    void of_much_output_the_last_part_is_kept() {
        String script = "i=0; while [ $i -lt 40 ]; do printf '%0100000d' 0; i=$((i+1)); done; echo end";
        try (Companion program = companion("-c", script)) {
            program.awaitEnd(Duration.ofSeconds(30));

            assertThat(program.stdout()).hasSize(1 << 20).endsWith("0end\n");
        }
    }

    @Test
    void its_whole_group_ends_when_it_is_closed() throws Exception {
        Companion program = companion("-c", "sleep 4711 & echo $!; wait");
        await().atMost(SOON).until(() -> program.stdout().endsWith("\n"));
        long child = Long.parseLong(program.stdout().strip());
        assertThatThrownBy(() -> program.awaitEnd(Duration.ofMillis(50)))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessage("The program sh did not end.\nWhy: it did not happen within 50 ms.");

        program.close();
        program.close();

        assertThat(program.isAlive()).isFalse();
        await().atMost(SOON).until(() -> ProcessHandle.of(child).isEmpty());
    }

    @Test
    void a_final_command_is_run_at_the_end_and_finds_the_namespace_that_is_open() throws Exception {
        String script = "echo $WORD $(readlink $NAMESPACE) >>" + folder.resolve("last");
        OpenNamespace namespace = OpenNamespace.of(ProcessHandle.current().pid(), "net");
        Map<String, String> environment =
                Map.of("WORD", "kept", "NAMESPACE", namespace.path().toString(), "PATH", "/usr/bin:/bin");
        FinalCommand.leave(SHELL, List.of("-c", script), environment, SOON);
        FinalCommand.leave(SHELL, List.of("-c", "echo taken back >>" + folder.resolve("last")), environment, SOON)
                .close();

        Launcher.closeShared();

        assertThat(folder.resolve("last"))
                .hasContent("kept " + Files.readSymbolicLink(Path.of("/proc/self/ns/net")) + "\n");
    }

    @Test
    void a_namespace_that_is_closed_is_let_go() throws Exception {
        OpenNamespace namespace = OpenNamespace.of(ProcessHandle.current().pid(), "net");
        namespace.close();
        namespace.close();

        await().atMost(SOON).until(() -> !Files.exists(namespace.path()));
        assertThatThrownBy(() -> OpenNamespace.of(0, "net"))
                .isInstanceOf(StepFailedException.class)
                .hasMessage("""
                        Could not open a namespace of process 0.
                        Why: open /proc/0/ns/net: ENOENT (no such file or folder)""");
    }

    private static Companion companion(String... arguments) {
        return Companion.start(SHELL, List.of(arguments), System.getenv(), new Stdio.Source.Empty(), List.of());
    }
}
