package org.ociunit.runtime.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.State;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** Containers of the embedded runtime that tell what they have got; all are gone after each test, with all traces. */
@Timeout(120)
abstract class InsideFixture {
    static final Duration SOON = Duration.ofSeconds(20);

    private static final AtomicInteger LAST = new AtomicInteger();

    @TempDir
    Path folder;

    final OciRuntime runtime = Runtimes.embedded();
    final String name = "inside-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet();
    final ContainerId id = new ContainerId(name);
    final List<ContainerId> further = new ArrayList<>();

    @AfterEach
    void leave_nothing() {
        further.forEach(other -> runtime.delete(other, DeleteOptions.forced()));
        runtime.delete(id, DeleteOptions.forced());
        assertThat(runtime.list()).extracting(State::id).doesNotContain(id);
        assertThat(Traces.of(name)).isEmpty();
        // A stage or a first process that nobody waits for would be in no control group yet.
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(ProcessHandle.of(Launcher.shared().pid())
                                        .orElseThrow()
                                        .children())
                                .isEmpty());
    }

    /** What a script in a container says; the container is gone then. */
    String inside(UnaryOperator<Spec> change, String script) {
        return run(bundle("bundle", change, "sh", "-c", script), CreateOptions.defaults());
    }

    String run(Path bundle, CreateOptions options) {
        Output output = new Output();
        Output errors = new Output();
        Exit exit = runtime.run(id, bundle, options.withStdio(Stdio.to(output, errors)), SOON);
        assertThat(exit.code()).as(errors.whole() + output.whole()).isZero();
        return output.whole();
    }

    /** A bundle in a folder of its own. */
    Path bundle(String folderName, UnaryOperator<Spec> change, String... args) {
        return TestBundle.in(newFolder(folderName), change, args);
    }

    Path newFolder(String folderName) {
        try {
            return Files.createDirectories(folder.resolve(folderName));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A container that sleeps. */
    long sleeper(ContainerId other, UnaryOperator<Spec> change) {
        further.add(other);
        runtime.create(other, bundle(other.value(), change, "sleep", "60"), CreateOptions.defaults());
        runtime.start(other);
        return runtime.state(other).pid().orElseThrow();
    }

    ContainerId another(String what) {
        return new ContainerId(name + "-" + what);
    }

    /** What a script says that is executed in a container. */
    String exec(ContainerId where, UnaryOperator<ContainerProcess> change, String script) {
        Output output = new Output();
        Output errors = new Output();
        ContainerProcess process =
                ContainerProcess.of("sh", "-c", script).withEnv(List.of("PATH=/usr/sbin:/usr/bin:/sbin:/bin"));
        Exit exit = runtime.exec(
                        where, change.apply(process), ExecOptions.defaults().withStdio(Stdio.to(output, errors)))
                .waitFor(SOON);
        assertThat(exit.code()).as(errors.whole()).isZero();
        return output.whole();
    }

    /** Whoever is no root on the machine may pass through the folder of the test too. */
    void openFolder() {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static UnaryOperator<Spec> linux(UnaryOperator<Linux> change) {
        return spec -> spec.withLinux(change.apply(spec.linux()));
    }

    static UnaryOperator<Spec> process(UnaryOperator<ContainerProcess> change) {
        return spec -> spec.withProcess(change.apply(spec.process()));
    }

    /** With mounts behind the others. */
    static UnaryOperator<Spec> mounts(Mount... mounts) {
        return spec -> {
            List<Mount> all = new ArrayList<>(spec.mounts());
            all.addAll(List.of(mounts));
            return spec.withMounts(all);
        };
    }

    /** With namespaces in the place of those of the same types. */
    static UnaryOperator<Spec> namespaces(Namespace... namespaces) {
        return linux(linux -> {
            List<Namespace> all = new ArrayList<>(linux.namespaces());
            for (Namespace namespace : namespaces) {
                all.removeIf(other -> other.type().equals(namespace.type()));
                all.add(namespace);
            }
            return linux.withNamespaces(all);
        });
    }

    /** With a user namespace of its own, whose ids are the machine's 100000 and so on; and with nothing that root mounts. */
    static UnaryOperator<Spec> ownUsers() {
        return both(
                namespaces(Namespace.of(Namespace.USER)),
                linux(linux -> linux.withUidMappings(List.of(IdMapping.of(0, 100_000, 65_536)))
                        .withGidMappings(List.of(IdMapping.of(0, 100_000, 65_536)))));
    }

    static UnaryOperator<Spec> both(UnaryOperator<Spec> one, UnaryOperator<Spec> other) {
        return spec -> other.apply(one.apply(spec));
    }

    /** Collects output, and can wait for its end. */
    static final class Output extends ByteArrayOutputStream {
        private volatile boolean closed;

        @Override
        public void close() {
            closed = true;
        }

        String whole() {
            await().pollInterval(Duration.ofMillis(5)).atMost(SOON).until(() -> closed);
            return toString(UTF_8);
        }
    }
}
