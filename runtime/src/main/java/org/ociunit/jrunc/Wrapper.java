package org.ociunit.jrunc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program that a client calls in a runtime's place, to have each call written down.
 *
 * @param words what it calls, the client's own words behind
 */
record Wrapper(List<String> words) {
    static Wrapper of(List<String> runtime, RecordingFile recording, Session session) {
        List<String> words = new ArrayList<>(List.of(program(), "record", "--to"));
        words.addAll(List.of(recording.path().toString(), "--"));
        words.add(Programs.require(runtime.get(0), session).toString());
        words.addAll(runtime.subList(1, runtime.size()));
        return new Wrapper(words);
    }

    private static String program() {
        Path program = Caller.program();
        if (!Files.isExecutable(program)) {
            throw new RefusalException("no program at " + program + ": install jrunc as it was built");
        }
        return program.toString();
    }

    /** Never over what is there already: that may be the runtime itself. */
    void writeTo(Path path) {
        try {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            Files.writeString(path, text());
        } catch (IOException e) {
            throw new RefusalException("cannot make the wrapper " + path + ": " + Reasons.of(e));
        }
    }

    String text() {
        return Stream.concat(words.stream().map(Wrapper::quoted), Stream.of("\"$@\""))
                .collect(Collectors.joining(" ", "#!/bin/sh\nexec ", "\n"));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9._/=:@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
