package org.ociunit.image;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.json.Json;
import org.ociunit.json.Name;

/**
 * Who gives out the tokens that a registry asks for.
 *
 * <p>distribution's token authentication specification; with an identity token, its OAuth 2 one.
 *
 * @param registry that trusts the server
 * @param isPlain whether the registry is asked by http
 */
record TokenServer(RegistryName registry, boolean isPlain, Registries settings, Wire wire) {
    private static final int MOST = 1 << 20;

    /** The specification's: what is issued without a word about it. */
    private static final int LIFETIME = 60;

    /** What the server answers. */
    private record Issued(
            @Nullable String token,
            @Name("access_token") @Nullable String accessToken,
            @Name("expires_in") @Nullable Long lifetime,
            @Name("refresh_token") @Nullable String refreshToken) {
        @Nullable
        String either() {
            return token == null || token.isEmpty() ? accessToken : token;
        }
    }

    /**
     * Asks for a token.
     *
     * @param challenge the registry's
     * @param scope what is to be done, if the challenge does not say it
     */
    Token issue(Challenge challenge, String scope, Credentials credentials) {
        URI realm = realm(challenge);
        if (!credentials.isNobody()
                && Addresses.isPlain(realm)
                && !isPlain
                && !settings.isPlain(Addresses.host(realm))) {
            throw wire.refusals().exposed(registry, realm);
        }
        List<String> query = new ArrayList<>();
        challenge.parameter("service").ifPresent(service -> query.add(pair("service", service)));
        String identity = credentials.identityToken();
        long asked = System.nanoTime();
        Answer answer = wire.persist(
                realm,
                identity == null
                        ? () -> get(realm, query, challenge.parameter("scope").orElse(scope), credentials.basic())
                        : () -> post(realm, query, challenge.parameter("scope").orElse(scope), identity));
        return read(answer, credentials, asked);
    }

    private URI realm(Challenge challenge) {
        String realm = challenge.parameter("realm").orElse("");
        try {
            URI address = new URI(realm);
            if (Addresses.isHttp(address)) {
                return address;
            }
        } catch (URISyntaxException e) {
            // As one that is no http.
        }
        throw wire.refusals()
                .nonsense(
                        URI.create("https://" + registry),
                        "the address of its token server is \"" + realm + "\"",
                        null);
    }

    private Answer get(URI realm, List<String> service, String scopes, @Nullable String basic) throws IOException {
        List<String> query = new ArrayList<>(service);
        for (String scope : scopes.split(" ", -1)) {
            query.add(pair("scope", scope));
        }
        if (realm.getRawQuery() != null) {
            query.add(0, realm.getRawQuery());
        }
        URI address = URI.create(Addresses.shown(realm) + "?" + String.join("&", query));
        return wire.ask("GET", address, Map.of(), basic);
    }

    private Answer post(URI realm, List<String> service, String scopes, String identity) throws IOException {
        List<String> form = new ArrayList<>(service);
        form.add(pair("grant_type", "refresh_token"));
        form.add(pair("client_id", "ociunit"));
        form.add(pair("scope", scopes));
        form.add(pair("refresh_token", identity));
        return wire.post(realm, String.join("&", form));
    }

    private Token read(Answer answer, Credentials credentials, long asked) {
        int status = answer.status();
        if (status != Answer.OK) {
            throw status == Answer.UNAUTHORIZED || status == Answer.FORBIDDEN || status == Answer.BAD_REQUEST
                    ? wire.refusals()
                            .unauthorized(
                                    registry,
                                    "the token server " + Addresses.shown(answer.address()),
                                    credentials,
                                    answer.summary())
                    : wire.refusals().unexpected(answer.address(), status, answer.summary());
        }
        try {
            String text = new String(answer.bytes(MOST), StandardCharsets.UTF_8);
            Issued issued = Json.read(text, "a token", Issued.class);
            String token = issued.either();
            if (token == null || token.isEmpty()) {
                throw wire.refusals().nonsense(answer.address(), "there is no token in it", null);
            }
            if (!token.matches("[ -~]+")) {
                throw wire.refusals().nonsense(answer.address(), "its token is none that a header takes", null);
            }
            long lifetime = issued.lifetime == null ? LIFETIME : issued.lifetime;
            return Token.of(token, lifetime, asked, issued.refreshToken);
        } catch (IOException e) {
            throw wire.refusals().broken(answer.address(), 1, e);
        } catch (InvalidDocumentException e) {
            // Not the cause's text: the token may be in it.
            throw wire.refusals().nonsense(answer.address(), "it is no JSON object with a token", null);
        }
    }

    private static String pair(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
