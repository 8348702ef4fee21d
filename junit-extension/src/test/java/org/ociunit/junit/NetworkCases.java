package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.OciAssertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ociunit.Container;
import org.ociunit.error.ContainerException;

/** Test classes whose containers are on networks. */
final class NetworkCases {
    private NetworkCases() {}

    static class NamedTestCase {
        @WithContainer(network = "backend")
        static Container service;

        @WithContainer(network = "backend", env = "SERVICE=service", after = "service")
        static Container client;

        @WithContainer(network = "backend")
        Container own;

        @WithContainer(network = "elsewhere")
        Container stranger;

        @Test
        void first_test() {
            fieldsNameTheirContainers();
        }

        @Test
        void second_test() {
            fieldsNameTheirContainers();
        }

        private void fieldsNameTheirContainers() {
            assertThat(client.exec("sh", "-c", "getent ahostsv4 $SERVICE | head -n 1"))
                    .stdout()
                    .startsWith("10.77.0.2 ");
            assertThat(own.exec("getent", "hosts", "client")).exitedWith(0);
            assertThat(service.exec("getent", "hosts", "own")).exitedWith(0);
            assertThat(stranger.exec("getent", "hosts", "service")).exitedWith(2);
            TestCaseRun.SEEN.add(own);
        }
    }

    @WithContainer(network = "reachable")
    static class ReachableTestCase {
        @Test
        void test(Container container, @WithContainer Container none) {
            TestCaseRun.SEEN.add(container);
            org.assertj.core.api.Assertions.assertThat(
                            container.address(80).getAddress().isLoopbackAddress())
                    .isTrue();
            assertThatThrownBy(() -> none.address(80)).isInstanceOf(ContainerException.class);
        }
    }

    @WithContainer(network = "backend", scope = Scope.SESSION)
    static class SessionTestCase {
        @Test
        void test() {}
    }
}
