package org.ociunit.image;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;

/**
 * How registries are reached. An adjective returns new settings and leaves these as they are:
 *
 * <pre>{@code
 * Image.of("localhost:5000/app:1", Registries.standard().plainHttp("localhost:5000").progress(printedTo(System.err)))
 * }</pre>
 *
 * <p>A registry is named as in a reference: {@code localhost:5000}, {@code docker.io}. Without a word about it, it is
 * asked by https, and has to show a certificate that this JVM trusts. Proxies are the JVM's
 * ({@link java.net.ProxySelector#getDefault}, {@code -Dhttps.proxyHost}), and so is the trust store
 * ({@link SSLContext#getDefault}, {@code -Djavax.net.ssl.trustStore}). Credentials are those that
 * {@code docker login} or {@code podman login} has left: in the file {@code REGISTRY_AUTH_FILE} or the {@code config.json} of
 * {@code DOCKER_CONFIG}, else in {@code containers/auth.json} below {@code XDG_RUNTIME_DIR} or {@code ~/.config}, or in {@code
 * ~/.docker/config.json}, or with the credential program that the file names. They are only looked for when a registry asks for them, and are given to no other
 * host than the registry and the token server that it names.
 */
public final class Registries {
    private static final String PLAIN_HTTP = "ociunit.registries.plainHttp";
    private static final String UNVERIFIED = "ociunit.registries.unverified";
    private static final String MIRRORS = "ociunit.registries.mirrors";
    private static final String PULL = "ociunit.registries.pull";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private final Parts parts;

    /** All of it; a record, so that an adjective has one place to copy from. */
    private record Parts(
            Set<RegistryName> plain,
            Set<RegistryName> unverified,
            Map<RegistryName, List<RegistryName>> mirrors,
            Map<RegistryName, Credentials> logins,
            DockerConfig docker,
            @Nullable Client trust,
            Progress progress,
            Duration patience,
            Duration firstPause,
            Pull pull) {
        Parts plain(RegistryName name) {
            return new Parts(
                    with(plain, name),
                    unverified,
                    mirrors,
                    logins,
                    docker,
                    trust,
                    progress,
                    patience,
                    firstPause,
                    pull);
        }

        Parts unverified(RegistryName name) {
            return new Parts(
                    plain,
                    with(unverified, name),
                    mirrors,
                    logins,
                    docker,
                    trust,
                    progress,
                    patience,
                    firstPause,
                    pull);
        }

        Parts mirror(RegistryName name, RegistryName mirror) {
            Map<RegistryName, List<RegistryName>> more = new LinkedHashMap<>(mirrors);
            more.merge(
                    name,
                    List.of(mirror),
                    (first, second) ->
                            Stream.concat(first.stream(), second.stream()).toList());
            return new Parts(plain, unverified, more, logins, docker, trust, progress, patience, firstPause, pull);
        }

        Parts login(RegistryName name, Credentials credentials) {
            Map<RegistryName, Credentials> more = new LinkedHashMap<>(logins);
            more.put(name, credentials);
            return new Parts(plain, unverified, mirrors, more, docker, trust, progress, patience, firstPause, pull);
        }

        private static Set<RegistryName> with(Set<RegistryName> names, RegistryName name) {
            Set<RegistryName> more = new LinkedHashSet<>(names);
            more.add(name);
            return more;
        }
    }

    private Registries(Parts parts) {
        this.parts = parts;
    }

    private Registries with(UnaryOperator<Parts> change) {
        return new Registries(change.apply(parts));
    }

