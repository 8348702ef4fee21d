package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.spec.Features;
import org.ociunit.spec.LinuxFeatures;

class FeaturePathTest {
    private final Features features = Features.empty()
            .withMountOptions(List.of("ro", "idmap"))
            .withLinux(LinuxFeatures.empty()
                    .withApparmor(new LinuxFeatures.Enabled(true))
                    .withSelinux(new LinuxFeatures.Enabled(false))
                    .withUnknown(Map.of("teleport", Map.of("enabled", true))));

    private boolean has(String path) {
        return FeaturePath.parse(path).isIn(features);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux.apparmor.enabled", "mountOptions:idmap", "linux.teleport.enabled"})
    void what_is_told_to_be_there_is_there(String path) {
        assertThat(has(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "linux.selinux.enabled",
                "linux.seccomp.enabled",
                "linux.mountExtensions.idmap.enabled",
                "linux.apparmor",
                "mountOptions:rro",
                "hooks:poststop"
            })
    void what_is_not_told_is_not_there(String path) {
        assertThat(has(path)).isFalse();
    }

    @Test
    void a_member_that_nobody_knows_is_named_with_those_that_are_known() {
        assertThatThrownBy(() -> has("linux.secomp.enabled"))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessage(
                        "@RequiresFeature: \"linux.secomp.enabled\" is no path of the features document: where it says"
                                + " secomp, there is teleport, namespaces, capabilities, cgroup, seccomp, apparmor, selinux,"
                                + " intelRdt, memoryPolicy, mountExtensions, netDevices.");
        assertThatThrownBy(() -> has("hooks.prestart"))
                .hasMessage("@RequiresFeature: \"hooks.prestart\" is no path of the features document: where it says"
                        + " prestart, there is nothing.");
    }
}
