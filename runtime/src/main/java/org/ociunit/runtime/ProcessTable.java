package org.ociunit.runtime;

import java.util.List;

/**
 * A container's processes as ps(1) tells them.
 *
 * @param columns the titles
 * @param rows a row a process, a cell a column
 */
public record ProcessTable(List<String> columns, List<List<String>> rows) {
    /** Copies the lists. */
    public ProcessTable {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /**
     * A column, from the first process to the last.
     *
     * @param title such as {@code COMMAND}
     * @return its cells
     * @throws IllegalArgumentException if there is no such column
     */
    public List<String> column(String title) {
        int index = columns.indexOf(title);
        if (index < 0) {
            throw new IllegalArgumentException("There is no column " + title + "; there are " + columns + ".");
        }
        return rows.stream().map(row -> row.get(index)).toList();
    }
}
