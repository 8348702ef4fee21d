package org.ociunit.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ociunit.error.ContainerException;

/** What reports are written to, and what they are made of. */
final class ReportFile {
    private ReportFile() {}

    /** Writes a file, whose folder is made if it is not there. */
    static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new ContainerException("Could not write the report " + file + ".", e.toString(), null, e);
        }
    }

    /** A file of this package, which is in the same archive. */
    static String resource(String name) {
        try (InputStream bytes = ReportFile.class.getResourceAsStream(name)) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
