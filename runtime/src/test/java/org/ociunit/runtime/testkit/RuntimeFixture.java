package org.ociunit.runtime.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.ExecProcess;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.Verb;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Spec;

/** A runtime under test, and a container of it that is gone after each test, with all its traces. */
@Timeout(120)
@ExtendWith(KnownDeviations.class)
public abstract class RuntimeFixture {
    /** How long what is expected may take. */
    protected static final Duration SOON = Duration.ofSeconds(20);

    private static final AtomicInteger LAST = new AtomicInteger();

    @TempDir
    protected Path folder;

    protected final ContainerId id =
            new ContainerId("contract-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet());
    protected final Output stdout = new Output();
    protected final Output stderr = new Output();

    /**
     * The runtime under test.
     *
     * @return always the same one
     */
    protected abstract OciRuntime runtime();

    @AfterEach
    void leave_nothing() {
        runtime().delete(id, DeleteOptions.forced());
        assertThat(runtime().list()).extracting(State::id).doesNotContain(id);
        assertThat(Traces.of(id.value())).isEmpty();
    }

    protected Path newFolder(String name) {
        try {
            return Files.createDirectory(folder.resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    protected void create(String... args) {
        create(CreateOptions.defaults().withStdio(Stdio.to(stdout, stderr)), args);
    }

    protected void create(CreateOptions options, String... args) {
        runtime().create(id, TestBundle.in(folder, args), options);
    }

    protected void create(UnaryOperator<Spec> change, String... args) {
        runtime()
                .create(
                        id,
                        TestBundle.in(folder, change, args),
                        CreateOptions.defaults().withStdio(Stdio.to(stdout, stderr)));
    }

    protected void start(String... args) {
        create(args);
        runtime().start(id);
    }

    protected ExecProcess exec(String... args) {
        return runtime().exec(id, process(args), ExecOptions.defaults().withStdio(Stdio.to(stdout, stderr)));
    }

    protected static ContainerProcess process(String... args) {
        return ContainerProcess.of(args).withEnv(List.of("PATH=/usr/bin:/bin", "A=a"));
    }

    protected Status status() {
        return runtime().state(id).status();
    }

    protected void assumeCan(Verb verb) {
        assumeTrue(runtime().can(verb), () -> runtime().name() + " " + runtime().version() + " has no " + verb);
    }

    /** Collects output, and can wait for its end. */
    public static final class Output extends ByteArrayOutputStream {
        private volatile boolean closed;

        @Override
        public void close() {
            closed = true;
        }

        /** What has come, once all has. */
        public String whole() {
            await().pollInterval(Duration.ofMillis(5)).atMost(SOON).until(() -> closed);
            return toString(UTF_8);
        }
    }
}
