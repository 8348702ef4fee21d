package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ociunit.OciAssertions.assertThat;
import static org.ociunit.junit.TestCaseRun.SEEN;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.catalog.Runtimes;

/** Test classes that choose runtimes. */
final class RuntimeCases {
    private RuntimeCases() {}

    static class EveryTestCase {
        @OnEveryRuntime
        void test(OciRuntime runtime, Bundle bundle) {
            assertThat(bundle.runtime()).containsSame(runtime);
        }
    }

    @WithContainer
    static class OneTestCase {
        @WithContainer
        Container field;

        @OnEveryRuntime("ociunit")
        void test(OciRuntime runtime, Bundle bundle, Container container, @WithContainer Container further) {
            SEEN.addAll(List.of(field, container, further));
            assertThat(SEEN).allMatch(one -> one.runtime() == runtime);
            assertThat(bundle.run("echo", "hello")).hasStdout("hello\n");
        }
    }

    @OnEveryRuntime({"ociunit", "nobody"})
    @Retention(RetentionPolicy.RUNTIME)
    @interface OnBoth {}

    static class MissingTestCase {
        @OnBoth
        void test(OciRuntime runtime) {
            assertThat(runtime.name()).isEqualTo("ociunit");
        }
    }

    @WithContainer
    static class TwoTestCase {
        @OnEveryRuntime({"fake", "ociunit"})
        void test(OciRuntime runtime, Container container) {
            SEEN.add(container);
            assertThat(container.runtime()).isSameAs(runtime);
        }
    }

    @WithContainer(scope = Scope.CLASS)
    static class OfOtherRuntimeTestCase {
        @OnEveryRuntime({"ociunit", "fake"})
        void test(Container container) {
            SEEN.add(container);
        }
    }

    @RequiresFeature("hooks:prestart")
    static class FeaturesTestCase {
        @OnEveryRuntime({"ociunit", "fake"})
        @RequiresFeature("linux.seccomp.enabled")
        void seccomp() {}

        @Test
        @RequiresRuntime("fake")
        @RequiresFeature(verbs = Verb.CHECKPOINT)
        void checkpoint() {}

        @Test
        @RequiresRuntime("fake")
        @RequiresFeature(
                value = "hooks:prestart",
                verbs = {Verb.PAUSE, Verb.EXEC})
        void present() {}
    }

    @RequiresRuntime("fake")
    @RequiresFeature("hooks:poststop")
    static class FeatureOfClassTestCase {
        @Test
        void test() {}
    }

    @RequiresRuntime("nobody")
    static class MissingRuntimeTestCase {
        @Test
        void test() {}
    }

    @WithContainer
    static class OldRuntimeTestCase {
        @Test
        @RequiresRuntime(value = "ociunit", version = "1000.1")
        void test() {}
    }

    @RequiresRuntime(value = "ociunit", version = "0.1")
    static class RightRuntimeTestCase {
        @Test
        @WithContainer
        void test(Container container, OciRuntime runtime) {
            SEEN.add(container);
            assertThat(runtime).isSameAs(Runtimes.embedded());
            assertThat(container.bundle().runtime()).containsSame(runtime);
        }
    }

    static class NoVersionTestCase {
        @Test
        @RequiresRuntime(value = "ociunit", version = "new")
        void test() {}
    }

    @EnabledOnHost(kernel = "2.6")
    static class OtherMachineTestCase {
        @Test
        @EnabledOnHost(kernel = "1000.0")
        void on_another_machine() {}

        @Test
        void here() {}
    }

    @WithContainer(supplier = Unsupporting.class)
    static class UnsupportedContainerTestCase {
        @Test
        void test() {}
    }

    static final class Unsupporting implements Supplier<Bundle> {
        @Override
        public Bundle get() {
            throw unsupported();
        }
    }

    static class UnsupportedFieldTestCase {
        @WithContainer(supplier = Unsupporting.class)
        static Container container;

        @Test
        void test() {}
    }

    static class UnsupportedParameterTestCase {
        @Test
        void test(@WithContainer(supplier = Unsupporting.class) Container container) {}
    }

    @ExtendWith(ContainerExtension.class)
    static class UnsupportedByItselfTestCase {
        @Test
        void test() {
            throw unsupported();
        }
    }

    @ExtendWith(ContainerExtension.class)
    static class UnsupportedBeforeTestCase {
        @BeforeEach
        void before() {
            throw unsupported();
        }

        @Test
        void test() {}
    }

    static UnsupportedByHostException unsupported() {
        return new UnsupportedByHostException("Could not fly.", "this machine has no wings.", "grow some.");
    }
}
