package org.ociunit.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerExistsException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.cgroup.StoredCgroup;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.Spec;

@Timeout(60)
class StoreTest {
    private static final ContainerId WEB = new ContainerId("web");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05.678Z");

    @TempDir
    Path temporary;

    private Path root;
    private Store store;

    @BeforeEach
    void make_a_store() {
        root = temporary.resolve("root");
        store = Store.at(root);
    }

    @Nested
    class A_root {
        @Test
        void is_made_for_its_user_alone() throws IOException {
            assertThat(permissions(root)).isEqualTo("rwx------");
        }

        @Test
        void that_others_may_write_to_is_refused() throws IOException {
            Path open = Files.createDirectory(temporary.resolve("open"));
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

            assertThatThrownBy(() -> Store.at(open))
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("""
                            Could not use folder %s.
                            Why: others may write to it: rwxrwxrwx.
                            Fix: remove it, or set java.io.tmpdir or XDG_RUNTIME_DIR to a folder of your own.""".formatted(open));
        }

        @Test
        void of_the_file_system_is_refused() {
            assertThatThrownBy(() -> Store.at(Path.of("/")))
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("""
                            Could not use folder /.
                            Why: containers' state is not kept in the root of the file system.
                            Fix: give a folder of its own.""");
        }

        @Test
        void is_cleared_of_what_a_jvm_that_died_was_removing() throws IOException {
            Path kept = Files.writeString(temporary.resolve("kept"), "mine");
            Path half = Files.createDirectory(root.resolve("~7-1"));
            Files.writeString(half.resolve("state.json"), "{}");
            Files.createSymbolicLink(root.resolve("~link"), temporary);
            store.write(reserved(WEB));

            Store again = Store.at(root);

            assertThat(root).isDirectoryContaining("glob:**/web").isDirectoryNotContaining("glob:**/~*");
            assertThat(kept).hasContent("mine");
            assertThat(again.list()).extracting(ContainerOutline::id).containsExactly(WEB);
        }
    }

    @Nested
    class A_name {
        @Test
        void gets_a_folder_for_its_user_alone() throws IOException {
            Path folder = store.reserve(WEB);

            assertThat(folder).isEqualTo(store.folder(WEB)).isEmptyDirectory();
            assertThat(permissions(folder)).isEqualTo("rwx------");
        }

        @Test
        void is_taken_once() {
            store.reserve(WEB);

            assertThatThrownBy(() -> store.reserve(WEB))
                    .isInstanceOf(ContainerExistsException.class)
                    .hasMessage("""
                            Could not create container web.
                            Why: ociunit has a container of this name already.
                            Fix: choose another name, or delete that one first.""");
        }

        @ParameterizedTest
        @ValueSource(strings = {"...", "+", "_", "a.b"})
        void may_look_odd(String name) {
            ContainerId id = new ContainerId(name);
            StoredContainer container = reserved(id);
            store.write(container);

            assertThat(store.find(id)).contains(container);
            assertThat(store.list()).containsExactly(container.outline());
        }

        @Test
        void may_be_as_long_as_a_folders() {
            ContainerId id = new ContainerId("a".repeat(255));
            store.write(reserved(id));

            assertThat(store.list()).hasSize(1);
            store.remove(id);
            assertThat(root).isEmptyDirectory();
        }

        @Test
        void can_be_taken_again_once_its_container_is_removed() {
            store.write(reserved(WEB));
            store.remove(WEB);

            assertThat(store.reserve(WEB)).isEmptyDirectory();
        }

        @Test
        void that_is_a_link_is_refused_and_not_followed() throws IOException {
            Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
            Files.writeString(elsewhere.resolve("state.json"), "{}");
            Path link = Files.createSymbolicLink(root.resolve("web"), elsewhere);
            String refusal = """
                    Could not use folder %s.
                    Why: it is no folder.
                    Fix: remove it: no container has made it.""".formatted(link);

            assertThatThrownBy(() -> store.reserve(WEB)).isInstanceOf(ContainerExistsException.class);
            assertThatThrownBy(() -> store.find(WEB))
                    .isInstanceOf(ContainerException.class)
                    .hasMessage(refusal);
            assertThatThrownBy(() -> store.lock(WEB, Verb.START, SOON))
                    .isInstanceOf(ContainerException.class)
                    .hasMessage(refusal);
            assertThatThrownBy(() -> store.write(container(WEB)))
                    .isInstanceOf(ContainerException.class)
                    .hasMessage(refusal);
            assertThatThrownBy(() -> store.exit(WEB))
                    .isInstanceOf(ContainerException.class)
                    .hasMessage(refusal);
            assertThat(store.list()).isEmpty();
            store.remove(WEB);
            assertThat(link.toFile()).doesNotExist();
            assertThat(elsewhere).isDirectoryContaining("glob:**/state.json");
        }
    }

