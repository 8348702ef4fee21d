package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CheckpointOptions;
import org.ociunit.runtime.Console;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.RestoreOptions;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.cgroup.Cgroups;
import org.ociunit.runtime.store.Store;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;

/** What becomes of a container when criu is not there, or fails; with a criu of the test's own. */
@NeedsRoot
@Timeout(120)
class CriuIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final AtomicInteger LAST = new AtomicInteger();

    @TempDir
    private Path folder;

    private final ContainerId id =
            new ContainerId("no-criu-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet());
    private Path bundle;
    private Path image;
    private Path programs;
    private Realm realm;

    @BeforeEach
    void make_folders() throws IOException {
        bundle = Files.createDirectory(folder.resolve("bundle"));
        image = folder.resolve("image");
        programs = Files.createDirectory(folder.resolve("programs"));
        Path root = folder.resolve("state");
        realm = new Realm(root, Store.at(root), Cgroups.current(), new Population(), Launching.BY_LAUNCHER);
    }

    @AfterEach
    void leave_nothing() {
        Deletion.delete(realm, id, DeleteOptions.forced());
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    void a_checkpoint_without_criu_is_refused_and_the_container_goes_on() {
        start();

        assertThatThrownBy(() -> checkpoint(CheckpointOptions.to(image)))
                .isExactlyInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not checkpoint container %s.
                        Why: criu is not installed, which writes containers to disk and reads them back.
                        Fix: apt-get install criu, or the like for another system than Debian.""".formatted(id));

        assertThat(status()).isEqualTo(Status.RUNNING);
        assertThat(image).doesNotExist();
    }

    @Test
    void a_checkpoint_that_fails_tells_the_last_errors_and_leaves_the_container_running_and_the_image()
            throws IOException {
        start();
        criu("""
                (00.1) Error (criu/a.c:1): too early to be told
                (00.2) a line like any other
                (00.3)     12: Error (criu/a.c:2): second
                (00.4) Error (criu/a.c:3): third
                (00.5) Error (criu/a.c:4): fourth
                (00.6) Error (criu/a.c:5): fifth
                (00.7) Error (criu/a.c:6): Dumping FAILED.
                """, "exit 1");

        assertThatThrownBy(() -> checkpoint(CheckpointOptions.to(image)))
                .isExactlyInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not checkpoint container %s.
                        Why: criu exited with 1:
                        Error (criu/a.c:2): second
                        Error (criu/a.c:3): third
                        Error (criu/a.c:4): fourth
                        Error (criu/a.c:5): fifth
                        Error (criu/a.c:6): Dumping FAILED.
                        Fix: look for what led to it in %s/dump.log.""".formatted(id, image));

        assertThat(status()).isEqualTo(Status.RUNNING);
        assertThat(image.resolve("descriptors.json")).exists();
        assertThat(image.resolve("dump.log")).exists();
    }

    @Test
    void a_paused_container_is_paused_again_when_its_checkpoint_fails() throws IOException {
        start();
        Suspension.pause(realm, id);
        criu("", "exit 1");

        assertThatThrownBy(() -> checkpoint(CheckpointOptions.to(image).withWork(folder.resolve("work"))))
                .hasMessage("""
                        Could not checkpoint container %s.
                        Why: criu exited with 1, and said nothing.
                        Fix: look for what led to it in %s/work/dump.log.""".formatted(id, folder));

        assertThat(status()).isEqualTo(Status.PAUSED);
    }

    @Test
    void what_criu_says_before_it_has_a_log_is_told() throws IOException {
        start();
        criu("", "rm dump.log; echo unknown option >&2; exit 2");

        assertThatThrownBy(() -> checkpoint(CheckpointOptions.to(image))).hasMessage("""
                        Could not checkpoint container %s.
                        Why: criu exited with 2:
                        unknown option
                        Fix: look for what led to it in %s/dump.log.""".formatted(id, image));
    }

    @Test
    void a_criu_that_takes_too_long_is_killed() throws IOException {
        start();
        criu("", "exec sleep 60");

        assertThatThrownBy(() -> checkpoint(CheckpointOptions.to(image).withDeadline(Duration.ofSeconds(2))))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageStartingWith("Could not checkpoint container " + id + ".");

        assertThat(status()).isEqualTo(Status.RUNNING);
    }

    @Test
    void stopping_the_processes_may_take_criu_as_long_as_all() throws IOException {
        start();
        criu("", "exit $((timeout < 20 || timeout > 30))");

        checkpoint(CheckpointOptions.to(image).withLeaveRunning(true).withDeadline(SOON));

        assertThat(status()).isEqualTo(Status.RUNNING);
    }

    @Test
    void a_container_with_a_terminal_is_refused() {
        TestBundle.in(bundle, spec -> spec.withProcess(spec.process().withTerminal(true)), "sleep", "60");
        Console console = Console.showingTo(OutputStream.nullOutputStream(), 24, 80);
        Creation.create(realm, id, bundle, CreateOptions.defaults().withStdio(Stdio.on(console)));
        Starting.start(realm, id);

        assertThatThrownBy(() -> {
                    criu("", "exit 0");
                    checkpoint(CheckpointOptions.to(image));
                })
                .isExactlyInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not checkpoint container %s.
                        Why: it has a terminal (process.terminal), which the command criu cannot hand over.
                        Fix: run it without a terminal, or allow SHELL_JOB.""".formatted(id));
    }

    @Test
    void a_restore_without_criu_is_refused() {
        TestBundle.in(bundle, "true");

        assertThatThrownBy(() -> restore(RestoreOptions.from(image)))
                .isExactlyInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not restore container %s.
                        Why: criu is not installed, which writes containers to disk and reads them back.
                        Fix: apt-get install criu, or the like for another system than Debian.""".formatted(id));
    }

    @Test
    void a_restore_that_fails_leaves_nothing_but_the_image() throws IOException {
        makeImage();
        criu("(00.1) Error (criu/r.c:1): Restoring FAILED.\n", "echo on the way >&2; exit 1");

        assertThatThrownBy(() -> restore(RestoreOptions.from(image)))
                .isExactlyInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not restore container %s.
                        Why: criu exited with 1:
                        Error (criu/r.c:1): Restoring FAILED.
                        Fix: look for what led to it in %s/restore.log.""".formatted(id, image));

        assertThatThrownBy(() -> realm.store().read(id, Verb.STATE)).isInstanceOf(ContainerNotFoundException.class);
        assertThat(Traces.of(id.value())).isEmpty();
        assertThat(image.resolve("pstree.img")).exists();
    }

    @Test
    void what_a_restore_cannot_do_is_refused_by_name() throws IOException {
        criu("", "exit 0");
        TestBundle.in(bundle, "true");
        assertThatThrownBy(() -> restore(RestoreOptions.from(image))).hasMessage("""
                        Could not restore container %s.
                        Why: folder %s has no image of a container: there is no file pstree.img.
                        Fix: checkpoint a container to it first.""".formatted(id, image));
        assertThatThrownBy(() -> restore(RestoreOptions.from(image).withNoPivot(true)))
                .isExactlyInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not restore container %s.
                        Why: criu changes the root by pivot_root(2) alone (noPivot).
                        Fix: leave noPivot out.""".formatted(id));
        assertThatThrownBy(() -> restore(RestoreOptions.from(image).withStdio(Stdio.over(folder.resolve("socket")))))
                .isExactlyInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not restore container %s.
                        Why: the command criu cannot hand over a terminal (stdio).
                        Fix: give it streams.""".formatted(id));
    }

    private void start() {
        TestBundle.in(bundle, "sleep", "60");
        Creation.create(realm, id, bundle, CreateOptions.defaults());
        Starting.start(realm, id);
    }

    private Status status() {
        return realm.stateOf(realm.store().read(id, Verb.STATE)).status();
    }

    private void checkpoint(CheckpointOptions options) {
        Checkpointing.checkpoint(
                realm,
                id,
                options.withDeadline(options.deadline().compareTo(SOON) > 0 ? SOON : options.deadline()),
                List.of(programs));
    }

    private void restore(RestoreOptions options) {
        Restoring.restore(realm, id, bundle, options.withDeadline(SOON), List.of(programs));
    }

    private void makeImage() throws IOException {
        TestBundle.in(bundle, "true");
        Files.createDirectory(image);
        Files.createFile(image.resolve("pstree.img"));
        Files.writeString(image.resolve("descriptors.json"), "[\"pipe:[1]\",\"pipe:[2]\",\"pipe:[3]\"]");
    }

    /** A criu that writes this to its log, in the folder that it is told, and then does that. */
    private void criu(String log, String end) throws IOException {
        Path script = Files.writeString(programs.resolve("criu"), """
                #!/bin/sh
                while [ $# -gt 0 ]; do
                  case $1 in
                    --images-dir) image=$2 ;;
                    --work-dir) work=$2 ;;
                    --log-file) log=$2 ;;
                    --timeout) timeout=$2 ;;
                  esac
                  shift
                done
                cd "${work:-$image}" || exit 9
                cat > "$log" <<'LOG'
                %sLOG
                %s
                """.formatted(log, end));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
}
