package org.ociunit.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The whole family: each message as it is read, and what a test can ask besides. */
class ContainerExceptionTest {
    private static final IOException CAUSE = new IOException("disk full");

    @Test
    void has_a_line_each_for_what_why_and_how_to_fix_it() {
        ContainerException e = new ContainerException("Could not do it.", "it is late.", "come again tomorrow.", CAUSE);

        assertThat(e).isInstanceOf(RuntimeException.class).hasCause(CAUSE).hasMessage("""
                Could not do it.
                Why: it is late.
                Fix: come again tomorrow.""");
        assertThat(e.what()).isEqualTo("Could not do it.");
        assertThat(e.why()).isEqualTo("it is late.");
        assertThat(e.fix()).isEqualTo("come again tomorrow.");
    }

    @Test
    void has_no_line_for_what_is_not_known() {
        ContainerException e = new ContainerException("Could not do it.", null, null);

        assertThat(e).hasMessage("Could not do it.").hasNoCause();
        assertThat(e.why()).isNull();
        assertThat(e.fix()).isNull();
        assertThat(new ContainerException("Could not do it.", null, "come again tomorrow."))
                .hasMessage("""
                Could not do it.
                Fix: come again tomorrow.""");
    }

    @Test
    void a_name_that_is_taken() {
        assertThat(new ContainerExistsException("web-1", "runc")).hasMessage("""
                Could not create container web-1.
                Why: runc has a container of this name already.
                Fix: choose another name, or delete that one first.""");
    }

    @Test
    void a_container_that_is_not_there() {
        assertThat(new ContainerNotFoundException("start", "web-1", "runc")).hasMessage("""
                Could not start container web-1.
                Why: runc knows no container of this name.""");
    }

    @Test
    void a_deadline_that_passed() {
        Duration deadline = Duration.ofMillis(1500);
        DeadlineExceededException e = new DeadlineExceededException("Container web-1 did not stop.", deadline, null);

        assertThat(e).hasMessage("""
                Container web-1 did not stop.
                Why: it did not happen within 1500 ms.""");
        assertThat(e.deadline()).isEqualTo(deadline);
    }

    @Test
    void a_deadline_that_passed_tells_what_was_seen_instead() {
        assertThat(new DeadlineExceededException("It did not stop.", Duration.ofSeconds(2), "it is paused"))
                .hasMessage("""
                        It did not stop.
                        Why: it did not happen within 2000 ms; it is paused.""");
    }

    @Test
    void an_image_that_is_of_no_use() {
        assertThat(new ImageException("dir:/none", "/none does not exist.", "make it.", CAUSE))
                .hasCause(CAUSE)
                .hasMessage("""
                        Could not use image dir:/none.
                        Why: /none does not exist.
                        Fix: make it.""");
    }

    @Test
    void a_document_with_a_problem_in_a_member() {
        InvalidDocumentException e =
                new InvalidDocumentException("config.json", 3, 14, "process.args[1]", "expected a string", CAUSE);

        assertThat(e).hasCause(CAUSE).hasMessage("""
                Could not read config.json:3:14.
                Why: process.args[1]: expected a string""");
        assertThat(e.source()).isEqualTo("config.json");
        assertThat(e.line()).isEqualTo(3);
        assertThat(e.column()).isEqualTo(14);
        assertThat(e.path()).isEqualTo("process.args[1]");
    }

    @Test
    void a_document_with_a_problem_as_a_whole() {
        assertThat(new InvalidDocumentException("config.json", 0, 0, "", "the text is not UTF-8", null))
                .hasNoCause()
                .hasMessage("""
                        Could not read config.json.
                        Why: the text is not UTF-8""");
    }

    @Test
    void a_configuration_that_breaks_rules() {
        InvalidSpecException e = new InvalidSpecException(
                "Could not create container web-1.", List.of("root is required (a)", "process is required (b)"));

        assertThat(e).hasNoCause().hasMessage("""
                Could not create container web-1.
                Why: the configuration breaks 2 rules.
                  root is required (a)
                  process is required (b)
                Fix: correct the configuration: nothing has been made yet.""");
        assertThat(e.violations()).containsExactly("root is required (a)", "process is required (b)");
    }

    @Test
    void a_command_that_failed() {
        List<String> command = List.of("/usr/sbin/runc", "start", "web-1");
        RuntimeCommandException e =
                new RuntimeCommandException("Could not start container web-1.", command, 1, " no such file \n");

        assertThat(e).hasMessage("""
                Could not start container web-1.
                Why: /usr/sbin/runc start web-1 ended with 1: no such file""");
        assertThat(e.command()).isEqualTo(command);
        assertThat(e.exitCode()).isEqualTo(1);
        assertThat(e.stderr()).isEqualTo(" no such file \n");
    }

    @Test
    void a_command_that_failed_without_a_word() {
        assertThat(new RuntimeCommandException("Could not do it.", List.of("/bin/false"), 137, "\n"))
                .hasMessage("""
                        Could not do it.
                        Why: /bin/false ended with 137""");
    }

    @Test
    void a_step_that_failed() {
        StepFailedException e = new StepFailedException(
                "Could not start /bin/none.", "execute /bin/none", "ENOENT", "no such file or folder", "install it.");

        assertThat(e).hasMessage("""
                Could not start /bin/none.
                Why: execute /bin/none: ENOENT (no such file or folder)
                Fix: install it.""");
        assertThat(e.step()).isEqualTo("execute /bin/none");
        assertThat(e.errno()).isEqualTo("ENOENT");
    }

    @Test
    void something_that_the_machine_lacks() {
        UnsupportedByHostException e = new UnsupportedByHostException(
                "Could not create container web-1.", "user namespaces are switched off", "switch them on.");

        assertThat(e).isInstanceOf(UnsupportedException.class).hasMessage("""
                Could not create container web-1.
                Why: user namespaces are switched off
                Fix: switch them on.""");
        assertThat(e.requirement()).isEqualTo("user namespaces are switched off");
    }

    @Test
    void a_verb_that_a_runtime_lacks() {
        assertThat(new UnsupportedVerbException("tiny", "pause"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessage("""
                        Could not use the verb pause.
                        Why: tiny has no such command.
                        Fix: choose another runtime.""");
    }
}
