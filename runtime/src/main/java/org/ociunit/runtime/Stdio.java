package org.ociunit.runtime;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a container's standard streams lead: to three streams, or to a terminal. For a terminal the container's
 * configuration has to say {@code process.terminal}.
 */
public sealed interface Stdio {
    /**
     * Streams that lead nowhere.
     *
     * @return an empty input, and outputs that are dropped; {@code /dev/null} where the container outlives this JVM
     */
    static Streams none() {
        return Streams.NONE;
    }

    /**
     * Streams that collect the output.
     *
     * @param stdout what the container's output is copied to
     * @param stderr what the container's error output is copied to
     * @return an empty input, and these outputs
     */
    static Streams to(OutputStream stdout, OutputStream stderr) {
        return new Streams(new Source.Empty(), new Sink.Copy(stdout), new Sink.Copy(stderr), Optional.empty());
    }

    /**
     * Streams that write into files, which works for a container that outlives this JVM, too.
     *
     * @param stdout the file for the container's output; made if it is not there, and written at its end
     * @param stderr the file for the container's error output; it may be the same one
     * @return an empty input, and these outputs
     */
    static Streams toFiles(Path stdout, Path stderr) {
        return new Streams(new Source.Empty(), new Sink.File(stdout), new Sink.File(stderr), Optional.empty());
    }

    /**
     * The very streams of whoever has called a command that has the launcher in front of its JVM, as {@code jrunc} has.
     * That works for a container that outlives the command, too; in any other JVM it is refused.
     *
     * @return such streams
     */
    static Streams inherited() {
        return new Streams(new Source.Inherited(), new Sink.Inherited(), new Sink.Inherited(), Optional.empty());
    }

    /**
     * A terminal.
     *
     * @param console what is typed, what is shown, and how large it is
     * @return such streams
     */
    static Terminal on(Console console) {
        return new Terminal(console);
    }

    /**
     * A terminal that somebody else serves.
     *
     * @param socket a unix stream socket that somebody listens on; the terminal's master is sent over it
     * @return such streams
     */
    static ConsoleSocket over(Path socket) {
        return new ConsoleSocket(socket);
    }

    /**
     * A stream that writes to two others. The first failure of one of them is that of the stream.
     *
     * @param one gets everything
     * @param other gets everything, too
     * @return the stream; closing it closes both, but only flushes a {@link PrintStream}
     */
    static OutputStream tee(OutputStream one, OutputStream other) {
        return new Tee(Unclosed.kept(one), Unclosed.kept(other));
    }

    /**
     * Whether a container that outlives this JVM can have them: nobody would be there to copy a stream.
     *
     * @return true for files, for somebody else's terminal, for the caller's own streams, and for none
     */
    boolean outliveThisJvm();

    /**
     * Three streams. Copied ones are pipes to the container: its output arrives while it lives, and it meets the end of its
     * input as it would in a shell.
     *
     * @param stdin what the container reads
     * @param stdout where its output goes
     * @param stderr where its error output goes
     * @param owner whom the pipes belong to; by default root or the caller, and a runtime may give them to the container's
     *     user
     */
    record Streams(Source stdin, Sink stdout, Sink stderr, Optional<Owner> owner) implements Stdio {
        private static final Streams NONE =
                new Streams(new Source.Empty(), new Sink.Nothing(), new Sink.Nothing(), Optional.empty());

        /**
         * The same outputs with an input.
         *
         * @param input what the container reads, copied until either side ends
         * @return such streams
         */
        public Streams from(InputStream input) {
            return new Streams(new Source.Copy(input), stdout, stderr, owner);
        }

        /**
         * The same outputs with an input.
         *
         * @param file what the container reads
         * @return such streams
         */
        public Streams from(Path file) {
            return new Streams(new Source.File(file), stdout, stderr, owner);
        }

        /**
         * The same streams with pipes of another owner, so that a user of the container can open {@code /dev/stdout} again.
         *
         * @param uid the user, as this machine numbers it
         * @param gid the group, as this machine numbers it
         * @return such streams
         */
        public Streams ownedBy(int uid, int gid) {
            return new Streams(stdin, stdout, stderr, Optional.of(new Owner(uid, gid)));
        }

        @Override
        public boolean outliveThisJvm() {
            return !(stdin instanceof Source.Copy || stdout instanceof Sink.Copy || stderr instanceof Sink.Copy);
        }
    }

    /**
     * A terminal of this JVM's.
     *
     * @param console what is typed, what is shown, and how large it is
     */
    record Terminal(Console console) implements Stdio {
        @Override
        public boolean outliveThisJvm() {
            return false;
        }
    }

    /**
     * A terminal that somebody else serves.
     *
     * @param socket a unix stream socket that somebody listens on
     */
    record ConsoleSocket(Path socket) implements Stdio {
        @Override
        public boolean outliveThisJvm() {
            return true;
        }
    }

    /**
     * Whom pipes belong to.
     *
     * @param uid the user, as this machine numbers it
     * @param gid the group, as this machine numbers it
     */
    record Owner(int uid, int gid) {}

    /** What a container reads. */
    sealed interface Source {
        /** An input that is at its end at once. */
        record Empty() implements Source {}

        /** The input of whoever has called. */
        record Inherited() implements Source {}

        /**
         * A stream.
         *
         * @param stream copied until either side ends
         */
        record Copy(InputStream stream) implements Source {}

        /**
         * A file.
         *
         * @param path what is read, from its beginning
         */
        record File(Path path) implements Source {}
    }

    /** Where a container's output goes. */
    sealed interface Sink {
        /** Nowhere. */
        record Nothing() implements Sink {}

        /** The output or error output of whoever has called. */
        record Inherited() implements Sink {}

        /**
         * A stream.
         *
         * @param stream what the output is copied to; closed when the container has closed it, but for a {@link PrintStream},
         *     such as {@link System#out}, which is flushed then and stays open
         */
        record Copy(OutputStream stream) implements Sink {
            /** Keeps print streams open. */
            public Copy {
                stream = Unclosed.kept(stream);
            }
        }

        /**
         * A file.
         *
         * @param path made if it is not there, and written at its end
         */
        record File(Path path) implements Sink {}
    }
}
