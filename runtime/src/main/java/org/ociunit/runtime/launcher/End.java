package org.ociunit.runtime.launcher;

import java.nio.charset.StandardCharsets;

/**
 * How a process ended.
 *
 * @param status as wait(2) has it, or {@link #UNKNOWN}
 * @param name what the process was called when it ended (proc_pid_comm(5)): its program, or whoever was to execute that and
 *     did not get to it; empty where that is not known
 */
public record End(int status, String name) {
    /** The status of a process that somebody else has reaped, on a kernel that does not tell it. */
    public static final int UNKNOWN = -1;

    static End of(Reply reply) {
        return new End(reply.number(1), new String(reply.bytes(), StandardCharsets.UTF_8));
    }
}
