package org.ociunit.runtime.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;

/** The decoder, compiled with the sanitizers, against frames that are whole and frames that are not. */
class FrameDecoderIT {
    private static final int ROUNDS = 50_000;

    @TempDir
    static Path folder;

    private static Path program;

    @BeforeAll
    static void compile() throws Exception {
        program = folder.resolve("fuzz_frame");
        run(List.of(
                "cc",
                "-std=gnu11",
                "-g",
                "-O1",
                "-fsanitize=address,undefined",
                "-fno-sanitize-recover=all",
                "-Isrc/main/c",
                "-o",
                program.toString(),
                "src/test/c/fuzz_frame.c",
                "src/main/c/frame.c"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 42, 4711, 20261123})
    void a_broken_frame_is_refused_without_a_wrong_access(long seed) throws Exception {
        List<String> command = new ArrayList<>(List.of(program.toString(), Long.toString(seed), "" + ROUNDS));
        for (int i = 0; i < FRAMES.size(); i++) {
            byte[] frame = FRAMES.get(i);
            Path file = folder.resolve("frame-" + i);
            Files.write(file, Arrays.copyOfRange(frame, Integer.BYTES, frame.length));
            command.add(file.toString());
        }

        String output = run(command);

        // Some of the frames stay whole, so that what is accepted is read through as well.
        assertThat(output).startsWith("1..1\nok 1 - seed " + seed + ": ").doesNotContain(": 0 frames accepted");
    }

    /** A frame with each type of argument, and each operation that can follow another. */
    private static final List<byte[]> FRAMES = List.of(
            FrameWriter.frame(1, FrameWriter.DROP, List.of()),
            FrameWriter.frame(
                    2,
                    FrameWriter.DO,
                    List.of(
                            Step.of(Opcode.PIPE, 0, 1),
                            Step.of(Opcode.OPEN, 2, "/dev/null", 2, 0),
                            Step.of(Opcode.SEND, "/tmp/socket", 2, new byte[] {1, 2, 3}),
                            Step.of(Opcode.CLOSE, List.of(0, 1, 2)))),
            FrameWriter.frame(
                    4,
                    FrameWriter.DO,
                    List.of(
                            Step.of(Opcode.LISTEN_PORT, List.of(0, 1, 2, 3)),
                            Step.of(Opcode.FORK, 2, 0, 0),
                            Step.of(Opcode.DESCRIPTORS, 0, List.of(0, 1)),
                            Step.of(Opcode.FORWARD_PORT, List.of(0), List.of(1), 7, 80))),
            FrameWriter.frame(
                    3,
                    FrameWriter.HOLD,
                    List.of(
                            Step.of(Opcode.FORK, 8, 1000, 0),
                            Step.of(Opcode.DESCRIPTORS, 3, List.of(0, 1, 2)),
                            Step.of(Opcode.CALL, "/bin/rm", List.of("rm", "-f", "x"), List.of("A=1", ""), 5),
                            Step.of(Opcode.CHDIR, "/"),
                            Step.of(Opcode.CLONE, 3, 0),
                            Step.of(Opcode.DESCRIPTORS, 3, List.of(0, 1, 2)),
                            Step.of(Opcode.PIVOT, 7),
                            Step.of(Opcode.LEAVE),
                            Step.of(Opcode.EXEC, List.of("/bin/true"), List.of("true"), List.of()))));

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String output = Files.readString(folder.resolve("output"));
        assertThat(ended).as(output).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
