package org.ociunit.samples;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.ociunit.Bytes.kibibytes;
import static org.ociunit.OciAssertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.Ready;
import org.ociunit.image.Image;
import org.ociunit.junit.WithContainer;
import org.ociunit.runtime.testkit.NeedsRedis;

/**
 * Three services on one network, which fails: two replicas of a Redis are parted from it, and from each other. Nothing of
 * that is seen outside, and other tests may use the same ports and names at the same time.
 */
@NeedsRedis
class RedisReplicasTest {
    /** Where script/setup has unpacked the package; what is not there is taken from the machine. */
    private static final Path UNPACKED = Path.of("../../target/clients");

    static final Bundle PRIMARY = Bundle.from(Image.scratch()
                    .addBinary(UNPACKED, "/usr/bin/redis-server")
                    .addBinary(UNPACKED, "/usr/bin/redis-cli")
                    .add("/etc/redis.conf", """
                            save ""
                            protected-mode no
                            repl-diskless-sync-delay 0
                            repl-ping-replica-period 1
                            repl-timeout 2
                            """))
            .args("redis-server", "/etc/redis.conf")
            .readyWhen(Ready.exec("redis-cli", "ping"));

    static final Bundle REPLICA = PRIMARY.args("redis-server", "/etc/redis.conf", "--replicaof", "primary", "6379");

    @WithContainer(bundle = "PRIMARY", network = "redis", deadline = "60s")
    static Container primary;

    @WithContainer(bundle = "REPLICA", network = "redis", after = "primary", deadline = "60s")
    static Container near;

    @WithContainer(bundle = "REPLICA", network = "redis", after = "primary", deadline = "60s")
    static Container far;

    @AfterEach
    void restore() {
        far.link().restore();
        primary.linkTo(far).restore();
    }

    @Test
    void a_client_reaches_a_service_by_its_name() {
        assertThat(near.exec("redis-cli", "-h", "primary", "ping")).hasStdout("PONG\n");
        assertThat(primary.exec("redis-cli", "-h", "far", "ping")).hasStdout("PONG\n");
    }

    @Test
    void a_replica_that_is_parted_from_the_primary_catches_up() {
        write("round", "one");
        awaitValue(near, "round", "one");
        awaitValue(far, "round", "one");

        primary.linkTo(far).cut();
        write("round", "two");
        awaitValue(near, "round", "two");
        assertThat(far.exec("redis-cli", "get", "round")).hasStdout("one\n");
        assertThat(near.exec("redis-cli", "-h", "far", "ping")).hasStdout("PONG\n"); // which only the primary misses
        await().atMost(ofSeconds(30)).until(() -> replication(far).contains("master_link_status:down"));

        primary.linkTo(far).restore();
        awaitValue(far, "round", "two");
    }

    @Test
    void a_replica_on_a_narrow_link_lags_behind() {
        awaitValue(
                far, "round", primary.exec("redis-cli", "get", "round").stdout().strip());
        far.link().bandwidth(kibibytes(20));
        assertThat(primary.exec("redis-cli", "eval", "return redis.call('set', 'big', string.rep('x', 200000))", "0"))
                .hasStdout("OK\n");
        assertThat(far.exec("redis-cli", "strlen", "big")).hasStdout("0\n");
        await().atMost(ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(far.exec("redis-cli", "strlen", "big")).hasStdout("200000\n"));
    }

    private static void write(String key, String value) {
        assertThat(primary.exec("redis-cli", "set", key, value)).hasStdout("OK\n");
    }

    private static void awaitValue(Container replica, String key, String value) {
        await().atMost(ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(replica.exec("redis-cli", "get", key)).hasStdout(value + "\n"));
    }

    private static String replication(Container replica) {
        return replica.exec("redis-cli", "info", "replication").stdout();
    }
}
