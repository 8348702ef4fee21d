package org.ociunit.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is in a file of an image that is put together here. */
sealed interface Content {
    long size() throws IOException;

    InputStream open() throws IOException;

    /**
     * What was given.
     *
     * @param bytes the bytes, which nobody changes
     */
    record Given(ByteBuffer bytes) implements Content {
        @Override
        public long size() {
            return bytes.remaining();
        }

        @Override
        public InputStream open() {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return new ByteArrayInputStream(copy);
        }
    }

    /**
     * What a file of the machine has.
     *
     * @param file the file
     */
    record Kept(Path file) implements Content {
        @Override
        public long size() throws IOException {
            return Files.size(file);
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }
}
