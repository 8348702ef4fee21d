package org.ociunit.jrunc;

import java.util.Map;
import java.util.Optional;

/** What the kernel's answers mean, as programs have always printed them. */
final class KernelWords {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("E2BIG", "argument list too long"),
            Map.entry("EACCES", "permission denied"),
            Map.entry("EAGAIN", "resource temporarily unavailable"),
            Map.entry("EBUSY", "device or resource busy"),
            Map.entry("EEXIST", "file exists"),
            Map.entry("EINVAL", "invalid argument"),
            Map.entry("EISDIR", "is a directory"),
            Map.entry("ELOOP", "too many levels of symbolic links"),
            Map.entry("ENAMETOOLONG", "file name too long"),
            Map.entry("ENODEV", "no such device"),
            Map.entry("ENOENT", "no such file or directory"),
            Map.entry("ENOEXEC", "exec format error"),
            Map.entry("ENOMEM", "cannot allocate memory"),
            Map.entry("ENOSPC", "no space left on device"),
            Map.entry("ENOSYS", "function not implemented"),
            Map.entry("ENOTDIR", "not a directory"),
            Map.entry("ENXIO", "no such device or address"),
            Map.entry("EPERM", "operation not permitted"),
            Map.entry("EROFS", "read-only file system"));

    private KernelWords() {}

    static Optional<String> of(String errno) {
        return Optional.ofNullable(WORDS.get(errno));
    }
}
