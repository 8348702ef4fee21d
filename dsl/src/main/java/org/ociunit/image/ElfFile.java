package org.ociunit.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an ELF file says about how it is run.
 *
 * <p>System V ABI, chapters 4 (ELF header), 5 (program header, dynamic section).
 *
 * @param bits 32 or 64
 * @param machine the number of the machine that it is for
 * @param loader the program loader; null for a library, or a program that needs none
 * @param name what a library calls itself; null if it does not
 * @param needed the libraries that it needs
 * @param rpath folders for its libraries and for theirs; null if it says none
 * @param runpath folders for its own libraries; null if it says none
 */
record ElfFile(
        int bits,
        int machine,
        @Nullable String loader,
        @Nullable String name,
        List<String> needed,
        @Nullable String rpath,
        @Nullable String runpath) {
    private static final int MAGIC = 0x7f454c46;

    private static final int LOADED = 1;
    private static final int DYNAMIC = 2;
    private static final int INTERPRETER = 3;

    private static final int NEEDED = 1;
    private static final int STRINGS = 5;
    private static final int SONAME = 14;
    private static final int RPATH = 15;
    private static final int RUNPATH = 29;

    private static final int HEADER = 64;
    private static final int MOST_PARTS = 1000;
    private static final int MOST_DYNAMIC = 1 << 20;
    private static final int LONGEST = 4096;

    ElfFile {
        needed = List.copyOf(needed);
    }

    /** Whether one can be loaded into the process of the other. */
    boolean isFor(ElfFile other) {
        return bits == other.bits && machine == other.machine;
    }

    /**
     * Reads a file; nothing if it is no ELF file.
     *
     * @throws IOException if it is a damaged one
     */
    static Optional<ElfFile> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            readUpTo(channel, header, 0);
            if (header.limit() < HEADER || header.getInt(0) != MAGIC) {
                return Optional.empty();
            }
            return Optional.of(new Reader(channel, header).read());
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IOException(file + " is a damaged ELF file", e);
        }
    }

    private static void readUpTo(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) > 0) {
            // the next part
        }
        buffer.flip();
    }

    /** A part of the file, or of the memory that it becomes. */
    private record Part(int type, long offset, long address, long size) {}

    private static final class Reader {
        private final FileChannel file;
        private final ByteBuffer header;
        private final boolean wide;
        private final List<Part> parts = new ArrayList<>();

        Reader(FileChannel file, ByteBuffer header) {
            this.file = file;
            this.header = header.order(header.get(5) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            this.wide = header.get(4) == 2;
        }

        ElfFile read() throws IOException {
            readParts();
            String loader = null;
            ByteBuffer dynamic = ByteBuffer.allocate(0);
            for (Part part : parts) {
                if (part.type == INTERPRETER) {
                    loader = text(part.offset);
                } else if (part.type == DYNAMIC) {
                    dynamic = bytes(part.offset, Math.min(part.size, MOST_DYNAMIC));
                }
            }
            return of(loader, dynamic);
        }

        private void readParts() throws IOException {
            long offset = wide ? header.getLong(32) : header.getInt(28) & 0xffffffffL;
            int size = header.getShort(wide ? 54 : 42) & 0xffff;
            int count = Math.min(header.getShort(wide ? 56 : 44) & 0xffff, MOST_PARTS);
            ByteBuffer table = bytes(offset, (long) size * count);
            for (int i = 0; i < count; i++) {
                int at = i * size;
                parts.add(new Part(
                        table.getInt(at),
                        number(table, at, wide ? 8 : 4),
                        number(table, at, wide ? 16 : 8),
                        number(table, at, wide ? 32 : 16)));
            }
        }

        private ElfFile of(@Nullable String loader, ByteBuffer dynamic) throws IOException {
            int width = wide ? 8 : 4;
            List<Long> needed = new ArrayList<>();
            long strings = 0;
            long name = -1;
            long rpath = -1;
            long runpath = -1;
            for (int at = 0; at + 2 * width <= dynamic.limit(); at += 2 * width) {
                long tag = number(dynamic, at, 0);
                long value = number(dynamic, at, width);
                if (tag == 0) {
                    break;
                } else if (tag == NEEDED) {
                    needed.add(value);
                } else if (tag == STRINGS) {
                    strings = value;
                } else if (tag == SONAME) {
                    name = value;
                } else if (tag == RPATH) {
                    rpath = value;
                } else if (tag == RUNPATH) {
                    runpath = value;
                }
            }
            List<String> libraries = new ArrayList<>();
            for (long each : needed) {
                libraries.add(text(offset(strings + each)));
            }
            return new ElfFile(
                    wide ? 64 : 32,
                    header.getShort(18) & 0xffff,
                    loader,
                    textAt(strings, name),
                    libraries,
                    textAt(strings, rpath),
                    textAt(strings, runpath));
        }

        private @Nullable String textAt(long strings, long index) throws IOException {
            return index < 0 ? null : text(offset(strings + index));
        }

        /** Where in the file is what has this address in memory. */
        private long offset(long address) {
            for (Part part : parts) {
                if (part.type == LOADED && address >= part.address && address - part.address < part.size) {
                    return part.offset + (address - part.address);
                }
            }
            throw new IllegalArgumentException("nothing of the file has the address " + address);
        }

        private long number(ByteBuffer table, int at, int field) {
            return wide ? table.getLong(at + field) : table.getInt(at + field) & 0xffffffffL;
        }

        private String text(long offset) throws IOException {
            ByteBuffer bytes = bytes(offset, LONGEST);
            int length = 0;
            while (bytes.get(length) != 0) {
                length++;
            }
            byte[] text = new byte[length];
            bytes.get(0, text);
            return new String(text, StandardCharsets.UTF_8);
        }

        private ByteBuffer bytes(long offset, long size) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate((int) size).order(header.order());
            readUpTo(file, bytes, offset);
            return bytes;
        }
    }
}
