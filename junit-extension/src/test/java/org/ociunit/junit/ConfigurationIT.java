package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ociunit.OciAssertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.Ready;
import org.ociunit.image.Image;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.host.Host;

/** The configuration parameters, as JUnit hands them on. */
class ConfigurationIT extends TestCaseRun {
    @WithContainer
    static class ConfiguredTestCase {
        @Test
        void test(Container container, Bundle bundle, OciRuntime runtime) {
            SEEN.add(container);
            assertThat(runtime.name()).isEqualTo("ociunit");
            assertThat(container.bundle().runtime()).containsSame(runtime);
            assertThat(bundle.runtime()).containsSame(runtime);
            assertThat(container.bundle().deadline()).contains(Duration.ofSeconds(7));
            assertThat(bundle.deadline()).contains(Duration.ofSeconds(5));
        }
    }

    @Test
    void containers_and_bundles_are_as_the_configuration_says() {
        passes(
                ConfiguredTestCase.class,
                1,
                "ociunit.runtime=ociunit",
                "ociunit.deadline.start=7s",
                "ociunit.deadline.run=5s");
    }

    @WithContainer
    static class RootedTestCase {
        @Test
        void test(Container container) throws IOException {
            try (Stream<Path> files = Files.walk(Host.current().runtimeFolder())) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .contains(container.id().value());
            }
        }
    }

    /** A JVM that has not asked for any runtime yet, and is to keep their state in a folder. */
    static final class OtherJvm {
        public static void main(String[] folder) {
            passes(RootedTestCase.class, 1, "ociunit.root=" + folder[0]);
        }
    }

    @Test
    void state_is_kept_where_the_configuration_says(@TempDir Path folder) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process jvm = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        OtherJvm.class.getName(),
                        folder.resolve("root").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(jvm.waitFor()).as(output).isZero();
        assertThat(folder.resolve("root")).isDirectory();
    }

    @Test
    void state_cannot_be_kept_elsewhere_once_it_is_kept() {
        assertThat(failureOf(AnyTestCase.class, "ociunit.root=/run/elsewhere"))
                .isEqualTo("ociunit.root is \"/run/elsewhere\", and this JVM has used "
                        + Host.current().runtimeFolder()
                        + " already: give it as a system property of the JVM.");
    }

    static class LateTestCase {
        static final Bundle NEVER = Bundle.from(Image.host()).readyWhen(Ready.when("it is ready", container -> false));

        @Test
        @WithContainer(bundle = "NEVER")
        void test() {}
    }

    @Test
    void a_container_is_given_as_long_as_the_configuration_says() {
        assertThat(failureOf(LateTestCase.class, "ociunit.deadline.start=60ms"))
                .contains("did not become ready: it is ready.\nWhy: it did not happen within 60 ms;");
    }

    @WithContainer
    static class AnyTestCase {
        @Test
        void test() {}
    }

    @Test
    void a_runtime_that_nobody_knows_is_named_with_those_that_are_known() {
        String known = Stream.concat(
                        Runtimes.available().stream().map(OciRuntime::name), Runtimes.missing().keySet().stream())
                .collect(Collectors.joining(" or "));

        assertThat(failureOf(AnyTestCase.class, "ociunit.runtime=nobody"))
                .isEqualTo("ociunit.runtime is \"nobody\", and should be " + known + ".");
    }

    @Test
    void a_wrong_value_fails_the_tests() {
        assertThat(failureOf(AnyTestCase.class, "ociunit.unsupported=maybe"))
                .isEqualTo("ociunit.unsupported is \"maybe\", and should be fail or abort.");
    }
}
