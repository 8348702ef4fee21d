package org.ociunit.image;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.json.Json;

/**
 * The credentials that {@code docker login} has left: in the file {@code config.json} of the folder {@code DOCKER_CONFIG},
 * by default {@code ~/.docker}, or with the programs that this file names.
 *
 * @param environment of this JVM, and of the programs
 * @param home the user's folder
 * @param deadline of a program
 */
record DockerConfig(Map<String, String> environment, Path home, Duration deadline) {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** The file; docker has more in it, which is not read. */
    private record Content(
            @Nullable Map<String, Login> auths,
            @Nullable String credsStore,
            @Nullable Map<String, String> credHelpers) {}

    /** An entry of it; docker writes an empty one where a program has the secret. */
    private record Login(
            @Nullable String auth,
            @Nullable String username,
            @Nullable String password,
            @Nullable String identitytoken) {
        Credentials credentials(String from) {
            if (identitytoken != null && !identitytoken.isEmpty()) {
                return Credentials.token(identitytoken, from);
            }
            if (auth != null && !auth.isEmpty()) {
                return pair(auth, from);
            }
            return username == null || username.isEmpty() || password == null
                    ? Credentials.none("an empty entry " + from)
                    : Credentials.login(username, password, from);
        }

        private static Credentials pair(String auth, String from) {
            String pair;
            try {
                pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return Credentials.none("an auth that is not base64, " + from);
            }
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Credentials.none("an auth without a colon, " + from)
                    // docker pads the password with zeros
                    : Credentials.login(
                            pair.substring(0, colon), pair.substring(colon + 1).replaceFirst("\0+$", ""), from);
        }
    }

    static DockerConfig ofThisUser() {
        return new DockerConfig(System.getenv(), Path.of(System.getProperty("user.home")), DEADLINE);
    }

    /** The credentials for a registry; nobody's, with the reason, where there are none or they cannot be read. */
    Credentials find(RegistryName registry) {
        Path file = file();
        if (Files.notExists(file)) {
            return Credentials.none(file + " does not exist");
        }
        try {
            return find(registry, file, Json.read(file, Content.class));
        } catch (ContainerException e) {
            // Not the cause's text: a part of the file may be quoted in it, and secrets are there.
            return Credentials.none(file + " cannot be read as docker's configuration");
        }
    }

    private Credentials find(RegistryName registry, Path file, Content content) {
        List<Supplier<Optional<Credentials>>> sources = List.of(
                () -> program(content.credHelpers == null ? null : key(content.credHelpers, registry), registry),
                () -> program(content.credsStore, registry),
                () -> login(content, registry, file));
        List<String> reasons = new ArrayList<>();
        for (Supplier<Optional<Credentials>> source : sources) {
            Optional<Credentials> found = source.get();
            if (found.isPresent() && !found.get().isNobody()) {
                return found.get();
            }
            found.ifPresent(none -> reasons.add(none.from()));
        }
        return Credentials.none(
                reasons.isEmpty() ? file + " has no entry for " + registry : String.join("; ", reasons));
    }

    private Path file() {
        String folder = environment.getOrDefault("DOCKER_CONFIG", "");
        return (folder.isEmpty() ? home.resolve(".docker") : Path.of(folder)).resolve("config.json");
    }

    private Optional<Credentials> program(@Nullable String name, RegistryName registry) {
        return name == null || name.isEmpty()
                ? Optional.empty()
                : Optional.of(new CredentialProgram(name, environment, deadline).get(registry.credentialsKey()));
    }

    private static Optional<Credentials> login(Content content, RegistryName registry, Path file) {
        Login login = content.auths == null ? null : key(content.auths, registry);
        return Optional.ofNullable(login).map(found -> found.credentials("from auths in " + file));
    }

    /** The value of the registry's key: the exact one first. */
    private static <T> @Nullable T key(Map<String, T> values, RegistryName registry) {
        T exact = values.get(registry.credentialsKey());
        return exact != null
                ? exact
                : values.entrySet().stream()
                        .filter(entry -> registry.isMeantBy(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
    }
}
