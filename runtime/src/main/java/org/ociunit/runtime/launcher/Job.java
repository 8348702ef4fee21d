package org.ociunit.runtime.launcher;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.StepFailedException;
import org.ociunit.runtime.Console;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;

/**
 * All that belongs to one tag: descriptors in slots on the launcher's side, answers and ends on this one. Requests are
 * made one at a time.
 */
final class Job implements AutoCloseable {
    /** How long what was killed may take to die. */
    private static final Duration DEATH = Duration.ofSeconds(5);

    private static final String HOLDING = "Could not leave word with the launcher.";

    private final Launcher launcher;
    private final int tag;
    private final Map<Long, CompletableFuture<End>> ends = new ConcurrentHashMap<>();
    private final CompletableFuture<Reply> received = new CompletableFuture<>();
    private volatile Console.Resize resized = (rows, columns) -> {};
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable CompletableFuture<Reply> answer;
    private volatile boolean closed;
    private volatile @Nullable ContainerException gone;

    Job(Launcher launcher, int tag) {
        this.launcher = launcher;
        this.tag = tag;
    }

    /** Has steps taken, and waits until they have been; a forked child has come to its program by then. */
    List<Long> perform(String what, List<Step> steps) {
        return valuesOf(ask(FrameWriter.DO, steps, what, Job::join), what, steps);
    }

    /** The same, for as long as it may take: what is being made is ended then. */
    List<Long> perform(String what, List<Step> steps, Duration time) {
        return valuesOf(askWithin(time, what, steps, at -> steps.get(at).toString()), what, steps);
    }

    private static List<Long> valuesOf(Reply reply, String what, List<Step> steps) {
        if (reply.kind() == Reply.Kind.FAILED) {
            throw failure(what, steps.get(reply.number(0)).toString(), reply);
        }
        return reply.values();
    }

    /** A step that failed, with the words of whoever knows more about it. */
    static StepFailedException failure(String what, String step, Reply reply) {
        Errno errno = Errno.of(reply.number(2));
        String words = new String(reply.bytes(), StandardCharsets.UTF_8).strip();
        String meaning = words.isEmpty() ? errno.meaning() : errno.meaning() + ": " + words;
        return new StepFailedException(what, step, errno.name(), meaning, Advice.of(step, errno.name()));
    }

    /** A step that a signal came in between, nobody knows whose. */
    static StepFailedException killed(String what, String step) {
        return failure(what, step, new Reply(0, Reply.Kind.FAILED, List.of(0L, 0L, 0L), new byte[0]));
    }

    /** Has steps taken that what is left for later needs. */
    void prepare(List<Step> steps) {
        try {
            perform(HOLDING, steps);
        } catch (LauncherGoneException lost) {
            throw lost.during(HOLDING);
        }
    }

    /**
     * Leaves steps for when this JVM ends. The answer is not waited for: the launcher takes one request after the other,
     * and the last one before the end.
     */
    void hold(List<Step> steps) {
        asking.lock();
        try {
            post(FrameWriter.HOLD, steps);
        } catch (LauncherGoneException lost) {
            throw lost.during(HOLDING);
        } finally {
            asking.unlock();
        }
    }

    /** Waits until the steps are held. */
    void requireHeld() {
        CompletableFuture<Reply> expected = answer;
        try {
            if (expected != null && join(expected).kind() == Reply.Kind.FAILED) {
                throw new ContainerException(HOLDING, "it did not take it.", null);
            }
        } catch (LauncherGoneException lost) {
            throw lost.during(HOLDING);
        }
    }

    /**
     * Asks for what takes as long as others let it. After the time everything that is being made under this tag is killed,
     * and its end is the answer: it tells the step that was under way.
     */
    Reply askWithin(Duration time, String what, List<Step> steps, IntFunction<String> words) {
        return ask(FrameWriter.DO, steps, what, expected -> {
            try {
                return Waiting.toTheEnd(expected, time, what);
            } catch (DeadlineExceededException late) {
                launcher.send(FrameWriter.frame(tag, FrameWriter.DO, List.of(Step.of(Opcode.ABANDON))));
                throw new DeadlineExceededException(what, time, underWay(expected, what, words));
            }
        });
    }

