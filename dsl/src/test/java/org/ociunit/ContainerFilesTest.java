package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Signal;

@Timeout(60)
class ContainerFilesTest {
    @TempDir
    Path image;

    @TempDir
    Path here;

    private final FakeRuntime runtime = new FakeRuntime();
    private Container container;

    @BeforeEach
    void start() {
        container = Bundle.from(Image.ofDirectory(image)).on(runtime).start();
    }

    @AfterEach
    void close() {
        container.close();
    }

    private Path inside(String path) {
        return container.root().resolve(path);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }

    private Path file(String name, String text, int mode) throws IOException {
        Path file = Files.writeString(here.resolve(name), text);
        Files.setAttribute(file, "unix:mode", mode);
        return file;
    }

    @Test
    void a_file_goes_in_and_out_with_its_mode() throws IOException {
        container.copyTo(file("tool", "text", 0754), "/new/folder/tool");
        assertThat(inside("new/folder/tool")).hasContent("text");
        assertThat(mode(inside("new/folder/tool"))).isEqualTo("rwxr-xr--");
        assertThat(mode(inside("new/folder"))).isEqualTo("rwxr-xr-x");
        container.copyFrom("/new/folder/tool", here.resolve("back"));
        assertThat(here.resolve("back")).hasContent("text");
        assertThat(mode(here.resolve("back"))).isEqualTo("rwxr-xr--");
    }

    @Test
    void what_is_copied_keeps_its_times() throws IOException {
        FileTime time = FileTime.from(Instant.parse("2001-02-03T04:05:06.789012345Z"));
        Path tree = Files.createDirectory(here.resolve("tree"));
        Path closed = file("tree/file", "text", 0400);
        Files.setLastModifiedTime(closed, time);
        Files.setLastModifiedTime(tree, time);
        container.copyTo(tree, "/tree").copyFrom("/tree", here.resolve("back"));
        for (Path copy :
                List.of(inside("tree"), inside("tree/file"), here.resolve("back"), here.resolve("back/file"))) {
            assertThat(Files.getLastModifiedTime(copy)).as(copy.toString()).isEqualTo(time);
        }
    }

    @Test
    void a_stopped_container_can_be_copied_from_too() throws IOException {
        container.kill(Signal.KILL).await(STOPPED);
        container.copyTo(file("a", "text", 0644), "/a").copyFrom("/a", here.resolve("b"));
        assertThat(here.resolve("b")).hasContent("text");
    }

    @Test
    void a_file_that_is_there_is_replaced_and_not_written_into() throws IOException {
        Files.writeString(inside("old"), "a longer old text");
        Files.createLink(inside("other"), inside("old"));
        container.copyTo(file("new", "new", 0600), "/old");
        assertThat(inside("old")).hasContent("new");
        assertThat(inside("other")).hasContent("a longer old text");
    }

    @Test
    void folders_are_copied_whole_and_added_to() throws IOException {
        Path tree = Files.createDirectories(here.resolve("tree/sub"));
        Files.writeString(tree.resolve("new"), "new");
        Files.createSymbolicLink(here.resolve("tree/link"), Path.of("/etc/passwd"));
        Files.setAttribute(here.resolve("tree/sub"), "unix:mode", 0500);
        Files.createDirectories(inside("data/sub"));
        Files.writeString(inside("data/sub/old"), "old");
        container.copyTo(here.resolve("tree"), "/data").copyTo(here.resolve("tree"), "/fresh");
        assertThat(inside("data/sub/old")).hasContent("old");
        assertThat(inside("data/sub/new")).hasContent("new");
        assertThat(Files.readSymbolicLink(inside("fresh/link"))).hasToString("/etc/passwd");
        assertThat(mode(inside("fresh/sub"))).isEqualTo("r-x------");
        container.copyFrom("/fresh", here.resolve("back"));
        assertThat(here.resolve("back/sub/new")).hasContent("new");
        assertThat(Files.readSymbolicLink(here.resolve("back/link"))).hasToString("/etc/passwd");
    }

