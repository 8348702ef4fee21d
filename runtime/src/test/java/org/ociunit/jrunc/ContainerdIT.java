package org.ociunit.jrunc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.runtime.testkit.NeedsContainerd;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.spec.Mount;

/** A containerd with our program as its runtime; its shim stands between the two, and ctr asks for what it does. */
@NeedsRoot
@NeedsEmbedded
@NeedsContainerd
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ContainerdIT {
    private static final String CONFIG = """
            version = 2
            root = "%1$s/root"
            state = "/run/containerd"
            disabled_plugins = ["io.containerd.grpc.v1.cri"]
            [grpc]
              address = "/run/containerd.sock"
            [plugins."io.containerd.internal.v1.opt"]
              path = "%1$s/opt"
            """;

    private final String name = Enclosure.newName();
    private final AtomicInteger last = new AtomicInteger();
    private final List<String> mounts = new ArrayList<>();
    private Enclosure enclosure;

    private String runtime = "";

    /** The program that the shim calls. */
    String runtime(Path folder) throws Exception {
        return Enclosure.jrunc().toString();
    }

    /** The container that a test has running. */
    private String id = "";

    @BeforeAll
    void start_containerd(@TempDir Path folder) throws Exception {
        for (Mount mount : Enclosure.root(Files.createDirectory(folder.resolve("image")))) {
            mounts.add("--mount=type=bind,src=%s,dst=%1$s,options=rbind:ro".formatted(mount.destination()));
        }
        runtime = runtime(folder);
        Path config = Files.writeString(folder.resolve("config.toml"), CONFIG.formatted(folder));
        enclosure = Enclosure.start(name, folder, "containerd", "--config", config.toString());
        enclosure.awaitSuccess("ctr", "--address=/run/containerd.sock", "version");
    }

    @AfterAll
    void leave_nothing() throws Exception {
        enclosure.end();
    }

    @AfterEach
    void leave_no_container() throws Exception {
        ctr("task", "rm", "--force", id);
        ctr("container", "rm", id);
        assertThat(ctr("container", "ls", "--quiet")).isEqualTo(new Called(0, "", ""));
        assertThat(enclosure.groups()).isEmpty();
    }

    @Test
    void a_container_is_run_and_gone() throws Exception {
        assertThat(run("--rm", "sh", "-c", "echo out; echo err >&2; exit 3"))
                .isEqualTo(new Called(3, "out\n", "err\n"));
    }

    @Test
    void further_processes_end_as_their_programs_do() throws Exception {
        start();

        assertThat(exec("sh", "-c", "echo in; exit 9").code()).isEqualTo(9);
        assertThat(exec("echo", "in")).isEqualTo(new Called(0, "in\n", ""));
        assertThat(ctr("task", "ps", id).endedWith(0).out().lines()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void a_container_is_paused_and_goes_on() throws Exception {
        start();

        ctr("task", "pause", id).endedWith(0);
        assertThat(status()).isEqualTo("PAUSED");
        ctr("task", "resume", id).endedWith(0);
        assertThat(status()).isEqualTo("RUNNING");
    }

    @Test
    void a_containers_counts_are_told() throws Exception {
        start();

        assertThat(ctr("task", "metrics", id).endedWith(0).out())
                .contains("memory")
                .contains("pids");
    }

    @Test
    void a_container_is_killed_and_removed() throws Exception {
        start();

        ctr("task", "kill", "--signal=TERM", id).endedWith(0);
        await().atMost(Enclosure.SOON).until(() -> status().equals("STOPPED"));
        assertThat(ctr("task", "rm", id).endedWith(0).err()).contains("exit with non-zero exit code 5");
        ctr("container", "rm", id).endedWith(0);
    }

    /** One that ends with 5 when it is told to. */
    private void start() throws Exception {
        run("--detach", "sh", "-c", "trap 'exit 5' TERM; echo > /tmp/ready; sleep 600 & wait")
                .endedWith(0);
        await().atMost(Enclosure.SOON)
                .until(() -> exec("test", "-e", "/tmp/ready").code() == 0);
    }

    private String status() throws Exception {
        return ctr("task", "ls")
                .out()
                .lines()
                .filter(line -> line.startsWith(id + " "))
                .map(line -> line.replaceAll(".* ", ""))
                .findFirst()
                .orElse("none");
    }

    private Called exec(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("task", "exec", "--exec-id", "exec-" + last.incrementAndGet(), id));
        all.addAll(List.of(words));
        return ctr(all.toArray(String[]::new));
    }

    /** Options of ctr's run, and the program after them. */
    Called run(String... words) throws Exception {
        id = "container-" + last.incrementAndGet();
        List<String> all = new ArrayList<>(List.of("run", "--runc-binary=" + runtime));
        all.addAll(mounts);
        List<String> options =
                Stream.of(words).takeWhile(word -> word.startsWith("-")).toList();
        all.addAll(options);
        all.addAll(List.of("--rootfs", "image/rootfs", id));
        all.addAll(List.of(words).subList(options.size(), words.length));
        return ctr(all.toArray(String[]::new));
    }

    private Called ctr(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("ctr", "--address=/run/containerd.sock", "--namespace=" + name));
        all.addAll(List.of(words));
        return enclosure.call(all.toArray(String[]::new));
    }
}
