package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoreLockTest {
    @TempDir
    Path folder;

    private final List<Process> jvms = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process jvm : jvms) {
            jvm.destroyForcibly().waitFor();
        }
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private static void requireTaken(Path file) throws IOException {
        assertThat(StoreLock.aloneAtOnce(file)).isEmpty();
    }

    private static void requireFree(Path file) throws IOException {
        Optional<StoreLock> lock = StoreLock.aloneAtOnce(file);
        assertThat(lock).isPresent();
        lock.get().close();
    }

    @Test
    void many_share_it_and_nobody_has_it_alone_meanwhile() throws IOException {
        StoreLock one = StoreLock.shared(file("a"));
        StoreLock other = StoreLock.shared(file("a"));
        one.close();
        one.close(); // which is no second one's
        requireTaken(file("a"));
        requireFree(file("b"));
        other.close();
        requireFree(file("a"));
    }

    @Test
    void who_has_it_alone_keeps_others_waiting() throws Exception {
        StoreLock alone = StoreLock.alone(file("a"));
        requireTaken(file("a"));
        CompletableFuture<StoreLock> other = CompletableFuture.supplyAsync(() -> {
            try {
                return StoreLock.shared(file("a"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        TimeUnit.MILLISECONDS.sleep(100);
        assertThat(other).isNotDone();
        alone.close();
        other.get(10, TimeUnit.SECONDS).close();
        requireFree(file("a"));
    }

    @Test
    void another_jvm_has_it_until_it_gives_it_back_or_dies() throws Exception {
        BufferedReader shares = jvm("shared", "a");
        BufferedReader alone = jvm("alone", "b");
        assertThat(shares.readLine()).isEqualTo("taken a");
        assertThat(alone.readLine()).isEqualTo("taken b");
        requireTaken(file("a"));
        requireTaken(file("b"));
        StoreLock.shared(file("a")).close();
        for (Process jvm : jvms) {
            jvm.destroyForcibly().waitFor();
        }
        requireFree(file("a"));
        requireFree(file("b"));
    }

    /** The kernel sees processes that wait for each other's locks, and not that other threads will give them back. */
    @Test
    void threads_of_two_jvms_that_wait_for_each_others_are_no_deadlock() throws Exception {
        StoreLock own = StoreLock.alone(file("a"));
        BufferedReader other = jvm("alone", "b", "alone", "a");
        assertThat(other.readLine()).isEqualTo("taken b");
        CountDownLatch waits = new CountDownLatch(1);
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            waits.countDown();
            try {
                StoreLock.alone(file("b")).close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        waits.await();
        TimeUnit.MILLISECONDS.sleep(300); // both ask the kernel by now
        assertThat(waiting).isNotDone();
        own.close();
        assertThat(other.readLine()).isEqualTo("taken a");
        assertThat(other.readLine()).isEqualTo("given back");
        waiting.get(10, TimeUnit.SECONDS);
    }

    private BufferedReader jvm(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Holder.class.getName(),
                folder.toString()));
        command.addAll(List.of(arguments));
        Process jvm = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        jvms.add(jvm);
        return new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Another JVM: takes locks, one after the other. With one it stays until it is killed; of two it gives all back. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            List<StoreLock> held = new ArrayList<>();
            for (int i = 1; i < arguments.length; i += 2) {
                Path file = Path.of(arguments[0]).resolve(arguments[i + 1]);
                held.add(arguments[i].equals("shared") ? StoreLock.shared(file) : StoreLock.alone(file));
                System.out.println("taken " + arguments[i + 1]);
            }
            if (held.size() == 1) {
                TimeUnit.SECONDS.sleep(60);
            }
            for (StoreLock lock : held) {
                lock.close();
            }
            System.out.println("given back");
        }
    }
}
