package org.ociunit.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.testkit.NeedsRunsc;
import org.ociunit.runtime.testkit.NeedsUser;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;

/** Runtimes that are installed, and yet of no use on this machine, or to this user. */
class UnfitRuntimeIT {
    private static final ContainerId ID =
            new ContainerId("unfit-" + ProcessHandle.current().pid());

    @TempDir
    Path folder;

    @Test
    void crun_is_refused_where_control_groups_are_hybrid() {
        assumeTrue(Host.current().cgroups() == Host.Cgroups.HYBRID, "needs hybrid control groups");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/crun")), "needs crun; it is not installed");

        assertThat(Runtimes.missing())
                .containsEntry(
                        "crun",
                        "of no use here: crun works with control groups of v1 or v2, and this machine's are hybrid.");
        assertThat(Runtimes.available()).noneMatch(runtime -> runtime.name().equals("crun"));
        assertThatThrownBy(() ->
                        Runtimes.installed("crun").create(ID, TestBundle.in(folder, "true"), CreateOptions.defaults()))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not create container %s.
                        Why: crun works with control groups of v1 or v2, and this machine's are hybrid.
                        Fix: boot with systemd.unified_cgroup_hierarchy=1, or choose runc.""".formatted(ID));
        assertThat(Traces.of(ID.value())).isEmpty();
    }

    @Test
    @NeedsRunsc
    @NeedsUser
    void runsc_is_refused_to_an_ordinary_user() {
        assertThatThrownBy(() ->
                        Runtimes.installed("runsc").create(ID, TestBundle.in(folder, "true"), CreateOptions.defaults()))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessageMatching("""
                        Could not create container %s\\.
                        Why: runsc is for root alone, and this is user \\d+\\.
                        Fix: run as root, or choose another runtime\\.""".formatted(ID));
        assertThat(Traces.of(ID.value())).isEmpty();
    }
}
