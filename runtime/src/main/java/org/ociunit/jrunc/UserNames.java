package org.ociunit.jrunc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The users of this machine. */
final class UserNames {
    private static final Path PASSWD = Path.of("/etc/passwd");

    private UserNames() {}

    static String of(int uid) {
        try {
            return of(uid, Files.readAllLines(PASSWD, StandardCharsets.ISO_8859_1));
        } catch (IOException unknown) {
            return "#" + uid;
        }
    }

    /** The name that the lines of passwd(5) have for a user, or its number with a hash sign. */
    static String of(int uid, List<String> lines) {
        for (String line : lines) {
            String[] fields = line.split(":", -1);
            if (fields.length > 2 && fields[2].equals(Integer.toString(uid))) {
                return fields[0];
            }
        }
        return "#" + uid;
    }
}