    @Test
    void a_folder_can_be_copied_to_the_root_which_stays_what_it_is() throws IOException {
        Files.writeString(here.resolve("file"), "text");
        String before = mode(container.root());
        container.copyTo(here, "/");
        assertThat(inside("file")).hasContent("text");
        assertThat(mode(container.root())).isEqualTo(before);
    }

    @Test
    void a_copy_into_itself_ends() throws IOException {
        Files.writeString(inside("file"), "text");
        container.copyTo(container.root(), "/copy");
        assertThat(inside("copy/file")).hasContent("text");
        assertThat(inside("copy/copy")).doesNotExist();
    }

    @Test
    void rights_of_others_do_not_come_out() throws IOException {
        Files.writeString(inside("tool"), "text");
        Files.setAttribute(inside("tool"), "unix:mode", 04755);
        container.copyFrom("/tool", here.resolve("tool"));
        assertThat((int) Files.getAttribute(here.resolve("tool"), "unix:mode") & 07777)
                .isEqualTo(0755);
    }

    @Test
    void links_lead_nowhere_but_into_the_container() throws IOException {
        Path outside = Files.createDirectory(here.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(inside("out"), outside);
        container.copyTo(file("a", "text", 0644), "/out/a");
        assertThat(outside.resolve("a")).doesNotExist();
        assertThat(container.root().resolve(outside.toString().substring(1)).resolve("a"))
                .hasContent("text");
        fails(() -> container.copyFrom("/out/secret", here.resolve("stolen")), """
                Could not copy /out/secret of container %s to %s/stolen.
                Why: "secret" does not exist.""");
    }

    @Test
    void what_came_out_before_is_no_way_to_the_host() throws IOException {
        Path outside = Files.createDirectory(here.resolve("outside"));
        Files.createDirectory(inside("tree"));
        Files.createSymbolicLink(inside("tree/way"), outside);
        container.copyFrom("/tree", here.resolve("back"));
        Files.delete(inside("tree/way"));
        Files.createDirectory(inside("tree/way"));
        Files.writeString(inside("tree/way/file"), "hostile");
        fails(() -> container.copyFrom("/tree", here.resolve("back")), """
                Could not copy /tree of container %s to %s/back.
                Why: "way" cannot be used: it is no folder, and the source is one.""");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void a_container_that_exchanges_folders_meanwhile_gets_nothing_outside() throws Exception {
        Path outside = Files.createDirectory(here.resolve("outside"));
        Files.writeString(outside.resolve("file"), "secret");
        Path source = file("source", "text", 0644);
        Files.createDirectory(inside("real"));
        Files.writeString(inside("real/file"), "open");
        Files.move(inside("real"), inside("way"));
        Thread hostile = new Thread(() -> exchange(outside));
        hostile.start();
        try {
            for (int i = 0; i < 80; i++) {
                tries(() -> container.copyTo(source, "/way/written/new"));
                tries(() -> container.copyFrom("/way/file", here.resolve("read")));
                assertThat(outside).isDirectoryNotContaining("glob:**/{written,new}");
                if (Files.exists(here.resolve("read"))) {
                    assertThat(here.resolve("read")).hasContent("open");
                }
            }
        } finally {
            hostile.interrupt();
            hostile.join();
        }
        assertThat(here.resolve("read")).hasContent("open");
    }

    /** A folder becomes a link that leads out, and a folder again, until this is interrupted. */
    private void exchange(Path outside) {
        Path way = inside("way");
        while (!Thread.currentThread().isInterrupted()) {
            insist(way, () -> Files.move(way, inside("real")));
            insist(way, () -> Files.createSymbolicLink(way, outside));
            way.toFile().delete();
            insist(way, () -> Files.move(inside("real"), way));
        }
    }

    private interface Change {
        Path make() throws IOException;
    }

    /** What a copy has made just now is removed. */
    private static void insist(Path way, Change change) {
        while (true) {
            try {
                change.make();
                return;
            } catch (IOException inTheWay) {
                for (String made : List.of("written/new", "written", "")) {
                    way.resolve(made).toFile().delete();
                }
            }
        }
    }

    /** There are moments without the file. */
    private static void tries(Runnable copy) {
        try {
            copy.run();
        } catch (ContainerException e) {
            assertThat(e).hasMessageStartingWith("Could not copy ");
        }
    }

    @Test
    void a_missing_source_is_named() {
        fails(() -> container.copyTo(here.resolve("nothing"), "/a"), """
                Could not copy %2$s/nothing to /a in container %1$s.
                Why: "%2$s/nothing" does not exist.""");
        fails(() -> container.copyFrom("/etc/nothing", here.resolve("a")), """
                Could not copy /etc/nothing of container %s to %s/a.
                Why: "etc" does not exist.""");
    }

    @Test
    void a_file_takes_no_folders_place_and_a_folder_no_files() throws IOException {
        Files.createDirectory(inside("folder"));
        Files.writeString(inside("file"), "text");
        Path file = file("a", "text", 0644);
        fails(() -> container.copyTo(file, "/folder"), """
                Could not copy %2$s/a to /folder in container %1$s.
                Why: "folder" cannot be used: it is a folder, and the source is none.""");
        fails(() -> container.copyTo(here, "/file"), """
                Could not copy %2$s to /file in container %1$s.
                Why: "file" cannot be used: it is no folder, and the source is one.""");
        fails(() -> container.copyTo(file, "/file/a"), """
                Could not copy %2$s/a to /file/a in container %1$s.
                Why: "file" is no folder.""");
    }

    @Test
    void links_in_a_circle_and_devices_are_refused() throws IOException {
        Files.createSymbolicLink(inside("loop"), Path.of("loop"));
        fails(() -> container.copyFrom("/loop", here.resolve("a")), """
                Could not copy /loop of container %s to %s/a.
                Why: "loop" is a link that leads to no end.""");
        fails(() -> container.copyTo(Path.of("/dev/null"), "/null"), """
                Could not copy /dev/null to /null in container %s.
                Why: "null" cannot be used: it is neither a file nor a folder.""");
    }

    /** To open it as one would wait for somebody to write into it. */
    @Test
    @Timeout(20)
    void a_pipe_is_no_folder() throws Exception {
        Process made = new ProcessBuilder("mkfifo", inside("pipe").toString()).start();
        assertThat(made.waitFor()).isZero();
        Path file = file("a", "text", 0644);
        fails(() -> container.copyTo(file, "/pipe/a"), """
                Could not copy %2$s/a to /pipe/a in container %1$s.
                Why: "pipe" is no folder.""");
    }

    @Test
    void a_read_only_mount_is_named() throws IOException {
        Container running =
                container.bundle().on(new FakeRuntime().withProcesses()).start();
        try (running) {
            Path file = file("a", "text", 0644);
            assertThatThrownBy(() -> running.copyTo(file, "/proc/sys/new/a"))
                    .isInstanceOf(ContainerException.class)
                    .hasMessageMatching("Could not copy " + file + " to /proc/sys/new/a in container " + running.id()
                            + "\\.\nWhy: \"new\" .*");
        }
    }

    @Test
    void a_container_that_lives_is_seen_through_its_process() throws IOException {
        Container running =
                container.bundle().on(new FakeRuntime().withProcesses()).start();
        try (running) {
            // The process has this machine's root.
            running.copyTo(file("a", "text", 0644), here + "/b").copyFrom(here + "/b", here.resolve("c"));
            assertThat(here.resolve("c")).hasContent("text");
            running.kill(Signal.KILL).await(STOPPED);
            running.copyTo(here.resolve("a"), "/a");
            assertThat(running.root().resolve("a")).hasContent("text");
        }
    }

    @Test
    void what_is_gone_or_relative_is_refused() {
        assertThatThrownBy(() -> container.copyFrom("a", here))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal path \"a\": it takes an absolute path.");
        container.close();
        assertThatThrownBy(() -> container.copyFrom("/a", here)).isInstanceOf(ContainerNotFoundException.class);
    }

    private void fails(ThrowingCallable copy, String message) {
        assertThatThrownBy(copy)
                .isInstanceOf(ContainerException.class)
                .hasMessage(message.formatted(container.id(), here));
    }
}
