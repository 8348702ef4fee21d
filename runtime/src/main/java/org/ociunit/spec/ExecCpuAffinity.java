package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Name;
import org.ociunit.json.Unknown;

/**
 * The CPUs for a process that joins a running container, as lists such as {@code 0-3,7}.
 *
 * <p>runtime-spec config.md, Linux Process, {@code execCPUAffinity}.
 *
 * @param initial the CPUs before the process is moved to the container's cgroup; absent leaves it to the runtime
 * @param finalCpus the CPUs after that; absent or empty leaves it to the kernel; {@code final} in the document
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record ExecCpuAffinity(
        @Nullable String initial,
        @Name("final") @Nullable String finalCpus,
        @Unknown Map<String, Object> unknown) implements ExecCpuAffinityBuilder.With {
    public ExecCpuAffinity {
        unknown = Frozen.tree(unknown);
    }

    /**
     * Nothing set: begin here.
     *
     * @return the new record
     */
    public static ExecCpuAffinity empty() {
        return new ExecCpuAffinity(null, null, Map.of());
    }
}
