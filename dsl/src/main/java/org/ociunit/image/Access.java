package org.ociunit.image;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The right to read a repository: what its registry has asked for so far, and what it was answered. */
final class Access {
    private final String repository;
    private final String scope;
    private final RegistryName registry;
    private final Registries settings;
    private final TokenServer tokens;

    private @Nullable Credentials credentials;
    private @Nullable Challenge challenge;
    private @Nullable Token token;
    private @Nullable String basic;

    Access(RegistryName registry, String repository, Registries settings, TokenServer tokens) {
        this.repository = repository;
        this.scope = "repository:" + repository + ":pull";
        this.registry = registry;
        this.settings = settings;
        this.tokens = tokens;
    }

    /** What a request is sent with; null as long as the registry has not asked for anything. */
    synchronized @Nullable String header() {
        if (token != null && challenge != null && token.hasEnded()) {
            token = issue(challenge);
        }
        return token != null ? token.header() : basic;
    }

    /**
     * Answers a registry that wants to know more.
     *
     * @param challenges what it asks for
     * @param used what the request was sent with
     * @return whether there is something better to send it with
     */
    synchronized boolean answer(List<Challenge> challenges, @Nullable String used) {
        String current = token != null ? token.header() : basic;
        if (current != null && !current.equals(used)) {
            return true; // another thread has answered in the meantime
        }
        Optional<Challenge> bearer = Challenge.of(Challenge.BEARER, challenges);
        if (bearer.isPresent()) {
            challenge = bearer.get();
            token = issue(challenge);
            return !token.header().equals(used);
        }
        if (Challenge.of(Challenge.BASIC, challenges).isPresent()) {
            basic = credentials().basic();
        }
        return basic != null && !basic.equals(used);
    }

    private Token issue(Challenge asked) {
        Token issued = tokens.issue(asked, scope, credentials());
        if (issued.identityToken() != null && credentials().identityToken() != null) {
            credentials =
                    Credentials.token(issued.identityToken(), credentials().from());
        }
        return issued;
    }

    /** Who the registry is asked as; found out when it is first needed. */
    synchronized Credentials credentials() {
        if (credentials == null) {
            credentials = settings.credentials(registry, repository);
        }
        return credentials;
    }
}
