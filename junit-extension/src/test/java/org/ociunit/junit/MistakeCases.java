package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ociunit.OciAssertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Status;
import org.ociunit.lifecycle.Timeline;

/** Test classes that ask for what cannot be. */
final class MistakeCases {
    private MistakeCases() {}

    @WithContainer(image = "host", bundle = "any")
    static class TwoSourcesTestCase {
        @Test
        void test() {}
    }

    static class NoBundleTestCase {
        @Test
        @WithContainer(bundle = "nowhere")
        void test() {}
    }

    static class TooEarlyBundleTestCase {
        @WithContainer(bundle = "bundle")
        static Container container;

        final Bundle bundle = Bundle.from(Image.host());

        @Test
        void test() {
            assertThat(bundle).isNotNull();
        }
    }

    @WithContainer(memory = "64 megs")
    static class MemoryTestCase {
        @Test
        void test() {}
    }

    @WithContainer(env = "NAME")
    static class EnvTestCase {
        @Test
        void test() {}
    }

    @WithContainer(status = Status.STOPPED)
    static class StatusTestCase {
        @Test
        void test() {}
    }

    static class StaticFieldScopeTestCase {
        @WithContainer(scope = Scope.TEST)
        static Container container;

        @Test
        void test() {}
    }

    static class FieldScopeTestCase {
        @WithContainer(scope = Scope.CLASS)
        Container container;

        @Test
        void test() {}
    }

    static class MethodScopeTestCase {
        @Test
        @WithContainer(scope = Scope.CLASS)
        void test() {}
    }

    static class ParameterScopeTestCase {
        @Test
        void test(@WithContainer(scope = Scope.CLASS) Container container) {}
    }

    static class WrongFieldTestCase {
        @WithContainer
        String container;

        @Test
        void test() {}
    }

    @WithContainer
    static class BeforeAllTestCase {
        @BeforeAll
        static void before(Container container) {}

        @Test
        void test() {}
    }

    static class NoContainerTestCase {
        @Test
        @org.junit.jupiter.api.extension.ExtendWith(ContainerExtension.class)
        void test(Timeline timeline) {}
    }

    @WithContainer(image = "dir:")
    static class ImageTestCase {
        @Test
        void test() {}
    }

    @WithContainer(deadline = "soon")
    static class DeadlineTestCase {
        @Test
        void test() {}
    }

    @WithContainer(after = "db")
    static class OrderOfClassTestCase {
        @Test
        void test() {}
    }

    static class CircleTestCase {
        @WithContainer(after = "two")
        Container one;

        @WithContainer(after = "three")
        Container two;

        @WithContainer(after = "one")
        Container three;

        @Test
        void test() {}
    }

    static class UnknownOrderTestCase {
        @WithContainer(after = "db")
        Container app;

        Container db;

        @Test
        void test() {}
    }

    static class TooLateOrderTestCase {
        @WithContainer(after = "db")
        static Container app;

        @WithContainer
        Container db;

        @Test
        void test() {}
    }

    static class SessionBundleTestCase {
        final Bundle bundle = Bundle.from(Image.host());

        @Test
        @WithContainer(bundle = "bundle", scope = Scope.SESSION)
        void test() {
            assertThat(bundle).isNotNull();
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class NullFieldTestCase {
        @WithContainer
        Container own;

        @BeforeAll
        void before() {
            own.exec("true");
        }

        @Test
        void test() {}
    }

    @WithContainer
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneConstructorTestCase {
        OneConstructorTestCase(Container container) {}

        @Test
        void test() {}
    }
}
