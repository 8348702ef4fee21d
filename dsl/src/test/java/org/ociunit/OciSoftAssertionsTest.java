package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.lifecycle.Status.PAUSED;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.image.Image;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Rlimit;

class OciSoftAssertionsTest {
    @TempDir
    Path image;

    private final OciSoftAssertions softly = new OciSoftAssertions();
    private Container container;

    @BeforeEach
    void create() {
        container = Bundle.from(Image.ofDirectory(image)).on(new FakeRuntime()).create("print", "x", "exit", "0");
    }

    @AfterEach
    void close() {
        container.close();
    }

    @Test
    void what_holds_passes() {
        softly.assertThat(container).hasStatus(container.status()).timeline().neverWas(PAUSED);
        softly.assertThat(container).inode("/").isDirectory();
        softly.assertThat(container.start().await(STOPPED).result())
                .succeeded()
                .stdout()
                .isEqualTo("x");
        softly.assertAll();
    }

    @Test
    void all_failures_are_told_together() {
        softly.assertThat(container).isRunning().isGone();
        softly.assertThat(container.timeline()).wentThrough(PAUSED);
        assertThatThrownBy(softly::assertAll)
                .isInstanceOf(AssertionError.class)
                .message()
                .contains("to be\n  running\nbut it is\n  created")
                .contains("to be gone\nbut it is\n  created")
                .contains("to have gone through exactly\n  paused");
    }

    @Test
    void every_check_goes_on_after_a_failure() {
        softly.assertThat(container)
                .hasStatus(PAUSED)
                .isRunning()
                .isStopped()
                .isGone()
                .wentThrough(PAUSED)
                .exitedWith(0)
                .leftNothingBehind()
                .hasMount("/proc")
                .hasMemoryLimit(Bytes.mebibytes(1))
                .hasPidsLimit(1)
                .hasCpuQuota(Duration.ofMillis(1), Duration.ofMillis(1))
                .hasRlimit(Rlimit.CPU, 1, 1)
                .hasCapabilities("CAP_KILL")
                .doesNotHaveCapability("CAP_KILL")
                .hasUser(0, 0)
                .hasNoNewPrivileges()
                .hasSeccompFilter()
                .hasOwnNamespace(Namespace.PID)
                .sharesNamespaceWithHost(Namespace.PID)
                .sharesNamespaceWith(container, Namespace.PID);
        assertThat(softly.assertionErrorsCollected()).hasSize(20);
    }

    @Test
    void what_is_navigated_to_is_soft_too() {
        softly.assertThat(container).stdout().isEqualTo("no").contains("yes");
        softly.assertThat(container).stderr().isNotEmpty();
        softly.assertThat(container).timeline().wentThrough(PAUSED).reached(STOPPED, Duration.ZERO);
        softly.assertThat(container).inode("/nothing").exists().isDirectory();
        assertThat(softly.assertionErrorsCollected()).hasSize(7);
    }

    @Test
    void what_cannot_be_navigated_to_is_a_failure_of_its_own() {
        softly.assertThat(container).mount("/proc").isReadOnly().hasType("proc");
        softly.assertThat(container).file("/nothing").isEqualTo("text");
        softly.assertThat(container).descriptors().containsOnlyKeys(0);
        softly.assertThat(container).processes().containsExactly("sleep");
        softly.assertThat(container).capabilities(CapabilitySet.BOUNDING).contains("CAP_KILL");
        assertThat(softly.assertionErrorsCollected()).hasSize(11);
    }

    @ParameterizedTest
    @ValueSource(classes = {ContainerAssert.class, ResultAssert.class, TimelineAssert.class, MountAssert.class})
    void no_assertion_is_final_which_would_fail_at_once(Class<?> type) {
        Stream<Method> own = Stream.of(type.getMethods())
                .filter(method -> method.getDeclaringClass().getPackageName().equals("org.ociunit"));
        assertThat(own).isNotEmpty().noneMatch(method -> Modifier.isFinal(method.getModifiers()));
    }
}
