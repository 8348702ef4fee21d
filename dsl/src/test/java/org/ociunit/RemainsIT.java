package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;

@NeedsEmbedded
@NeedsRoot
@Timeout(60)
class RemainsIT {
    private static final int LOOKS = 40;

    private final ContainerId id =
            new ContainerId("remains-" + ProcessHandle.current().pid());
    private final Path groups = Files.isDirectory(Path.of("/sys/fs/cgroup/pids"))
            ? Path.of("/sys/fs/cgroup/pids")
            : Path.of("/sys/fs/cgroup");

    @Test
    void a_control_group_is_found_while_others_come_and_go(@TempDir Path folder) throws Exception {
        Path left = Files.createDirectory(groups.resolve(id.value()));
        AtomicBoolean goOn = new AtomicBoolean(true);
        Thread others = new Thread(() -> comeAndGo(goOn));
        others.start();
        try {
            for (int look = 0; look < LOOKS; look++) {
                assertThat(new Remains(Runtimes.embedded(), id, folder).find())
                        .containsExactly("control group " + left);
            }
        } finally {
            goOn.set(false);
            others.join();
            Files.delete(left);
        }
    }

    /** In a crowd, so that one goes between the moment that it is listed and the moment that it is looked at. */
    private void comeAndGo(AtomicBoolean goOn) {
        try {
            while (goOn.get()) {
                for (int number = 0; number < 50; number++) {
                    Files.createDirectory(other(number));
                }
                for (int number = 0; number < 50; number++) {
                    Files.delete(other(number));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Path other(int number) {
        return groups.resolve("other-of-" + id + "-" + number + "-of-others");
    }
}
