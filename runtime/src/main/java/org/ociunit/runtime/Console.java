package org.ociunit.runtime;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A terminal as its user has it: a keyboard, a screen, and a size that can change. It serves one process, and lives as
 * long as that has its terminal open. With our own runtime it ends with that process, whoever else has it open.
 */
public final class Console {
    /** What a runtime does to change the size of a terminal. */
    @FunctionalInterface
    public interface Resize {
        /**
         * Changes the size.
         *
         * @param rows the height in characters
         * @param columns the width in characters
         */
        void to(int rows, int columns);
    }

    private final Optional<InputStream> keyboard;
    private final OutputStream screen;
    private final boolean isPlain;
    private @Nullable Resize resize;
    private int rows;
    private int columns;

    private Console(Optional<InputStream> keyboard, OutputStream screen, boolean isPlain, int rows, int columns) {
        this.keyboard = keyboard;
        this.isPlain = isPlain;
        this.screen = Unclosed.kept(screen);
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * A terminal that nobody types into.
     *
     * @param screen what it shows is copied to; closed when nobody has the terminal open any more, but for a
     *     {@link java.io.PrintStream}, such as {@link System#out}, which is flushed then and stays open
     * @param rows its height in characters
     * @param columns its width in characters
     * @return the terminal, which is not in use yet
     */
    public static Console showingTo(OutputStream screen, int rows, int columns) {
        return new Console(Optional.empty(), screen, false, rows, columns);
    }

    /**
     * The same terminal with a keyboard.
     *
     * @param input what is typed; the end of it types nothing, since a terminal has no end of file of its own
     * @return the terminal, which is not in use yet
     */
    public Console typedBy(InputStream input) {
        return new Console(Optional.of(input), screen, isPlain, rows, columns);
    }

    /**
     * The same terminal on a screen that ends lines itself, or is none: our own runtime puts no carriage return before a
     * new line. By default there is one, as on most terminals; what an installed runtime does is its own matter.
     *
     * @return the terminal, which is not in use yet
     */
    public Console plain() {
        return new Console(keyboard, screen, true, rows, columns);
    }

    /**
     * Whether lines end as they are written.
     *
     * @return false if there is a carriage return before each new line
     */
    public boolean isPlain() {
        return isPlain;
    }

    /**
     * What is typed.
     *
     * @return the stream, or nothing if nobody types
     */
    public Optional<InputStream> keyboard() {
        return keyboard;
    }

    /**
     * What shows what the process writes.
     *
     * @return the stream
     */
    public OutputStream screen() {
        return screen;
    }

    /**
     * The height.
     *
     * @return in characters
     */
    public synchronized int rows() {
        return rows;
    }

    /**
     * The width.
     *
     * @return in characters
     */
    public synchronized int columns() {
        return columns;
    }

    /**
     * Changes the size; the processes in the foreground get a {@code WINCH}. Before the terminal is in use, it is the size
     * that it begins with.
     *
     * @param height in characters
     * @param width in characters
     */
    public synchronized void resize(int height, int width) {
        rows = height;
        columns = width;
        if (resize != null) {
            resize.to(height, width);
        }
    }

    /**
     * Brings the terminal into use, for runtimes: gives it its size, and has it follow later ones.
     *
     * @param how what changes the size of the real one
     * @throws IllegalStateException if it is in use already
     */
    public synchronized void connect(Resize how) {
        if (resize != null) {
            throw new IllegalStateException("A console serves one process; this one has one already.");
        }
        resize = how;
        how.to(rows, columns);
    }
}
