package org.ociunit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.OciAssertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;
import org.ociunit.image.Image;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.host.NativeProgram;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRunc;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Root;
import org.ociunit.spec.Spec;

/** Bundles as folders, for root and for ordinary users alike. */
@NeedsEmbedded
@Timeout(60)
class BundleFilesIT {
    @TempDir
    Path folder;

    private final Bundle bundle = Bundle.from(Image.host());

    @Test
    void what_was_written_is_loaded_and_runs() {
        Path written = bundle.args("sh", "-c", "hostname; echo $MODE; cat /etc/hostname; grep -c database /etc/hosts")
                .env("MODE", "test")
                .hostsEntry("database", "10.0.0.7")
                .tempFolder("/scratch")
                .writeTo(folder.resolve("web"));
        assertThat(Bundle.load(written).run()).succeeded().hasStdout("web\ntest\nweb\n1\n");
    }

    @Test
    void adjectives_say_more_of_a_bundle_that_was_loaded() {
        Bundle loaded = Bundle.load(bundle.hostsEntry("one", "10.0.0.1").writeTo(folder.resolve("web")))
                .hostname("other")
                .hostsEntry("two", "10.0.0.2")
                .mount(Mounts.tmpfs("/cache"));
        try (Container container = loaded.start()) {
            assertThat(container).isRunning().hasMount("/cache");
            assertThat(container.exec("sh", "-c", "hostname; tail -2 /etc/hosts"))
                    .hasStdout("other\n10.0.0.1 one\n10.0.0.2 two\n");
        }
    }

    @Test
    void each_container_has_a_root_of_its_own() throws Exception {
        Path written = bundle.writeTo(folder.resolve("web"));
        assertThat(Bundle.load(written).run("touch", "/mine")).succeeded();
        Assertions.assertThat(written.resolve("rootfs/mine")).doesNotExist();
        Assertions.assertThat(written.resolve("rootfs/etc")).isDirectory();
    }

    @Test
    void a_loaded_bundle_gets_a_user_namespace_when_asked_for() {
        Bundle loaded = Bundle.load(bundle.writeTo(folder.resolve("web")));
        assertThat(loaded.rootless().run("sh", "-c", "id -u; readlink /proc/self/ns/user"))
                .stdout()
                .startsWith("0\n")
                .doesNotContain(ProcFile.link(Path.of("/proc/self/ns/user")));
    }

    @NeedsRunc
    @Test
    void another_caller_runs_what_was_written_wherever_it_is_moved() throws Exception {
        Path written = bundle.args("cat", "/etc/hostname").writeTo(folder.resolve("web"));
        Path moved = Files.move(written, folder.resolve("moved"));
        String id = "moved-" + ProcessHandle.current().pid();
        Process runc = new ProcessBuilder(
                        "runc", "--root", folder.resolve("state").toString(), "run", "--bundle", moved.toString(), id)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        Assertions.assertThat(runc.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Assertions.assertThat(folder.resolve("output")).hasContent("web\n");
    }

    @Test
    void a_bundle_that_others_have_made_is_run_as_it_is() throws Exception {
        Host host = Host.current();
        Path made = Files.createDirectories(folder.resolve("made/root/bin"))
                .getParent()
                .getParent();
        NativeProgram.IDLE.copyTo(made.resolve("root/bin/theirs"));
        Files.writeString(made.resolve("file"), "mine");
        Spec spec = host.isRoot() ? Spec.defaults() : Spec.rootless(host.uid(), host.gid());
        Spec theirs = spec.withRoot(Root.of("root"))
                .withHostname("theirs")
                .withAnnotations(Map.of("com.example.test", "theirs"))
                .withProcess(spec.process().withTerminal(false).withArgs(List.of("/bin/theirs")))
                .withMounts(Stream.concat(
                                spec.mounts().stream(), Stream.of(Mount.of("/file", "bind", "file", "rbind", "ro")))
                        .toList());
        Files.writeString(made.resolve("config.json"), theirs.toJson());
        try (Container container = Bundle.load(made).create()) {
            Assertions.assertThat(container.spec().hostname()).isEqualTo("theirs");
            Assertions.assertThat(container.state().annotations()).containsEntry("com.example.test", "theirs");
            Assertions.assertThat(container.spec().mounts())
                    .hasSize(spec.mounts().size() + 1)
                    .last()
                    .extracting(Mount::source)
                    .isEqualTo(made.resolve("file").toString());
            assertThat(container).file("/file").isEqualTo("mine");
        }
    }

    @Test
    void a_bundle_is_not_written_over_what_is_there() throws Exception {
        Files.createFile(folder.resolve("mine"));
        assertThatThrownBy(() -> bundle.writeTo(folder))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not write the bundle %s.
                        Why: it is not empty.
                        Fix: name a folder that is not there yet.""".formatted(folder));
        Assertions.assertThat(folder.resolve("mine")).exists();
    }

    @Test
    void a_hook_in_java_is_not_written() {
        Path web = folder.resolve("web");
        assertThatThrownBy(() -> bundle.hook(HookKind.POSTSTOP, state -> {}).writeTo(web))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not write the bundle %s.
                        Why: its hook poststop is Java code, which ends with this JVM.
                        Fix: use a program for the hook.""".formatted(web));
        Assertions.assertThat(web).doesNotExist();
    }
}
