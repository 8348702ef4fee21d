package org.ociunit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ociunit.error.ContainerException;
import org.ociunit.spec.User;

/** Finds the numbers of a user, who may be named as an image's own files name him. */
record UserName(String text, Path root) {
    private static final int ID = 2;
    private static final int MAIN_GROUP = 3;
    private static final int MEMBERS = 3;

    /** The kernel's number for nobody at all is one more. */
    private static final long LAST = 4294967294L;

    /**
     * The user and its group.
     *
     * @throws ContainerException if a name is unknown
     */
    User resolve() {
        String[] parts = text.split(":", 2);
        List<String> entry = entry("passwd", parts[0]);
        long uid = number("user", parts[0], entry);
        if (parts.length == 2) {
            return User.of(uid, number("user", parts[1], entry("group", parts[1])));
        }
        return User.of(uid, entry.size() > MAIN_GROUP ? number(entry.get(MAIN_GROUP)) : 0);
    }

    /**
     * The number of a group.
     *
     * @throws ContainerException if the name is unknown
     */
    long resolveGroup() {
        return number("group", text, entry("group", text));
    }

    /**
     * The groups that the image's {@code /etc/group} has the user in, unless a group is named.
     *
     * @return their numbers; none for a user whom {@code /etc/passwd} does not know
     */
    List<Long> furtherGroups() {
        List<String> entry = text.indexOf(':') < 0 ? entry("passwd", text) : List.of();
        if (entry.isEmpty()) {
            return List.of();
        }
        String name = entry.get(0);
        return lines("group")
                .filter(fields -> fields.size() > MEMBERS && isNumber(fields.get(ID)))
                .filter(fields -> Long.parseLong(fields.get(ID)) <= LAST)
                .filter(fields -> List.of(fields.get(MEMBERS).split(",", -1)).contains(name))
                .map(fields -> Long.valueOf(fields.get(ID)))
                .distinct()
                .toList();
    }

    private long number(String what, String name, List<String> entry) {
        if (isNumber(name)) {
            return number(name);
        }
        if (entry.size() <= ID || !isNumber(entry.get(ID))) {
            throw new ContainerException(
                    "Could not use " + what + " \"" + text + "\".",
                    "the image's /etc/passwd and /etc/group have no \"" + name + "\".",
                    "name one that they have, or give numbers, such as 1000:1000.");
        }
        return number(entry.get(ID));
    }

    private long number(String digits) {
        if (!isNumber(digits) || Long.parseLong(digits) > LAST) {
            throw new ContainerException(
                    "Could not use user \"" + text + "\".",
                    "\"" + digits + "\" is no number of a user or a group.",
                    "give numbers up to " + LAST + ", such as 1000:1000.");
        }
        return Long.parseLong(digits);
    }

    private static boolean isNumber(String text) {
        return text.matches("[0-9]{1,18}");
    }

    /** The fields of a line of {@code /etc/passwd} or {@code /etc/group}, found by name or by number. */
    private List<String> entry(String file, String key) {
        int field = isNumber(key) ? ID : 0;
        // The files are of any encoding: bytes are compared with bytes.
        String sought = new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return lines(file)
                .filter(fields ->
                        fields.size() > MAIN_GROUP - 1 && fields.get(field).equals(sought))
                .findFirst()
                .orElse(List.of());
    }

    private Stream<List<String>> lines(String file) {
        try {
            Path place = RootPath.resolve(root, "/etc/" + file);
            return Files.isRegularFile(place)
                    ? Files.readAllLines(place, StandardCharsets.ISO_8859_1).stream()
                            .map(line -> List.of(line.split(":", -1)))
                    : Stream.empty();
        } catch (IOException e) {
            throw new ContainerException("Could not use user \"" + text + "\".", e.toString(), null, e);
        }
    }
}
