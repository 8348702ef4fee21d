package org.ociunit.runtime.launcher;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.ociunit.error.StepFailedException;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;

/** A terminal that the launcher holds the master of, relayed through pipes. */
public final class Terminal implements AutoCloseable {
    /** The slot of the master in every job with a terminal. */
    static final int MASTER = 0;

    private static final int OUTPUT_READ = 2;
    private static final int OUTPUT_WRITE = 3;
    private static final int INPUT_READ = 4;
    private static final int INPUT_WRITE = 5;

    private final Job job;
    private final InputStream output;
    private final OutputStream input;

    private Terminal(Job job, InputStream output, OutputStream input) {
        this.job = job;
        this.output = output;
        this.input = input;
    }

    /** Has the terminal in the job's first slot relayed. */
    static Terminal relayed(Job job) {
        List<Long> fds = job.perform(
                "Could not make the pipes of a terminal.",
                List.of(
                        Step.of(Opcode.PIPE, OUTPUT_READ, OUTPUT_WRITE),
                        Step.of(Opcode.PIPE, INPUT_READ, INPUT_WRITE)));
        Terminal terminal = new Terminal(job, job.openForReading(fds.get(0)), job.openForWriting(fds.get(3)));
        job.perform(
                "Could not relay the terminal.",
                List.of(
                        Step.of(Opcode.RELAY, MASTER, OUTPUT_WRITE),
                        Step.of(Opcode.RELAY, INPUT_READ, MASTER),
                        Step.of(Opcode.CLOSE, List.of(OUTPUT_READ, OUTPUT_WRITE, INPUT_READ, INPUT_WRITE))));
        return terminal;
    }

    /**
     * What the terminal shows.
     *
     * @return a stream that ends when nobody holds the terminal open any more; at the latest, with all that has been
     *     written by then, when it is let go of
     */
    public InputStream output() {
        return output;
    }

    /**
     * The terminal's keyboard.
     *
     * @return a stream to type into
     */
    public OutputStream input() {
        return input;
    }

    /**
     * Changes the terminal's size; its foreground processes get a {@code WINCH}. Nothing happens when its process has ended.
     *
     * @param rows the height in characters
     * @param columns the width in characters
     */
    public void resize(int rows, int columns) {
        try {
            job.perform("Could not resize the terminal.", List.of(Step.of(Opcode.RESIZE, MASTER, rows, columns)));
        } catch (StepFailedException e) {
            if (!e.errno().equals("ESRCH")) {
                throw e;
            }
        }
    }

    /** Lets go of the terminal; its processes get a {@code HUP} when all that they have written has been passed on. */
    @Override
    public void close() {
        job.close();
    }
}
