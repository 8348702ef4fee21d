package org.ociunit.runtime.launcher;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.plan.Step;

/** Writes a frame as {@code frame.c} reads it: a length, a tag, a kind and steps, all in little-endian order. */
final class FrameWriter {
    /** Steps to be taken at once. */
    static final int DO = 1;
    /** Steps to be taken when the end comes. */
    static final int HOLD = 2;
    /** Forget all of a tag. */
    static final int DROP = 3;

    /** As {@code frame.h} has it. */
    static final int LONGEST = 4 << 20;

    /** As {@code frame.h} has it, too: a longer one would end the launcher, with all containers. */
    static final int MOST_STEPS = 4096;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private FrameWriter() {}

    static byte[] frame(int tag, int kind, List<Step> steps) {
        if (steps.size() > MOST_STEPS) {
            throw new ContainerException(
                    "Could not ask the launcher for a process.",
                    "it would take " + steps.size() + " steps, and the launcher takes " + MOST_STEPS + " at once.",
                    "ask for fewer mounts, devices or sysctls.");
        }
        FrameWriter writer = new FrameWriter();
        writer.integer(tag);
        writer.integer(kind);
        writer.integer(steps.size());
        steps.forEach(writer::step);
        byte[] body = writer.body.toByteArray();
        if (body.length > LONGEST) {
            throw new ContainerException(
                    "Could not ask the launcher for a process.",
                    "its arguments and environment take " + body.length + " bytes, and the kernel allows far less.",
                    "pass what is long in a file, or through standard input.");
        }
        return buffer(Integer.BYTES + body.length).putInt(body.length).put(body).array();
    }

    private void step(Step step) {
        integer(step.opcode().code());
        for (int i = 0; i < step.opcode().arguments().length(); i++) {
            argument(step.opcode().arguments().charAt(i), step.arguments().get(i));
        }
    }

    private void argument(char type, Object value) {
        switch (type) {
            case 'n' ->
                body.writeBytes(
                        buffer(Long.BYTES).putLong(((Number) value).longValue()).array());
            case 's' -> integer((Integer) value);
            case 't' -> text((String) value);
            case 'b' -> bytes((byte[]) value);
            case 'S' -> list((List<?>) value, slot -> integer((Integer) slot));
            case 'T' -> list((List<?>) value, text -> text((String) text));
            default -> throw new AssertionError("Unknown type of argument " + type);
        }
    }

    private void list(List<?> items, java.util.function.Consumer<Object> each) {
        integer(items.size());
        items.forEach(each);
    }

    /** A text travels with the NUL that C wants at its end; one inside would end it early. */
    private void text(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("Illegal text with a NUL character: " + text.replace('\0', '?'));
        }
        bytes((text + '\0').getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(byte[] bytes) {
        integer(bytes.length);
        body.writeBytes(bytes);
    }

    private void integer(int value) {
        body.writeBytes(buffer(Integer.BYTES).putInt(value).array());
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
