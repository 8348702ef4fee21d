package org.ociunit.jrunc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsPodman;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.spec.Mount;

/** Podman with our program as its runtime; conmon stands between the two. */
@NeedsRoot
@NeedsEmbedded
@NeedsPodman
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class PodmanIT {
    private final String name = Enclosure.newName();
    private final List<String> mounts = new ArrayList<>();
    private Enclosure enclosure;
    private String runtime = "";

    /** The program that podman calls. */
    String runtime(Path folder) throws Exception {
        return Enclosure.jrunc().toString();
    }

    @BeforeAll
    void import_an_image(@TempDir Path folder) throws Exception {
        for (Mount mount : Enclosure.root(Files.createDirectory(folder.resolve("image")))) {
            mounts.add("--volume=" + mount.destination() + ":" + mount.destination() + ":ro");
        }
        runtime = runtime(folder);
        enclosure = Enclosure.start(name, folder);
        enclosure.call("tar", "-C", "image/rootfs", "-cf", "image.tar", ".");
        podman("import", "image.tar", "localhost/machine").endedWith(0);
    }

    @AfterAll
    void leave_nothing() throws Exception {
        enclosure.end();
    }

    @AfterEach
    void leave_no_container() throws Exception {
        podman("rm", "--force", "--all", "--time", "0");
        assertThat(enclosure.groups()).allMatch(group -> group.endsWith("conmon"));
    }

    @Test
    void a_container_is_run_and_gone() throws Exception {
        assertThat(run("--rm", "sh", "-c", "echo out; echo err >&2; exit 3"))
                .isEqualTo(new Called(3, "out\n", "err\n"));
        assertThat(podman("ps", "--all", "--quiet")).isEqualTo(new Called(0, "", ""));
    }

    @Test
    void a_program_that_is_not_there_is_told_as_podman_tells_it() throws Exception {
        Called run = run("--rm", "no-such-program");

        assertThat(run.code()).isEqualTo(127);
        assertThat(run.err()).contains("executable file not found in $PATH");
    }

    @Test
    void further_processes_end_as_their_programs_do() throws Exception {
        start("sleeper");

        assertThat(podman("exec", "sleeper", "sh", "-c", "echo in; exit 9")).isEqualTo(new Called(9, "in\n", ""));
        podman("exec", "--detach", "sleeper", "sh", "-c", "echo > /tmp/told").endedWith(0);
        await().atMost(Enclosure.SOON)
                .until(() ->
                        podman("exec", "sleeper", "test", "-e", "/tmp/told").code() == 0);
        assertThat(podman("top", "sleeper", "args").out()).contains("sleep 600");
    }

    @Test
    void a_container_is_paused_and_goes_on() throws Exception {
        start("sleeper");

        podman("pause", "sleeper").endedWith(0);
        assertThat(status("sleeper")).isEqualTo("paused");
        podman("unpause", "sleeper").endedWith(0);
        assertThat(status("sleeper")).isEqualTo("running");
    }

    @Test
    void a_container_is_stopped_started_again_and_removed() throws Exception {
        start("sleeper");

        podman("stop", "--time", "30", "sleeper").endedWith(0);
        assertThat(status("sleeper")).isEqualTo("exited");
        assertThat(podman("inspect", "--format", "{{.State.ExitCode}}", "sleeper")
                        .out())
                .isEqualTo("5\n");
        podman("start", "sleeper").endedWith(0);
        podman("rm", "--force", "--time", "0", "sleeper").endedWith(0);
        podman("container", "exists", "sleeper").endedWith(1);
    }

    /** One that ends with 5 when it is told to. */
    private void start(String container) throws Exception {
        String script = "trap 'exit 5' TERM; echo > /tmp/ready; sleep 600 & wait";
        run("--detach", "--name=" + container, "sh", "-c", script).endedWith(0);
        await().atMost(Enclosure.SOON)
                .until(() ->
                        podman("exec", container, "test", "-e", "/tmp/ready").code() == 0);
    }

    private String status(String container) throws Exception {
        return podman("inspect", "--format", "{{.State.Status}}", container)
                .out()
                .strip();
    }

    /** Options of podman's run, and the program after them. */
    Called run(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("run", "--network=none", "--cgroup-parent=/" + name));
        // More than these, a machine may not let even root have.
        all.addAll(List.of("--ulimit=nofile=1024:1024", "--ulimit=nproc=1024:1024"));
        all.addAll(mounts);
        List<String> options =
                Stream.of(words).takeWhile(word -> word.startsWith("-")).toList();
        all.addAll(options);
        all.add("localhost/machine");
        all.addAll(List.of(words).subList(options.size(), words.length));
        return podman(all.toArray(String[]::new));
    }

    private Called podman(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("podman", "--root=store", "--runroot=run", "--storage-driver=vfs"));
        all.addAll(List.of("--cgroup-manager=cgroupfs", "--events-backend=file", "--runtime=" + runtime));
        all.addAll(List.of(words));
        return enclosure.call(all.toArray(String[]::new));
    }
}
