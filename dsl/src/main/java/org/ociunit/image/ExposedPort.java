package org.ociunit.image;

import java.util.Locale;
import java.util.Optional;

/**
 * A port that an image's program listens on.
 *
 * <p>image-spec config.md, ExposedPorts.
 *
 * @param number from 1 to 65535
 * @param protocol such as {@code tcp} or {@code udp}
 */
public record ExposedPort(int number, String protocol) {
    private static final int LAST = 65_535;

    /**
     * Checks the number and the protocol.
     *
     * @throws IllegalArgumentException if there is no such port
     */
    public ExposedPort {
        if (number < 1 || number > LAST || !protocol.matches("[a-z]{1,8}")) {
            throw new IllegalArgumentException("Illegal port \"" + number + "/" + protocol
                    + "\": it takes a number from 1 to " + LAST + ", and a protocol such as tcp.");
        }
    }

    /**
     * A port of TCP.
     *
     * @param number from 1 to 65535
     * @return the port
     */
    public static ExposedPort tcp(int number) {
        return new ExposedPort(number, "tcp");
    }

    /**
     * A port of UDP.
     *
     * @param number from 1 to 65535
     * @return the port
     */
    public static ExposedPort udp(int number) {
        return new ExposedPort(number, "udp");
    }

    /**
     * Reads what an image says.
     *
     * @param text such as {@code 80} or {@code 80/tcp}
     * @return the port; nothing if the text is none
     */
    public static Optional<ExposedPort> parse(String text) {
        String[] parts = text.strip().toLowerCase(Locale.ROOT).split("/", 2);
        String protocol = parts.length == 1 ? "tcp" : parts[1];
        if (!parts[0].matches("\\d{1,5}") || !protocol.matches("[a-z]{1,8}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(parts[0]);
        return number < 1 || number > LAST ? Optional.empty() : Optional.of(new ExposedPort(number, protocol));
    }

    /** Such as {@code 80/tcp}. */
    @Override
    public String toString() {
        return number + "/" + protocol;
    }
}
