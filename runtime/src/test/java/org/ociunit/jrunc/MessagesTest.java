package org.ociunit.jrunc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerExistsException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.error.InvalidSpecException;
import org.ociunit.error.StepFailedException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.IllegalTransitionException;
import org.ociunit.lifecycle.Status;

class MessagesTest {
    private static String line(RuntimeException failure, String command) {
        return Messages.of(failure, command, "c1").line();
    }

    @Test
    void a_container_that_is_not_there() {
        assertThat(line(new ContainerNotFoundException("state", "c1", "ociunit"), "state"))
                .isEqualTo("container does not exist");
    }

    @Test
    void a_name_that_is_taken() {
        assertThat(line(new ContainerExistsException("c1", "ociunit"), "create"))
                .isEqualTo("container with given ID already exists");
    }

    @ParameterizedTest
    @CsvSource({
        "start, STOPPED, cannot start a container that has stopped",
        "start, RUNNING, cannot start an already running container",
        "start, PAUSED, cannot start a container in the paused state",
        "exec, STOPPED, cannot exec in a stopped container",
        "exec, PAUSED, cannot exec in a paused container (use --ignore-paused to override)",
        "pause, STOPPED, container not running",
        "pause, PAUSED, container not running",
        "resume, RUNNING, container not paused",
        "kill, STOPPED, container not running",
        "update, STOPPED, container not running",
        "delete, RUNNING, cannot delete container c1 that is not stopped: running",
        "checkpoint, CREATED, Container cannot be checkpointed in created state",
        "events, STOPPED, container with id c1 is not running"
    })
    void a_state_that_does_not_allow_it(String command, Status status, String message) {
        assertThat(line(new IllegalTransitionException(command, new ContainerId("c1"), status), command))
                .isEqualTo(message);
    }

