package org.ociunit.junit;

import static org.ociunit.junit.TestCaseRun.SEEN;

import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.HookKind;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Status;

/** Test classes that fail, and some that leave containers behind. */
final class FailureCases {
    private FailureCases() {}

    static class FailingTestCase {
        static final Bundle TALKER = Bundle.from(Image.host())
                .hostname("failing")
                .args("sh", "-c", "echo last words; exec sleep 60")
                .readyWhen(org.ociunit.Ready.logLine("last words"));

        @Test
        @WithContainer(bundle = "TALKER")
        void test(Container container) {
            SEEN.add(container);
            throw new AssertionError("on purpose");
        }
    }

    @WithContainer(scope = Scope.CLASS)
    static class FailingInClassTestCase {
        @WithContainer
        static Container field;

        @Nested
        class Inner {
            @Test
            void test(Container inner) {
                SEEN.addAll(Container.unclosed());
                throw new AssertionError("on purpose");
            }
        }
    }

    @WithContainer(scope = Scope.CLASS, bundle = "TALKER")
    static class FailingBeforeAllTestCase {
        static final Bundle TALKER = FailingTestCase.TALKER;

        @BeforeAll
        static void before(Container container) {
            SEEN.add(container);
            throw new AssertionError("on purpose");
        }

        @Test
        void test() {}
    }

    @WithContainer(scope = Scope.CLASS, bundle = "HOOKED")
    static class FailingEndTestCase {
        static final Bundle HOOKED = Bundle.from(Image.host()).hook(HookKind.POSTSTOP, state -> {
            throw new IllegalStateException("on purpose");
        });

        @Test
        void test(Container container) {
            SEEN.add(container);
        }
    }

    static class LateInClassTestCase {
        static final Bundle NEVER = LateTestCase.NEVER;

        @WithContainer(bundle = "NEVER", deadline = "50ms")
        static Container container;

        @Test
        void test() {}
    }

    static class LateResourceTestCase {
        @RegisterExtension
        static final ContainerResource CONTAINER =
                ContainerResource.of(LateTestCase.NEVER.deadline(Duration.ofMillis(50)));

        @Test
        void test() {}
    }

    @WithContainer
    static class FailingTwiceOverTestCase {
        @RegisterExtension
        final ContainerResource other = ContainerResource.of(Bundle.from(Image.host()));

        @Test
        void test(Container container) {
            SEEN.add(container);
            SEEN.add(other.container());
            throw new AssertionError("on purpose");
        }
    }

    static class LateTestCase {
        static final Bundle NEVER =
                Bundle.from(Image.host()).readyWhen(org.ociunit.Ready.when("it is ready", container -> false));

        @Test
        @WithContainer(bundle = "NEVER", deadline = "50ms")
        void test() {}
    }

    @WithContainer
    static class OtherThreadTestCase {
        @Test
        void leaks(Container container) throws Exception {
            SEEN.add(container);
            Thread other = new Thread(() -> SEEN.add(Bundle.from(Image.host()).start()));
            other.start();
            other.join(30_000);
        }
    }

    @WithContainer
    static class TimeoutTestCase {
        @Test
        @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void leaks(Container container) {
            SEEN.add(Bundle.from(Image.host()).start());
        }
    }

    @WithContainer
    static class LeakingTestCase {
        @Test
        void leaks(Container container) {
            SEEN.add(container);
            SEEN.add(Bundle.from(Image.host()).start());
        }
    }

    @WithContainer
    static class LeakingBesideTestCase {
        private static final CyclicBarrier BOTH = new CyclicBarrier(2);

        @Test
        void leaks(Container container) throws Exception {
            SEEN.add(Bundle.from(Image.host()).start());
            BOTH.await(60, TimeUnit.SECONDS);
        }

        @Test
        void closes(Container container) throws Exception {
            SEEN.add(container);
            BOTH.await(60, TimeUnit.SECONDS);
        }
    }

    static class SessionFailingTestCase {
        @Test
        @WithContainer(scope = Scope.SESSION)
        void test(Container container) {
            SEEN.add(container);
            throw new AssertionError("on purpose");
        }
    }

    @WithContainer
    static class TooSlowTestCase {
        @Test
        @Timeout(1)
        void test(Container container) {
            SEEN.add(container);
            try (Container own = Bundle.from(Image.host()).start()) {
                SEEN.add(own);
                container.await(Status.STOPPED, Duration.ofMinutes(1));
            }
        }
    }

    @WithContainer
    static class TooSlowInOtherThreadTestCase {
        @Test
        @Timeout(value = 1, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void test(Container container) {
            SEEN.add(container);
            try (Container own = Bundle.from(Image.host()).start()) {
                SEEN.add(own);
                container.await(Status.STOPPED, Duration.ofMinutes(1));
            }
        }
    }

    @WithContainer
    static class InterruptedTestCase {
        @Test
        void test(Container container) {
            SEEN.add(container);
            Thread.currentThread().interrupt();
            container.await(Status.STOPPED, Duration.ofMinutes(1));
        }
    }
}
