package org.ociunit.jrunc;

import java.util.List;

/**
 * Text in columns, as Go's tabwriter lays it out: a column is as wide as its widest cell and the padding, and the last
 * column is as wide as it is.
 *
 * @param least the width of a column at the least
 * @param padding the blanks behind the widest cell of a column
 */
record Table(int least, int padding) {
    /** All rows have as many cells as the first. */
    String text(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            int last = row.size() - 1;
            for (int column = 0; column < last; column++) {
                String cell = row.get(column);
                text.append(cell).append(" ".repeat(width(rows, column) - length(cell)));
            }
            text.append(row.get(last)).append('\n');
        }
        return text.toString();
    }

    private int width(List<List<String>> rows, int column) {
        int widest = 0;
        for (List<String> row : rows) {
            widest = Math.max(widest, length(row.get(column)));
        }
        return Math.max(least, widest + padding);
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
