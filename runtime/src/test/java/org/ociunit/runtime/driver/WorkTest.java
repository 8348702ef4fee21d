package org.ociunit.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.ContainerId;

class WorkTest {
    private static final ContainerId ID = new ContainerId("web-1");

    @TempDir
    Path parent;

    @Test
    void a_containers_folder_has_its_name_and_is_made_with_its_parents() {
        Work work = Work.of(parent.resolve("runc.work"), ID);
        assertThat(work.isThere()).isFalse();

        work.make();

        assertThat(work.isThere()).isTrue();
        assertThat(work.folder()).isEqualTo(parent.resolve("runc.work/web-1")).isDirectory();
    }

    @Test
    void each_exec_has_a_folder_of_its_own_in_the_containers() {
        Work container = Work.of(parent, ID);
        Work one = container.forExec();
        Work other = container.forExec();

        assertThat(one.folder().getParent()).isEqualTo(container.folder());
        assertThat(one).isNotEqualTo(other);
        assertThat(one.folder().getFileName().toString())
                .startsWith("exec-" + ProcessHandle.current().pid() + "-");
    }

    @Test
    void the_files_stand_beside_each_other() {
        Work work = Work.of(parent, ID);

        assertThat(work.pidFile()).isEqualTo(parent.resolve("web-1/pid"));
        assertThat(work.log()).isEqualTo(parent.resolve("web-1/log"));
        assertThat(work.process()).isEqualTo(parent.resolve("web-1/process.json"));
    }

    @Test
    void what_was_written_is_read() throws IOException {
        Work work = Work.of(parent, ID);
        work.make();
        Files.writeString(work.pidFile(), "4711\n");
        Files.writeString(work.log(), "line\n");
        work.writeProcess("{}");

        assertThat(Work.readPid(work.pidFile())).isEqualTo(4711);
        assertThat(work.readLog()).isEqualTo("line\n");
        assertThat(work.process()).hasContent("{}");
    }

    @Test
    void a_log_that_was_never_written_is_empty() {
        assertThat(Work.of(parent, ID).readLog()).isEmpty();
    }

    @Test
    void a_pid_that_was_never_written_is_told() {
        Work work = Work.of(parent, ID);

        assertThatThrownBy(() -> Work.readPid(work.pidFile()))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                Could not learn the pid of a new process.
                Why: the runtime succeeded, but %s has "".""".formatted(work.pidFile()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "12345678901234567890"})
    void a_pid_that_is_none_is_told(String text) throws IOException {
        Work work = Work.of(parent, ID);
        work.make();
        Files.writeString(work.pidFile(), text);

        assertThatThrownBy(() -> Work.readPid(work.pidFile()))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                Could not learn the pid of a new process.
                Why: the runtime succeeded, but %s has "%s".""".formatted(work.pidFile(), text));
    }

    @Test
    void a_folder_that_cannot_be_made_is_told() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> Work.of(file, ID).make())
                .isInstanceOf(ContainerException.class)
                .hasMessageMatching("""
                        Could not make the folder \\Q%s/web-1\\E\\.
                        Why: java\\.nio\\.file\\.\\w+: \\Q%s\\E.*""".formatted(file, file));
    }
}
