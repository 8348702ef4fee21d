package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.testkit.RuntimeFixture;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.Hook;
import org.ociunit.spec.Hooks;

/** Containers of JVMs that have gone, and of JVMs that are others. */
class OtherJvmIT extends RuntimeFixture {
    private final ContainerId attached = new ContainerId("attached-" + id);
    private final ContainerId created = new ContainerId("created-" + id);
    private final ContainerId detached = new ContainerId("detached-" + id);

    @Override
    protected OciRuntime runtime() {
        return Runtimes.embedded();
    }

    private Path simple;
    private Path trapping;

    @BeforeEach
    void make_bundles() {
        simple = TestBundle.in(newFolder("simple"), "sleep", "4741");
        trapping = TestBundle.in(
                newFolder("trapping"),
                "sh",
                "-c",
                "trap 'exit 7' TERM; echo > /tmp/ready; while :; do sleep 0.05; done");
    }

    @AfterEach
    void delete_the_others() {
        List.of(attached, created, detached).forEach(other -> runtime().delete(other, DeleteOptions.forced()));
    }

    @Test
    @DisplayName("F3: kill -9 of the JVM: what is attached to it goes, whole; what is detached stays")
    void a_jvm_that_is_killed_leaves_nothing_but_what_is_detached() throws Exception {
        Process jvm = OtherJvm.start(
                "start:attached:" + attached + ":" + simple,
                "create:attached:" + created + ":" + simple,
                "start:detached:" + detached + ":" + trapping);

        jvm.destroyForcibly().waitFor();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(runtime().list())
                        .extracting(State::id)
                        .doesNotContain(attached, created)
                        .contains(detached));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Traces.of(attached.value())).isEmpty());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Traces.of(created.value())).isEmpty());
        assertThat(runtime().state(detached).status()).isEqualTo(Status.RUNNING);
    }

    @Test
    @DisplayName("F1: kill -9 of the JVM in the middle of a create")
    void a_jvm_that_is_killed_while_it_creates_leaves_nothing() throws Exception {
        Path hanging = TestBundle.in(
                newFolder("hanging"),
                spec -> spec.withHooks(Hooks.empty()
                        .withCreateRuntime(List.of(Hook.of(
                                "/bin/sh", "sh", "-c", "echo > " + folder + "/hanging/begun; exec /bin/sleep 4742")))),
                "true");
        Process jvm = OtherJvm.start("hang:attached:" + attached + ":" + hanging);
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("hanging/begun")));
        assertThat(runtime().state(attached).status()).isEqualTo(Status.CREATING);

        jvm.destroyForcibly().waitFor();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Traces.of(attached.value())).isEmpty());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ProcessHandle.allProcesses().map(OtherJvmIT::commandLine))
                        .doesNotContain("/bin/sleep 4742 ", "sleep 4742 "));
        assertThatThrownBy(() -> runtime().state(attached)).isInstanceOf(ContainerNotFoundException.class);
    }

    @Test
    @DisplayName("F1: of a detached one in the middle of a create, too")
    void a_jvm_that_is_killed_while_it_creates_a_detached_one_leaves_nothing_either() throws Exception {
        Path hanging = TestBundle.in(
                newFolder("hanging"),
                spec -> spec.withHooks(Hooks.empty()
                        .withCreateRuntime(List.of(Hook.of(
                                "/bin/sh", "sh", "-c", "echo > " + folder + "/hanging/begun; exec /bin/sleep 4743")))),
                "true");
        Process jvm = OtherJvm.start("hang:detached:" + detached + ":" + hanging);
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("hanging/begun")));

        jvm.destroyForcibly().waitFor();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Traces.of(detached.value())).isEmpty());
        assertThatThrownBy(() -> runtime().state(detached)).isInstanceOf(ContainerNotFoundException.class);
    }

    @Test
    @DisplayName("F1: of a detached one whose first process has just been made, even without a control group")
    void a_jvm_that_is_killed_before_it_knows_the_first_process_leaves_nothing() throws Exception {
        Process jvm = OtherJvm.start("halt:detached:" + detached + ":" + simple);

        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();

        await().atMost(SOON).until(() -> ProcessHandle.of(pid(simple)).isEmpty());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Traces.of(detached.value())).isEmpty());
    }

    @Test
    void a_jvm_that_ends_by_itself_leaves_nothing_but_what_is_detached() throws Exception {
        Process jvm = OtherJvm.start(
                "start:attached:" + attached + ":" + simple, "create:detached:" + detached + ":" + trapping);

        jvm.getOutputStream().close();

        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(jvm.exitValue()).isZero();
        assertThat(Traces.of(attached.value())).isEmpty();
        assertThat(runtime().state(detached).status()).isEqualTo(Status.CREATED);
    }

    @Test
    void a_name_that_others_have_given_to_another_container_is_theirs_when_the_jvm_ends() throws Exception {
        Process jvm = OtherJvm.start("start:attached:" + attached + ":" + simple);
        runtime().delete(attached, DeleteOptions.forced());
        runtime().create(attached, trapping, CreateOptions.defaults());
        runtime().start(attached);

        jvm.getOutputStream().close();

        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(runtime().state(attached).status()).isEqualTo(Status.RUNNING);
    }

    @Test
    void a_container_ends_as_it_does_and_not_as_the_one_that_had_its_name_before() throws Exception {
        create("sh", "-c", "exit 3");
        runtime().start(id);
        assertThat(runtime().waitFor(id, SOON).code()).isEqualTo(3);
        Process jvm = OtherJvm.start("replace:detached:" + id + ":" + trapping);
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("trapping/rootfs/tmp/ready")));

        runtime().kill(id, Signal.TERM);

        assertThat(runtime().waitFor(id, SOON).code()).isEqualTo(7);
        jvm.getOutputStream().close();
        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_further_process_outlives_the_jvm_that_has_executed_it_if_it_is_detached() throws Exception {
        runtime().create(id, simple, CreateOptions.defaults());
        runtime().start(id);
        Process jvm = OtherJvm.start("exec:attached:" + id + ":" + simple, "exec:detached:" + id + ":" + trapping);

        jvm.destroyForcibly().waitFor();

        await().atMost(SOON).until(() -> ProcessHandle.of(pid(simple)).isEmpty());
        assertThat(ProcessHandle.of(pid(trapping))).isPresent();
    }

    private static long pid(Path bundle) throws IOException {
        return Long.parseLong(Files.readString(bundle.resolve("pid")));
    }

    @Test
    @DisplayName("runtime.md#operations: every verb on a detached container, in another JVM, while its maker lives")
    void another_jvm_uses_all_verbs_on_a_container_and_learns_its_exit() throws Exception {
        Process jvm = OtherJvm.start("create:detached:" + detached + ":" + trapping);

        useAndEnd();

        jvm.getOutputStream().close();
        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName("runtime.md#operations: and when its maker has gone")
    void another_jvm_uses_all_verbs_on_a_container_whose_maker_was_killed() throws Exception {
        OtherJvm.start("create:detached:" + detached + ":" + trapping)
                .destroyForcibly()
                .waitFor();

        useAndEnd();
    }

    @Test
    void the_exit_of_a_container_that_ended_before_anybody_asked_is_known() throws Exception {
        Path bundle = TestBundle.in(newFolder("ending"), "sh", "-c", "exit 11");
        OtherJvm.start("start:detached:" + detached + ":" + bundle)
                .destroyForcibly()
                .waitFor();
        await().atMost(SOON).until(() -> runtime().state(detached).status() == Status.STOPPED);

        assertThat(runtime().waitFor(detached, SOON).code()).isEqualTo(11);
    }

    @Test
    @DisplayName("kill -9 of the launcher: what is attached ends with it, and can be deleted")
    void a_launcher_that_is_killed_takes_the_attached_ones_along_and_another_one_takes_its_place() {
        runtime().create(attached, simple, CreateOptions.defaults());
        runtime().start(attached);
        long first = runtime().state(attached).pid().orElseThrow();
        runtime().create(detached, trapping, CreateOptions.defaults().detached());
        runtime().start(detached);

        ProcessHandle launcher = ProcessHandle.of(Launcher.shared().pid()).orElseThrow();
        launcher.destroyForcibly();
        launcher.onExit().join();

        await().atMost(SOON).until(() -> ProcessHandle.of(first).isEmpty());
        await().atMost(SOON).until(() -> runtime().state(attached).status() == Status.STOPPED);
        runtime().delete(attached, DeleteOptions.defaults());
        assertThat(Traces.of(attached.value())).isEmpty();
        assertThat(runtime().state(detached).status()).isEqualTo(Status.RUNNING);
        runtime().create(attached, simple, CreateOptions.defaults());
        assertThat(runtime().state(attached).status()).isEqualTo(Status.CREATED);

        runtime().kill(detached, Signal.KILL);
        await().atMost(SOON).until(() -> runtime().state(detached).status() == Status.STOPPED);
        assertThatThrownBy(() -> runtime().waitFor(detached, SOON))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith("Could not learn how container " + detached + " ended.");
    }

    private void useAndEnd() {
        assertThat(runtime().list()).extracting(State::id).contains(detached);
        runtime().start(detached);
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("trapping/rootfs/tmp/ready")));
        assertThat(runtime()
                        .exec(detached, process("sh", "-c", "exit 4"), org.ociunit.runtime.ExecOptions.defaults())
                        .waitFor(SOON)
                        .code())
                .isEqualTo(4);
        runtime().kill(detached, Signal.TERM);
        assertThat(runtime().waitFor(detached, SOON).code()).isEqualTo(7);
        runtime().delete(detached, DeleteOptions.defaults());
        assertThatThrownBy(() -> runtime().state(detached)).isInstanceOf(ContainerNotFoundException.class);
        assertThat(Traces.of(detached.value()))
                .filteredOn(trace -> !trace.contains(OtherJvm.class.getName()))
                .isEmpty();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }
}
