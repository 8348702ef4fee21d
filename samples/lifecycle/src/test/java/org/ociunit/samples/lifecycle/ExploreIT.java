package org.ociunit.samples.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.runtime.testkit.NeedsCgroupV1;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;

/** The exploration in a JVM of its own: what it prints, and how it exits. */
@Tag("once")
@Timeout(240)
class ExploreIT {
    /** A mount namespace of its own, without the hierarchy of version 2 beside those of version 1, which crun refuses. */
    private static final List<String> NOT_HYBRID = List.of(
            "unshare",
            "--mount",
            "--propagation=private",
            "sh",
            "-c",
            "{ [ ! -d /sys/fs/cgroup/unified ] || mount -t tmpfs none /sys/fs/cgroup/unified; } && exec \"$@\"",
            "sh");

    @TempDir
    Path folder;

    private record Ended(int code, String stdout, String stderr) {}

    private Ended explore(List<String> before, String... arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Explore.class.getName()));
        command.addAll(List.of(arguments));
        Process jvm = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!jvm.waitFor(200, TimeUnit.SECONDS)) {
            jvm.destroyForcibly();
        }
        return new Ended(jvm.waitFor(), Files.readString(out), Files.readString(err));
    }

    @Test
    @NeedsEmbedded
    void exits_with_0_if_nothing_was_found() throws Exception {
        Ended ended = explore(List.of(), "--runtime", "embedded", "--seed", "4", "--steps", "20");

        assertThat(ended.stdout())
                .matches("(?s)ociunit \\S+: no deviation in 20 steps of \\d lives, with seed 4\\.\n.*");
        assertThat(ended.stderr()).isEmpty();
        assertThat(ended.code()).isZero();
    }

    @Test
    @NeedsRoot
    @NeedsCgroupV1
    void finds_what_crun_does_otherwise() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/crun")), "needs crun; it is not installed");

        Ended ended = explore(NOT_HYBRID, "--runtime", "crun", "--seed", "1", "--steps", "120", "--seconds", "150");

        assertThat(ended.stdout().replaceAll("crun-\\d+-\\d+", "ID"))
                .as(ended.stderr())
                .startsWith("crun 1.8.1: ")
                .contains("""
                          Expected: it succeeds and then the container is paused before its start.
                          Instead:  the state is another one.
                            The container is not paused.
                            Why: crun says that it is created.
                        """)
                .contains("""
                          Scenario.named("resume when the container is running")
                              .given(bundle)
                              .create("sh", "-c", "trap 'exit 7' TERM; touch /tmp/ready; sleep 600 & wait").expect(CREATED)
                              .start().expect(RUNNING)
                              .resume().expectRefused()
                        """)
                .contains("\n3. update when the container is stopped\n");
        assertThat(ended.code()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seed 7|--runtime takes the name or the path of a runtime.",
                "--runtime|--runtime takes a value.",
                "--runtime embedded --steps many|--steps takes a number, and not \"many\".",
                "--runtime embedded --steps 0|Illegal number of steps 0: it takes 1 or more.",
                "--runtime runc -- --debug|Options of a runtime need its path, and not only its name.",
                "--runtime embedded --fast|Unknown option --fast.",
            })
    void exits_with_2_if_it_is_used_wrongly(String arguments, String message) throws Exception {
        Ended ended = explore(List.of(), arguments.split(" "));

        assertThat(ended).isEqualTo(new Ended(2, "", "explore: " + message + "\n"));
    }

    @Test
    void exits_with_2_if_there_is_no_such_runtime() throws Exception {
        assertThat(explore(List.of(), "--runtime", "nosuch")).isEqualTo(new Ended(2, "", """
                explore: Could not find the runtime nosuch.
                Why: no folder of the PATH has such a program.
                Fix: install it, such as with: apt-get install nosuch
                """));
    }
}
