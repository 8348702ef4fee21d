package org.ociunit.jrunc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.recording.RecordedCall;
import org.ociunit.runtime.recording.Recording;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsPodman;
import org.ociunit.runtime.testkit.NeedsRoot;

/** Podman with a wrapper in the place of our program. */
@NeedsRoot
@NeedsEmbedded
@NeedsPodman
class RecordedPodmanIT extends PodmanIT {
    private Path recording = Path.of("");

    @Override
    String runtime(Path folder) throws Exception {
        recording = folder.resolve("calls");
        return Enclosure.recorded(folder);
    }

    @Test
    void what_it_is_called_for_is_written_down() throws Exception {
        int before = Recording.read(recording).calls().size();

        run("--rm", "sh", "-c", "exit 3").endedWith(3);

        List<RecordedCall> calls = Recording.read(recording).calls();
        List<RecordedCall> made = calls.subList(before, calls.size());
        RecordedCall create = of("create", made);
        assertThat(create.input().spec().orElseThrow().process().args()).containsExactly("sh", "-c", "exit 3");
        assertThat(create.answer().status()).contains(Status.CREATED);
        assertThat(of("start", made).command().id()).isEqualTo(create.command().id());
        assertThat(of("delete", made).answer().state()).isNull();
    }

    private static RecordedCall of(String verb, List<RecordedCall> calls) {
        return calls.stream()
                .filter(call -> verb.equals(call.command().verb()))
                .findFirst()
                .orElseThrow();
    }
}
