package org.ociunit;

import java.util.List;

/** The end of a program's output, as it is told in messages. */
final class LastOutput {
    private static final int LINES = 20;

    private LastOutput() {}

    static String of(String stdout, String stderr) {
        String both =
                part("stdout", stdout) + (stdout.isBlank() || stderr.isBlank() ? "" : "; ") + part("stderr", stderr);
        return both.isEmpty() ? "it wrote nothing" : both;
    }

    private static String part(String name, String text) {
        if (text.isBlank()) {
            return "";
        }
        List<String> lines = text.stripTrailing().lines().toList();
        boolean whole = lines.size() <= LINES;
        List<String> last = whole ? lines : lines.subList(lines.size() - LINES, lines.size());
        return name + (whole ? " is \"" : " ends with \"") + String.join("\n", last) + "\"";
    }
}