    @Nested
    class A_state {
        @Test
        void comes_back_as_it_was_written() {
            StoredContainer container = reserved(WEB)
                    .withInit(new ProcessIdentity(42, 4711))
                    .withSpec(Spec.defaults().withAnnotations(Map.of("org.example", "1")))
                    .withCgroup(
                            new StoredCgroup("v2", Map.of("", "/sys/fs/cgroup/a"), List.of("/sys/fs/cgroup/a"), null))
                    .withStepsAfterStart(List.of("set the umask", "execute sh"));

            store.write(container);

            assertThat(store.read(WEB, Verb.START)).isEqualTo(container);
            assertThat(store.list()).containsExactly(container.outline());
            assertThat(store.outline(WEB)).isEqualTo(container.outline());
            assertThat(container.annotations()).containsExactly(Map.entry("org.example", "1"));
            assertThat(container.createdAt()).isEqualTo(THEN);
            assertThat(container.bundlePath()).isEqualTo(Path.of("/bundles/web"));
        }

        @Test
        void is_a_document_of_one_line() throws IOException {
            store.write(reserved(WEB).withSpec(Spec.empty()));

            ProcessIdentity jvm = ProcessIdentity.current();
            assertThat(store.folder(WEB).resolve("state.json"))
                    .hasContent("{\"format\":1,\"id\":\"web\",\"maker\":{\"pid\":" + jvm.pid() + ",\"startTime\":"
                            + jvm.startTime()
                            + "},\"bundle\":\"/bundles/web\",\"created\":\"2026-01-02T03:04:05.678Z\","
                            + "\"spec\":{\"ociVersion\":\"1.3.0\"},\"attached\":true,\"stepsAfterStart\":[],\"firstAfterStart\":0,\"rootless\":"
                            + !Host.current().isRoot() + ",\"owner\":"
                            + Host.current().uid() + "}");
            assertThat(permissions(store.folder(WEB).resolve("state.json"))).isEqualTo("rw-------");
        }

        @Test
        void keeps_what_a_later_version_has_put_in() throws IOException {
            Path file = written(container(WEB), "\"format\":1,", "\"format\":1,\"later\":{\"a\":[1,null]},");

            store.write(store.read(WEB, Verb.UPDATE).withMaker(null));

            assertThat(file).content().endsWith(",\"later\":{\"a\":[1,null]}}").doesNotContain("maker");
        }

        @Test
        void of_a_later_format_is_refused() throws IOException {
            Path file = written(container(WEB), "\"format\":1,", "\"format\":2,");

            assertThatThrownBy(() -> store.read(WEB, Verb.START))
                    .isInstanceOf(InvalidDocumentException.class)
                    .hasMessageMatching("""
                            Could not read \\Q%s\\E:1:\\d+\\.
                            Why: Unknown format 2, only 1 is known\\.""".formatted(file));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                "id":"web" | "id":"../web" | Illegal container name "../web"
                "bundle":"/bundles | "bundle":"bundles | Not an absolute path: bundles/web
                "created":"2026 | "created":"once | Text 'once-01-02T03:04:05.678Z' could not be parsed
                "pid": | "pid":- | No process has the pid -
                """, quoteCharacter = '`')
        void that_breaks_a_rule_is_refused(String text, String replacement, String why) throws IOException {
            written(container(WEB), text, replacement);

            assertThatThrownBy(() -> store.read(WEB, Verb.START))
                    .isInstanceOf(InvalidDocumentException.class)
                    .hasMessageContaining(why);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                "format":1 | "format":2 | Unknown format 2
                "id":"web" | "id":"../web" | Illegal container name "../web"
                "pid": | "pid":- | No process has the pid -
                "maker":{"pid" | "maker":{"number" | maker.pid: required, but missing
                "spec":{ | "spec":[], "later":{ | spec: expected object, got array
                """, quoteCharacter = '`')
        void is_refused_in_the_same_words_where_an_outline_is_asked_for(String text, String replacement, String why)
                throws IOException {
            written(container(WEB), text, replacement);

            assertThatThrownBy(() -> store.outline(WEB))
                    .isInstanceOf(InvalidDocumentException.class)
                    .hasMessageContaining(why);
        }