    /**
     * The settings of this JVM. Where no code can be reached, as in an annotation, three system properties name
     * registries, with commas between them: {@code ociunit.registries.plainHttp}, {@code ociunit.registries.unverified}
     * and {@code ociunit.registries.mirrors}, which has elements such as {@code docker.io=localhost:5000}. By default
     * they are empty. A fourth one, {@code ociunit.registries.pull}, is {@code always}, {@code missing} or {@code never},
     * see {@link #pull}.
     *
     * @return the settings
     */
    public static Registries standard() {
        Registries settings = new Registries(new Parts(
                Set.of(),
                Set.of(),
                Map.of(),
                Map.of(),
                DockerConfig.ofThisUser(),
                null,
                Progress.none(),
                PATIENCE,
                FIRST_PAUSE,
                pullProperty()));
        for (String name : property(PLAIN_HTTP)) {
            settings = settings.plainHttp(name);
        }
        for (String name : property(UNVERIFIED)) {
            settings = settings.unverified(name);
        }
        for (String pair : property(MIRRORS)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new ContainerException(
                        "Could not read system property " + MIRRORS + ".",
                        "\"" + pair + "\" is not REGISTRY=MIRROR.",
                        "write it such as docker.io=localhost:5000.");
            }
            settings = settings.mirror(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return settings;
    }

    private static Pull pullProperty() {
        String text = System.getProperty(PULL, "");
        for (Pull pull : Pull.values()) {
            if (text.equalsIgnoreCase(pull.name())) {
                return pull;
            }
        }
        if (!text.isEmpty()) {
            throw new ContainerException(
                    "Could not read system property " + PULL + ".",
                    "it is \"" + text + "\".",
                    "set it to always, missing or never.");
        }
        return Pull.MISSING;
    }

    private static List<String> property(String name) {
        return Stream.of(System.getProperty(name, "").split(","))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .toList();
    }

    /**
     * Asks this registry by http. Everybody on the way can read what is sent, credentials too; layers are still verified
     * if the reference has a digest. By default no registry is asked so, not even on this machine.
     *
     * @param registry its name
     * @return the settings with that
     */
    public Registries plainHttp(String registry) {
        return with(parts -> parts.plain(RegistryName.parse(registry)));
    }

    /**
     * Takes any certificate for this registry's. Everybody on the way can pretend to be it. By default certificates have
     * to be trusted, and of the registry's name.
     *
     * @param registry its name
     * @return the settings with that
     */
    public Registries unverified(String registry) {
        return with(parts -> parts.unverified(RegistryName.parse(registry)));
    }

    /**
     * Asks another registry first for the images of this one, under the same names. Where it does not have one, or does
     * not answer, the next mirror is asked, and at last the registry itself. By default there are no mirrors.
     *
     * @param registry its name
     * @param mirror the other one's name
     * @return the settings with that
     */
    public Registries mirror(String registry, String mirror) {
        return with(parts -> parts.mirror(RegistryName.parse(registry), RegistryName.parse(mirror)));
    }

    /**
     * Logs in to this registry if it asks for that. By default the credentials are those of {@code docker login}
     * or {@code podman login}.
     *
     * @param registry its name
     * @param user the user's name
     * @param password the password, or an access token that stands for it
     * @return the settings with that
     */
    public Registries login(String registry, String user, String password) {
        Credentials credentials = Credentials.login(user, password, "from Registries.login");
        return with(parts -> parts.login(RegistryName.parse(registry), credentials));
    }

    /**
     * Trusts who this context trusts, and shows its certificates. By default it is the JVM's.
     *
     * @param context the context
     * @return the settings with that
     */
    public Registries trust(SSLContext context) {
        return with(p -> new Parts(
                p.plain,
                p.unverified,
                p.mirrors,
                p.logins,
                p.docker,
                Client.trusting(context),
                p.progress,
                p.patience,
                p.firstPause,
                p.pull));
    }

    /**
     * Tells somebody how a pull goes on. By default nobody is told.
     *
     * @param listener who is told, in place of who was before
     * @return the settings with that
     */
    public Registries progress(Progress listener) {
        return with(p -> new Parts(
                p.plain,
                p.unverified,
                p.mirrors,
                p.logins,
                p.docker,
                p.trust,
                listener,
                p.patience,
                p.firstPause,
                p.pull));
    }

    /**
     * How long a registry may be silent before the connection counts as lost: while connecting, before an answer, or in
     * the middle of a layer, where less than 1 KiB a second is no better than silence. By default 30 seconds.
     *
     * @param longest the longest silence
     * @return the settings with that
     */
    public Registries patience(Duration longest) {
        return with(p -> new Parts(
                p.plain,
                p.unverified,
                p.mirrors,
                p.logins,
                p.docker,
                p.trust,
                p.progress,
                longest,
                p.firstPause,
                p.pull));
    }

    /**
     * When a registry is asked. By default it is {@link Pull#MISSING}, as with {@code docker run} and {@code podman run}: what
     * a tag stands for is asked once, and is the same from then on, so that containers start without a network, in a test run
     * all alike, and no registry counts them. To have what a tag stands for today, it is {@link Pull#ALWAYS}. A reference with
     * a digest stands for the same for ever, and is asked for only what is missing.
     *
     * @param policy when
     * @return the settings with that
     */
    public Registries pull(Pull policy) {
        return with(p -> new Parts(
                p.plain,
                p.unverified,
                p.mirrors,
                p.logins,
                p.docker,
                p.trust,
                p.progress,
                p.patience,
                p.firstPause,
                policy));
    }

    /** In place of this user's. */
    Registries docker(DockerConfig config) {
        return with(p -> new Parts(
                p.plain,
                p.unverified,
                p.mirrors,
                p.logins,
                config,
                p.trust,
                p.progress,
                p.patience,
                p.firstPause,
                p.pull));
    }

    /** The pause before the first repetition; each further one is twice as long. */
    Registries firstPause(Duration pause) {
        return with(p -> new Parts(
                p.plain, p.unverified, p.mirrors, p.logins, p.docker, p.trust, p.progress, p.patience, pause, p.pull));
    }

    /** Whether both reach registries in the same way, and tell the same listener of it. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Registries settings && parts.equals(settings.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    boolean isPlain(RegistryName registry) {
        return parts.plain.contains(registry);
    }

    /** By host and port, as an address has them. */
    boolean isPlain(String address) {
        return parts.plain.stream().anyMatch(name -> name.address().equals(address));
    }

    boolean isUnverified(String address) {
        return parts.unverified.stream().anyMatch(name -> name.address().equals(address));
    }

    List<RegistryName> mirrors(RegistryName registry) {
        return parts.mirrors.getOrDefault(registry, List.of());
    }

    Credentials credentials(RegistryName registry, String repository) {
        Credentials login = parts.logins.get(registry);
        return login == null ? parts.docker.find(registry, repository) : login;
    }

    Client client() throws IOException {
        return parts.trust == null ? Client.standard() : parts.trust;
    }

    /** What a message calls whom {@link #client} trusts. */
    String trust() {
        return parts.trust == null ? Client.trustStore() : "the context that was given";
    }

    Progress progress() {
        return parts.progress;
    }

    Duration patience() {
        return parts.patience;
    }

    Pull pull() {
        return parts.pull;
    }

    Backoff backoff() {
        return new Backoff(parts.firstPause);
    }
}
