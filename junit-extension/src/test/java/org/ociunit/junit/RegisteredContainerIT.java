package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.OciAssertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Status;

/** {@link ContainerResource}. */
class RegisteredContainerIT extends TestCaseRun {
    static class StaticTestCase {
        @RegisterExtension
        static final ContainerResource WEB =
                ContainerResource.of(Bundle.from(Image.host()).hostname("web"));

        @Test
        void one() {
            SEEN.add(WEB.container());
            assertThat(WEB.container().exec("hostname")).hasStdout("web\n");
        }

        @Test
        void two() {
            SEEN.add(WEB.container());
        }

        @Nested
        class Inner {
            @Test
            void three() {
                SEEN.add(WEB.container());
            }
        }
    }

    @Test
    void in_a_static_field_it_is_the_classs() {
        passes(StaticTestCase.class, 3);

        assertThat(SEEN).hasSize(3);
        assertThat(SEEN.stream().distinct()).hasSize(1);
    }

    @Test
    void outside_of_its_tests_there_is_no_container() {
        assertThatThrownBy(StaticTestCase.WEB::container)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("""
                        There is no container of bundle from host.
                        Why: no test or class that it is for is running.
                        Fix: annotate its field with @RegisterExtension, and ask for it in a test.""");
    }

    @WithContainer
    static class InstanceTestCase {
        @RegisterExtension
        final ContainerResource own =
                ContainerResource.of(Bundle.from(Image.host())).created();

        @Test
        void one(Container beside) {
            SEEN.add(beside);
            SEEN.add(own.container());
            assertThat(own.container()).hasStatus(Status.CREATED);
        }

        @Test
        void two(Container beside) {
            one(beside);
        }
    }

    @Test
    void in_an_instances_field_it_is_the_tests_beside_others() {
        passes(InstanceTestCase.class, 2);

        assertThat(SEEN).hasSize(4).doesNotHaveDuplicates();
    }

    static class FailingTestCase {
        @RegisterExtension
        static final ContainerResource BOX =
                ContainerResource.of(Bundle.from(Image.host())).keep(Keep.ON_FAILURE);

        @Test
        void fails() {
            SEEN.add(BOX.container());
            throw new AssertionError("on purpose");
        }
    }

    @Test
    void of_a_failure_its_state_is_published_and_its_folder_kept() throws Exception {
        var entries = entries(run(FailingTestCase.class));

        String id = SEEN.get(0).id().value();
        assertThat(entries).hasSize(2);
        assertThat(entries.get(0)).containsEntry("container", id);
        assertThat(entries.get(1)).containsEntry("ociunit.kept", id);
        String[] delete = entries.get(1).get("delete").split(" ");
        assertThat(new ProcessBuilder(delete).start().waitFor()).isZero();
    }

    static class UnsupportedTestCase {
        @RegisterExtension
        static final ContainerResource NONE =
                ContainerResource.of(Bundle.from(Image.host()).spec(spec -> {
                    throw RuntimeCases.unsupported();
                }));

        @Test
        void test() {}
    }

    @Test
    void what_cannot_be_done_here_aborts_the_class() {
        assertThat(run(UnsupportedTestCase.class, "ociunit.unsupported=abort")
                        .allEvents()
                        .aborted()
                        .map(TestCaseRun::message))
                .containsExactly("Could not fly.\nWhy: this machine has no wings.\nFix: grow some.");
    }
}
