package org.ociunit.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.runtime.testkit.OtherProgram;

/** The page of the tests of a run that takes several JVMs. */
@Timeout(120)
class TestReportIT {
    private static final List<String> CLASSES = List.of("FirstTest", "SecondTest", "ThirdTest", "FourthTest");

    @TempDir
    Path folder;

    @Test
    void a_page_has_what_all_jvms_of_a_run_have_found_at_once() throws Exception {
        run(CLASSES);

        assertThat(page()).contains(CLASSES).contains(" 4 failed");
    }

    @Test
    void a_class_that_is_run_again_is_there_once() throws Exception {
        run(CLASSES);
        run(List.of("FirstTest"));

        assertThat(page()).contains(CLASSES).contains(" 4 failed");
    }

    private void run(List<String> classes) throws IOException, InterruptedException {
        List<Process> jvms = new ArrayList<>();
        for (String name : classes) {
            jvms.add(OtherProgram.start(OtherTests.class, folder.toString(), name));
        }
        for (Process jvm : jvms) {
            boolean ended = jvm.waitFor(60, TimeUnit.SECONDS);
            jvm.destroyForcibly();
            assertThat(ended).isTrue();
            assertThat(jvm.exitValue()).isZero();
        }
    }

    private String page() throws IOException {
        return Files.readString(folder.resolve("index.html"));
    }
}
