package org.ociunit.samples.lifecycle;

import static org.ociunit.OciAssertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.Network;
import org.ociunit.image.Image;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsPasta;
import org.ociunit.runtime.testkit.NeedsSlirp4netns;

/** A container reaches nobody, unless it is to: then a program of this user's carries its packets, and no rights are needed. */
@NeedsEmbedded
@NeedsPasta
@NeedsSlirp4netns
@Timeout(60)
class WayOutTest {
    private final Bundle bundle = Bundle.from(Image.host());

    @Test
    void by_default_there_is_none() {
        assertThat(bundle.run("cat", "/etc/resolv.conf")).hasStdout("");
    }

    @Test
    void with_internet_there_is_a_device_that_leads_out_and_a_name_server() {
        try (Container container = bundle.network(Network.none().withInternet()).start()) {
            assertThat(container.exec("cat", "/proc/net/route")).stdout().contains("tap0\t00000000");
            assertThat(container).file("/etc/resolv.conf").startsWith("nameserver 10.0.2.3\n");
        }
    }
}
