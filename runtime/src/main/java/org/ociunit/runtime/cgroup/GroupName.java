package org.ociunit.runtime.cgroup;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.ContainerId;

/**
 * Where a group stands.
 *
 * @param path below the top of each hierarchy, or below the parent that is chosen there; never absolute, never empty
 * @param absolute whether it is below the top
 * @param given whether the configuration names it
 */
record GroupName(Path path, boolean absolute, boolean given) {
    /** Folders' names have 255 bytes at most, and the hash stands beside the id. */
    private static final int LONGEST_ID = 200;

    private static final int DIGITS = 8;

    /**
     * The configuration's, or one of our own.
     *
     * @param cgroupsPath {@code linux.cgroupsPath}; null or empty if there is none
     * @param stateRoot so that one id under two of them is two groups
     */
    static GroupName of(ContainerId id, @Nullable String cgroupsPath, Path stateRoot) {
        if (cgroupsPath == null || cgroupsPath.isEmpty()) {
            return new GroupName(Path.of(own(id.value(), stateRoot)), false, false);
        }
        Path top = Path.of("/");
        // Made absolute first, a path cannot climb above the place where it begins.
        Path clean = top.relativize(top.resolve(stripped(cgroupsPath)).normalize());
        if (clean.toString().isEmpty()) {
            throw new ContainerException(
                    "Could not use linux.cgroupsPath " + cgroupsPath + ".",
                    "it is the top of the hierarchy, which is everybody's.",
                    "name a group below it.");
        }
        return new GroupName(clean, cgroupsPath.startsWith("/"), true);
    }

    private static String stripped(String path) {
        return path.replaceFirst("^/+", "");
    }

    private static String own(String id, Path stateRoot) {
        String start = id.length() > LONGEST_ID ? id.substring(0, LONGEST_ID) : id;
        return "ociunit-" + start + "-" + hash(stateRoot.toAbsolutePath().normalize() + "\0" + id);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
