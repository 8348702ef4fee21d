package org.ociunit.samples;

import static org.ociunit.OciAssertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.Ready;
import org.ociunit.image.Image;
import org.ociunit.junit.WithContainer;
import org.ociunit.runtime.testkit.NeedsRedis;

/**
 * A real service, started once for all tests of the class. Its image is made when it is needed, of the programs as a package
 * has them: nothing is pulled. It is in a network of its own, so that its port is free.
 */
@NeedsRedis
class RedisTest {
    /** Where script/setup has unpacked the package; what is not there is taken from the machine. */
    private static final Path UNPACKED = Path.of("../../target/clients");

    static final Bundle REDIS = Bundle.from(Image.scratch()
                    .addBinary(UNPACKED, "/usr/bin/redis-server")
                    .addBinary(UNPACKED, "/usr/bin/redis-cli")
                    .add("/etc/redis.conf", "save \"\"\n"))
            .args("redis-server", "/etc/redis.conf")
            .readyWhen(Ready.exec("redis-cli", "ping"));

    @WithContainer(bundle = "REDIS", deadline = "60s")
    static Container redis;

    @Test
    void answers_a_ping() {
        assertThat(redis.exec("redis-cli", "ping")).hasStdout("PONG\n");
    }

    @Test
    void keeps_a_value() {
        assertThat(redis.exec("redis-cli", "set", "greeting", "hello")).hasStdout("OK\n");
        assertThat(redis.exec("redis-cli", "get", "greeting")).hasStdout("hello\n");
    }
}
