package org.ociunit.samples;

import static org.ociunit.OciAssertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ociunit.Container;
import org.ociunit.junit.WithContainer;

/** A container of its own for each test: what one leaves in it, the next one does not find. */
@WithContainer(image = "host")
class CacheTest {
    @Test
    void starts_empty(Container container) {
        assertThat(container).isRunning();
        assertThat(container.exec("ls", "/tmp")).hasStdout("");
    }

    @Test
    void keeps_what_is_written(Container container) {
        assertThat(container.exec("sh", "-c", "echo value > /tmp/key")).succeeded();

        assertThat(container).file("/tmp/key").isEqualTo("value\n");
    }
}