        @Test
        void that_was_never_written_is_none_yet() {
            store.reserve(WEB);

            assertThat(store.find(WEB)).isEmpty();
            assertThat(store.list()).isEmpty();
            assertThatThrownBy(() -> store.read(WEB, Verb.START))
                    .isInstanceOf(ContainerNotFoundException.class)
                    .hasMessage("""
                            Could not start container web.
                            Why: ociunit knows no container of this name.""");
        }

        @Test
        void of_no_container_is_not_found() {
            assertThat(store.find(WEB)).isEmpty();
            assertThatThrownBy(() -> store.read(WEB, Verb.KILL))
                    .isInstanceOf(ContainerNotFoundException.class)
                    .hasMessage("""
                            Could not kill container web.
                            Why: ociunit knows no container of this name.""");
        }

        @Test
        void of_a_name_that_is_not_reserved_is_not_written() {
            Path file = root.resolve("web/state.json");

            assertThatThrownBy(() -> store.write(container(WEB)))
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("""
                            Could not write %s.
                            Why: its folder is not there.""".formatted(file));
        }

        /** What a crash between the two steps of a write leaves. */
        @Test
        void stays_readable_beside_one_that_was_half_written() throws IOException {
            StoredContainer before = reserved(WEB);
            store.write(before);
            Files.writeString(store.folder(WEB).resolve("state.json.1-7-1"), "{\"format\":1,\"id\":\"we");

            assertThat(store.read(WEB, Verb.START)).isEqualTo(before);
            StoredContainer after = before.withMaker(null);
            store.write(after);
            assertThat(store.read(WEB, Verb.START)).isEqualTo(after);
            store.remove(WEB);
            assertThat(root).isEmptyDirectory();
        }
    }

    @Nested
    class A_list {
        @Test
        void has_the_containers_by_name_and_leaves_out_all_else() throws IOException {
            for (String name : List.of("b", "c", "a")) {
                store.write(reserved(new ContainerId(name)));
            }
            store.reserve(new ContainerId("reserved"));
            Files.writeString(store.reserve(new ContainerId("broken")).resolve("state.json"), "{");
            Files.writeString(root.resolve("file"), "");
            Files.createSymbolicLink(root.resolve("link"), root.resolve("a"));

            assertThat(store.list())
                    .extracting(container -> container.id().value())
                    .containsExactly("a", "b", "c");
        }

        @Test
        void is_empty_in_a_new_store() {
            assertThat(store.list()).isEmpty();
        }
    }

    @Nested
    class A_removed_container {
        @Test
        void leaves_nothing() throws IOException {
            store.write(reserved(WEB));
            Files.createFile(store.folder(WEB).resolve("start"));
            Files.createDirectory(store.folder(WEB).resolve("empty"));
            store.makeShared(WEB);
            Files.createFile(store.folder(WEB).resolve("notify/notify.sock"));
            Files.createSymbolicLink(store.folder(WEB).resolve("link"), temporary);
            store.lock(WEB, Verb.DELETE, SOON).close();

            store.remove(WEB);
            store.remove(WEB);

            assertThat(root).isEmptyDirectory();
            assertThat(store.find(WEB)).isEmpty();
        }

        @Test
        void gives_its_name_back_even_if_a_folder_of_it_is_still_in_use() throws IOException {
            store.write(reserved(WEB));
            Path used = Files.createDirectories(store.folder(WEB).resolve("mnt/used"));

            assertThatThrownBy(() -> store.remove(WEB))
                    .isInstanceOf(ContainerException.class)
                    .hasMessageMatching("""
                            Could not remove \\Q%s\\E\\.
                            Why: java\\.nio\\.file\\.DirectoryNotEmptyException: \\Q%s\\E/~\\S+/mnt""".formatted(store.folder(WEB), root));
            assertThat(used).doesNotExist();
            assertThat(store.reserve(WEB)).isEmptyDirectory();
        }
    }

    private StoredContainer reserved(ContainerId id) {
        store.reserve(id);
        return container(id);
    }

    private static StoredContainer container(ContainerId id) {
        return StoredContainer.creating(id, Path.of("/bundles/web"), Spec.empty(), THEN);
    }

    /** Its file, in which a text was replaced. */
    private Path written(StoredContainer container, String text, String replacement) throws IOException {
        store.reserve(container.containerId());
        store.write(container);
        Path file = store.folder(container.containerId()).resolve("state.json");
        String document = Files.readString(file);
        assertThat(document).contains(text);
        return Files.writeString(file, document.replace(text, replacement));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    }
}
