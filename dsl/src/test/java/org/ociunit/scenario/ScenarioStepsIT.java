package org.ociunit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.PAUSED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ociunit.Bundle;
import org.ociunit.Bytes;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Pids;

/** Every step of a scenario, on OciUnit's own runtime and on runc where it is installed. */
@NeedsEmbedded
@Timeout(120)
class ScenarioStepsIT {
    private static final String JRUNC = "ociunit.jrunc";

    private final Bundle small = Bundle.from(Image.parse("scratch:/bin/sh,/bin/sleep,/bin/cat,/bin/mkdir"));

    @BeforeAll
    static void name_the_command() {
        Path built =
                Path.of("../runtime/target/jrunc/bin/jrunc").toAbsolutePath().normalize();
        assertThat(built).isExecutable();
        System.setProperty(JRUNC, built.toString());
    }

    @AfterAll
    static void forget_the_command() {
        System.clearProperty(JRUNC);
    }

    static Stream<OciRuntime> runtimes() {
        return Runtimes.available().stream()
                .filter(runtime -> List.of("ociunit", "runc").contains(runtime.name()));
    }

    private Scenario named(String name) {
        return Scenario.named(name).given(small);
    }

    /** What was run was also saved and read back, and has left nothing. */
    private static Outcome passes(Scenario scenario, OciRuntime runtime) {
        Outcome outcome = Scenario.ofJson(scenario.toJson(), "a test", Path.of("."))
                .runOn(runtime)
                .orThrow();
        assertThat(Path.of(System.getProperty("java.io.tmpdir")))
                .isDirectoryNotContaining("glob:**/scenario-" + runtime.name() + "-"
                        + ProcessHandle.current().pid() + "-*");
        return outcome;
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    void a_whole_life_with_files_and_outputs(OciRuntime runtime) {
        Outcome outcome = passes(
                named("a whole life")
                        .create("/bin/sh", "-c", "echo up; /bin/cat /etc/greeting; echo down >&2; exec /bin/sleep 60")
                        .expect(CREATED)
                        .write("/etc/greeting", "hello\n")
                        .start()
                        .expectStdoutContains("up\nhello\n")
                        .expectStderrContains("down\n")
                        .read("/etc/greeting")
                        .expectStdout("hello\n")
                        .exec("/bin/sh", "-c", "echo out; exit 3")
                        .expectExit(3)
                        .expectStdout("out\n")
                        .state()
                        .expectStdoutContains("\"running\"")
                        .kill(Signal.KILL)
                        .expect(STOPPED)
                        .expectWentThrough(CREATED, RUNNING, STOPPED)
                        .delete()
                        .expectGone()
                        .expectNothingLeft(),
                runtime);

        assertThat(outcome.trace()).hasValueSatisfying(trace -> {
            assertThat(trace.timeline().statuses()).containsExactly(CREATED, RUNNING, STOPPED);
            assertThat(trace.config()).contains("\"ociVersion\"");
            assertThat(trace.plan().contains("execute /bin/sh"))
                    .isEqualTo(runtime.name().equals("ociunit"));
        });
        assertThat(outcome.rows().get(5).before()).contains(RUNNING);
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    @NeedsRoot
    void limits_and_processes(OciRuntime runtime) {
        Scenario limited = Scenario.named("limits")
                .given(small.memory(Bytes.mebibytes(64)).pids(20))
                .create("/bin/sleep", "60")
                .start()
                .expectMemoryLimit(Bytes.mebibytes(64))
                .expectPidsLimit(20)
                .update(LinuxResources.empty().withPids(Pids.of(10L)))
                .expectPidsLimit(10)
                .ps()
                .stats()
                .expectProcesses(1)
                .pause()
                .expect(PAUSED)
                .resume()
                .deleteForced()
                .expectNothingLeft();
        Outcome outcome = passes(limited, runtime);

        assertThat(outcome.trace().orElseThrow().usage())
                .hasSizeGreaterThan(runtime.name().equals("ociunit") ? 3 : -1);
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    void commands_and_changes_of_the_bundle(OciRuntime runtime) {
        passes(
                named("commands")
                        .bundle("/bin/sh", "-c", "echo $GREETING; exit 4")
                        .changeConfig("{\"process\": {\"env+\": [\"GREETING=hello {id}\"]}}")
                        .call("run", "--bundle", "{bundle}", "{id}")
                        .expectExit(4)
                        .expectStdout("hello {id}\n")
                        .expectNothingLeft()
                        .writeConfig("[]")
                        .call("run", "--bundle", "{bundle}", "{id}")
                        .expectRefused("array")
                        .shell("\"$RUNTIME\" state \"$ID\"; echo $?; test -d \"$ROOTFS/bin\" && pwd")
                        .expectStdout("1\n{folder}\n"),
                runtime);
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    void a_change_after_create_has_no_effect(OciRuntime runtime) {
        passes(
                named("a change after create")
                        .create("/bin/sh", "-c", "echo old")
                        .changeConfig("{\"process\": {\"args\": [\"/bin/sh\", \"-c\", \"echo new\"]}}")
                        .start()
                        .expectExit(0)
                        .expectStdout("old\n"),
                runtime);
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    void branches_at_the_same_time(OciRuntime runtime) {
        Outcome outcome = passes(
                named("branches")
                        .create("/bin/sleep", "60")
                        .start()
                        .parallel(
                                named("one").exec("/bin/sh", "-c", "exit 5").expectExit(5),
                                named("other").exec("/bin/sh", "-c", "exit 6").expectExit(6))
                        .expect(RUNNING),
                runtime);

        assertThat(outcome.rows().stream().map(Outcome.Row::step))
                .containsExactly(
                        "create /bin/sleep 60",
                        "start",
                        "parallel",
                        "1: exec /bin/sh -c exit 5",
                        "1: expect exit 5",
                        "2: exec /bin/sh -c exit 6",
                        "2: expect exit 6",
                        "expect running");
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    void an_end_from_outside_is_seen(OciRuntime runtime) {
        passes(
                named("an end from outside")
                        .create("/bin/sleep", "60")
                        .start()
                        .signalInit(Signal.KILL)
                        .expect(STOPPED)
                        .delete()
                        .expectNothingLeft(),
                runtime);
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    void what_another_container_has_is_not_left_of_the_first_one(OciRuntime runtime) {
        passes(
                named("two containers of commands")
                        .bundle("/bin/sleep", "60")
                        .call("create", "--bundle", "{bundle}", "{id}")
                        .container("other")
                        .bundle("/bin/sleep", "60")
                        .call("create", "--bundle", "{bundle}", "{id}")
                        .container()
                        .call("delete", "--force", "{id}")
                        .expectNothingLeft()
                        .container("other")
                        .expect(CREATED),
                runtime);
    }

    /** Of runc it depends on the moment: opencontainers/runc#4757. */
    @Test
    void a_command_that_is_killed_leaves_what_a_delete_removes() {
        passes(
                named("a killed command")
                        .bundle("/bin/sleep", "60")
                        .callKilled(Duration.ofMillis(5), "create", "--bundle", "{bundle}", "{id}")
                        .call("delete", "--force", "{id}")
                        .expectGone()
                        .expectNothingLeft(),
                Runtimes.embedded());
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    @NeedsRoot
    void a_full_disk_refuses_a_container_and_leaves_nothing(OciRuntime runtime) {
        passes(
                named("a full disk")
                        .bundle("/bin/sleep", "60")
                        .callOnFullDisk("create", "--bundle", "{bundle}", "{id}")
                        .expectRefused()
                        .expectNothingLeft(),
                runtime);
    }

    @Test
    void what_a_command_has_left_alive_is_ended() throws Exception {
        Outcome outcome = named("an orphan")
                .bundle("/bin/sleep", "60")
                .call("run", "--detach", "--bundle", "{bundle}", "{id}")
                .expect(RUNNING)
                .expectNothingLeft()
                .runOn(Runtimes.embedded());

        assertThat(outcome.firstFailure().orElseThrow().remark())
                .startsWith("Something is left.\nWhy: state running, as ociunit has it; process ");
        assertThat(Runtimes.embedded().list().stream().map(state -> state.id().value()))
                .noneMatch(id -> id.startsWith("scenario-"));
    }

    @Test
    void scenarios_of_a_folder_are_read_in_the_order_of_their_names(@TempDir Path folder) throws Exception {
        named("second").create().save(folder.resolve("b.json"));
        Files.createDirectory(folder.resolve("a"));
        named("first").create().save(folder.resolve("a/a.json"));
        Files.writeString(
                folder.resolve("c.json"),
                "[" + named("third").toJson() + "," + named("fourth").toJson() + "]");
        Files.writeString(folder.resolve("notes.txt"), "no scenario");

        assertThat(Scenario.loadAll(folder)).hasToString("[first, second, third, fourth]");
    }
}
