package org.ociunit.runtime.seccomp;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.Seccomp;

/** What the kernel does with a call: the SECCOMP_RET_ values of linux/seccomp.h, from the strictest to the mildest. */
enum Action {
    KILL_PROCESS(0x8000_0000),
    KILL_THREAD(0),
    TRAP(0x0003_0000),
    ERRNO(0x0005_0000),
    NOTIFY(0x7fc0_0000),
    TRACE(0x7ff0_0000),
    LOG(0x7ffc_0000),
    ALLOW(0x7fff_0000);

    private static final Map<String, Action> NAMES = Map.of(
            Seccomp.ACT_KILL, KILL_THREAD,
            Seccomp.ACT_KILL_THREAD, KILL_THREAD,
            Seccomp.ACT_KILL_PROCESS, KILL_PROCESS,
            Seccomp.ACT_TRAP, TRAP,
            Seccomp.ACT_ERRNO, ERRNO,
            Seccomp.ACT_NOTIFY, NOTIFY,
            Seccomp.ACT_TRACE, TRACE,
            Seccomp.ACT_LOG, LOG,
            Seccomp.ACT_ALLOW, ALLOW);

    private static final Action[] ALL = values();

    private static final int NUMBER = 0xffff;
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;

    private final int verdict;

    Action(int verdict) {
        this.verdict = verdict;
    }

    /** What a filter returns for an action of a profile; the number is EPERM unless it is given. */
    static int verdict(String name, @Nullable Long errno, String path) {
        Action action = Refusal.known(NAMES, name, path);
        return action == ERRNO || action == TRACE
                ? action.with(errno == null ? EPERM : errno.intValue())
                : action.verdict;
    }

    /** What a kernel answers that does not know a call. */
    static int unknownCall() {
        return ERRNO.with(ENOSYS);
    }

    /** Whether calls are let through, if only by a tracer. */
    static boolean permits(int verdict) {
        return of(verdict).verdict >= TRACE.verdict;
    }

    static int badArchitecture() {
        return KILL_THREAD.verdict;
    }

    static String describe(int verdict) {
        Action action = of(verdict);
        return action == ERRNO || action == TRACE ? action + " " + (verdict & NUMBER) : action.name();
    }

    private static Action of(int verdict) {
        for (Action action : ALL) {
            if (action.verdict == (verdict & ~NUMBER)) {
                return action;
            }
        }
        throw new IllegalArgumentException("No verdict of a filter: 0x" + Integer.toHexString(verdict));
    }

    private int with(int number) {
        return verdict | (number & NUMBER);
    }
}
