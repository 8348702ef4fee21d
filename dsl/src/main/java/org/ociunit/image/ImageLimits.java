package org.ociunit.image;

/**
 * How much an image may put on this machine's disk. A small archive can hold a lot: nothing compresses like zeros.
 *
 * <p>What an archive says of its entries is kept in memory, and has limits that are always the same: {@value #HEADER} bytes
 * for one entry, {@value #HEADERS} headers for one, {@value #GLOBAL_HEADERS} bytes for all of them together, and {@value
 * #NAMES} bytes of names, targets of links and extended attributes.
 *
 * @param bytes how many bytes all of its files may have together
 * @param entries how many files, folders and links there may be
 * @param ratio how many times larger than its compressed form a layer may be; it does not matter for what is smaller than
 *     {@value #FREE} bytes
 */
public record ImageLimits(long bytes, long entries, int ratio) {
    /** Up to how many bytes the ratio does not matter. */
    public static final long FREE = 64L << 20;

    /** How many bytes an archive may have in front of one entry: its long name, its attributes, the map of its holes. */
    public static final int HEADER = 1 << 20;

    /** How many headers may stand in front of one entry. */
    public static final int HEADERS = 16;

    /** How many bytes an archive may have that are said of all its entries (pax global headers). */
    public static final int GLOBAL_HEADERS = 1 << 14;

    /** How many bytes the names, the targets of links and the extended attributes of one archive may have together. */
    public static final int NAMES = 128 << 20;

    private static final ImageLimits USUAL = new ImageLimits(16L << 30, 1_000_000, 200);

    /** Checks the numbers. */
    public ImageLimits {
        if (bytes < 0 || entries < 0 || ratio < 1) {
            throw new IllegalArgumentException("Illegal limits of an image: " + bytes + " bytes, " + entries
                    + " entries, ratio " + ratio + ": they take no negative numbers, and a ratio of 1 or more.");
        }
    }

    /**
     * What holds by default: 16 GiB, a million entries, a ratio of 200.
     *
     * @return the limits
     */
    public static ImageLimits usual() {
        return USUAL;
    }

    /**
     * The same limits with another number of bytes.
     *
     * @param most how many bytes all files may have together
     * @return other limits
     */
    public ImageLimits withBytes(long most) {
        return new ImageLimits(most, entries, ratio);
    }

    /**
     * The same limits with another number of entries.
     *
     * @param most how many files, folders and links there may be
     * @return other limits
     */
    public ImageLimits withEntries(long most) {
        return new ImageLimits(bytes, most, ratio);
    }

    /**
     * The same limits with another ratio.
     *
     * @param most how many times larger than its compressed form a layer may be
     * @return other limits
     */
    public ImageLimits withRatio(int most) {
        return new ImageLimits(bytes, entries, most);
    }
}
