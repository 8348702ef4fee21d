package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerConfigTest {
    private static final RegistryName LOCAL = new RegistryName("localhost:5000");

    @TempDir
    private Path folder;

    private Path file;
    private DockerConfig docker;

    @BeforeEach
    void set_up() {
        file = folder.resolve("config.json");
        docker = docker(Duration.ofSeconds(20));
    }

    private DockerConfig docker(Duration deadline) {
        Map<String, String> environment = Map.of(
                "DOCKER_CONFIG", folder.toString(), "PATH", folder + ":/usr/bin:/bin", "FOLDER", folder.toString());
        return new DockerConfig(environment, folder.resolve("home"), deadline);
    }

    private void config(String json) throws IOException {
        Files.writeString(file, json.replace('\'', '"'));
    }

    private void program(String name, String script) throws IOException {
        Path program = Files.writeString(folder.resolve("docker-credential-" + name), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void without_a_file_there_is_nobody() {
        assertThat(docker.find(LOCAL, "app")).isEqualTo(Credentials.none(file + " does not exist"));
        assertThat(new DockerConfig(Map.of("XDG_RUNTIME_DIR", "/run/user/1"), folder, Duration.ZERO).find(LOCAL, "app"))
                .isEqualTo(Credentials.none("/run/user/1/containers/auth.json, " + folder
                        + "/.config/containers/auth.json, " + folder + "/.docker/config.json do not exist"));
    }

    private String user(String repository, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.putIfAbsent("XDG_RUNTIME_DIR", folder.resolve("run").toString());
        Credentials found = new DockerConfig(all, folder.resolve("home"), Duration.ZERO).find(LOCAL, repository);
        return String.valueOf(found.user());
    }

    private void entry(String place, String key, String user) throws IOException {
        Path written = folder.resolve(place);
        Files.createDirectories(written.getParent());
        Files.writeString(written, "{\"auths\": {\"" + key + "\": {\"auth\": \"" + base64(user + ":p") + "\"}}}");
    }

    @Test
    void what_podman_has_left_goes_before_what_docker_has_left() throws IOException {
        entry("home/.docker/config.json", "localhost:5000", "docker");
        assertThat(user("app", Map.of())).isEqualTo("docker");
        entry("home/.config/containers/auth.json", "localhost:5000", "config");
        assertThat(user("app", Map.of())).isEqualTo("config");
        entry("run/containers/auth.json", "localhost:5000", "podman");
        assertThat(user("app", Map.of())).isEqualTo("podman");
        entry("run/containers/auth.json", "localhost:5001", "podman");
        assertThat(user("app", Map.of())).isEqualTo("config");
        entry("xdg/containers/auth.json", "localhost:5000", "xdg");
        assertThat(user("app", Map.of("XDG_CONFIG_HOME", folder + "/xdg"))).isEqualTo("xdg");
    }

    @Test
    void a_file_that_is_named_is_the_only_one() throws IOException {
        entry("home/.docker/config.json", "localhost:5000", "docker");
        entry("named/auth.json", "localhost:5000", "named");
        entry("other/config.json", "localhost:5000", "other");
        Map<String, String> both =
                Map.of("REGISTRY_AUTH_FILE", folder + "/named/auth.json", "DOCKER_CONFIG", folder + "/other");
        assertThat(user("app", both)).isEqualTo("named");
        assertThat(user("app", Map.of("DOCKER_CONFIG", folder + "/other"))).isEqualTo("other");
        assertThat(user("app", Map.of("REGISTRY_AUTH_FILE", folder + "/nowhere.json")))
                .isEqualTo("null");
    }

    @Test
    void a_key_may_be_of_a_part_of_a_registry_and_the_longest_one_counts() throws IOException {
        config("""
                {'auths': {'localhost:5000': {'auth': '%s'}, 'localhost:5000/team': {'auth': '%s'},
                           'localhost:5000/team/app': {'auth': '%s'}, 'localhost:5001/team': {'auth': '%s'}}}""".formatted(base64("all:1"), base64("team:2"), base64("app:3"), base64("other:4")));
        assertThat(docker.find(LOCAL, "team/app").user()).isEqualTo("app");
        assertThat(docker.find(LOCAL, "team/other/deep").user()).isEqualTo("team");
        assertThat(docker.find(LOCAL, "teams").user()).isEqualTo("all");
        assertThat(docker.find(new RegistryName("localhost:5001"), "team/x").user())
                .isEqualTo("other");
        assertThat(docker.find(new RegistryName("localhost:5001"), "app").isNobody())
                .isTrue();
    }

    @Test
    void podman_knows_the_default_registry_by_its_own_name() throws IOException {
        Path auth = folder.resolve("auth.json");
        DockerConfig podman = new DockerConfig(
                Map.of("REGISTRY_AUTH_FILE", auth.toString(), "PATH", folder + ":/usr/bin:/bin"),
                folder,
                Duration.ofSeconds(20));
        Files.writeString(auth, "{\"auths\": {\"docker.io\": {\"auth\": \"" + base64("hub:1") + "\"}}}");
        assertThat(podman.find(RegistryName.DEFAULT, "library/app").user()).isEqualTo("hub");

        Files.writeString(auth, "{\"credHelpers\": {\"docker.io\": \"own\"}}");
        program("own", "read -r registry; echo \"{\\\"Username\\\": \\\"$registry\\\", \\\"Secret\\\": \\\"s\\\"}\"\n");
        assertThat(podman.find(RegistryName.DEFAULT, "library/app").user()).isEqualTo("docker.io");
    }

    @Test
    void an_entry_has_a_pair_in_base64_a_name_with_a_password_or_an_identity_token() throws IOException {
        config("""
                {'auths': {'localhost:5000': {'auth': '%s'},
                           'localhost:5001': {'username': 'bob', 'password': 'word', 'email': ''},
                           'localhost:5002': {'auth': '%s', 'identitytoken': 'identity'},
                           'localhost:5003': {}},
                 'HttpHeaders': {'User-Agent': 'docker'}}""".formatted(base64("alice:se:cret\0\0"), base64("00000000-0000-0000-0000-000000000000:")));
        String from = "from auths in " + file;

        assertThat(docker.find(LOCAL, "team/app")).isEqualTo(Credentials.login("alice", "se:cret", from));
        assertThat(docker.find(new RegistryName("localhost:5001"), "team/app"))
                .isEqualTo(Credentials.login("bob", "word", from));
        assertThat(docker.find(new RegistryName("localhost:5002"), "team/app"))
                .isEqualTo(Credentials.token("identity", from));
        assertThat(docker.find(new RegistryName("localhost:5003"), "team/app"))
                .isEqualTo(Credentials.none("an empty entry " + from));
        assertThat(docker.find(new RegistryName("localhost:5004"), "team/app"))
                .isEqualTo(Credentials.none(file + " has no entry for localhost:5004"));
    }

    @Test
    void older_keys_are_addresses_and_the_exact_one_goes_before() throws IOException {
        config("""
                {'auths': {'https://localhost:5000/v1/': {'auth': '%s'}, 'localhost:5001': {'auth': '%s'},
                           'http://localhost:5001': {'auth': '%s'}, 'https://index.docker.io/v1/': {'auth': '%s'}}}""".formatted(base64("a:1"), base64("b:2"), base64("c:3"), base64("d:4")));

        assertThat(docker.find(LOCAL, "team/app").user()).isEqualTo("a");
        assertThat(docker.find(new RegistryName("localhost:5001"), "team/app").user())
                .isEqualTo("b");
        assertThat(docker.find(RegistryName.DEFAULT, "team/app").user()).isEqualTo("d");
        assertThat(docker.find(new RegistryName("localhost"), "team/app").isNobody())
                .isTrue();
    }

    @Test
    void what_cannot_be_read_is_named_without_its_content() throws IOException {
        config("{'auths': {'localhost:5000': {'auth': 'c2VjcmV0', 'password': }}}");
        assertThat(docker.find(LOCAL, "team/app"))
                .isEqualTo(Credentials.none(file + " cannot be read as docker's configuration"));

        config("{'auths': {'localhost:5000': {'auth': '?secret?'}}}");
        assertThat(docker.find(LOCAL, "team/app"))
                .isEqualTo(Credentials.none("an auth that is not base64, from auths in " + file));

        config("{'auths': {'localhost:5000': {'auth': '" + base64("secret") + "'}}}");
        assertThat(docker.find(LOCAL, "team/app"))
                .isEqualTo(Credentials.none("an auth without a colon, from auths in " + file));
    }

    @Test
    void the_text_of_credentials_has_no_secret() {
        assertThat(Credentials.login("alice", "secret", "from here")).hasToString("user \"alice\" (from here)");
        assertThat(Credentials.token("secret", "from here")).hasToString("an identity token (from here)");
        assertThat(Token.of("secret", 1, 0, "secret")).hasToString("a token");
    }

    @Test
    void a_program_is_asked_for_its_registry_and_else_the_one_for_all() throws IOException {
        config("{'credsStore': 'all', 'credHelpers': {'localhost:5000': 'own'}, 'auths': {'localhost:5001': {}}}");
        program("own", """
                [ "$1" = get ] && read -r registry && [ "$registry" = localhost:5000 ] || exit 3
                echo '{"ServerURL": "localhost:5000", "Username": "alice", "Secret": "secret"}'
                """);
        program("all", """
                read -r registry
                [ "$registry" = https://index.docker.io/v1/ ] && registry=hub
                echo "{\\"Username\\": \\"<token>\\", \\"Secret\\": \\"identity of $registry\\"}"
                """);

        assertThat(docker.find(LOCAL, "team/app"))
                .isEqualTo(Credentials.login("alice", "secret", "from docker-credential-own"));
        assertThat(docker.find(new RegistryName("localhost:5001"), "team/app"))
                .isEqualTo(Credentials.token("identity of localhost:5001", "from docker-credential-all"));
        assertThat(docker.find(RegistryName.DEFAULT, "team/app").identityToken())
                .isEqualTo("identity of hub");
    }

    @Test
    void where_a_program_has_none_the_file_is_asked() throws IOException {
        config("{'credsStore': 'all', 'auths': {'localhost:5000': {'auth': '" + base64("a:1") + "'}}}");
        program("all", "echo credentials not found in native keychain; exit 1\n");

        assertThat(docker.find(LOCAL, "team/app")).isEqualTo(Credentials.login("a", "1", "from auths in " + file));
        assertThat(docker.find(new RegistryName("localhost:5001"), "team/app"))
                .isEqualTo(Credentials.none("docker-credential-all has none for localhost:5001"));
    }

    @Test
    void a_program_that_fails_is_named_and_nothing_that_it_says_on_success() throws IOException {
        config("{'credsStore': 'all'}");
        assertThat(docker.find(LOCAL, "team/app"))
                .isEqualTo(Credentials.none("docker-credential-all is not on the path"));

        program("all", "echo locked; exit 7\n");
        assertThat(docker.find(LOCAL, "team/app"))
                .isEqualTo(Credentials.none("docker-credential-all failed with exit code 7: locked"));

        program("all", "echo secret\n");
        assertThat(docker.find(LOCAL, "team/app"))
                .isEqualTo(Credentials.none("docker-credential-all wrote no JSON object with Username and Secret"));

        config("{'credsStore': '../all'}");
        assertThat(docker.find(LOCAL, "team/app"))
                .isEqualTo(Credentials.none("\"docker-credential-../all\" is no name of a program"));
    }

    @Test
    void a_program_has_a_deadline_and_leaves_nothing() throws Exception {
        config("{'credsStore': 'all'}");
        program("all", "echo $$ > \"$FOLDER/pid\"; sleep 100; echo never\n");

        assertThat(docker(Duration.ofMillis(500)).find(LOCAL, "team/app"))
                .isEqualTo(Credentials.none("docker-credential-all did not answer within 500 ms"));

        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }
}
