package org.ociunit.rootfs;

import org.ociunit.image.ImageLimits;

/** How much of an image is on this machine's disk. It fails where that is more than the image's limits allow. */
final class Extent {
    private final ImageLimits limits;
    private long bytes;
    private long entries;

    Extent(ImageLimits limits) {
        this.limits = limits;
    }

    /** One that goes on from here. */
    Extent copy() {
        Extent copy = new Extent(limits);
        copy.bytes = bytes;
        copy.entries = entries;
        return copy;
    }

    long bytes() {
        return bytes;
    }

    long entries() {
        return entries;
    }

    void addEntry() {
        add(0, 1);
    }

    void addBytes(long more) {
        add(more, 0);
    }

    void add(long moreBytes, long moreEntries) {
        bytes += moreBytes;
        entries += moreEntries;
        if (bytes > limits.bytes() || bytes < 0) {
            throw new RefusedException("the image has more than " + limits.bytes() + " bytes");
        }
        if (entries > limits.entries()) {
            throw new RefusedException("the image has more than " + limits.entries() + " files");
        }
    }
}
