package org.ociunit.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a registry asks for in its {@code WWW-Authenticate} header.
 *
 * <p>RFC 9110, 11.6.1: a header may hold several, and values may be quoted.
 *
 * @param scheme in lower case, such as {@code bearer}
 * @param parameters by their names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
    static final String BASIC = "basic";
    static final String BEARER = "bearer";

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** Reads all of an answer's headers; what is not understood ends the reading of its header. */
    static List<Challenge> parse(List<String> headers) {
        return headers.stream()
                .flatMap(header -> new Header(header).challenges().stream())
                .toList();
    }

    static Optional<Challenge> of(String scheme, List<Challenge> challenges) {
        return challenges.stream().filter(each -> each.scheme.equals(scheme)).findFirst();
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** A walk over one header. */
    private static final class Header {
        private static final String MARKS = "!#$%&'*+-.^_`|~";
        private static final String MARKS_OF_BLOBS = "-._~+/";

        private final String text;
        private int at;

        Header(String text) {
            this.text = text;
        }

        List<Challenge> challenges() {
            List<Challenge> challenges = new ArrayList<>();
            String scheme = next();
            while (!scheme.isEmpty()) {
                Map<String, String> parameters = new LinkedHashMap<>();
                String name = next();
                while (!name.isEmpty() && skip('=')) {
                    parameters.putIfAbsent(name, value());
                    name = next();
                }
                challenges.add(new Challenge(scheme, parameters));
                scheme = name;
            }
            return challenges;
        }

        /** A scheme, or the name of a parameter; empty if there is none. */
        private String next() {
            while (at < text.length() && ", \t".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            int start = at;
            String token = token(MARKS);
            if (isBlob(start)) {
                return next();
            }
            return token.toLowerCase(Locale.ROOT);
        }

        /** Credentials of some schemes are no parameters: {@code Negotiate abc==}. */
        private boolean isBlob(int start) {
            int back = at;
            at = start;
            String blob = token(MARKS_OF_BLOBS);
            int padding = at;
            while (at < text.length() && text.charAt(at) == '=') {
                at++;
            }
            if (!blob.isEmpty() && at > padding && (at == text.length() || text.charAt(at) == ',')) {
                return true;
            }
            at = back;
            return false;
        }

        private String token(String marks) {
            int start = at;
            while (at < text.length() && isOfToken(text.charAt(at), marks)) {
                at++;
            }
            return text.substring(start, at);
        }

        private static boolean isOfToken(char sign, String marks) {
            return (sign >= 'a' && sign <= 'z')
                    || (sign >= 'A' && sign <= 'Z')
                    || (sign >= '0' && sign <= '9')
                    || marks.indexOf(sign) >= 0;
        }

        private boolean skip(char sign) {
            int back = at;
            skipSpace();
            if (at < text.length() && text.charAt(at) == sign) {
                at++;
                skipSpace();
                return true;
            }
            at = back;
            return false;
        }

        private void skipSpace() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private String value() {
            if (at == text.length() || text.charAt(at) != '"') {
                return token(MARKS);
            }
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at = Math.min(at + 1, text.length());
            return value.toString();
        }
    }
}
