package org.ociunit.image;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests, follows where they are sent on to, and repeats what has failed for a while. What is secret goes to the
 * host that it is meant for, and to no other one.
 */
final class Wire {
    private static final int REDIRECTS = 5;
    private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);
    private static final String AUTHORIZATION = "Authorization";

    private final String image;
    private final Registries settings;
    private final Refusals refusals;
    private final Set<String> reached = ConcurrentHashMap.newKeySet();

    Wire(String image, Registries settings) {
        this.image = image;
        this.settings = settings;
        this.refusals = new Refusals(image, settings.trust());
    }

    Refusals refusals() {
        return refusals;
    }

    /** Something that is repeated as a whole. */
    interface Attempt {
        Answer make() throws IOException;
    }

    /**
     * Tries until there is an answer that will stay the same.
     *
     * @param address who is asked
     */
    Answer persist(URI address, Attempt attempt) {
        Backoff backoff = settings.backoff();
        while (true) {
            try {
                Answer answer = attempt.make();
                if (!answer.isTemporary()) {
                    return answer;
                }
                Optional<Duration> asked = answer.retryAfter();
                String why = Addresses.host(answer.address()) + " answered " + answer.summary();
                pause(backoff.next(asked).orElseThrow(() -> refusals.busy(why, backoff.failed(), asked)), why);
            } catch (IOException e) {
                if (!isTemporary(e, Addresses.host(address))) {
                    throw refusals.unreachable(address, e);
                }
                pause(
                        backoff.next(Optional.empty()).orElseThrow(() -> refusals.broken(address, backoff.failed(), e)),
                        Addresses.host(address) + ": " + Refusals.reason(e));
            }
        }
    }

    /** Waits before the next attempt. */
    void pause(Duration pause, String why) {
        settings.progress().waits(image, why, pause);
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
    }

    /** Who was never there is not waited for, nor who is not trusted; who was there may come back. */
    private boolean isTemporary(IOException failure, String host) {
        if (failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException) {
            return reached.contains(host);
        }
        return !(failure instanceof SSLException)
                || failure.getCause() instanceof EOFException
                || failure.getCause() instanceof SocketException;
    }

    /**
     * Asks for a document or a blob, and follows redirects.
     *
     * @param method {@code GET} or {@code HEAD}
     * @param headers of the request, without credentials
     * @param authorization the credentials for the address's own host; null for none
     */
    Answer ask(String method, URI address, Map<String, String> headers, @Nullable String authorization)
            throws IOException {
        URI at = address;
        for (int redirects = 0; redirects <= REDIRECTS; redirects++) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(at).method(method, HttpRequest.BodyPublishers.noBody());
            headers.forEach(request::setHeader);
            if (authorization != null && Addresses.areOfOneHost(address, at)) {
                request.setHeader(AUTHORIZATION, authorization);
            }
            Answer answer = send(request);
            Optional<String> location = answer.header("Location");
            if (!MOVED.contains(answer.status()) || location.isEmpty()) {
                return answer;
            }
            answer.close();
            at = next(at, location.get());
        }
        throw refusals.lost(address, REDIRECTS);
    }

    /** Sends a form; it is not sent on. */
    Answer post(URI address, String form) throws IOException {
        return send(HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private URI next(URI at, String location) {
        URI next;
        try {
            next = at.resolve(location);
        } catch (IllegalArgumentException e) {
            throw refusals.sentAstray(at, "a redirect to what is no address");
        }
        if (!Addresses.isHttp(next)) {
            throw refusals.sentAstray(at, "a redirect to what is not http");
        }
        if (Addresses.isPlain(next) && !Addresses.isPlain(at) && !settings.isPlain(Addresses.host(next))) {
            throw refusals.sentToPlain(at, next);
        }
        return next;
    }

    private Answer send(HttpRequest.Builder builder) throws IOException {
        HttpRequest request = builder.timeout(settings.patience())
                .setHeader("User-Agent", "ociunit")
                .build();
        URI address = request.uri();
        try {
            HttpResponse<BodyStream> response =
                    client(address).http().send(request, info -> new BodyStream(settings.patience()));
            reached.add(Addresses.host(address));
            return new Answer(address, response.statusCode(), response.headers(), response.body());
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
    }

    private Client client(URI address) throws IOException {
        return settings.isUnverified(Addresses.host(address)) ? Client.trustful() : settings.client();
    }
}
