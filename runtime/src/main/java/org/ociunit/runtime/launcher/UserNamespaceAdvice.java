package org.ociunit.runtime.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which of a machine's settings denies user namespaces. */
final class UserNamespaceAdvice {
    private UserNamespaceAdvice() {}

    /** What to change on the machine whose files are below a root. */
    static String on(Path root) {
        if (value(root, "kernel/unprivileged_userns_clone").equals("0")) {
            return "set the sysctl kernel.unprivileged_userns_clone to 1, or run as root.";
        }
        if (value(root, "kernel/apparmor_restrict_unprivileged_userns").equals("1")) {
            return "set the sysctl kernel.apparmor_restrict_unprivileged_userns to 0, give java an AppArmor profile that"
                    + " allows userns, or run as root.";
        }
        if (value(root, "user/max_user_namespaces").equals("0")) {
            return "raise the sysctl user.max_user_namespaces, which is 0, or run as root.";
        }
        return "run as root, or allow namespaces here: the system call filter of a container around this process may deny"
                + " them, or its root is not the machine's (chroot).";
    }

    private static String value(Path root, String name) {
        try {
            return Files.readString(root.resolve("proc/sys").resolve(name)).strip();
        } catch (IOException absent) {
            return "";
        }
    }
}
