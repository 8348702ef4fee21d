package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * The process that the container runs; what the documents call {@code process}. All but the working directory may be
 * absent.
 *
 * <p>runtime-spec config.md, Process.
 *
 * @param terminal whether the process gets a terminal of its own; by default false
 * @param consoleSize the size of that terminal; without meaning when there is none
 * @param user who runs it; absent counts as user 0 and group 0
 * @param args the program, looked up as {@code execvp} does, and its arguments; at least one is needed to start
 * @param commandLine the command line on Windows; without meaning on Linux
 * @param env the whole environment, each as {@code NAME=value}
 * @param cwd the working directory, an absolute path in the container
 * @param capabilities the capability sets; absent leaves none in most runtimes
 * @param rlimits the resource limits of the process, one of a type
 * @param noNewPrivileges whether the process and its children can never gain privileges, by setuid programs say; by
 *     default false
 * @param apparmorProfile the name of an AppArmor profile that is loaded on the host
 * @param oomScoreAdj what to write into {@code oom_score_adj}, from -1000 to 1000; absent leaves it as it is
 * @param scheduler how the kernel schedules the process; absent leaves it as it is
 * @param selinuxLabel the SELinux label of the process
 * @param ioPriority the priority of its input and output; absent leaves it as it is
 * @param execCPUAffinity the CPUs for processes that join the container later (exec), not for this one
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record ContainerProcess(
        @Nullable Boolean terminal,
        @Nullable ConsoleSize consoleSize,
        @Nullable User user,
        @Nullable List<String> args,
        @Nullable String commandLine,
        @Nullable List<String> env,
        String cwd,
        @Nullable Capabilities capabilities,
        @Nullable List<Rlimit> rlimits,
        @Nullable Boolean noNewPrivileges,
        @Nullable String apparmorProfile,
        @Nullable Integer oomScoreAdj,
        @Nullable Scheduler scheduler,
        @Nullable String selinuxLabel,
        @Nullable IoPriority ioPriority,
        @Nullable ExecCpuAffinity execCPUAffinity,
        @Unknown Map<String, Object> unknown)
        implements ContainerProcessBuilder.With {
    public ContainerProcess {
        args = Frozen.list(args);
        env = Frozen.list(env);
        rlimits = Frozen.list(rlimits);
        unknown = Frozen.tree(unknown);
    }

    /**
     * A process of user 0 and group 0 in the directory {@code /}, with an absent environment and no capabilities set.
     *
     * @param args the program and its arguments
     * @return the new record
     */
    public static ContainerProcess of(String... args) {
        return new ContainerProcess(
                null,
                null,
                User.of(0, 0),
                List.of(args),
                null,
                null,
                "/",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of());
    }
}
