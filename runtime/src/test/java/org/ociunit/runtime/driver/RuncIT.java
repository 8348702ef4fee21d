package org.ociunit.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.testkit.NeedsRunc;
import org.ociunit.runtime.testkit.OciRuntimeContract;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;

@NeedsRunc
class RuncIT extends OciRuntimeContract {
    @Override
    protected OciRuntime runtime() {
        return Runtimes.installed("runc");
    }

    @Test
    void a_container_goes_with_this_jvm_even_if_the_launcher_that_made_it_was_killed(@TempDir Path folder) {
        ContainerId id = new ContainerId("orphaned-" + ProcessHandle.current().pid());
        runtime().create(id, TestBundle.in(folder, "sleep", "60"), CreateOptions.defaults());
        Launcher dead = Launcher.shared();
        ProcessHandle.of(dead.pid()).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(10)).until(() -> Launcher.shared() != dead);
        assertThat(runtime().state(id).status()).isEqualTo(Status.CREATED);

        Runtimes.shutDown();

        assertThatThrownBy(() -> runtime().state(id)).isInstanceOf(ContainerNotFoundException.class);
        assertThat(Traces.of(id.value())).isEmpty();
    }
}
