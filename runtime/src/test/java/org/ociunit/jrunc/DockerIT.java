package org.ociunit.jrunc;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Terminal;
import org.ociunit.runtime.testkit.NeedsDocker;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.spec.Mount;

/** A dockerd with our program as its default runtime; containerd and its shim stand between the two. */
@NeedsRoot
@NeedsEmbedded
@NeedsDocker
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class DockerIT {
    private final String name = Enclosure.newName();
    private final List<String> mounts = new ArrayList<>();
    private Enclosure enclosure;

    /** The program that the shim calls. */
    String runtime(Path folder) throws Exception {
        return Enclosure.jrunc().toString();
    }

    @BeforeAll
    void start_dockerd_and_import_an_image(@TempDir Path folder) throws Exception {
        for (Mount mount : Enclosure.root(Files.createDirectory(folder.resolve("image")))) {
            mounts.add("--volume=" + mount.destination() + ":" + mount.destination() + ":ro");
        }
        enclosure = Enclosure.start(
                name,
                folder,
                "dockerd",
                "--add-runtime=jrunc=" + runtime(folder),
                "--default-runtime=jrunc",
                "--cgroup-parent=/" + name,
                "--exec-opt=native.cgroupdriver=cgroupfs",
                "--data-root=" + folder.resolve("data"),
                "--storage-driver=vfs",
                "--bridge=none",
                "--iptables=false",
                "--ip6tables=false");
        enclosure.awaitSuccess("docker", "version");
        enclosure.call("tar", "-C", "image/rootfs", "-cf", "image.tar", ".").endedWith(0);
        docker("import", "image.tar", "machine").endedWith(0);
    }

    @AfterAll
    void leave_nothing() throws Exception {
        enclosure.end();
    }

    @AfterEach
    void leave_no_container() throws Exception {
        for (String id : docker("ps", "--all", "--quiet").out().lines().toList()) {
            docker("rm", "--force", id).endedWith(0);
        }
        assertThat(enclosure.groups()).isEmpty();
    }

    @Test
    void a_container_is_run_and_gone() throws Exception {
        assertThat(run("--rm", "sh", "-c", "echo out; echo err >&2; exit 3"))
                .isEqualTo(new Called(3, "out\n", "err\n"));
        assertThat(docker("ps", "--all", "--quiet")).isEqualTo(new Called(0, "", ""));
    }

    @Test
    void a_program_that_is_not_there_is_told_as_docker_tells_it() throws Exception {
        assertThat(run("--rm", "no-such-program").endedWith(127).err())
                .contains("exec: \"no-such-program\": executable file not found in $PATH");
    }

    @Test
    void a_terminal_is_the_programs_with_its_size() throws Exception {
        String script = "read x; stty size; echo got $x; exit 6";
        try (Launcher launcher = Launcher.start();
                Terminal terminal = launcher.spawnOnTerminal(
                        enclosure.command(running("-it", "--name=talker", "sh", "-c", script)), 33, 99)) {
            // The size comes when the container runs already.
            await().atMost(Enclosure.SOON)
                    .until(() -> docker("exec", "talker", "sh", "-c", "stty size </proc/1/fd/0")
                            .out()
                            .equals("33 99\n"));
            terminal.input().write("hey\n".getBytes(UTF_8));

            assertThat(new String(terminal.output().readAllBytes(), UTF_8)).isEqualTo("hey\r\n33 99\r\ngot hey\r\n");
        }
        assertThat(docker("wait", "talker")).isEqualTo(new Called(0, "6\n", ""));
    }

    @Test
    void further_processes_end_as_their_programs_do() throws Exception {
        start("sleeper");

        assertThat(docker("exec", "sleeper", "sh", "-c", "echo in; exit 9")).isEqualTo(new Called(9, "in\n", ""));
        docker("exec", "--detach", "sleeper", "sh", "-c", "echo > /tmp/told").endedWith(0);
        await().atMost(Enclosure.SOON)
                .until(() ->
                        docker("exec", "sleeper", "test", "-e", "/tmp/told").code() == 0);
        assertThat(docker("top", "sleeper").endedWith(0).out()).contains("sleep 600");
    }

    @Test
    void a_container_is_paused_and_goes_on() throws Exception {
        start("sleeper");

        docker("pause", "sleeper").endedWith(0);
        assertThat(inspect("sleeper", "{{.State.Status}}")).isEqualTo("paused");
        docker("unpause", "sleeper").endedWith(0);
        assertThat(inspect("sleeper", "{{.State.Status}}")).isEqualTo("running");
    }

    @Test
    void a_containers_limit_is_changed_while_it_runs() throws Exception {
        start("sleeper");

        docker("update", "--memory=64m", "--memory-swap=64m", "sleeper").endedWith(0);

        List<String> limits = new ArrayList<>();
        for (Path group : enclosure.groups()) {
            for (String file : List.of("memory.limit_in_bytes", "memory.max")) {
                if (Files.exists(group.resolve(file))) {
                    limits.add(Files.readString(group.resolve(file)));
                }
            }
        }
        assertThat(limits).containsExactly((64 << 20) + "\n");
    }

    @Test
    void a_container_is_stopped_started_again_and_removed() throws Exception {
        start("sleeper");

        docker("stop", "--time=30", "sleeper").endedWith(0);
        assertThat(inspect("sleeper", "{{.State.Status}} {{.State.ExitCode}}")).isEqualTo("exited 5");
        docker("start", "sleeper").endedWith(0);
        assertThat(inspect("sleeper", "{{.State.Status}}")).isEqualTo("running");
        docker("rm", "--force", "sleeper").endedWith(0);
        docker("inspect", "sleeper").endedWith(1);
    }

    /** One that ends with 5 when it is told to. */
    private void start(String container) throws Exception {
        String script = "trap 'exit 5' TERM; echo > /tmp/ready; sleep 600 & wait";
        run("--detach", "--name=" + container, "sh", "-c", script).endedWith(0);
        await().atMost(Enclosure.SOON)
                .until(() ->
                        docker("exec", container, "test", "-e", "/tmp/ready").code() == 0);
    }

    private String inspect(String container, String format) throws Exception {
        return docker("inspect", "--format", format, container)
                .endedWith(0)
                .out()
                .strip();
    }

    /** Options of docker's run, and the program after them. */
    Called run(String... words) throws Exception {
        return enclosure.call(running(words));
    }

    private String[] running(String... words) {
        List<String> all = new ArrayList<>(List.of("docker", "run", "--network=none"));
        all.addAll(mounts);
        List<String> options =
                Stream.of(words).takeWhile(word -> word.startsWith("-")).toList();
        all.addAll(options);
        all.add("machine");
        all.addAll(List.of(words).subList(options.size(), words.length));
        return all.toArray(String[]::new);
    }

    private Called docker(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("docker"));
        all.addAll(List.of(words));
        return enclosure.call(all.toArray(String[]::new));
    }
}
