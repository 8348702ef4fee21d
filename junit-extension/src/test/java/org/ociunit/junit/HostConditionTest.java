package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.ociunit.runtime.host.Host;

class HostConditionTest {
    private static final Host ROOT =
            new Host(0, 0, "5.10.0-18-amd64", Host.Cgroups.V1, Path.of("/run/own"), Path.of("/tmp/own"));
    private static final Host USER =
            new Host(1000, 1000, "6.1.0-18-amd64", Host.Cgroups.V2, Path.of("/run/own"), Path.of("/tmp/own"));

    @EnabledOnHost
    private static class Any {}

    @EnabledOnHost(cgroups = Host.Cgroups.V2, root = false, kernel = "6.1")
    private static class New {}

    @EnabledOnHost(cgroups = {Host.Cgroups.HYBRID, Host.Cgroups.NONE})
    private static class NotOld {}

    @EnabledOnHost(root = true)
    private static class Root {}

    @EnabledOnHost(root = false)
    private static class User {}

    @EnabledOnHost(kernel = "5.11")
    private static class Kernel {}

    @EnabledOnHost(kernel = "new")
    private static class Wrong {}

    private static Optional<String> lack(Class<?> type, Host host) {
        return HostCondition.lack(type.getAnnotation(EnabledOnHost.class), host);
    }

    @Test
    void a_machine_that_is_as_it_should_be_lacks_nothing() {
        assertThat(lack(Any.class, ROOT)).isEmpty();
        assertThat(lack(Any.class, USER)).isEmpty();
        assertThat(lack(New.class, USER)).isEmpty();
        assertThat(lack(Root.class, ROOT)).isEmpty();
        assertThat(lack(Kernel.class, USER)).isEmpty();
    }

    @Test
    void what_a_machine_lacks_is_told_beside_what_it_has() {
        assertThat(lack(New.class, ROOT)).contains("needs cgroups v2; this machine has cgroups v1");
        assertThat(lack(NotOld.class, ROOT))
                .contains("needs hybrid cgroups or no cgroups; this machine has cgroups v1");
        assertThat(lack(Root.class, USER)).contains("needs root; this is user 1000");
        assertThat(lack(User.class, ROOT)).contains("needs an ordinary user; this is root");
        assertThat(lack(Kernel.class, ROOT)).contains("needs Linux 5.11 or later; this is 5.10.0-18-amd64");
    }

    @Test
    void a_release_that_is_none_is_named() {
        assertThatThrownBy(() -> lack(Wrong.class, ROOT))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessage("@EnabledOnHost: kernel is \"new\", and should be like 6.1.");
    }
}
