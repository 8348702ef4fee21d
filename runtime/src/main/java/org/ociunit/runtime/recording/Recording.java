package org.ociunit.runtime.recording;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ociunit.error.ContainerException;
import org.ociunit.json.Json;

/**
 * The calls that clients have made of a runtime, in the order in which they began: that of the file is the order in which
 * they ended, and a container in the foreground ends after the call that has ended it.
 *
 * <p>The file is JSON Lines in UTF-8: each line is a {@link RecordedCall} and nothing else. A reader passes over members
 * that it does not know.
 *
 * @param calls the calls
 */
public record Recording(List<RecordedCall> calls) {
    /** Copies the calls, and puts them into their order. */
    public Recording {
        calls = calls.stream()
                .sorted(Comparator.comparing(RecordedCall::startedAt))
                .toList();
    }

    /**
     * Reads a recording.
     *
     * @param file what {@code jrunc record --to} has written
     * @return its calls; none of an empty file
     * @throws org.ociunit.error.InvalidDocumentException if a line is no call; it tells which
     * @throws ContainerException if the file cannot be read
     */
    public static Recording read(Path file) {
        List<RecordedCall> calls = new ArrayList<>();
        List<String> lines = lines(file);
        for (int index = 0; index < lines.size(); index++) {
            calls.add(Json.read(lines.get(index), "line " + (index + 1) + " of " + file, RecordedCall.class));
        }
        return new Recording(calls);
    }

    /** At line feeds and nowhere else. */
    private static List<String> lines(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.isEmpty() ? List.of() : List.of(text.split("\n"));
        } catch (IOException e) {
            throw new ContainerException(
                    "Could not read the recording " + file + ".",
                    e.toString(),
                    "give the file that jrunc record --to has written.",
                    e);
        }
    }
}
