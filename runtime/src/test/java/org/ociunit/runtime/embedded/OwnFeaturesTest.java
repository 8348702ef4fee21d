package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.runtime.Version;
import org.ociunit.runtime.plan.MountOptions;
import org.ociunit.spec.Capabilities;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Seccomp;

class OwnFeaturesTest {
    @ParameterizedTest
    @CsvSource({"5.15.0, false", "5.19, true", "6.18.44-fc, true"})
    void a_flag_is_supported_from_the_kernel_on_that_has_it(String kernel, boolean supported) {
        var seccomp = OwnFeatures.of(OwnFeatures.document(), Version.in(kernel))
                .linux()
                .seccomp();

        assertThat(seccomp.supportedFlags().contains(Seccomp.FLAG_WAIT_KILLABLE_RECV))
                .isEqualTo(supported);
        assertThat(seccomp.supportedFlags()).contains(Seccomp.FLAG_LOG, Seccomp.FLAG_SPEC_ALLOW, Seccomp.FLAG_TSYNC);
        assertThat(seccomp.knownFlags()).contains(Seccomp.FLAG_WAIT_KILLABLE_RECV);
        assertThat(seccomp.actions()).contains(Seccomp.ACT_NOTIFY);
    }

    /** What is no word of ours goes to the file system, which would not know it. */
    @Test
    void every_mount_option_that_is_told_is_understood() {
        assertThat(OwnFeatures.document().mountOptions()).isNotEmpty().allSatisfy(option -> {
            MountOptions read = MountOptions.of(Mount.of("/mnt", "tmpfs", "tmpfs", option));

            assertThat(read.superblock())
                    .isSubsetOf("ro", "rw", "sync", "async", "dirsync", "lazytime", "nolazytime", "mand", "nomand");
        });
    }

    @Test
    void every_hook_namespace_and_capability_is_told() {
        assertThat(OwnFeatures.document().hooks())
                .containsExactly(
                        "prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop");
        assertThat(OwnFeatures.document().linux().namespaces())
                .containsExactly("cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts");
        assertThat(OwnFeatures.document().linux().capabilities()).isEqualTo(Capabilities.NAMES);
    }
}
