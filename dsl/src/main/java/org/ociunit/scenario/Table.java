package org.ociunit.scenario;

import java.util.List;
import java.util.stream.Collectors;

/** Rows of cells as text, in columns. */
final class Table {
    private Table() {}

    /** Lines, each ended by a line feed, that begin with two spaces. All rows have as many cells as the first one. */
    static String of(List<List<String>> rows) {
        return rows.stream().map(row -> line(row, rows) + "\n").collect(Collectors.joining());
    }

    private static String line(List<String> cells, List<List<String>> rows) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            int at = column;
            int width =
                    rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0);
            line.append("  ")
                    .append(cells.get(column))
                    .append(" ".repeat(width - cells.get(column).length()));
        }
        return line.toString().stripTrailing();
    }
}
