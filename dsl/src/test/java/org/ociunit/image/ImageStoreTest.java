package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;

@Timeout(120)
class ImageStoreTest {
    @TempDir
    Path folder;

    private ImageStore store;
    private final AtomicInteger made = new AtomicInteger();

    @BeforeEach
    void arrange() {
        store = new ImageStore(folder.resolve("store"), Long.MAX_VALUE);
    }

    private long make(Path place) throws IOException {
        made.incrementAndGet();
        Files.writeString(place.resolve("content"), "content");
        return 7;
    }

    @Test
    void what_is_there_is_not_made_again() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (ImageStore.Entry entry = store.use("layers", "a", this::make)) {
                assertThat(entry.path().resolve("content")).hasContent("content");
            }
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void it_is_for_its_user_alone_whoever_has_opened_it() throws IOException {
        for (int i = 0; i < 2; i++) {
            store.use("layers", "a", this::make).close();
            assertThat(Files.getAttribute(store.folder(), "unix:mode")).isEqualTo(040700);
            assertThat(Files.getAttribute(store.folder().resolve("layers"), "unix:mode"))
                    .isEqualTo(040700);
            Files.setAttribute(store.folder(), "unix:mode", 0755);
        }
    }

    @Test
    void threads_that_want_the_same_make_it_once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<String>> results = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Callable<String> use = () -> {
                try (ImageStore.Entry entry = store.use("layers", "a", this::make)) {
                    return Files.readString(entry.path().resolve("content"));
                }
            };
            results.add(threads.submit(use));
        }
        for (Future<String> result : results) {
            assertThat(result.get()).isEqualTo("content");
        }
        threads.shutdown();
        assertThat(made).hasValue(1);
    }

    @Test
    void what_fails_leaves_nothing_and_can_be_tried_again() throws IOException {
        assertThatThrownBy(() -> store.use("layers", "a", place -> {
                    Files.writeString(place.resolve("half"), "half");
                    throw new IOException("no more");
                }))
                .hasMessage("no more");
        assertThat(store.folder().resolve("making")).isEmptyDirectory();
        store.use("layers", "a", this::make).close();
        assertThat(made).hasValue(1);
    }

    @Test
    void jvms_share_it_and_one_that_is_killed_leaves_its_work_to_the_next() throws Exception {
        Process killed = jvm("60000");
        Path making = store.folder().resolve("making");
        while (!Files.exists(making) || making.toFile().list().length == 0) {
            assertThat(killed.isAlive()).isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        List<Process> others = List.of(jvm("0"), jvm("0"));
        killed.destroyForcibly().waitFor();
        List<String> said = new ArrayList<>();
        for (Process other : others) {
            said.add(new String(other.getInputStream().readAllBytes()).strip());
            assertThat(other.waitFor()).isZero();
        }
        assertThat(said).containsExactlyInAnyOrder("made content", "found content");
        assertThat(making).isEmptyDirectory();
    }

    private Process jvm(String wait) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        UserOfStore.class.getName(),
                        folder.resolve("store").toString(),
                        wait)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Another JVM. */
    static final class UserOfStore {
        public static void main(String[] arguments) throws IOException {
            AtomicInteger made = new AtomicInteger();
            try (ImageStore.Entry entry = new ImageStore(Path.of(arguments[0]), Long.MAX_VALUE)
                    .use("layers", "a", place -> {
                        made.incrementAndGet();
                        Files.writeString(place.resolve("content"), "con");
                        try {
                            TimeUnit.MILLISECONDS.sleep(Long.parseLong(arguments[1]));
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        Files.writeString(place.resolve("content"), "content");
                        return 7;
                    })) {
                System.out.println((made.get() == 1 ? "made " : "found ")
                        + Files.readString(entry.path().resolve("content")));
            }
        }
    }

    @Test
    void prune_removes_what_was_not_used_for_the_longest_time_and_is_not_in_use() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            store.use("layers", name, this::make).close();
        }
        age("a", 1);
        age("b", 3);
        age("c", 2);
        assertThat(store.prune(14)).isEqualTo(7);
        assertThat(store.folder().resolve("layers").toFile().list()).containsExactlyInAnyOrder("b", "c");

        ImageStore.Entry used = store.use("layers", "b", this::make);
        assertThat(store.prune(0)).isEqualTo(7);
        assertThat(used.path().resolve("content")).hasContent("content");
        used.close();
        assertThat(store.prune(0)).isEqualTo(7);
        assertThat(store.folder().resolve("gone")).isEmptyDirectory();
        assertThat(made).hasValue(3);
    }

    @Test
    void what_grows_beyond_the_size_is_pruned() throws IOException {
        ImageStore small = new ImageStore(folder.resolve("store"), 10);
        small.use("layers", "a", this::make).close();
        small.pruneIfGrown();
        age("a", 1);
        small.use("layers", "b", this::make).close();
        small.pruneIfGrown();
        assertThat(small.folder().resolve("layers").toFile().list()).containsExactly("b");
    }

    @Test
    void prune_of_a_store_that_is_not_there_does_nothing() {
        assertThat(store.prune(0)).isZero();
        assertThat(folder.resolve("store")).doesNotExist();
    }

    private void age(String name, long second) throws IOException {
        Files.setLastModifiedTime(
                store.folder().resolve("layers").resolve(name).resolve("size"),
                FileTime.from(second, TimeUnit.SECONDS));
    }

    @Test
    void it_is_where_the_setting_says_or_in_the_cache_folder() {
        assertThat(ImageStore.of("/somewhere", "", "/xdg").folder().startsWith("/somewhere"))
                .isTrue();
        assertThat(ImageStore.of("", "", "/xdg").folder().startsWith("/xdg/ociunit"))
                .isTrue();
        assertThat(ImageStore.of("", "", "relative").folder().toString()).doesNotContain("relative");
        assertThatThrownBy(() -> ImageStore.of("/somewhere", "much", ""))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not use the image store /somewhere.
                        Why: its size is set to "much".
                        Fix: set ociunit.cache.bytes or OCIUNIT_CACHE_BYTES to a number of bytes.""");
    }

    @Test
    void what_is_this_jvms_own_stays_while_it_is_used_and_goes_then() throws IOException {
        ImageStore.Own own = store.makeOwn("images", folder -> 1);
        assertThat(store.prune(0)).isZero();
        assertThat(own.path()).isDirectory();
        own.close();
        assertThat(own.path()).doesNotExist();
        assertThat(store.folder().resolve("locks")).isEmptyDirectory();
    }

    @Test
    void of_what_could_not_be_made_nothing_is_left() {
        assertThatThrownBy(() -> store.makeOwn("images", folder -> {
                    throw new IOException("no");
                }))
                .hasMessage("no");
        for (String left : new String[] {"images", "locks", "making"}) {
            assertThat(store.folder().resolve(left)).isEmptyDirectory();
        }
    }
}
