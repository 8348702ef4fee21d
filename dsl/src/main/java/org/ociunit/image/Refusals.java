package org.ociunit.image;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ImageException;

/**
 * What can go wrong with a registry, in words, with what helps.
 *
 * @param image its reference
 * @param trust what knows whom to trust
 */
record Refusals(String image, String trust) {
    /** A part of the JDK's words, of which there are two, for bytes that are not TLS. */
    private static final String NOT_TLS = "nrecognized SSL message";

    private ImageException refused(String why, @Nullable String fix, @Nullable Throwable cause) {
        return new ImageException(image, why, fix, cause);
    }

    /** A connection that cannot be made, now or later. */
    ImageException unreachable(URI address, IOException cause) {
        String host = Addresses.host(address);
        if (causes(cause).anyMatch(UnresolvedAddressException.class::isInstance)) {
            return refused(
                    host + " has no address: its name is not known here.",
                    "check the name of the registry, and this machine's resolver and proxy (-Dhttps.proxyHost).",
                    cause);
        }
        if (cause instanceof ConnectException) {
            return refused(
                    "nothing listens at " + host + ": the connection was refused.",
                    "start the registry, or check its host and port in the reference.",
                    cause);
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return refused(
                    "no connection with " + host + " came about in time.",
                    Addresses.isPlain(address)
                            ? "check the registry's host and port, and what is between it and this machine."
                            : "check the registry's host and port, and what is between it and this machine; some that speak"
                                    + " plain http are silent when they are asked by https: plainHttp(\"" + host
                                    + "\").",
                    cause);
        }
        if (cause instanceof SSLException failure) {
            return untrusted(host, failure);
        }
        return refused(host + " cannot be asked: " + reason(cause) + ".", null, cause);
    }

    private ImageException untrusted(String host, SSLException cause) {
        String reason = reason(cause);
        if (reason.contains(NOT_TLS)) {
            return refused(
                    host + " was asked by https, and answered without TLS, as by plain http.",
                    "if this registry is one of plain http: Registries.standard().plainHttp(\"" + host
                            + "\"), or -Dociunit.registries.plainHttp=" + host + ".",
                    cause);
        }
        if ((cause instanceof SSLHandshakeException && reason.contains("certif"))
                || reason.contains("PKIX")
                || reason.contains("No subject alternative")
                || reason.contains("No name matching")) {
            return refused(
                    "the certificate of " + host + " is not trusted: " + reason + ". Asked was " + trust + ".",
                    "import the certificate of its authority there (keytool -importcert), name another trust store"
                            + " (-Djavax.net.ssl.trustStore), or give a context: Registries.standard().trust(...).",
                    cause);
        }
        return refused("TLS with " + host + " failed: " + reason + ".", null, cause);
    }

    /** A connection that broke again and again. */
    ImageException broken(URI address, int attempts, IOException cause) {
        String why =
                Addresses.host(address) + " gave no whole answer to " + attempts + " requests: " + reason(cause) + ".";
        return refused(why, "look at the registry's log, and at what is between it and this machine.", cause);
    }

    /** A blob whose connection broke again and again. */
    ImageException cutOff(URI address, Descriptor blob, long arrived, int attempts, IOException cause) {
        return refused(
                blob.digest() + " ended after " + arrived + " of " + blob.size() + " bytes, and " + attempts
                        + " attempts in a row did not get on: " + reason(cause) + ".",
                "look at the log of " + Addresses.host(address) + ", and at what is between it and this machine.",
                cause);
    }

    /** A server that is not able to answer. */
    ImageException busy(String why, int attempts, Optional<Duration> asked) {
        if (asked.filter(pause -> pause.compareTo(Backoff.LONGEST) > 0).isPresent()) {
            return refused(
                    why + ", and asks to be left alone for " + asked.get().toSeconds() + " s.",
                    "try again later; log in, for which many registries allow more; or name a mirror:"
                            + " Registries.standard().mirror(...).",
                    null);
        }
        return refused(why + ", " + attempts + " times.", "look at the registry's log, or try again later.", null);
    }

    ImageException lost(URI address, int redirects) {
        return refused(
                Addresses.shown(address) + " sends on from one address to the next, more than " + redirects + " times.",
                null,
                null);
    }

