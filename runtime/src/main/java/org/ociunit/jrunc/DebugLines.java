package org.ociunit.jrunc;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.ociunit.runtime.seccomp.Architecture;
import org.ociunit.runtime.seccomp.Filter;
import org.ociunit.spec.ExecCpuAffinity;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Spec;

/** What runc logs with {@code --debug} while it makes a container, which its own tests look for. */
final class DebugLines {
    private static final long ALL_THREADS = 1;

    private DebugLines() {}

    static void made(Session session, Spec spec) {
        if (session.personality().isRunc()) {
            session.log().debug("runc exeseal: using /proc/self/exe clone"); // the launcher's sealed copy of itself
            session.log().debug("nsexec container setup");
            if (spec.linux() != null && spec.linux().seccomp() != null) {
                session.log()
                        .debug("seccomp filter flags: " + flags(spec.linux().seccomp()));
            }
            session.log().debug("child process in init()");
            session.log().debug("init: closing the pipe to signal completion");
        }
    }

    static void joined(Session session, @Nullable ExecCpuAffinity affinity) {
        if (session.personality().isRunc()) {
            session.log().debug("nsexec container setup");
            if (affinity != null
                    && affinity.initial() != null
                    && !affinity.initial().isBlank()) {
                session.log().debug("nsexec: affinity: 0x" + mask(affinity.initial()));
            }
            session.log().debug("child process in init()");
            session.log().debug("setns_init: about to exec");
        }
    }

    /** As seccomp(2) has them, without that of all threads, which runc does not count. */
    private static long flags(Seccomp profile) {
        return Filter.compile(profile, Architecture.ofMachine()).flags() & ~ALL_THREADS;
    }

    /** A list such as {@code 0-2,7} as a number. */
    private static String mask(String processors) {
        BigInteger mask = BigInteger.ZERO;
        for (String range : processors.split(",", -1)) {
            String[] ends = range.strip().split("-", 2);
            for (int bit = Integer.parseInt(ends[0]); bit <= Integer.parseInt(ends[ends.length - 1]); bit++) {
                mask = mask.setBit(bit);
            }
        }
        return mask.toString(16);
    }
}
