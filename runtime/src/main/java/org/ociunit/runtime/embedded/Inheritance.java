package org.ociunit.runtime.embedded;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.User;

/**
 * What a further process of a container has of the first one's, where nothing is said of its own: capabilities, limits,
 * no_new_privs, the profile or label of a security module, the file mode mask, scheduling and the score of the OOM killer. Its user, groups, environment and folder
 * are its own alone. So does runc; but for no_new_privs, which there is off where a process document leaves it out.
 */
final class Inheritance {
    private Inheritance() {}

    static ContainerProcess of(ContainerProcess process, @Nullable ContainerProcess first) {
        return first == null
                ? process
                : process.withCapabilities(orElse(process.capabilities(), first.capabilities()))
                        .withNoNewPrivileges(orElse(process.noNewPrivileges(), first.noNewPrivileges()))
                        .withRlimits(
                                process.rlimits() == null || process.rlimits().isEmpty()
                                        ? first.rlimits()
                                        : process.rlimits())
                        .withApparmorProfile(orElse(process.apparmorProfile(), first.apparmorProfile()))
                        .withSelinuxLabel(orElse(process.selinuxLabel(), first.selinuxLabel()))
                        .withScheduler(orElse(process.scheduler(), first.scheduler()))
                        .withIoPriority(orElse(process.ioPriority(), first.ioPriority()))
                        .withOomScoreAdj(orElse(process.oomScoreAdj(), first.oomScoreAdj()))
                        .withUser(masked(process.user(), first.user()));
    }

    private static @Nullable User masked(@Nullable User user, @Nullable User first) {
        if (first == null || first.umask() == null) {
            return user;
        }
        User own = Objects.requireNonNullElseGet(user, () -> User.of(0, 0));
        return own.withUmask(orElse(own.umask(), first.umask()));
    }

    private static <T> @Nullable T orElse(@Nullable T own, @Nullable T first) {
        return own == null ? first : own;
    }
}
