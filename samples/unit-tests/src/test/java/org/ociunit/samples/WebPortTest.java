package org.ociunit.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.Network;
import org.ociunit.Ready;
import org.ociunit.image.Image;
import org.ociunit.junit.WithContainer;

/** A server in a container that the test talks to: any number of them may listen on the same port. */
class WebPortTest {
    static final Bundle SERVER = Bundle.from(Image.host())
            .args("python3", "-m", "http.server", "8080")
            .network(Network.reachable())
            .readyWhen(Ready.http(8080, "/"));

    @WithContainer(bundle = "SERVER", deadline = "60s")
    static Container server;

    @Test
    void answers_at_an_address_of_this_machine() throws IOException {
        int port = server.address(8080).getPort();
        URI address = URI.create("http://127.0.0.1:" + port + "/");
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        assertThat(connection.getResponseCode()).isEqualTo(200);
    }
}
