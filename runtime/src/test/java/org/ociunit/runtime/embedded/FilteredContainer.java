package org.ociunit.runtime.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.ExecProcess;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.seccomp.Architecture;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Spec;

/** A container with a filter of system calls, and with {@code /make_call}, which makes one call and tells how it ended. */
@Timeout(120)
abstract class FilteredContainer {
    static final Duration SOON = Duration.ofSeconds(30);

    private static final AtomicInteger LAST = new AtomicInteger();

    @TempDir
    static Path programs;

    @TempDir
    Path folder;

    final OciRuntime runtime = Runtimes.embedded();
    final ContainerId id = new ContainerId("filter-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet());
    final Output stdout = new Output();
    final Output stderr = new Output();

    @BeforeAll
    static void compile() throws Exception {
        compile("make_call", "-static");
        compile("answer_calls");
    }

    private static void compile(String name, String... flags) throws Exception {
        List<String> command = new ArrayList<>(List.of("cc", "-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-o", programs.resolve(name).toString(), "src/test/c/" + name + ".c"));
        Path words = programs.resolve(name + ".txt");
        Process compiler = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(words.toFile())
                .start();
        boolean ended = compiler.waitFor(60, TimeUnit.SECONDS);
        compiler.destroyForcibly();
        assertThat(ended).isTrue();
        assertThat(compiler.exitValue()).as(Files.readString(words)).isZero();
    }

    @AfterEach
    void leave_nothing() {
        runtime.delete(id, DeleteOptions.forced());
        assertThat(Traces.of(id.value())).isEmpty();
    }

    /** A container with a filter that is created, and not started. */
    void create(Seccomp filter, UnaryOperator<Spec> change, String... args) {
        Path bundle = TestBundle.in(
                folder, spec -> change.apply(spec.withLinux(spec.linux().withSeccomp(filter))), args);
        try {
            Files.copy(programs.resolve("make_call"), bundle.resolve("rootfs/make_call"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        runtime.create(id, bundle, CreateOptions.defaults().withStdio(Stdio.to(stdout, stderr)));
    }

    /** What a program in such a container has written by its end, and how it ended. */
    String run(Seccomp filter, UnaryOperator<Spec> change, String... args) {
        create(filter, change, args);
        runtime.start(id);
        return end();
    }

    String run(Seccomp filter, String... args) {
        return run(filter, spec -> spec, args);
    }

    String end() {
        Exit exit = runtime.waitFor(id, SOON);
        return stdout.whole() + stderr.whole() + exit;
    }

    ExecProcess exec(ContainerProcess process) {
        return runtime.exec(id, process, ExecOptions.defaults().withStdio(Stdio.to(stdout, stderr)));
    }

    static ContainerProcess process(String... args) {
        return ContainerProcess.of(args).withEnv(List.of("PATH=/usr/bin:/bin"));
    }

    /** The number of a call, as this machine has it. */
    static String number(String call) {
        return Integer.toString(Architecture.ofMachine().number(call).orElseThrow());
    }

    /** Collects output, and can wait for its end. */
    static final class Output extends ByteArrayOutputStream {
        private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

        @Override
        public void close() {
            closed.complete(true);
        }

        String whole() {
            assertThat(closed.completeOnTimeout(false, SOON.toSeconds(), TimeUnit.SECONDS)
                            .join())
                    .as("the end of the output")
                    .isTrue();
            return toString(UTF_8);
        }
    }
}
