package org.ociunit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.OciAssertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ImageException;
import org.ociunit.image.Image;
import org.ociunit.image.ScratchImage;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.testkit.NeedsEmbedded;

/** Programs of this machine, in images that have nothing else; for root and for ordinary users alike. */
@NeedsEmbedded
@Timeout(60)
class ScratchIT {
    private static final ScratchImage SHELL = Image.scratch().addBinary("/bin/sh");

    @TempDir
    Path folder;

    @BeforeEach
    void arrange() {
        System.setProperty("ociunit.cache", folder.resolve("cache").toString());
    }

    @AfterEach
    void remove() {
        System.clearProperty("ociunit.cache");
        Ephemeral.tree(folder.resolve("cache")).close();
    }

    @Test
    void a_program_runs_with_what_it_has_brought_along() {
        assertThat(Bundle.from(SHELL).run("sh", "-c", "echo hello; echo /*"))
                .succeeded()
                .stdout()
                .startsWith("hello\n")
                .doesNotContain("/home", "/var", "/root");
    }

    @Test
    void files_are_where_they_were_added_and_each_container_has_its_own() throws IOException {
        Path page = Files.writeString(folder.resolve("page"), "from a file\n");
        Bundle bundle = Bundle.from(
                SHELL.addBinary("/bin/cat").add("/srv/text", "from a text\n").add("/srv/page", page));
        assertThat(bundle.run("sh", "-c", "cat /srv/text /srv/page; echo changed > /srv/text"))
                .succeeded()
                .hasStdout("from a text\nfrom a file\n");
        assertThat(bundle.run("cat", "/srv/text")).succeeded().hasStdout("from a text\n");
    }

    @Test
    void what_was_put_together_can_be_written_and_goes_on_as_any_other_image() throws IOException {
        Path layout = SHELL.add("/srv/text", "text\n").writeLayout(folder.resolve("layout"));
        Image changed;
        try (Container container = Bundle.from(Image.ofLayout(layout)).start()) {
            assertThat(container.exec("sh", "-c", "echo more >> /srv/text")).succeeded();
            changed = container.commit();
        }
        assertThat(Bundle.from(changed).run("sh", "-c", "while read line; do echo $line; done < /srv/text"))
                .succeeded()
                .hasStdout("text\nmore\n");
    }

    @Test
    void a_script_is_run_by_the_interpreter_that_it_brings() throws IOException {
        Path script = Files.writeString(folder.resolve("script"), "#!/usr/bin/env sh\necho as $0\n");
        Files.setAttribute(script, "unix:mode", 0755);
        Path unpacked =
                Files.createDirectories(folder.resolve("unpacked/usr/bin")).getParent();
        Files.move(script, unpacked.resolve("bin/script"));

        assertThat(Bundle.from(Image.scratch().addBinary(unpacked.getParent(), "/usr/bin/script"))
                        .run("script"))
                .succeeded()
                .hasStdout("as /usr/bin/script\n");
    }

    @Test
    void a_program_of_ones_own_finds_the_libraries_beside_it() throws Exception {
        Files.writeString(folder.resolve("own.c"), "int answer(void) { return 42; }\n");
        Files.writeString(folder.resolve("main.c"), "int answer(void); int main(void) { return answer(); }\n");
        Path app = Files.createDirectories(folder.resolve("root/opt/app"));
        run("cc", "-shared", "-fPIC", "-o", app.resolve("libown.so").toString(), "own.c");
        run("cc", "-o", app.resolve("main").toString(), "main.c", "-L" + app, "-lown", "-Wl,-rpath,$ORIGIN");

        assertThat(Bundle.from(Image.scratch().addBinary(folder.resolve("root"), "/opt/app/main"))
                        .run("/opt/app/main"))
                .exitedWith(42);
    }

    @Test
    void a_static_program_is_all_that_there_is() throws Exception {
        Files.writeString(folder.resolve("main.c"), "int main(void) { return 7; }\n");
        run("musl-gcc", "-static", "-o", "main", "main.c");
        Bundle bundle = Bundle.from(Image.scratch().add("/main", folder.resolve("main")));
        assertThat(bundle.run("/main")).exitedWith(7);
        Path root = bundle.writeTo(folder.resolve("bundle")).resolve("rootfs");
        try (var files = Files.list(root)) {
            Assertions.assertThat(files).contains(root.resolve("main"));
        }
    }

    @Test
    void a_program_that_is_not_there_is_told_when_a_container_is_made() {
        Bundle bundle = Bundle.from(Image.scratch().addBinary("/usr/bin/no-such-program"));
        assertThatThrownBy(() -> bundle.run("no-such-program"))
                .isInstanceOf(ImageException.class)
                .hasMessage("""
                        Could not use image scratch:/usr/bin/no-such-program.
                        Why: /usr/bin/no-such-program is no file of this machine.
                        Fix: install what brings it, or name the folder that it has been unpacked into: addBinary(Path, String).""");
    }

    private void run(String... command) throws Exception {
        Process process = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Assertions.assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Assertions.assertThat(process.exitValue())
                .describedAs(Files.readString(folder.resolve("log")))
                .isZero();
    }
}