    ImageException sentAstray(URI from, String where) {
        return refused(Addresses.shown(from) + " answered with " + where + ".", null, null);
    }

    ImageException sentToPlain(URI from, URI to) {
        String host = Addresses.host(to);
        return refused(
                Addresses.host(from) + " is asked by https, and sends on to plain http at " + host + ".",
                "if that is as it should be: Registries.standard().plainHttp(\"" + host + "\").",
                null);
    }

    /** The registry's interface answers, and knows no such manifest. */
    ImageException unknown(Reference reference, URI address, String summary) {
        String name = reference.digest() == null ? "the tag " + reference.tag() : reference.name();
        return refused(
                Addresses.host(address) + " has no manifest for " + name + " of " + reference.repository() + " ("
                        + summary + ").",
                "check the name and the tag; " + Addresses.shown(address).replaceFirst("/manifests/.*", "/tags/list")
                        + " lists the tags.",
                null);
    }

    ImageException missing(URI address, Descriptor blob, String summary) {
        return refused(
                Addresses.host(address) + " has the image, and not its blob " + blob.digest() + " (" + summary + ").",
                "push the image again: the registry's storage is not complete.",
                null);
    }

    /** Nobody may do this, or not who asked. */
    ImageException unauthorized(RegistryName registry, String asked, Credentials credentials, String summary) {
        String login = "Registries.standard().login(\"" + registry + "\", USER, PASSWORD)";
        if (credentials.isNobody()) {
            return refused(
                    asked + " asks for credentials (" + summary + "), and there are none: " + credentials.from() + ".",
                    "check the name of the image; log in with docker login " + registry + ", or give " + login + ".",
                    null);
        }
        return refused(
                asked + " refused " + credentials + ": " + summary + ".",
                "check the name of the image, the password, and the user's right to pull; log in again with docker login "
                        + registry + ", or give " + login + ".",
                null);
    }

    ImageException exposed(RegistryName registry, URI realm) {
        String host = Addresses.host(realm);
        return refused(
                registry + " is asked by https, and sends the credentials to a token server of plain http, "
                        + Addresses.shown(realm) + ". They were not sent.",
                "if that is as it should be: Registries.standard().plainHttp(\"" + host + "\").",
                null);
    }

    /** An answer that the protocol does not know in this place. */
    ImageException unexpected(URI address, int status, String summary) {
        if (status == Answer.BAD_REQUEST && Addresses.isPlain(address) && summary.contains("HTTPS server")) {
            String host = Addresses.host(address);
            return refused(
                    host + " was asked by plain http, and speaks https (" + summary + ").",
                    "leave out plainHttp(\"" + host + "\").",
                    null);
        }
        if (status == 407) {
            return refused(
                    "the proxy in front of " + Addresses.host(address) + " asks for credentials (" + summary + ").",
                    "name a proxy that does not (-Dhttps.proxyHost), or except the host (-Dhttp.nonProxyHosts).",
                    null);
        }
        return refused(Addresses.shown(address) + " answered " + summary + ".", null, null);
    }

    /** A server that answers something else than what it was asked for. */
    ImageException nonsense(URI address, String why, @Nullable Throwable cause) {
        return refused(
                Addresses.shown(address) + " answered with what is of no use: " + why + ".",
                "check that a registry listens there.",
                cause);
    }

    ImageException tooOld(URI address, String type) {
        return refused(
                Addresses.host(address) + " has it in docker's schema 1 only (" + type + "), which is not read.",
                "push it again with a tool of today, such as skopeo copy.",
                null);
    }

    ImageException wrongDigest(URI address, Digest expected, String found) {
        return refused(
                Addresses.host(address) + " answered with a manifest of another digest: asked was " + expected
                        + ", and it is " + found + ".",
                "do not use what this registry has under that name; pull from another one, or push it again.",
                null);
    }

    /** The first words that say something: the JDK's outer exceptions often have none. */
    static String reason(Throwable failure) {
        if (failure instanceof HttpTimeoutException) {
            return "no answer in time (" + failure.getMessage() + ")";
        }
        return causes(failure)
                .map(Throwable::getMessage)
                .filter(message -> message != null && !message.isEmpty())
                .findFirst()
                .orElse(failure.getClass().getSimpleName());
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause);
    }
}
