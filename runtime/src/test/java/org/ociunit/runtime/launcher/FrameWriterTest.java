package org.ociunit.runtime.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;

class FrameWriterTest {
    @Test
    void a_frame_without_steps_is_its_length_and_a_header() {
        assertThat(FrameWriter.frame(7, FrameWriter.DROP, List.of()))
                .isEqualTo(bytes("0c000000", "07000000 03000000 00000000"));
    }

    @Test
    void each_type_of_argument_has_its_form() {
        List<Step> steps = List.of(
                Step.of(Opcode.SEND, "/s", 258, new byte[] {9, 8, 7}),
                Step.of(Opcode.KILL, -1L, 9),
                Step.of(Opcode.DESCRIPTORS, 1, List.of(0, 5)),
                Step.of(Opcode.EXEC, List.of("é"), List.of("a", ""), List.of()),
                Step.of(Opcode.LEAVE));

        assertThat(FrameWriter.frame(1, FrameWriter.DO, steps))
                .isEqualTo(bytes(
                        "74000000",
                        "01000000 01000000 05000000",
                        // send: a text with its NUL, a slot, bytes
                        "08000000 03000000 2f7300 02010000 03000000 090807",
                        // kill: two numbers
                        "0c000000 ffffffffffffffff 0900000000000000",
                        // descriptors: a number, slots
                        "20000000 0100000000000000 02000000 00000000 05000000",
                        // execute: one text, two texts, no texts
                        "28000000 01000000 03000000 c3a900 02000000 02000000 6100 01000000 00 00000000",
                        // leave
                        "29000000"));
    }

    /** A longer frame would end the launcher, and all containers with it. */
    @Test
    void more_steps_than_the_launcher_takes_are_refused() throws IOException {
        List<Step> steps = Collections.nCopies(FrameWriter.MOST_STEPS + 1, Step.of(Opcode.LEAVE));

        assertThat(Files.readString(Path.of("src/main/c/frame.h")))
                .contains("MAX_STEPS = " + FrameWriter.MOST_STEPS + ",");
        assertThatThrownBy(() -> FrameWriter.frame(1, FrameWriter.DO, steps))
                .isExactlyInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not ask the launcher for a process.
                        Why: it would take 4097 steps, and the launcher takes 4096 at once.
                        Fix: ask for fewer mounts, devices or sysctls.""");
    }

    @Test
    void a_nul_in_a_text_is_refused() {
        List<Step> steps = List.of(Step.of(Opcode.CHDIR, "/tmp\0/etc"));

        assertThatThrownBy(() -> FrameWriter.frame(1, FrameWriter.DO, steps))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal text with a NUL character: /tmp?/etc");
    }

    @Test
    void a_nul_in_one_of_several_texts_is_refused() {
        List<Step> steps = List.of(Step.of(Opcode.EXEC, List.of("/bin/sh"), List.of("sh", "a\0"), List.of()));

        assertThatThrownBy(() -> FrameWriter.frame(1, FrameWriter.DO, steps))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal text with a NUL character: a?");
    }

    private static byte[] bytes(String... hex) {
        return HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
    }
}
