package org.ociunit.junit;

import static org.junit.jupiter.api.Assertions.fail;
import static org.ociunit.OciAssertions.assertThat;
import static org.ociunit.junit.TestCaseRun.SEEN;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.Mounts;
import org.ociunit.Ready;
import org.ociunit.image.Image;

/** Test classes whose containers are kept, or not. */
final class KeepCases {
    private KeepCases() {}

    static final Bundle TALKER = Bundle.from(Image.host())
            .args("sh", "-c", "echo hello > /tmp/file; echo out; echo err >&2; sleep 60")
            .readyWhen(Ready.when(
                    "it has spoken", container -> container.stderr().text().contains("err")));

    static class AlwaysTestCase {
        static final Bundle BUNDLE = TALKER;

        @Test
        @WithContainer(bundle = "BUNDLE", keep = Keep.ALWAYS)
        void test(Container container) {
            SEEN.add(container);
            assertThat(container).isRunning();
        }
    }

    /** Of an image with layers, which a container's root lies over. */
    static class OfLayersTestCase {
        @Test
        @WithContainer(supplier = Layers.class, keep = Keep.ALWAYS)
        void test(Container container) {
            SEEN.add(container);
            assertThat(container.exec("sh", "-c", "echo hello > /srv/file")).succeeded();
        }
    }

    static final class Layers implements Supplier<Bundle> {
        static Path folder = Path.of("");

        @Override
        public Bundle get() {
            return Bundle.from(Image.ofLayout(folder, "latest")).mount(Mounts.readOnly(Path.of("/usr"), "/usr"));
        }
    }

    @WithContainer(keep = Keep.ON_FAILURE)
    static class OnFailureTestCase {
        @Test
        void fails(Container container) {
            SEEN.add(0, container);
            fail("on purpose");
        }

        @Test
        void passes(Container container) {
            SEEN.add(container);
        }
    }

    @WithContainer(scope = Scope.CLASS, keep = Keep.ON_FAILURE)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class OfClassTestCase {
        @Test
        void a_fails(Container container) {
            SEEN.add(container);
            fail("on purpose");
        }

        @Test
        void b_passes(Container container) {}
    }

    static class OfSessionTestCase {
        @Test
        @WithContainer(scope = Scope.SESSION, keep = Keep.ON_FAILURE)
        void fails(Container container) {
            SEEN.add(container);
            fail("on purpose");
        }
    }

    @WithContainer
    static class DefaultTestCase {
        @Test
        void test(Container container) {
            SEEN.add(container);
        }

        @Test
        @WithContainer(keep = Keep.NEVER)
        void never(Container container) {}
    }

    @WithContainer(keep = Keep.ALWAYS)
    static class ClosedTestCase {
        @Test
        void test(Container container) {
            SEEN.add(container);
            container.close();
        }
    }
}
