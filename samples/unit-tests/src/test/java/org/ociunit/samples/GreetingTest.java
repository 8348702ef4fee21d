package org.ociunit.samples;

import static org.ociunit.OciAssertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ociunit.Bundle;
import org.ociunit.Result;
import org.ociunit.image.Image;

/** The shortest test: a program, in a container, and what became of it. */
class GreetingTest {
    @Test
    void says_hello_and_fails() {
        Result result = Bundle.from(Image.host()).rootless().run("sh", "-c", "echo hello; exit 3");

        assertThat(result).exitedWith(3).hasStdout("hello\n");
    }
}