    @Test
    void rules_that_a_configuration_breaks_are_told_on_one_line() {
        InvalidSpecException failure = new InvalidSpecException(
                "Could not create container c1.",
                List.of(
                        "root.path is \"\", and must not be empty (config.md, Root)",
                        "process.cwd is \"x\", and must be an absolute path (config.md, Process)"));

        assertThat(line(failure, "run"))
                .isEqualTo("Could not create container c1: "
                        + "invalid configuration: root.path is \"\", and must not be empty (config.md, Root); "
                        + "process.cwd is \"x\", and must be an absolute path (config.md, Process)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "must name a program in the container's PATH=/bin | executable file not found in $PATH",
                "must name a program: there is no such file | no such file or directory",
                "must name a program: it is a folder | is a directory",
                "must name a program: nobody may execute it | permission denied"
            })
    void a_program_that_is_none_is_told_in_the_words_that_engines_look_for(String rule, String words) {
        String violation = "process.args[0] is \"prog\", and " + rule + " (config.md, Process)";

        assertThat(line(new InvalidSpecException("Could not create container c1.", List.of(violation)), "create"))
                .isEqualTo("unable to start container process: exec: \"prog\": " + words + " (" + violation + ")");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "look for the program prog (process.args[0]) | ENOENT | exec: \"prog\": executable file not found in $PATH",
                "look for the program /prog (process.args[0]) | ENOENT | exec: \"/prog\": no such file or directory",
                "execute /prog (process.args) | EACCES | exec /prog: permission denied",
                "make file system t for /x (mounts[1]) | ENODEV | error during container init: error mounting: make file system t"
                        + " for /x (mounts[1]): no such device (ENODEV)",
                "execute /x (hooks.startContainer[0]) | ENOENT | error during container init: error running startContainer hook"
                        + " #0: execute /x (hooks.startContainer[0]): no such file or directory (ENOENT)",
                "set the scheduler SCHED_DEADLINE (process.scheduler) | EPERM | error during container init: set the scheduler"
                        + " SCHED_DEADLINE (process.scheduler): operation not permitted (EPERM): process scheduler can't be"
                        + " used together with AllowedCPUs (linux.resources.cpu.cpus)",
                "join control group /g/cgroup.procs | ENOENT | error during container init: error adding pid of the process to cgroups: join"
                        + " control group /g/cgroup.procs: no such file or directory (ENOENT)",
                "set the host name | EDOM | error during container init: set the host name: EDOM (m)",
                "set the host name | EPERM | error during container init: set the host name: operation not permitted (EPERM)"
            })
    void a_step_that_failed_while_a_process_was_made(String step, String errno, String words) {
        assertThat(line(new StepFailedException("Could not exec container c1.", step, errno, "m", null), "exec"))
                .isEqualTo("unable to start container process: " + words);
    }

    @Test
    void a_step_that_failed_otherwise() {
        assertThat(line(
                        new StepFailedException("Could not pause container c1.", "freeze", "EBUSY", "in use", null),
                        "pause"))
                .isEqualTo("Could not pause container c1: freeze: EBUSY (in use)");
    }

    @Test
    void a_hook_that_failed() {
        String why = "hook /bin/false (hooks.createRuntime[1]) exited with 1.";

        assertThat(line(new ContainerException("Could not create container c1.", why, null), "create"))
                .isEqualTo("error running createRuntime hook #1: Could not create container c1: " + why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linux.memoryPolicy.mode is required | invalid memory policy mode",
                "linux.memoryPolicy.flags[1] is \"x\", and must be one of y | invalid memory policy flag",
                "linux.memoryPolicy.nodes is required by MPOL_BIND | invalid memory policy node",
                "linux.memoryPolicy.nodes is \"0-2,7\", and must be absent with MPOL_DEFAULT"
                        + " | invalid memory policy node: mode requires 0 nodes but got 4"
            })
    void a_memory_policy_that_is_none(String rule, String words) {
        assertThat(line(new InvalidSpecException("Could not create container c1.", List.of(rule)), "create"))
                .isEqualTo("Could not create container c1: invalid configuration: " + words + ": " + rule);
    }

    @Test
    void a_hook_that_its_filter_has_ended() {
        String why = "hook /bin/sh (hooks.startContainer[0]) was killed by SYS.";

        assertThat(line(new ContainerException("Could not start container c1.", why, null), "start"))
                .isEqualTo("error running startContainer hook #0: Could not start container c1: " + why
                        + " (bad system call)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Could not exec container c1. | .. is no control group below the container's. | bad sub cgroup path",
                "Could not exec container c1. | the container has no group of its own for cores. | unknown controller cores",
                "Could not make control group /g. | EACCES (Permission denied): /g."
                        + " | unable to apply cgroup configuration: permission denied",
                "Could not set linux.resources.pids.limit. | the container has no control group: this user may make none."
                        + " | rootless needs no limits + no cgrouppath when no permission is granted for cgroups"
            })
    void a_control_group_that_cannot_be(String what, String why, String words) {
        assertThat(line(new ContainerException(what, why, null), "create"))
                .isEqualTo(what.substring(0, what.length() - 1) + ": " + words + ": " + why);
    }

    @Test
    void a_document_that_cannot_be_read() {
        assertThat(line(
                        new InvalidDocumentException(
                                "/b/config.json",
                                3,
                                5,
                                "process.args[1]",
                                "expected a string, but found a number",
                                null),
                        "run"))
                .isEqualTo("Could not read /b/config.json:3:5: process.args[1]: expected a string, but found a number");
    }

    @Test
    void what_the_machine_lacks_with_the_advice_for_people() {
        assertThat(Messages.of(
                        new UnsupportedByHostException(
                                "Could not ps container c1.", "it has\nno group.", "run it as root."),
                        "ps",
                        "c1"))
                .isEqualTo(new Message("Could not ps container c1: it has no group.", Optional.of("run it as root.")));
    }

    @Test
    void a_mistake_of_our_own() {
        assertThat(line(new IllegalStateException("odd"), "ps"))
                .isEqualTo("internal error: java.lang.IllegalStateException: odd");
    }
}
