package org.ociunit.image;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.json.Json;

/**
 * What a server has said, and goes on to say.
 *
 * @param address of who has said it, after all redirects
 * @param status HTTP's
 * @param headers HTTP's
 * @param body to be read or closed
 */
record Answer(URI address, int status, HttpHeaders headers, BodyStream body) implements Closeable {
    static final int OK = 200;
    static final int PARTIAL = 206;
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int BAD_REQUEST = 400;
    static final int RANGE_NOT_SATISFIABLE = 416;

    /** It may be better in a while: timeout, too many requests, and failures of a server. */
    private static final Set<Integer> TEMPORARY = Set.of(408, 429, 500, 502, 503, 504);

    private static final int MOST = 1 << 16;
    private static final int QUOTED = 200;

    /** What a registry says of an error. */
    private record Errors(@Nullable List<Problem> errors) {}

    /** One of them. */
    private record Problem(@Nullable String code, @Nullable String message) {}

    boolean isTemporary() {
        return TEMPORARY.contains(status);
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    List<Challenge> challenges() {
        return Challenge.parse(headers.allValues("WWW-Authenticate"));
    }

    Optional<Duration> retryAfter() {
        return header("Retry-After").flatMap(text -> Backoff.asked(text, ZonedDateTime.now(ZoneOffset.UTC)));
    }

    /** The type without its parameters; empty if there is none. */
    String contentType() {
        return header("Content-Type").orElse("").replaceFirst("\\s*;.*", "").strip();
    }

    /** Reads and ends the body, if it is not too long to be a document. */
    byte[] bytes(int most) throws IOException {
        try (body) {
            byte[] bytes = body.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException("the answer has more than " + most + " bytes");
            }
            return bytes;
        }
    }

    /** Status and reason, such as {@code 404, MANIFEST_UNKNOWN: manifest unknown}; ends the body. */
    String summary() {
        String said = said();
        return said.isEmpty() ? Integer.toString(status) : status + ", " + said;
    }

    private String said() {
        try (body) {
            String text = new String(body.readNBytes(MOST), StandardCharsets.UTF_8).strip();
            return text.startsWith("{") ? errors(text) : isPage(text) ? "" : shortened(text);
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean isPage(String text) {
        return text.startsWith("<");
    }

    private static String errors(String text) {
        try {
            Errors errors = Json.read(text, "an error", Errors.class);
            return errors.errors == null || errors.errors.isEmpty()
                    ? details(text)
                    : shortened(errors.errors.get(0).code + ": " + errors.errors.get(0).message);
        } catch (ContainerException e) {
            return details(text);
        }
    }

    /** As some token servers say it. */
    private static String details(String text) {
        try {
            return Json.read(text, "an error", Object.class) instanceof Map<?, ?> members
                            && members.get("details") instanceof String details
                    ? shortened(details)
                    : "";
        } catch (ContainerException e) {
            return "";
        }
    }

    /** One line, and nothing that a terminal would obey. */
    private static String shortened(String text) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() > QUOTED ? line.substring(0, QUOTED) + "…" : line;
    }

    @Override
    public void close() {
        body.close();
    }
}
