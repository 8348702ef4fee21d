package org.ociunit.image;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Who a registry is asked as. The text form never has the secret.
 *
 * @param user null for nobody, or where only a token is known
 * @param password null for nobody, or where only a token is known
 * @param identityToken what a token server gives tokens for; null if it is a password
 * @param from where they were found, or why there are none
 */
record Credentials(
        @Nullable String user,
        @Nullable String password,
        @Nullable String identityToken,
        String from) {

    /** The user name by which a credential program says that its secret is an identity token. */
    private static final String TOKEN_USER = "<token>";

    static Credentials none(String why) {
        return new Credentials(null, null, null, why);
    }

    static Credentials login(String user, String password, String from) {
        return user.equals(TOKEN_USER) ? token(password, from) : new Credentials(user, password, null, from);
    }

    static Credentials token(String identityToken, String from) {
        return new Credentials(null, null, identityToken, from);
    }

    boolean isNobody() {
        return user == null && identityToken == null;
    }

    /** The header of basic authentication; null if there is no password. */
    @Nullable
    String basic() {
        if (user == null) {
            return null;
        }
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** Such as {@code user "alice" (from …)}. */
    @Override
    public String toString() {
        String who = user != null ? "user \"" + user + "\"" : identityToken != null ? "an identity token" : "nobody";
        return who + " (" + from + ")";
    }
}
