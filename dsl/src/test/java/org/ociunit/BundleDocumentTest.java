package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.image.Image;
import org.ociunit.spec.Spec;

class BundleDocumentTest {
    @TempDir
    Path folder;

    private final Bundle host = Bundle.from(Image.host());

    private Bundle readBack(Bundle bundle) {
        return Bundle.ofJson(bundle.toJson(), "a test", folder);
    }

    @Test
    void a_bundle_of_defaults_is_an_image() {
        assertThat(host.toJson()).isEqualTo("{\n\t\"image\": \"host\"\n}");
    }

    @Test
    void what_was_said_is_in_the_text() {
        Bundle bundle = host.rootless()
                .network(Network.host())
                .user("nobody")
                .groups("adm", "tty")
                .tempFolder("/scratch")
                .hostsEntry("db", "10.0.0.2")
                .hostname("web")
                .env("MODE", "test")
                .mount(Mounts.tmpfs("/cache"));

        assertThat(bundle.toJson().replaceAll("\\s+", " ")).isEqualTo("""
                { "image": "host", "rootless": true, "network": "host", "user": "nobody", "groups": [ "adm", "tty" ], \
                "tempFolders": [ "/scratch" ], "hosts": { "db": "10.0.0.2" }, "config": { "process": { \
                "env+": [ "MODE=test" ] }, "hostname": "web", "mounts+": [ { "destination": "/cache", "type": "tmpfs", "source": "tmpfs", \
                "options": [ "nosuid", "nodev", "mode=1777" ] } ] } }""");
        assertThat(readBack(bundle).toJson()).isEqualTo(bundle.toJson());
        assertThat(readBack(bundle).spec()).isEqualTo(bundle.spec());
        assertThat(host.network(Network.reachable()).toJson().replaceAll("\\s+", " "))
                .isEqualTo("{ \"image\": \"host\", \"network\": \"reachable\" }");
    }

    @ParameterizedTest
    @MethodSource
    void when_a_container_is_of_use_is_in_the_text(Ready ready, String text) {
        Bundle bundle = host.readyWhen(ready);

        assertThat(bundle.toJson().replaceAll("\\s+", " "))
                .isEqualTo("{ \"image\": \"host\", \"ready\": " + text + " }");
        assertThat(readBack(bundle).toJson()).isEqualTo(bundle.toJson());
    }

    static Stream<Arguments> when_a_container_is_of_use_is_in_the_text() {
        return Stream.of(
                arguments(Ready.logLine("up"), "{ \"logLine\": \"up\" }"),
                arguments(Ready.exec("test", "-e", "/up"), "{ \"exec\": [ \"test\", \"-e\", \"/up\" ] }"),
                arguments(Ready.port(80), "{ \"port\": 80 }"),
                arguments(Ready.http("/up"), "{ \"http\": \"/up\" }"),
                arguments(Ready.http(8080, "/up"), "{ \"port\": 8080, \"http\": \"/up\" }"));
    }

    @Test
    void a_bundle_that_was_loaded_is_its_folder() throws Exception {
        Files.writeString(
                folder.resolve("config.json"),
                Spec.defaults(false).withHostname("loaded").toJson());
        Bundle bundle = Bundle.load(folder).env("A", "b");

        assertThat(bundle.toJson())
                .isEqualTo(
                        "{\n\t\"bundle\": \"" + folder
                                + "\",\n\t\"config\": {\n\t\t\"process\": {\n\t\t\t\"env+\": [\n\t\t\t\t\"A=b\"\n\t\t\t]\n\t\t}\n\t}\n}");
        assertThat(readBack(bundle).spec()).isEqualTo(bundle.spec());
        assertThat(Bundle.ofJson("{\"bundle\": \".\"}", "a test", folder).spec().hostname())
                .isEqualTo("loaded");
    }

    @Test
    void what_no_text_tells_is_refused() {
        assertThatThrownBy(() -> host.hook(HookKind.POSTSTOP, state -> {}).toJson())
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not write a bundle as text.
                        Why: its hook poststop is Java code.
                        Fix: use a program for the hook.""");
        assertThatThrownBy(() -> host.readyWhen(Ready.any(Ready.port(80), Ready.logLine("up")))
                        .toJson())
                .hasMessage("""
                        Could not write a bundle as text.
                        Why: when it is of use, TCP port 80 is listened on or a line like "up" was written, is Java code.
                        Fix: take one of Ready.logLine, exec, port and http.""");
        for (Network network : List.of(Network.none().withInternet(), Network.cni("web"))) {
            assertThatThrownBy(() -> host.network(network).toJson()).hasMessage("""
                            Could not write a bundle as text.
                            Why: its network is none that a text names.
                            Fix: choose it in the program.""");
        }
        assertThatThrownBy(() -> Bundle.from(Image.scratch().add("/a", "b")).toJson())
                .hasMessage("""
                        Could not write a bundle as text.
                        Why: the image scratch has more to it than its text form tells.
                        Fix: take one that a text names, such as oci:FOLDER, which Image.writeLayout makes of any image.""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"image": "host", "imige": 1}         | a bundle has no "imige": it takes image or bundle, rootless, network, user, groups, tempFolders, hosts, config, ready
        {}                                    | it takes one of image and bundle
        {"image": "host", "bundle": "b"}      | it takes one of image and bundle
        {"image": "host", "network": "wide"}  | Illegal network "wide": it takes none, reachable or host.
        {"image": "host", "rootless": "yes"}  | expected boolean, got string
        {"image": "host", "ready": {}}        | it takes one of logLine, exec, port and http, or http with its port
        {"image": "host", "ready": {"port": 1, "exec": ["true"]}} | it takes one of logLine, exec, port and http
        {"image": "host", "ready": {"line": "up"}} | it takes one of logLine, exec, port and http, or http with its port
        {"image": "host", "ready": {"port": 0}} | Illegal TCP port 0: it takes 1 to 65535.
        {"image": "host", "ready": {"http": "up"}} | Illegal path "up": it takes one that begins with "/".
        """)
    void a_text_that_says_something_else_is_refused(String json, String problem) {
        assertThatThrownBy(() -> Bundle.ofJson(json, "bundle.json", folder))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageStartingWith("Could not read bundle.json:1:")
                .hasMessageContaining(problem);
    }

    @Test
    void a_change_that_makes_no_configuration_is_told_with_its_place() {
        Bundle bundle = Bundle.ofJson("{\"image\": \"host\", \"config\": {\"hostname\": 7}}", "a test", folder);
        assertThatThrownBy(bundle::spec)
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("hostname: expected string, got number");
    }

    @Test
    void lists_of_an_image_stay_where_something_is_added() {
        assertThat(Bundle.ofJson(
                                "{\"image\": \"host\", \"config\": {\"process\": {\"env+\": [\"A=b\"]}}}",
                                "a test",
                                folder)
                        .spec()
                        .process()
                        .env())
                .isEqualTo(List.of(
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm", "A=b"));
    }
}
