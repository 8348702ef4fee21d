package org.ociunit.error;

import org.jspecify.annotations.Nullable;

/**
 * A JSON document (a {@code config.json}, a state, a dialect) could not be read: it is no JSON, or a member has the
 * wrong type. The message names the source, line, column and JSON path.
 */
public final class InvalidDocumentException extends ContainerException {
    private static final long serialVersionUID = 1;

    private final String source;
    private final int line;
    private final int column;
    private final String path;

    /**
     * A document that could not be read.
     *
     * @param source the file's path, or what else the text came from
     * @param line the line of the problem, from 1, or 0 if it is not known
     * @param column the column of the problem, from 1, or 0 if it is not known
     * @param path the JSON path, such as {@code process.args[1]}; empty for the document itself
     * @param problem what is wrong there
     * @param cause the parser's own exception, or null
     */
    public InvalidDocumentException(
            String source, int line, int column, String path, String problem, @Nullable Throwable cause) {
        super(
                "Could not read " + source + (line > 0 ? ":" + line + ":" + column : "") + ".",
                path.isEmpty() ? problem : path + ": " + problem,
                null,
                cause);
        this.source = source;
        this.line = line;
        this.column = column;
        this.path = path;
    }

    /**
     * Where the text came from.
     *
     * @return a file's path, or a description
     */
    public String source() {
        return source;
    }

    /**
     * The line of the problem.
     *
     * @return from 1, or 0 if it is not known
     */
    public int line() {
        return line;
    }

    /**
     * The column of the problem.
     *
     * @return from 1, or 0 if it is not known
     */
    public int column() {
        return column;
    }

    /**
     * The JSON path of the member with the problem.
     *
     * @return such as {@code process.args[1]}; empty for the document itself
     */
    public String path() {
        return path;
    }
}
