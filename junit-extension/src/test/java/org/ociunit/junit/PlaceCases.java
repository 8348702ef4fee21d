package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ociunit.OciAssertions.assertThat;
import static org.ociunit.junit.TestCaseRun.SEEN;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Status;
import org.ociunit.lifecycle.Timeline;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;

/** Test classes with containers at other places than the class. */
final class PlaceCases {
    private PlaceCases() {}

    @WithContainer(command = {"sleep", "60"})
    static class MethodTestCase {
        @Test
        @WithContainer(env = "WHO=method")
        void test(Container container) {
            SEEN.add(container);
            assertThat(container.exec("sh", "-c", "echo $WHO")).hasStdout("method\n");
        }
    }

    static class FieldTestCase {
        @WithContainer
        static Container shared;

        @WithContainer
        Container own;

        @BeforeAll
        static void isThere() {
            assertThat(shared).isRunning();
        }

        @Test
        void one() {
            test();
        }

        @Test
        void two() {
            test();
        }

        private void test() {
            assertThat(own).isRunning();
            assertThat(SEEN).doesNotContain(own);
            if (!SEEN.isEmpty()) {
                assertThat(SEEN).contains(shared);
            }
            SEEN.addAll(List.of(own, shared));
        }
    }

    @WithContainer(env = "WHO=first")
    static class ParameterTestCase {
        @Test
        void test(Container first, @WithContainer(env = "WHO=second") Container second) {
            SEEN.addAll(List.of(first, second));
            assertThat(first.exec("sh", "-c", "echo $WHO")).hasStdout("first\n");
            assertThat(second.exec("sh", "-c", "echo $WHO")).hasStdout("second\n");
        }
    }

    static class SamePlaceTestCase {
        SamePlaceTestCase(@WithContainer Container first) {
            SEEN.add(first);
        }

        @BeforeEach
        void arrange(@WithContainer Container second) {
            SEEN.add(second);
        }

        @Test
        void one(@WithContainer Container third) {
            SEEN.add(third);
            assertThat(SEEN)
                    .hasSizeBetween(3, 6)
                    .last()
                    .satisfies(container -> assertThat(container).isRunning());
        }

        @Test
        void two(@WithContainer Container third) {
            one(third);
        }
    }

    static class SameNameTestCase {
        @WithContainer
        Container box;

        @Nested
        class Inner {
            @WithContainer
            Container box;

            @Test
            void test() {
                SEEN.addAll(List.of(box, SameNameTestCase.this.box));
                assertThat(SEEN).allSatisfy(container -> assertThat(container).isRunning());
            }
        }
    }

    @WithContainer
    static class InjectionTestCase {
        @Test
        void all(Container container, Bundle bundle, OciRuntime runtime, Timeline timeline) {
            SEEN.add(container);
            assertThat(bundle).isSameAs(container.bundle());
            assertThat(runtime).isSameAs(container.runtime());
            assertThat(timeline.id()).isEqualTo(container.id());
            assertThat(timeline).wentThrough(Status.CREATED, Status.RUNNING);
        }

        @Test
        @WithContainer(rootless = true, memory = "", deadline = "20s")
        void rootless(Container container) {
            SEEN.add(container);
            assertThat(container.exec("sh", "-c", "test \"$(cat /proc/self/uid_map | wc -l)\" = 1"))
                    .succeeded();
        }
    }

    static class SourcesTestCase {
        private final Bundle field = Bundle.from(Image.host()).env("FROM", "field");

        Bundle method() {
            return Bundle.from(Image.host()).env("FROM", "method");
        }

        static final class Source implements Supplier<Bundle> {
            @Override
            public Bundle get() {
                return Bundle.from(Image.host()).env("FROM", "supplier");
            }
        }

        @Test
        @WithContainer(bundle = "field")
        void field(Container container) {
            test(container, "field\n");
        }

        @Test
        @WithContainer(bundle = "method")
        void method(Container container) {
            test(container, "method\n");
        }

        @Test
        @WithContainer(supplier = Source.class)
        void supplier(Container container) {
            test(container, "supplier\n");
        }

        private void test(Container container, String from) {
            SEEN.add(container);
            assertThat(field).isNotNull();
            assertThat(container.exec("sh", "-c", "echo $FROM")).hasStdout(from);
        }
    }

    @WithContainer(status = Status.CREATED)
    static class CreatedTestCase {
        @Test
        void test(Container container) {
            SEEN.add(container);
            assertThat(container).hasStatus(Status.CREATED);
            assertThat(container.start()).isRunning();
        }
    }

    static class FieldOrderTestCase {
        @WithContainer(after = "second")
        static Container first;

        @WithContainer
        static Container second;

        @WithContainer(after = {"proxy", "second"})
        Container app;

        @WithContainer(after = "db")
        Container proxy;

        @WithContainer
        Container db;

        @Test
        void test() {
            assertThat(number(second)).isLessThan(number(first));
            assertThat(number(db)).isLessThan(number(proxy));
            assertThat(number(proxy)).isLessThan(number(app));
            SEEN.addAll(List.of(first, second, app, proxy, db));
        }

        private static int number(Container container) {
            String id = container.id().value();
            return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
        }
    }

    @WithContainer
    static class ParameterizedTestCase {
        static Stream<OciRuntime> runtimes() {
            return Runtimes.available().stream().limit(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"one", "two"})
        void arguments(String word, Container container) {
            SEEN.add(container);
            assertThat(container.exec("echo", word)).hasStdout(word + "\n");
        }

        @ParameterizedTest
        @MethodSource("runtimes")
        void a_runtime_is_an_argument(OciRuntime runtime, Container container) {
            SEEN.add(container);
            assertThat(runtime).isSameAs(container.runtime());
        }

        @ParameterizedTest
        @ValueSource(strings = "a")
        void an_annotated_one_is_not(String word, @WithContainer Bundle bundle, Container container) {
            SEEN.add(container);
            assertThat(bundle.run("echo", word)).hasStdout("a\n");
        }

        @Test
        void others_are_not_concerned(OciRuntime runtime) {
            assertThat(runtime.name()).isEqualTo("ociunit");
        }
    }

    @WithContainer
    @ParameterizedClass
    @MethodSource("runtimes")
    static class ParameterizedClassTestCase {
        private final OciRuntime argument;

        ParameterizedClassTestCase(OciRuntime argument) {
            this.argument = argument;
        }

        static Stream<OciRuntime> runtimes() {
            return ParameterizedTestCase.runtimes();
        }

        @Test
        void test(Container container, OciRuntime runtime) {
            SEEN.add(container);
            assertThat(runtime).isSameAs(argument).isSameAs(container.runtime());
        }
    }

    @WithContainer
    static class OwnInConstructorTestCase {
        private final Container own;

        OwnInConstructorTestCase(Container own) {
            this.own = own;
            assertThat(own).isRunning();
        }

        @Test
        void one(Container container) {
            SEEN.add(container);
            assertThat(container).isSameAs(own);
        }

        @Test
        void two(Container container) {
            one(container);
        }
    }

    @WithContainer(scope = Scope.CLASS)
    static class ClassInConstructorTestCase {
        private final Container shared;

        ClassInConstructorTestCase(Container shared) {
            this.shared = shared;
        }

        @Test
        void one(Container container) {
            SEEN.add(container);
            assertThat(container).isSameAs(shared);
        }

        @Test
        void two(Container container) {
            one(container);
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstanceTestCase extends ClassInConstructorTestCase {
        OneInstanceTestCase(Container shared) {
            super(shared);
        }
    }
}
