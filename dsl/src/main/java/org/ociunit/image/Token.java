package org.ociunit.image;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a token server has issued. The text form does not have it.
 *
 * @param value the token
 * @param end when it is no longer used, by {@link System#nanoTime}: a clock that nobody sets
 * @param identityToken what the next one is asked for with; null if that stays the same
 */
record Token(String value, long end, @Nullable String identityToken) {
    private static final long LONGEST = TimeUnit.DAYS.toSeconds(1);

    /** A tenth of the time is left, for the way of the request that it is sent with. */
    static Token of(String value, long seconds, long issued, @Nullable String identityToken) {
        long lifetime = TimeUnit.SECONDS.toNanos(Math.max(0, Math.min(seconds, LONGEST)));
        return new Token(value, issued + lifetime - lifetime / 10, identityToken);
    }

    boolean hasEnded() {
        return System.nanoTime() - end >= 0;
    }

    String header() {
        return "Bearer " + value;
    }

    @Override
    public String toString() {
        return "a token";
    }
}
