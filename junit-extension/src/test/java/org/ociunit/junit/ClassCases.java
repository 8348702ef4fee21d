package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.ociunit.OciAssertions.assertThat;
import static org.ociunit.junit.TestCaseRun.SEEN;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.image.Image;

/** Test classes with a container on the class. */
final class ClassCases {
    private ClassCases() {}

    @WithContainer(image = "host")
    static class EachTestCase {
        @Test
        void one(Container container) {
            SEEN.add(container);
            assertThat(container).isRunning();
        }

        @Test
        void two(Container container) {
            SEEN.add(container);
            assertThat(container).isRunning();
        }
    }

    @WithContainer(scope = Scope.CLASS)
    static class ClassScopeTestCase {
        @BeforeAll
        static void before(Container container) {
            assertThat(container).isRunning();
        }

        @Test
        void one(Container container) {
            SEEN.add(container);
        }

        @Test
        void two(Container container) {
            SEEN.add(container);
        }
    }

    @WithContainer
    static class AroundTestCase {
        @Nested
        class Inner {
            @Test
            void test(Container container) {
                SEEN.add(container);
                assertThat(container).isRunning();
            }
        }
    }

    static class InheritingTestCase extends EachTestCase {}

    @WithContainer
    static class ParallelTestCase {
        private static final CyclicBarrier ALL = new CyclicBarrier(4);
        private static final Set<String> NAMES = ConcurrentHashMap.newKeySet();

        @Test
        void one(Container container) throws Exception {
            test(container);
        }

        @Test
        void two(Container container) throws Exception {
            test(container);
        }

        @Test
        void three(Container container) throws Exception {
            test(container);
        }

        @Test
        void four(Container container) throws Exception {
            test(container);
        }

        private static void test(Container container) throws Exception {
            SEEN.add(container);
            ALL.await(60, TimeUnit.SECONDS);
            String name = container.exec("hostname").stdout();
            assertThat(NAMES.add(name)).isTrue();
            assertThat(name).isEqualTo(container.id() + "\n");
        }
    }

    @WithContainer(scope = Scope.CLASS)
    static class NestedInClassScopeTestCase {
        @Test
        void outer(Container container) {
            SEEN.add(container);
        }

        @Nested
        class Inner {
            @Test
            void inner(Container container) {
                SEEN.add(container);
            }
        }
    }

    @WithContainer(bundle = "own")
    static class OuterBundleTestCase {
        static final Bundle SHARED = Bundle.from(Image.host()).hostname("shared");

        private final Bundle own = Bundle.from(Image.host()).hostname("own");

        @Test
        void outer(Container container) {
            SEEN.add(container);
            assertThat(own).isNotNull();
            assertThat(container.exec("hostname")).hasStdout("own\n");
        }

        @Nested
        class Inner {
            @Test
            void of_the_class(Container container) {
                outer(container);
            }

            @Test
            @WithContainer(bundle = "SHARED")
            void by_name(Container container) {
                SEEN.add(container);
                assertThat(container.exec("hostname")).hasStdout("shared\n");
            }
        }
    }

    @WithContainer(env = "WHO=interface")
    interface Contract {
        @Test
        default void of_the_interface(Container container) {
            SEEN.add(container);
            assertThat(container.exec("sh", "-c", "echo $WHO")).hasStdout("interface\n");
        }

        @Test
        @WithContainer(env = "WHO=method")
        default void of_the_method(Container container) {
            SEEN.add(container);
            assertThat(container.exec("sh", "-c", "echo $WHO")).hasStdout("method\n");
        }
    }

    static class ImplementingTestCase implements Contract {}

    @Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER})
    @Retention(RetentionPolicy.RUNTIME)
    @WithContainer(env = "WHO=composed")
    @interface Composed {}

    @Composed
    static class ComposedTestCase {
        @Composed
        static Container shared;

        @Composed
        Container own;

        @Test
        void test(Container ofClass, @Composed Container parameter) {
            SEEN.addAll(List.of(shared, own, ofClass, parameter));
            assertThat(SEEN)
                    .allSatisfy(container ->
                            assertThat(container.exec("sh", "-c", "echo $WHO")).hasStdout("composed\n"));
        }
    }

    @WithContainer
    static class AgainTestCase {
        @RepeatedTest(2)
        void repeated(Container container) {
            SEEN.add(container);
            assertThat(container).isRunning();
        }

        @TestFactory
        List<DynamicTest> dynamic(Container container) {
            SEEN.add(container);
            return List.of(dynamicTest(
                    "while its container is up", () -> assertThat(container).isRunning()));
        }
    }

    @WithContainer(scope = Scope.SESSION, env = "WHO=session")
    static class SessionTestCase {
        @BeforeAll
        static void before(Container container) {
            assertThat(container).isRunning();
        }

        @Test
        void one(Container container) {
            SEEN.add(container);
        }

        @Test
        void two(Container container) {
            SEEN.add(container);
            assertThat(container).isRunning();
        }
    }

    static class SessionFieldTestCase {
        @WithContainer(scope = Scope.SESSION, env = "WHO=session")
        static Container shared;

        @WithContainer(scope = Scope.SESSION, env = "WHO=session")
        Container own;

        @Test
        void test() {
            SEEN.addAll(List.of(shared, own));
        }
    }

    static class SessionOfOtherBundleTestCase {
        static final Bundle OTHER = Bundle.from(Image.host()).env("WHO", "session");

        @Test
        @WithContainer(scope = Scope.SESSION, bundle = "OTHER")
        void test(Container container) {
            SEEN.add(container);
        }
    }
}
