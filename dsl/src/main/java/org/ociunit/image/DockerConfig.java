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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.json.Json;
import org.ociunit.runtime.host.Host;

/**
 * The credentials that {@code docker login} or {@code podman login} has left, in a file or with the programs that it names.
 *
 * <p>containers-auth.json(5): it is the file {@code REGISTRY_AUTH_FILE}, or else {@code config.json} in the folder {@code
 * DOCKER_CONFIG}. Where nobody has set either, {@code containers/auth.json} in {@code XDG_RUNTIME_DIR}, then the one in {@code
 * XDG_CONFIG_HOME} ({@code ~/.config}), and then {@code ~/.docker/config.json}.
 *
 * @param environment of this JVM, and of the programs
 * @param home the user's folder
 * @param deadline of a program
 */
record DockerConfig(Map<String, String> environment, Path home, Duration deadline) {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String DOCKERS = "config.json";
    private static final String PODMANS = "containers/auth.json";

    /**
     * A file that may be there.
     *
     * @param path where
     * @param isDockers whether its programs know the field's default registry by docker's name for it
     */
    private record Source(Path path, boolean isDockers) {}

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

    /** The credentials for a repository; nobody's, with the reason, where there are none or they cannot be read. */
    Credentials find(RegistryName registry, String repository) {
        List<String> reasons = new ArrayList<>();
        List<Source> missing = new ArrayList<>();
        for (Source source : sources()) {
            if (Files.notExists(source.path)) {
                missing.add(source);
                continue;
            }
            Credentials found = find(registry, repository, source);
            if (!found.isNobody()) {
                return found;
            }
            reasons.add(found.from());
        }
        return Credentials.none(reasons.isEmpty() ? absence(missing) : String.join("; ", reasons));
    }

    private static String absence(List<Source> missing) {
        return missing.stream().map(source -> source.path.toString()).collect(Collectors.joining(", "))
                + (missing.size() == 1 ? " does not exist" : " do not exist");
    }

    private Credentials find(RegistryName registry, String repository, Source source) {
        try {
            return find(registry, repository, source, Json.read(source.path, Content.class));
        } catch (ContainerException e) {
            // Not the cause's text: a part of the file may be quoted in it, and secrets are there.
            return Credentials.none(source.path + " cannot be read as docker's configuration");
        }
    }

    private Credentials find(RegistryName registry, String repository, Source source, Content content) {
        String known = source.isDockers ? registry.credentialsKey() : registry.text();
        List<Supplier<Optional<Credentials>>> places = List.of(
                () -> program(content.credHelpers == null ? null : key(content.credHelpers, registry, ""), known),
                () -> program(content.credsStore, known),
                () -> login(content, registry, repository, source.path));
        List<String> reasons = new ArrayList<>();
        for (Supplier<Optional<Credentials>> place : places) {
            Optional<Credentials> found = place.get();
            if (found.isPresent() && !found.get().isNobody()) {
                return found.get();
            }
            found.ifPresent(none -> reasons.add(none.from()));
        }
        return Credentials.none(
                reasons.isEmpty() ? source.path + " has no entry for " + registry : String.join("; ", reasons));
    }

    /** What somebody has named is the only one. */
    private List<Source> sources() {
        String named = variable("REGISTRY_AUTH_FILE");
        if (!named.isEmpty()) {
            return List.of(new Source(Path.of(named), false));
        }
        String dockers = variable("DOCKER_CONFIG");
        if (!dockers.isEmpty()) {
            return List.of(new Source(Path.of(dockers, DOCKERS), true));
        }
        String runtime = variable("XDG_RUNTIME_DIR");
        String config = variable("XDG_CONFIG_HOME");
        return List.of(
                new Source(
                        runtime.isEmpty()
                                ? Path.of("/run/containers/" + Host.current().uid(), "auth.json")
                                : Path.of(runtime, PODMANS),
                        false),
                new Source((config.isEmpty() ? home.resolve(".config") : Path.of(config)).resolve(PODMANS), false),
                new Source(home.resolve(".docker").resolve(DOCKERS), true));
    }

    private String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    private Optional<Credentials> program(@Nullable String name, String registry) {
        return name == null || name.isEmpty()
                ? Optional.empty()
                : Optional.of(new CredentialProgram(name, environment, deadline).get(registry));
    }

    private static Optional<Credentials> login(Content content, RegistryName registry, String repository, Path file) {
        Login login = content.auths == null ? null : key(content.auths, registry, repository);
        return Optional.ofNullable(login).map(found -> found.credentials("from auths in " + file));
    }

    /** The value of the longest key that the repository begins with, then of the registry's: the exact one first. */
    private static <T> @Nullable T key(Map<String, T> values, RegistryName registry, String repository) {
        for (String part = repository; !part.isEmpty(); part = part.substring(0, Math.max(0, part.lastIndexOf('/')))) {
            T own = values.get(registry + "/" + part);
            if (own != null) {
                return own;
            }
        }
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
