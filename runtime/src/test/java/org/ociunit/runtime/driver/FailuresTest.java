package org.ociunit.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerExistsException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.RuntimeCommandException;
import org.ociunit.error.RuntimeCrashedException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.error.UnsupportedVerbException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.runtime.Verb;

class FailuresTest {
    private static final CommandLine.Outcome OUTCOME =
            new CommandLine.Outcome(List.of("/usr/sbin/runc", "create", "a"), Exit.withCode(1, Instant.EPOCH), "", "");

    private static final String LIMITS = "this user may not make control groups, which limits need";
    private static final String PAUSE = "this user may not make control groups, which a pause needs";
    private static final String DELEGATE =
            "run as root, or have a part of the control group tree delegated to this user.";

    @Test
    void a_container_that_is_not_there() {
        assertThat(failure(Verb.START, line("error", "container does not exist")))
                .isInstanceOf(ContainerNotFoundException.class)
                .hasMessage("""
                        Could not start container a.
                        Why: runc knows no container of this name.""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "container with given ID already exists",
                "runc create failed: container with given ID already exists"
            })
    void a_name_that_is_taken(String message) {
        assertThat(failure(Verb.CREATE, line("error", message)))
                .isInstanceOf(ContainerExistsException.class)
                .hasMessage("""
                        Could not create container a.
                        Why: runc has a container of this name already.
                        Fix: choose another name, or delete that one first.""");
    }

    static Stream<Arguments> host_limits() {
        return Stream.of(
                Arguments.of(
                        "error",
                        "runc create failed: unable to start container process: error during container init: "
                                + "error setting cgroup config for procHooks process: cannot set memory limit: "
                                + "container could not join or create cgroup",
                        LIMITS,
                        DELEGATE),
                Arguments.of(
                        "error",
                        "rootless needs no limits + no cgrouppath when no permission is granted for cgroups: "
                                + "mkdir /sys/fs/cgroup/a: permission denied",
                        LIMITS,
                        DELEGATE),
                Arguments.of(
                        "error", "openat2 /sys/fs/cgroup/a/memory.max: no such file or directory", LIMITS, DELEGATE),
                Arguments.of("error", "cannot toggle freezer: cgroups not configured for container", PAUSE, DELEGATE),
                Arguments.of(
                        "error",
                        "freezer not supported: openat2 /sys/fs/cgroup/a/cgroup.freeze: no such file or directory",
                        PAUSE,
                        DELEGATE),
                Arguments.of(
                        "fatal",
                        "nsexec-1[246]: failed to unshare user namespace: No space left on device",
                        "this user may not make user namespaces",
                        "run as root, or set the sysctl user.max_user_namespaces above 0 and, where they exist, "
                                + "kernel.unprivileged_userns_clone to 1 and "
                                + "kernel.apparmor_restrict_unprivileged_userns to 0."));
    }

    @ParameterizedTest
    @MethodSource("host_limits")
    void what_the_machine_does_not_allow_is_named(String level, String message, String requirement, String fix) {
        assertThat(failure(Verb.PAUSE, line(level, message)))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not pause container a.
                        Why: %s (%s).
                        Fix: %s""".formatted(requirement, message, fix));
    }

    @Test
    void any_other_failure_keeps_the_runtimes_words() {
        assertThat(failure(
                        Verb.CREATE,
                        line("warning", "this is going to go wrong"),
                        line("error", "exec: \"none\": executable file not found in $PATH")))
                .isInstanceOf(RuntimeCommandException.class)
                .hasMessage("""
                        Could not create container a.
                        Why: /usr/sbin/runc create a ended with 1: exec: "none": executable file not found in $PATH""");
    }

    @Test
    void a_failure_without_a_word() {
        assertThat(failure(Verb.CREATE))
                .isInstanceOf(RuntimeCommandException.class)
                .hasMessage("""
                Could not create container a.
                Why: /usr/sbin/runc create a ended with 1""");
    }

    @Test
    void a_warning_is_no_error() {
        assertThat(Failures.errorsIn(line("warning", "container does not exist") + line("info", "x")))
                .isEmpty();
        assertThat(failure(Verb.STATE, line("warning", "container does not exist")))
                .isInstanceOf(RuntimeCommandException.class);
    }

    @Test
    void every_error_counts_in_its_order() {
        assertThat(Failures.errorsIn(
                        line("error", "one") + line("debug", "no") + line("panic", "two") + line("fatal", "three")))
                .isEqualTo("one\ntwo\nthree");
    }

    @Test
    void last_words_that_are_no_log_are_kept() {
        String panic = """
                panic: runtime error: invalid memory address or nil pointer dereference

                goroutine 1 [running]:
                main.main()
                \t/build/main.go:42 +0x1d
                """;

        assertThat(Failures.errorsIn(line("error", "before") + panic + "null\n7\n{}\n[]"))
                .isEqualTo("before\n" + panic + "null\n7\n{}\n[]");
    }

    @Test
    void a_panic_is_a_crash_and_keeps_its_words() {
        String panic = "panic: invalid state transition: created => paused\n\ngoroutine 1 [running]:";

        assertThat(failureOf("runsc", Verb.PAUSE, panic))
                .isInstanceOf(RuntimeCrashedException.class)
                .hasMessage("Could not pause container a.\nWhy: /usr/sbin/runc create a ended with 1: " + panic);
    }

    static Stream<Arguments> missing_containers() {
        return Stream.of(
                Arguments.of("crun", "error opening file `/run/crun/a/status`: No such file or directory"),
                Arguments.of("crun", "cannot open directory '/run/crun/a': No such file or directory"),
                Arguments.of("runsc", "loading container: file does not exist"),
                Arguments.of("runsc", "loading container \"a\": file does not exist"),
                Arguments.of("runsc", "loading sandbox: file does not exist"),
                Arguments.of("youki", "error in executing command: container state directory does not exist"));
    }

    @ParameterizedTest
    @MethodSource("missing_containers")
    void a_container_that_is_not_there_is_told_in_many_ways(String runtime, String message) {
        assertThat(failureOf(runtime, Verb.STATE, line("error", message)))
                .isInstanceOf(ContainerNotFoundException.class);
    }

    @Test
    void a_machine_that_crun_refuses_is_named() {
        String message = "cgroups in hybrid mode not supported, drop all controllers from cgroupv2";

        assertThat(failureOf("crun", Verb.CREATE, line("error", message)))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not create container a.
                        Why: crun does not work with control groups of version 1 and 2 beside each other (%s).
                        Fix: boot with systemd.unified_cgroup_hierarchy=1, or choose runc.""".formatted(message));
    }

    @Test
    void a_command_that_a_runtime_was_built_without_is_no_command() {
        assertThat(failureOf("crun", Verb.CHECKPOINT, line("error", "unknown command checkpoint")))
                .isInstanceOf(UnsupportedVerbException.class)
                .hasMessage("""
                        Could not use the verb checkpoint.
                        Why: crun has no such command.
                        Fix: choose another runtime.""");
    }

    private static ContainerException failureOf(String runtime, Verb verb, String log) {
        return new Failures(Dialect.known(runtime)).of(verb, new ContainerId("a"), OUTCOME, log);
    }

    private static ContainerException failure(Verb verb, String... lines) {
        return new Failures(Dialect.known("runc")).of(verb, new ContainerId("a"), OUTCOME, String.join("", lines));
    }

    /** As runc writes it. */
    private static String line(String level, String message) {
        return "{\"level\":\"%s\",\"msg\":\"%s\",\"time\":\"2026-11-23T21:16:26Z\"}\n"
                .formatted(level, message.replace("\"", "\\\""));
    }
}
