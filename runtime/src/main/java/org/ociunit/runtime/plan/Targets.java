package org.ociunit.runtime.plan;

import java.nio.file.Path;

/** The places in the root that something is mounted at; those that are missing are made. */
final class Targets {
    private static final int EXISTING = 0;
    private static final int FOLDER = 1;
    private static final int FILE = 2;
    private static final int ALIKE = 3;
    private static final int NO_FOLLOW = 4;
    private static final int NO_LINKS = 8;
    private static final int FOLDER_MODE = 0755;
    private static final int FILE_MODE = 0755;

    private Targets() {}

    static Step existing(String path) {
        return step(path, EXISTING, FOLDER_MODE, Slots.ROOT);
    }

    /** What is to be bound, in the root itself. */
    static Step source(String path, boolean follows) {
        return step(path, follows ? EXISTING : EXISTING | NO_FOLLOW, FOLDER_MODE, Slots.ROOT);
    }

    static Step folder(String path) {
        return step(path, FOLDER, FOLDER_MODE, Slots.ROOT);
    }

    /** A folder that no link leads to: whoever made the root could have others write to what it leads to. */
    static Step ordinaryFolder(String path) {
        return step(path, FOLDER | NO_LINKS, FOLDER_MODE, Slots.ROOT);
    }

    static Step file(String path) {
        return step(path, FILE, 0644, Slots.ROOT);
    }

    /** A folder for a folder, a file for anything else. */
    static Step alike(String path, int slot, boolean follows) {
        return step(path, follows ? ALIKE : ALIKE | NO_FOLLOW, FILE_MODE, slot);
    }

    /** Whether a destination is this place, however it is written: a relative one is taken from the root. */
    static boolean isPlace(String destination, String place) {
        return Path.of("/", destination).normalize().equals(Path.of(place));
    }

    private static Step step(String path, int what, int mode, int alike) {
        return Step.of(Opcode.TARGET, Slots.TARGET, Slots.ROOT, path, what, mode, alike);
    }
}
