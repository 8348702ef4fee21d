package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * A rule of a filter: what happens to some system calls.
 *
 * <p>runtime-spec config-linux.md, Seccomp, {@code syscalls}.
 *
 * @param names the calls, at least one
 * @param action what happens to them, such as {@link Seccomp#ACT_ALLOW}
 * @param errnoRet the error number of that action, where it has one; by default EPERM
 * @param args what their arguments must be for the rule to match
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Syscall(
        List<String> names,
        String action,
        @Unsigned(32) @Nullable Long errnoRet,
        @Nullable List<SyscallArgument> args,
        @Unknown Map<String, Object> unknown)
        implements SyscallBuilder.With {
    public Syscall {
        names = List.copyOf(names);
        args = Frozen.list(args);
        unknown = Frozen.tree(unknown);
    }

    /**
     * A rule for calls with any arguments.
     *
     * @param action such as {@link Seccomp#ACT_ALLOW}
     * @param names the calls
     * @return the new record
     */
    public static Syscall of(String action, String... names) {
        return new Syscall(List.of(names), action, null, null, Map.of());
    }
}
