package org.ociunit;

/**
 * A number of bytes.
 *
 * @param count how many, from 0
 */
public record Bytes(long count) {
    private static final int STEP = 1024;

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Bytes {
        if (count < 0) {
            throw new IllegalArgumentException("Illegal number of bytes " + count + ": it takes 0 or more.");
        }
    }

    /**
     * So many times 1024 bytes.
     *
     * @param count how many, from 0
     * @return the number of bytes
     */
    public static Bytes kibibytes(long count) {
        return new Bytes(Math.multiplyExact(count, STEP));
    }

    /**
     * So many times 1024 kibibytes.
     *
     * @param count how many, from 0
     * @return the number of bytes
     */
    public static Bytes mebibytes(long count) {
        return kibibytes(Math.multiplyExact(count, STEP));
    }

    /**
     * So many times 1024 mebibytes.
     *
     * @param count how many, from 0
     * @return the number of bytes
     */
    public static Bytes gibibytes(long count) {
        return mebibytes(Math.multiplyExact(count, STEP));
    }

    /** The number in the greatest unit that it is a multiple of, such as {@code 64 MiB}. */
    @Override
    public String toString() {
        String[] units = {" bytes", " KiB", " MiB", " GiB"};
        long number = count;
        int unit = 0;
        while (number != 0 && number % STEP == 0 && unit < units.length - 1) {
            number /= STEP;
            unit++;
        }
        return number + units[unit];
    }
}
