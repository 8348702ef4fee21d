package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.ociunit.Bundle;
import org.ociunit.Result;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.junit.KeepCases.AlwaysTestCase;
import org.ociunit.junit.KeepCases.ClosedTestCase;
import org.ociunit.junit.KeepCases.DefaultTestCase;
import org.ociunit.junit.KeepCases.OfClassTestCase;
import org.ociunit.junit.KeepCases.OfLayersTestCase;
import org.ociunit.junit.KeepCases.OfSessionTestCase;
import org.ociunit.junit.KeepCases.OnFailureTestCase;
import org.ociunit.runtime.catalog.Ephemeral;

/** {@link Keep}: what is left of a container. */
class KeepIT extends TestCaseRun {
    private final List<Path> folders = new ArrayList<>();

    @AfterEach
    void delete_what_was_kept() throws Exception {
        for (Path folder : folders) {
            assertThat(sh("rm -rf " + folder)).isEqualTo("0 ");
        }
    }

    /** The exit code and the output of a command. */
    private static String sh(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command + " </dev/null 2>&1").start();
        String output = new String(process.getInputStream().readAllBytes());
        return process.waitFor() + " " + output;
    }

    private Path only(List<Map<String, String>> entries) {
        assertThat(entries).hasSize(1);
        Path folder = Path.of(entries.get(0).get("folder"));
        folders.add(folder);
        return folder;
    }

    private static List<Map<String, String>> kept(EngineExecutionResults results) {
        return entries(results).stream()
                .filter(entry -> entry.containsKey("ociunit.kept"))
                .toList();
    }

    @Test
    void its_folder_is_kept_with_what_it_has_written_and_what_has_happened() throws Exception {
        List<Map<String, String>> entries = kept(passes(AlwaysTestCase.class, 1));

        Path folder = only(entries);
        String id = SEEN.get(0).id().value();
        assertThat(entries.get(0))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ociunit.kept", id,
                        "folder", folder.toString(),
                        "look", "ls -l " + folder,
                        "run again", "Bundle.load(Path.of(\"" + folder + "\")).run()",
                        "delete", "rm -rf " + folder));
        assertThat(folder.resolve("rootfs/tmp/file")).hasContent("hello");
        assertThat(folder.resolve("stdout.txt")).hasContent("out");
        assertThat(folder.resolve("stderr.txt")).hasContent("err");
        assertThat(folder.resolve("state.txt")).content().contains("status=running");
        assertThat(folder.resolve("timeline.txt")).content().contains("created").contains("running");
    }

    @Test
    void its_bundle_can_be_run_again() throws Exception {
        Map<String, String> entry = kept(passes(AlwaysTestCase.class, 1)).get(0);
        Path folder = only(List.of(entry));
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("sleep 60", "cat /etc/hostname"));

        Result again = Bundle.load(folder).run();
        assertThat(entry).containsEntry("run again", "Bundle.load(Path.of(\"" + folder + "\")).run()");
        assertThat(again.exitCode()).isZero();
        assertThat(again.stdout().lines())
                .containsExactlyInAnyOrder("out", SEEN.get(0).id().value());
    }

    @Test
    void a_root_that_was_in_memory_is_kept_too(@TempDir Path layout) throws Exception {
        System.setProperty("ociunit.cache", layout.resolve("cache").toString());
        try {
            KeepCases.Layers.folder = new LayoutFixture(layout.resolve("image"))
                    .layer(new LayerTar()
                            .folder("usr/", 0755)
                            .file("srv/image", "image")
                            .symbolicLink("bin", "usr/bin")
                            .symbolicLink("lib", "usr/lib")
                            .symbolicLink("lib64", "usr/lib64"))
                    .write();
            Path folder = only(kept(passes(OfLayersTestCase.class, 1)));

            assertThat(folder.resolve("rootfs/srv/file")).hasContent("hello");
            assertThat(Bundle.load(folder).run("cat", "/srv/image", "/srv/file").stdout())
                    .isEqualTo("imagehello\n");
        } finally {
            System.clearProperty("ociunit.cache");
            Ephemeral.tree(layout.resolve("cache")).close();
        }
    }

    @Test
    void the_log_tells_of_it_at_the_end() {
        Path folder = only(kept(run(AlwaysTestCase.class)));

        assertThat(logged()).containsExactly("INFO: Kept: " + SEEN.get(0).id() + " in " + folder + ".");
    }

    @Test
    void on_failure_that_of_the_failed_test_is_kept() {
        assertThat(only(kept(run(OnFailureTestCase.class))))
                .hasFileName(SEEN.get(0).id().value());
    }

    @Test
    void on_failure_of_any_test_that_of_the_class_is_kept() {
        assertThat(only(kept(run(OfClassTestCase.class))))
                .hasFileName(SEEN.get(0).id().value());
    }

    @Test
    void on_failure_of_any_test_that_of_the_run_is_kept_and_the_log_tells() {
        assertThat(kept(run(OfSessionTestCase.class))).isEmpty();

        String id = SEEN.get(0).id().value();
        assertThat(logged()).hasSize(1);
        String line = logged().get(0);
        assertThat(line).startsWith("INFO: Kept: " + id + " in ").endsWith("-kept/" + id + ".");
        folders.add(Path.of(line.substring(line.indexOf('/'), line.length() - 1)));
    }

    @Test
    void the_configuration_decides_where_the_annotation_does_not() {
        assertThat(kept(run(DefaultTestCase.class))).isEmpty();
        SEEN.clear();
        assertThat(kept(run(DefaultTestCase.class, "ociunit.keep=on-failure"))).isEmpty();
        SEEN.clear();
        assertThat(only(kept(run(DefaultTestCase.class, "ociunit.keep=always"))))
                .hasFileName(SEEN.get(0).id().value());
    }

    @Test
    void of_a_container_that_the_test_has_closed_nothing_is_left() {
        assertThat(kept(passes(ClosedTestCase.class, 1))).isEmpty();
    }
}
