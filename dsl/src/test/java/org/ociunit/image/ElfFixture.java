package org.ociunit.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes ELF files that nobody could run, but that say what programs and libraries do. */
final class ElfFixture {
    private static final int BASE = 0x400000;
    private static final int PARTS = 3;

    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final List<int[]> entries = new ArrayList<>();
    private boolean wide = true;
    private int machine = 62;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private @Nullable String loader;

    ElfFixture() {
        strings.write(0);
    }

    /** The machine's number, and how its words are. */
    ElfFixture machine(int number, boolean hasWideWords, ByteOrder byteOrder) {
        machine = number;
        wide = hasWideWords;
        order = byteOrder;
        return this;
    }

    ElfFixture loader(String path) {
        loader = path;
        return this;
    }

    ElfFixture needs(String... libraries) {
        for (String library : libraries) {
            say(1, library);
        }
        return this;
    }

    ElfFixture soname(String name) {
        return say(14, name);
    }

    ElfFixture rpath(String path) {
        return say(15, path);
    }

    ElfFixture runpath(String path) {
        return say(29, path);
    }

    private ElfFixture say(int tag, String text) {
        entries.add(new int[] {tag, strings.size()});
        strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        strings.write(0);
        return this;
    }

    /** Writes it, with the folders that it lies in. */
    Path write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Path written = Files.write(file, bytes());
        written.toFile().setExecutable(true);
        return written;
    }

    private byte[] bytes() {
        int header = wide ? 64 : 52;
        int part = wide ? 56 : 32;
        int width = wide ? 8 : 4;
        int loaderAt = header + PARTS * part;
        byte[] loaderName = (loader == null ? "" : loader + "\0").getBytes(StandardCharsets.UTF_8);
        int stringsAt = loaderAt + loaderName.length;
        int dynamicAt = (stringsAt + strings.size() + 15) & ~15;
        int dynamicSize = (entries.size() + 2) * 2 * width;
        int size = dynamicAt + dynamicSize;
        ByteBuffer file = ByteBuffer.allocate(size).order(order);
        file.put(new byte[] {
            0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), (byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2)
        });
        file.putShort(16, (short) 3).putShort(18, (short) machine);
        number(file, wide ? 32 : 28, header);
        file.putShort(wide ? 54 : 42, (short) part).putShort(wide ? 56 : 44, (short) PARTS);
        part(file, header, 1, 0, size);
        part(file, header + part, 2, dynamicAt, dynamicSize);
        part(file, header + 2 * part, loader == null ? 0 : 3, loaderAt, loaderName.length);
        file.position(loaderAt);
        file.put(loaderName).put(strings.toByteArray());
        int at = dynamicAt;
        entries.add(0, new int[] {5, BASE + stringsAt});
        for (int[] entry : entries) {
            number(file, at, entry[0]);
            number(file, at + width, entry[1]);
            at += 2 * width;
        }
        return file.array();
    }

    private void part(ByteBuffer file, int at, int type, int offset, int size) {
        file.putInt(at, type);
        number(file, at + (wide ? 8 : 4), offset);
        number(file, at + (wide ? 16 : 8), BASE + offset);
        number(file, at + (wide ? 32 : 16), size);
    }

    private void number(ByteBuffer file, int at, int value) {
        if (wide) {
            file.putLong(at, value);
        } else {
            file.putInt(at, value);
        }
    }
}
