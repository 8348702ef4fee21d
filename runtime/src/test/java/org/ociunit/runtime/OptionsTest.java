package org.ociunit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a container is made, how a process is run in it, how it is written to disk, and how it is deleted. */
class OptionsTest {
    private static final Stdio STREAMS = Stdio.to(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    private static final Stdio FILES = Stdio.toFiles(Path.of("/out"), Path.of("/err"));

    @Test
    void a_container_ends_with_this_jvm_and_is_made_within_30_seconds() {
        CreateOptions options = CreateOptions.defaults();

        assertThat(options.stdio()).isEqualTo(Stdio.none());
        assertThat(options.attached()).isTrue();
        assertThat(options.deadline()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void each_change_of_how_a_container_is_made_leaves_the_rest() {
        CreateOptions options = CreateOptions.defaults()
                .withDeadline(Duration.ofSeconds(7))
                .withPidFile(Path.of("/pid"))
                .withPreserved(List.of(Path.of("/file")));

        assertThat(options.withStdio(STREAMS).withNoPivot(true).withNoNewKeyring(true))
                .hasToString("CreateOptions[stdio=" + STREAMS + ", attached=true, deadline=PT7S, pidFile=/pid,"
                        + " pidfdSocket=null, preserved=[/file], noPivot=true, noNewKeyring=true, checked=true,"
                        + " bundle=null]");
    }

    @Test
    void a_detached_container_loses_the_streams_that_this_jvm_would_have_to_copy() {
        assertThat(CreateOptions.defaults().withStdio(STREAMS).detached().stdio())
                .isEqualTo(Stdio.none());
        assertThat(CreateOptions.defaults().withStdio(FILES).detached().stdio()).isEqualTo(FILES);
    }

    @Test
    void a_detached_container_cannot_be_given_streams() {
        CreateOptions detached = CreateOptions.defaults().detached();

        assertThatThrownBy(() -> detached.withStdio(STREAMS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A detached container has no streams: nobody would be there to read or write them.");
        assertThatThrownBy(() -> RestoreOptions.from(Path.of("/image"))
                        .withStdio(STREAMS)
                        .withAttached(false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A detached container has no streams: nobody would be there to read or write them.");
    }

    @Test
    void a_process_starts_within_30_seconds() {
        ExecOptions options = ExecOptions.defaults();

        assertThat(options.stdio()).isEqualTo(Stdio.none());
        assertThat(options.deadline()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void a_restore_is_not_told_what_only_a_checkpoint_can_be() {
        RestoreOptions options = RestoreOptions.from(Path.of("/image"));

        assertThatThrownBy(() -> options.withAllowing(Set.of(CriuAllowance.LINK_REMAP)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("LINK_REMAP is for a checkpoint alone; a restore cannot be told it.");
    }

    @Test
    void a_delete_is_forced_only_where_that_is_said() {
        assertThat(DeleteOptions.defaults().force()).isFalse();
        assertThat(DeleteOptions.forced().force()).isTrue();
    }
}
