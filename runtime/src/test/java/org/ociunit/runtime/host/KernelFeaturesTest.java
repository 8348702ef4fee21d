package org.ociunit.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelFeaturesTest {
    private static final KernelFeatures KERNEL = KernelFeatures.current();

    @Test
    void every_kernel_that_runs_containers_has_these() {
        assertThat(KERNEL.fileSystems()).contains("proc", "tmpfs", "sysfs").noneMatch(type -> type.contains("\t"));
        assertThat(KERNEL.namespaces()).contains("mnt", "pid", "net", "uts", "ipc");
        assertThat(KERNEL.parameters().resolve("kernel/ostype")).isRegularFile();
    }

    @Test
    void its_modules_are_those_of_its_release() {
        assertThat(KERNEL.modules())
                .hasToString("/lib/modules/" + Host.current().kernel());
    }
}