    private static String underWay(CompletableFuture<Reply> expected, String what, IntFunction<String> words) {
        try {
            Reply end = Waiting.toTheEnd(expected, DEATH, what);
            return end.kind() == Reply.Kind.FAILED
                    ? "the step under way was: " + words.apply(end.number(0))
                    : "it has just come to its end";
        } catch (DeadlineExceededException undying) {
            return "its processes do not die: they wait for a file system that does not answer";
        }
    }

    /** A job that was closed meanwhile, since its process has ended, has nobody left to ask. */
    private Reply ask(int kind, List<Step> steps, String what, Function<CompletableFuture<Reply>, Reply> waiting) {
        asking.lock();
        try {
            if (launcher.isLost()) {
                throw new LauncherGoneException(null);
            }
            if (closed) {
                return new Reply(tag, Reply.Kind.FAILED, List.of(0L, 0L, (long) Errno.ESRCH), new byte[0]);
            }
            return waiting.apply(post(kind, steps));
        } catch (LauncherGoneException lost) {
            throw lost.during(what);
        } finally {
            asking.unlock();
            if (closed) {
                launcher.drop(this);
            }
        }
    }

    private CompletableFuture<Reply> post(int kind, List<Step> steps) {
        CompletableFuture<Reply> expected = new CompletableFuture<>();
        answer = expected;
        launcher.send(FrameWriter.frame(tag, kind, steps));
        return expected;
    }

    private static <T> T join(CompletableFuture<T> expected) {
        try {
            return expected.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ContainerException lost ? lost : e;
        }
    }

    /** The end of a process that was forked, or is watched, under this tag. */
    CompletableFuture<End> endOf(long pid) {
        CompletableFuture<End> end = ends.computeIfAbsent(pid, any -> new CompletableFuture<>());
        ContainerException cause = gone;
        if (cause != null) {
            end.completeExceptionally(cause); // nobody will tell it any more
        }
        return end;
    }

    /** The slot and the number of the descriptor that has come, -1 if none came, with the bytes beside it. */
    CompletableFuture<Reply> received() {
        return received;
    }

    /** Who is told of changes of the caller's terminal. */
    void onResize(Console.Resize told) {
        resized = told;
    }

    void accept(Reply reply) {
        switch (reply.kind()) {
            case EXITED -> endOf(reply.values().get(0)).complete(End.of(reply));
            case RECEIVED -> received.complete(reply);
            case RESIZED -> resized.to(reply.number(0), reply.number(1));
            default -> {
                CompletableFuture<Reply> expected = answer;
                if (expected != null) {
                    expected.complete(reply);
                }
            }
        }
    }

    void lost(ContainerException cause) {
        gone = cause;
        CompletableFuture<Reply> expected = answer;
        if (expected != null) {
            expected.completeExceptionally(cause);
        }
        received.completeExceptionally(cause);
        ends.values().forEach(end -> end.completeExceptionally(cause));
    }

    /** A reading end of the launcher's becomes one of this JVM's: no byte is copied on the way. */
    InputStream openForReading(long descriptor) {
        try {
            return new PipeInputStream(launcher.pathOf(descriptor));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A writing end of the launcher's becomes one of this JVM's. */
    OutputStream openForWriting(long descriptor) {
        try {
            return new FileOutputStream(launcher.pathOf(descriptor));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int tag() {
        return tag;
    }

    /**
     * Lets the launcher forget the tag, with its descriptors and what was held. If a question is under way, whoever
     * asks it does that after the answer: the thread that closes may be the one that the answer comes by.
     */
    @Override
    public void close() {
        closed = true;
        if (asking.tryLock()) {
            try {
                launcher.drop(this);
            } finally {
                asking.unlock();
            }
        }
    }
}
