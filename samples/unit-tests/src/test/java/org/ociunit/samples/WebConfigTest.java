package org.ociunit.samples;

import static org.ociunit.Mounts.tmpfs;
import static org.ociunit.OciAssertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.image.Image;
import org.ociunit.junit.WithContainer;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;

/** A bundle that several tests share, named by the annotation: it only describes, each test gets its own container. */
class WebConfigTest {
    static final Bundle WEB = Bundle.from(Image.host())
            .hostname("web")
            .env("MODE", "test")
            .mount(tmpfs("/cache"))
            .dropAllCapabilities()
            .noNewPrivileges();

    @Test
    @WithContainer(bundle = "WEB")
    void sees_its_own_name_and_environment(Container web) {
        assertThat(web.exec("hostname")).hasStdout("web\n");
        assertThat(web.exec("sh", "-c", "echo $MODE")).hasStdout("test\n");
        assertThat(web).hasMount("/cache");
    }

    @Test
    @WithContainer(
            bundle = "WEB",
            command = {"sleep", "60"},
            status = Status.CREATED)
    void waits_until_it_is_started(Container web) {
        assertThat(web).hasStatus(Status.CREATED);

        web.start().kill(Signal.KILL).await(Status.STOPPED);

        assertThat(web).wentThrough(Status.CREATED, Status.RUNNING, Status.STOPPED);
    }
}
