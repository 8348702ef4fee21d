package org.ociunit.image;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an image runs on.
 *
 * <p>image-spec image-index.md, platform.
 *
 * @param os in Go's words, such as {@code linux}
 * @param architecture in Go's words, such as {@code amd64}
 * @param variant of the architecture, such as {@code v7}; null if it has none
 */
record Platform(String os, String architecture, @Nullable String variant) {
    private static final Map<String, String> ARCHITECTURES = Map.of(
            "amd64", "amd64",
            "x86_64", "amd64",
            "aarch64", "arm64",
            "i386", "386",
            "x86", "386",
            "arm", "arm",
            "ppc64le", "ppc64le",
            "s390x", "s390x",
            "riscv64", "riscv64",
            "loongarch64", "loong64");

    /** What runs on this machine without emulation, the best first. */
    static List<Platform> ofMachine() {
        return of(System.getProperty("os.arch"));
    }

    static List<Platform> of(String machine) {
        String architecture = ARCHITECTURES.getOrDefault(machine, machine);
        return switch (architecture) {
            case "arm64" -> List.of(linux("arm64", "v8"), linux("arm64", null));
            case "arm" -> List.of(linux("arm", "v7"), linux("arm", "v6"), linux("arm", "v5"), linux("arm", null));
            default -> List.of(linux(architecture, null), linux(architecture, "v1"));
        };
    }

    private static Platform linux(String architecture, @Nullable String variant) {
        return new Platform("linux", architecture, variant);
    }

    boolean isFor(@Nullable Platform wanted) {
        return wanted != null
                && os.equals(wanted.os)
                && architecture.equals(wanted.architecture)
                && orEmpty(variant).equals(orEmpty(wanted.variant));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Such as {@code linux/arm/v7}. */
    @Override
    public String toString() {
        return os + "/" + architecture + (orEmpty(variant).isEmpty() ? "" : "/" + variant);
    }
}
