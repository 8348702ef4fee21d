package org.ociunit.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.InvalidSpecException;
import org.ociunit.json.Json;

/** One row for each bad value: the default configuration with one change, and all that is said of it. */
class SpecRulesTest {
    private static final String CPU_LIST = "must be a list of numbers and rising ranges, such as 0-3,7";

    static Stream<Arguments> version_and_root() {
        return Stream.of(
                row(
                        "B9 ociVersion 2.0.0",
                        spec -> spec.withOciVersion("2.0.0"),
                        "ociVersion is \"2.0.0\", and is not supported: it must be from 1.0.0 to 1.3.x"
                                + " (config.md, Specification version)"),
                row(
                        "ociVersion that is no version",
                        spec -> spec.withOciVersion("banana"),
                        "ociVersion is \"banana\", and must be a version by SemVer 2.0.0, such as 1.3.0"
                                + " (config.md, Specification version)"),
                row(
                        "ociVersion without a patch level",
                        spec -> spec.withOciVersion("1.0"),
                        "ociVersion is \"1.0\", and must be a version by SemVer 2.0.0, such as 1.3.0"
                                + " (config.md, Specification version)"),
                row(
                        "ociVersion of tomorrow",
                        spec -> spec.withOciVersion("1.4.0"),
                        "WARNING ociVersion is \"1.4.0\", and may ask for more than is known here: versions up to"
                                + " 1.3.x are (config.md, Specification version)"),
                row("ociVersion of a draft", spec -> spec.withOciVersion("1.0.2-dev")),
                row("no root", spec -> spec.withRoot(null), "root is required (config.md, Root)"),
                row(
                        "B12 root.path empty",
                        spec -> spec.withRoot(Root.of("")),
                        "root.path is \"\", and must not be empty (config.md, Root)"),
                row("B15 root.path above the bundle", spec -> spec.withRoot(Root.of("../rootfs"))),
                row(
                        "annotation without a name",
                        spec -> spec.withAnnotations(Map.of("", "a")),
                        "annotations[\"\"] must have a name that is not empty (config.md, Annotations)"),
                row("B96 unknown property", spec -> spec.withUnknown(Map.of("novel", true))),
                row(
                        "B49 hostname without a uts namespace",
                        without(Namespace.UTS),
                        "hostname is \"runc\", and needs a new uts namespace in linux.namespaces"
                                + " (config.md, Hostname)"),
                row(
                        "domainname without a uts namespace",
                        spec -> without(Namespace.UTS)
                                .apply(spec.withHostname(null).withDomainname("a.test")),
                        "domainname is \"a.test\", and needs a new uts namespace in linux.namespaces"
                                + " (config.md, Domainname)"),
                row(
                        "empty hostname without a uts namespace",
                        spec -> without(Namespace.UTS).apply(spec.withHostname(""))),
                row(
                        "hostname of 65 characters",
                        spec -> spec.withHostname("h".repeat(65)),
                        "hostname is \"" + "h".repeat(65)
                                + "\", and must have at most 64 characters (config.md, Hostname)"));
    }

    static Stream<Arguments> process() {
        return Stream.of(
                row(
                        "no process",
                        spec -> spec.withProcess(null),
                        "process is required: start needs it, and runtimes refuse to create without it"
                                + " (config.md, Process)"),
                row(
                        "B18 args missing",
                        process(p -> p.withArgs(null)),
                        "process.args needs at least one entry (config.md, Process)"),
                row(
                        "B19 args empty",
                        process(p -> p.withArgs(List.of())),
                        "process.args needs at least one entry (config.md, Process)"),
                row(
                        "args[0] empty",
                        process(p -> p.withArgs(List.of(""))),
                        "process.args[0] is \"\", and must name a program (config.md, Process)"),
                row(
                        "args with a NUL",
                        process(p -> p.withArgs(List.of("a", "b\0c"))),
                        "process.args[1] is \"b\\u0000c\", and must not contain a NUL character"
                                + " (config.md, Process)"),
                row(
                        "B25 cwd empty",
                        process(p -> p.withCwd("")),
                        "process.cwd is \"\", and must be an absolute path (config.md, Process)"),
                row(
                        "cwd relative",
                        process(p -> p.withCwd("srv")),
                        "process.cwd is \"srv\", and must be an absolute path (config.md, Process)"),
                row(
                        "B30 env empty string",
                        process(p -> p.withEnv(List.of("A=1", ""))),
                        "process.env[1] is \"\", and must be NAME=value (config.md, Process)"),
                row(
                        "B30 env =x",
                        process(p -> p.withEnv(List.of("=x"))),
                        "process.env[0] is \"=x\", and must be NAME=value (config.md, Process)"),
                row(
                        "env without =",
                        process(p -> p.withEnv(List.of("HOME"))),
                        "process.env[0] is \"HOME\", and must be NAME=value (config.md, Process)"),
                row(
                        "B31 env twice",
                        process(p -> p.withEnv(List.of("A=1", "B=", "A=2"))),
                        "WARNING process.env[2] is \"A=2\", and takes the place of an earlier value of A"
                                + " (config.md, Process)"),
                row(
                        "consoleSize without a terminal",
                        process(p -> p.withTerminal(false).withConsoleSize(ConsoleSize.of(24, 80))),
                        "WARNING process.consoleSize is ignored without a terminal (config.md, Process)"),
                row(
                        "consoleSize too large",
                        process(p -> p.withConsoleSize(ConsoleSize.of(65536, -1))),
                        "process.consoleSize.height is 65536, and must be from 0 to 65535 (config.md, Process)",
                        "process.consoleSize.width is 18446744073709551615, and must be from 0 to 65535"
                                + " (config.md, Process)"),
                row(
                        "B36 rlimit of no known type",
                        process(p -> p.withRlimits(List.of(Rlimit.of("RLIMIT_BOGUS", 1)))),
                        "process.rlimits[0].type is \"RLIMIT_BOGUS\", and must be one of RLIMIT_AS, RLIMIT_CORE,"
                                + " RLIMIT_CPU, RLIMIT_DATA, RLIMIT_FSIZE, RLIMIT_LOCKS, RLIMIT_MEMLOCK,"
                                + " RLIMIT_MSGQUEUE, RLIMIT_NICE, RLIMIT_NOFILE, RLIMIT_NPROC, RLIMIT_RSS,"
                                + " RLIMIT_RTPRIO, RLIMIT_RTTIME, RLIMIT_SIGPENDING, RLIMIT_STACK"
                                + " (config.md, POSIX process)"),
                row(
                        "B37 rlimit twice",
                        process(p -> p.withRlimits(List.of(Rlimit.of(Rlimit.NOFILE, 1), Rlimit.of(Rlimit.NOFILE, 2)))),
                        "process.rlimits[1].type is \"RLIMIT_NOFILE\", and must not be there twice"
                                + " (config.md, POSIX process)"),
                row(
                        "rlimit with soft above hard",
                        process(p ->
                                p.withRlimits(List.of(Rlimit.of(Rlimit.CORE, 7).withSoft(Rlimit.UNLIMITED)))),
                        "process.rlimits[0].soft is 18446744073709551615, and must not be above hard, 7"
                                + " (config.md, POSIX process)"),
                row(
                        "B39 capability unknown",
                        process(p -> p.withCapabilities(Capabilities.empty().withBounding(List.of("CAP_BOGUS")))),
                        "WARNING process.capabilities.bounding[0] is \"CAP_BOGUS\", and is ignored: it must be a name of"
                                + " capabilities(7), such as CAP_KILL (config.md, Linux Process)"),
                row(
                        "B40 capability without prefix",
                        process(p -> p.withCapabilities(Capabilities.empty().withPermitted(List.of("KILL")))),
                        "WARNING process.capabilities.permitted[0] is \"KILL\", and is ignored: it must be a name of"
                                + " capabilities(7), such as CAP_KILL (config.md, Linux Process)"),
                row(
                        "capability effective and not permitted",
                        process(p -> p.withCapabilities(Capabilities.empty().withEffective(List.of("CAP_KILL")))),
                        "WARNING process.capabilities.effective[0] is \"CAP_KILL\", and cannot be granted: it is not"
                                + " permitted too (config.md, Linux Process)"),
                row(
                        "capability ambient and not inheritable",
                        process(p ->
                                p.withCapabilities(Capabilities.of("CAP_KILL").withAmbient(List.of("CAP_KILL")))),
                        "WARNING process.capabilities.ambient[0] is \"CAP_KILL\", and cannot be granted: it is not"
                                + " inheritable too (config.md, Linux Process)"),
                row(
                        "B42 oomScoreAdj 5000",
                        process(p -> p.withOomScoreAdj(5000)),
                        "process.oomScoreAdj is 5000, and must be from -1000 to 1000 (config.md, Linux Process)"),
                row(
                        "ioPriority of no known class",
                        process(p -> p.withIoPriority(IoPriority.of("IOPRIO_CLASS_NONE", 8))),
                        "process.ioPriority.class is \"IOPRIO_CLASS_NONE\", and must be one of IOPRIO_CLASS_RT,"
                                + " IOPRIO_CLASS_BE, IOPRIO_CLASS_IDLE (config.md, Linux Process)",
                        "process.ioPriority.priority is 8, and must be from 0 to 7 (config.md, Linux Process)"),
                row(
                        "ioPriority without a priority",
                        process(p -> p.withIoPriority(
                                IoPriority.of(IoPriority.IDLE, 0).withPriority(null))),
                        "WARNING process.ioPriority.priority is required: runtimes take 0 (config.md, Linux Process)"),
                row(
                        "execCPUAffinity that is no list",
                        process(p -> p.withExecCPUAffinity(
                                ExecCpuAffinity.empty().withInitial("0,,1").withFinalCpus("3-2"))),
                        "process.execCPUAffinity.initial is \"0,,1\", and " + CPU_LIST + " (config.md, Linux Process)",
                        "process.execCPUAffinity.final is \"3-2\", and " + CPU_LIST + " (config.md, Linux Process)"));
    }

    static Stream<Arguments> scheduler() {
        return Stream.of(
                row(
                        "scheduler policy and flag unknown",
                        scheduler(s -> s.withPolicy("SCHED_FAST").withFlags(List.of("SCHED_FLAG_X"))),
                        "process.scheduler.policy is \"SCHED_FAST\", and must be one of SCHED_OTHER, SCHED_FIFO,"
                                + " SCHED_RR, SCHED_BATCH, SCHED_ISO, SCHED_IDLE, SCHED_DEADLINE"
                                + " (config.md, Linux Process)",
                        "process.scheduler.flags[0] is \"SCHED_FLAG_X\", and must be one of"
                                + " SCHED_FLAG_RESET_ON_FORK, SCHED_FLAG_RECLAIM, SCHED_FLAG_DL_OVERRUN,"
                                + " SCHED_FLAG_KEEP_POLICY, SCHED_FLAG_KEEP_PARAMS, SCHED_FLAG_UTIL_CLAMP_MIN,"
                                + " SCHED_FLAG_UTIL_CLAMP_MAX (config.md, Linux Process)"),
                row(
                        "scheduler nice 20",
                        scheduler(s -> s.withNice(20)),
                        "process.scheduler.nice is 20, and must be from -20 to 19 (config.md, Linux Process)"),
                row(
                        "scheduler priority for an ordinary policy",
                        scheduler(s -> s.withPriority(3)),
                        "process.scheduler.priority is 3, and is only for SCHED_FIFO and SCHED_RR"
                                + " (config.md, Linux Process)"),
                row(
                        "scheduler real time without a priority",
                        scheduler(s -> s.withPolicy(Scheduler.RR)),
                        "process.scheduler.priority is 0, and must be from 1 to 99 (config.md, Linux Process)"),
                row(
                        "scheduler runtime for an ordinary policy",
                        scheduler(s -> s.withRuntime(-1L)),
                        "process.scheduler.runtime is 18446744073709551615, and is only for SCHED_DEADLINE"
                                + " (config.md, Linux Process)"),
                row(
                        "scheduler deadline without its times",
                        scheduler(s -> s.withPolicy(Scheduler.DEADLINE)),
                        "process.scheduler.runtime is required by SCHED_DEADLINE (config.md, Linux Process)"),
                row(
                        "scheduler deadline with times in the wrong order",
                        scheduler(s -> s.withPolicy(Scheduler.DEADLINE)
                                .withRuntime(9000L)
                                .withDeadline(8000L)
                                .withPeriod(7000L)),
                        "process.scheduler.deadline is 8000, and must not be below runtime, 9000"
                                + " (config.md, Linux Process)",
                        "process.scheduler.period is 7000, and must not be below deadline, 8000"
                                + " (config.md, Linux Process)"),
                row(
                        "scheduler deadline",
                        scheduler(s -> s.withPolicy(Scheduler.DEADLINE)
                                .withRuntime(5000L)
                                .withDeadline(8000L))));
    }

    static Stream<Arguments> user() {
        return Stream.of(
                row(
                        "B34 uid, gid and group 4294967295",
                        process(p -> p.withUser(
                                User.of(4294967295L, 4294967295L).withAdditionalGids(List.of(1L, 4294967295L)))),
                        "process.user.uid is 4294967295, and must be from 0 to 4294967294 (config.md, User)",
                        "process.user.gid is 4294967295, and must be from 0 to 4294967294 (config.md, User)",
                        "process.user.additionalGids[1] is 4294967295, and must be from 0 to 4294967294"
                                + " (config.md, User)"),
                row(
                        "B43 umask 99999",
                        process(p -> p.withUser(User.of(0, 0).withUmask(99999L))),
                        "process.user.umask is 99999, and must be at most 511 (octal 0777) (config.md, User)"),
                row(
                        "no uid",
                        process(p -> p.withUser(User.of(0, 0).withUid(null))),
                        "WARNING process.user.uid is required: runtimes take 0 (config.md, User)"),
                row(
                        "B66 user namespace without mappings",
                        linux(l -> l.withNamespaces(List.of(
                                Namespace.of(Namespace.USER),
                                Namespace.of(Namespace.UTS),
                                Namespace.of(Namespace.MOUNT)))),
                        "linux.uidMappings is required by a new user namespace"
                                + " (config-linux.md, User namespace mappings)",
                        "linux.gidMappings is required by a new user namespace"
                                + " (config-linux.md, User namespace mappings)"),
                row(
                        "B67 mappings without a user namespace",
                        linux(l -> l.withUidMappings(List.of(IdMapping.of(0, 1000, 1)))),
                        "WARNING linux.uidMappings is of no use without a user namespace in linux.namespaces"
                                + " (config-linux.md, User namespace mappings)"),
                row(
                        "mappings for a user namespace that is joined",
                        mapped(l -> l.withNamespaces(List.of(
                                Namespace.of(Namespace.USER).withPath("/run/user-ns"),
                                Namespace.of(Namespace.UTS),
                                Namespace.of(Namespace.MOUNT)))),
                        "WARNING linux.uidMappings is of no use: the user namespace to join has its own"
                                + " (config-linux.md, User namespace mappings)",
                        "WARNING linux.gidMappings is of no use: the user namespace to join has its own"
                                + " (config-linux.md, User namespace mappings)"),
                row(
                        "B69 user 0 not mapped",
                        mapped(l -> l.withUidMappings(List.of(IdMapping.of(1, 1000, 9)))),
                        "process.user.uid is 0, and must be mapped by linux.uidMappings: 1..9 are"
                                + " (config-linux.md, User namespace mappings)",
                        "linux.uidMappings must map id 0: 1..9 are (config-linux.md, User namespace mappings)"),
                row(
                        "B70 user of the process not mapped",
                        spec -> mapped(l -> l.withUidMappings(List.of(IdMapping.of(0, 1000, 10))))
                                .apply(process(p -> p.withUser(User.of(50, 1).withAdditionalGids(List.of(2L))))
                                        .apply(spec)),
                        "process.user.uid is 50, and must be mapped by linux.uidMappings: 0..9 are"
                                + " (config-linux.md, User namespace mappings)",
                        "process.user.gid is 1, and must be mapped by linux.gidMappings: 0..0 are"
                                + " (config-linux.md, User namespace mappings)",
                        "process.user.additionalGids[0] is 2, and must be mapped by linux.gidMappings: 0..0 are"
                                + " (config-linux.md, User namespace mappings)"),
                row(
                        "mappings that overlap",
                        mapped(l -> l.withUidMappings(List.of(
                                IdMapping.of(0, 1000, 10), IdMapping.of(9, 3000, 10), IdMapping.of(30, 1009, 1)))),
                        "linux.uidMappings[1].containerID is 9, and must not overlap with element 0"
                                + " (config-linux.md, User namespace mappings)",
                        "linux.uidMappings[2].hostID is 1009, and must not overlap with element 0"
                                + " (config-linux.md, User namespace mappings)"),
                row(
                        "mappings without a size, and beyond the last id",
                        mapped(l -> l.withGidMappings(List.of(IdMapping.of(0, 4294967294L, 2), IdMapping.of(5, 5, 0)))),
                        "linux.gidMappings[0].hostID is 4294967294, and must leave room for 2 ids: the last one is"
                                + " 4294967294 (config-linux.md, User namespace mappings)",
                        "linux.gidMappings[1].size is 0, and must be at least 1"
                                + " (config-linux.md, User namespace mappings)"),
                row(
                        "more mappings than the kernel takes",
                        mapped(l -> l.withUidMappings(IntStream.range(0, 341)
                                .mapToObj(id -> IdMapping.of(id, id, 1))
                                .toList())),
                        "linux.uidMappings has 341 ranges, and must have at most 340"
                                + " (config-linux.md, User namespace mappings)"));
    }

    static Stream<Arguments> mounts() {
        return Stream.of(
                row(
                        "B51 mount destination empty",
                        mount(Mount.of("", "tmpfs", "tmpfs")),
                        "mounts[0].destination is \"\", and must name a place in the container (config.md, Mounts)"),
                row(
                        "B52 mount destination relative",
                        mount(Mount.of("rel/x", "tmpfs", "tmpfs")),
                        "WARNING mounts[0].destination is \"rel/x\", and is taken relative to \"/\": it should be an"
                                + " absolute path (config.md, Mounts)"),
                row(
                        "B55 mount option of no known kind",
                        mount(Mount.of("/x", "tmpfs", "t", "nosuid", "mode=755", "bogus")),
                        "WARNING mounts[0].options[2] is \"bogus\", and is no option of mount(8) nor of tmpfs, which"
                                + " will refuse it (config.md, Linux mount options)"),
                row(
                        "mount option of a file system that is not known here",
                        mount(Mount.of("/x", "xfs", "/dev/sdb", "logbufs=8"))),
                row(
                        "bind mount with an option of a file system",
                        mount(Mount.of("/x", "none", "/srv", "rbind", "rro", "size=1m")),
                        "WARNING mounts[0].options[2] is \"size=1m\", and is of no file system: a bind mount passes on"
                                + " none, and runc refuses it (config.md, Linux mount options)"),
                row(
                        "mount of a tmpfs over /proc",
                        mount(Mount.of("/./proc/", "tmpfs", "tmpfs")),
                        "mounts[0].destination is \"/./proc/\", and takes no file system but proc"
                                + " (config.md, Mounts)"),
                row(
                        "B60 mount to /proc/sys/net",
                        mount(Mount.of("/proc/sys/net", "none", "/srv", "bind")),
                        "mounts[0].destination is \"/proc/sys/net\", and must not be inside /proc, but for files such as"
                                + " /proc/meminfo (config.md, Mounts)"),
                row("mount to /proc/meminfo", mount(Mount.of("/proc/meminfo", "none", "/srv/meminfo", "bind"))),
                row("mount of proc over /proc", mount(Mount.of("/proc", "proc", "proc"))),
                row(
                        "bind mount without a source",
                        mount(Mount.of("/x", "none", "", "bind")),
                        "mounts[0].source is required for a bind mount (config.md, Mounts)"),
                row(
                        "mount without a type",
                        mount(Mount.of("/x", "", "a")),
                        "mounts[0].type is required for a mount that is no bind mount"
                                + " (config.md, POSIX-platform Mounts)"),
                row(
                        "mount of type bind without the option",
                        mount(Mount.of("/x", "bind", "/srv")),
                        "WARNING mounts[0].type is \"bind\", and makes no bind mount: the option bind or rbind does"
                                + " (config.md, POSIX-platform Mounts)"),
                row(
                        "mount with a NUL",
                        mount(Mount.of("/x", "none", "/a\0b", "bind")),
                        "mounts[0].source is \"/a\\u0000b\", and must not contain a NUL character"
                                + " (config.md, Mounts)"),
                row(
                        "B61 mount with uidMappings only",
                        mount(Mount.of("/x", "none", "/srv", "bind", "idmap")
                                .withUidMappings(List.of(IdMapping.of(0, 1, 1)))),
                        "mounts[0].uidMappings needs gidMappings beside it (config.md, POSIX-platform Mounts)"),
                row(
                        "mount with gidMappings only, and not said to be mapped",
                        mount(Mount.of("/x", "tmpfs", "tmpfs").withGidMappings(List.of(IdMapping.of(0, 1, 0)))),
                        "mounts[0].gidMappings needs uidMappings beside it (config.md, POSIX-platform Mounts)",
                        "mounts[0].gidMappings[0].size is 0, and must be at least 1"
                                + " (config.md, POSIX-platform Mounts)",
                        "WARNING mounts[0].options should have idmap or ridmap: some runtimes ignore the mappings without"
                                + " it (config.md, Linux mount options)",
                        "WARNING mounts[0].options should have bind or rbind: some runtimes map the ids of no other"
                                + " mounts (config.md, Linux mount options)"),
                row(
                        "mount with idmap and nothing to map by",
                        mount(Mount.of("/x", "none", "/srv", "bind", "idmap")),
                        "mounts[0].options has idmap or ridmap, which needs uidMappings and gidMappings, or a user"
                                + " namespace (config.md, Linux mount options)"));
    }

    static Stream<Arguments> hooks() {
        return Stream.of(
                row(
                        "H12 hook with a relative path",
                        spec -> spec.withHooks(Hooks.empty().withCreateRuntime(List.of(Hook.of("true")))),
                        "hooks.createRuntime[0].path is \"true\", and must be an absolute path"
                                + " (config.md, POSIX-platform Hooks)"),
                row(
                        "hook with timeout 0 and a bad environment",
                        spec -> spec.withHooks(Hooks.empty()
                                .withPoststop(List.of(
                                        Hook.of("/bin/a"),
                                        Hook.of("/bin/b").withTimeout(0).withEnv(List.of("=1"))))),
                        "hooks.poststop[1].timeout is 0, and must be at least 1 (config.md, POSIX-platform Hooks)",
                        "hooks.poststop[1].env[0] is \"=1\", and must be NAME=value"
                                + " (config.md, POSIX-platform Hooks)"));
    }

    static Stream<Arguments> namespaces() {
        return Stream.of(
                row(
                        "B45 namespace of no known type",
                        with(Namespace.of("bogus")),
                        "linux.namespaces[5].type is \"bogus\", and must be one of pid, network, mount, ipc, uts, user,"
                                + " cgroup, time (config-linux.md, Namespaces)"),
                row(
                        "namespace twice",
                        with(Namespace.of(Namespace.PID)),
                        "linux.namespaces[5].type is \"pid\", and must not be there twice"
                                + " (config-linux.md, Namespaces)"),
                row(
                        "B48 namespace path relative",
                        with(Namespace.of(Namespace.CGROUP).withPath("proc/1/ns/cgroup")),
                        "linux.namespaces[5].path is \"proc/1/ns/cgroup\", and must be an absolute path"
                                + " (config-linux.md, Namespaces)"),
                row(
                        "namespace path empty",
                        with(Namespace.of(Namespace.CGROUP).withPath("")),
                        "WARNING linux.namespaces[5].path is \"\", and should be absent: runtimes make a new namespace"
                                + " (config-linux.md, Namespaces)"),
                row(
                        "time offsets without a time namespace",
                        linux(l -> l.withTimeOffsets(Map.of(TimeOffset.BOOTTIME, TimeOffset.of(1, 0)))),
                        "linux.timeOffsets needs a new time namespace in linux.namespaces"
                                + " (config-linux.md, Offset for Time Namespace)"),
                row(
                        "time offsets of another clock, and of too many nanoseconds",
                        spec -> with(Namespace.of(Namespace.TIME))
                                .apply(linux(l -> l.withTimeOffsets(Map.of("realtime", TimeOffset.of(1, 1000000000))))
                                        .apply(spec)),
                        "linux.timeOffsets.realtime must be one of boottime, monotonic"
                                + " (config-linux.md, Offset for Time Namespace)",
                        "linux.timeOffsets.realtime.nanosecs is 1000000000, and must be from 0 to 999999999"
                                + " (config-linux.md, Offset for Time Namespace)"),
                row(
                        "B63 sysctl of the network without a network namespace",
                        spec -> without(Namespace.NETWORK)
                                .apply(sysctl("net.ipv4.ip_forward").apply(spec)),
                        "linux.sysctl[\"net.ipv4.ip_forward\"] needs a new network namespace in linux.namespaces"
                                + " (config-linux.md, Sysctl)"),
                row(
                        "sysctl of ipc without an ipc namespace",
                        spec -> without(Namespace.IPC)
                                .apply(sysctl("fs/mqueue/msg_max").apply(spec)),
                        "linux.sysctl[\"fs/mqueue/msg_max\"] needs a new ipc namespace in linux.namespaces"
                                + " (config-linux.md, Sysctl)"),
                row(
                        "sysctl of the domain name without a uts namespace",
                        spec -> without(Namespace.UTS)
                                .apply(sysctl("kernel.domainname").apply(spec.withHostname(null))),
                        "linux.sysctl[\"kernel.domainname\"] needs a new uts namespace in linux.namespaces"
                                + " (config-linux.md, Sysctl)"),
                row(
                        "sysctl of users without a user namespace",
                        sysctl("user.max_pid_namespaces"),
                        "linux.sysctl[\"user.max_pid_namespaces\"] needs a new user namespace in linux.namespaces"
                                + " (config-linux.md, Sysctl)"),
                row(
                        "sysctl of the host name",
                        sysctl("kernel.hostname"),
                        "linux.sysctl[\"kernel.hostname\"] must be set by hostname (config-linux.md, Sysctl)"),
                row(
                        "sysctl of the whole machine",
                        sysctl("vm.swappiness"),
                        "linux.sysctl[\"vm.swappiness\"] must belong to a namespace: it would change the whole machine"
                                + " (config-linux.md, Sysctl)"),
                row(
                        "sysctl that goes up",
                        sysctl("net/../vm/swappiness"),
                        "linux.sysctl[\"net/../vm/swappiness\"] must be the name of a kernel parameter, such as"
                                + " net.ipv4.ip_forward (config-linux.md, Sysctl)"),
                row(
                        "sysctl that is no name",
                        sysctl("net..ipv4"),
                        "linux.sysctl[\"net..ipv4\"] must be the name of a kernel parameter, such as"
                                + " net.ipv4.ip_forward (config-linux.md, Sysctl)"),
                row("sysctl of an interface with a dot", sysctl("net/ipv4/conf/eno2.100/rp_filter")));
    }

    static Stream<Arguments> linux_section() {
        return Stream.of(
                row("B72 masked path that does not exist", linux(l -> l.withMaskedPaths(List.of("/no/such")))),
                row(
                        "masked and read-only paths relative",
                        linux(l ->
                                l.withMaskedPaths(List.of("proc/kcore")).withReadonlyPaths(List.of("/proc/sys", ""))),
                        "linux.maskedPaths[0] is \"proc/kcore\", and must be an absolute path"
                                + " (config-linux.md, Masked Paths)",
                        "linux.readonlyPaths[1] is \"\", and must be an absolute path"
                                + " (config-linux.md, Readonly Paths)"),
                row(
                        "masked paths without a mount namespace",
                        spec -> without(Namespace.MOUNT)
                                .apply(linux(l -> l.withReadonlyPaths(null)).apply(spec)),
                        "linux.maskedPaths needs a mount namespace in linux.namespaces: the paths are the runtime's own"
                                + " without it (config-linux.md, Masked Paths)"),
                row(
                        "B73 cgroupsPath that goes up",
                        linux(l -> l.withCgroupsPath("/../rgr/./esc/")),
                        "linux.cgroupsPath is \"/../rgr/./esc/\", and must not contain \"..\": say /rgr/esc"
                                + " (config-linux.md, Cgroups Path)"),
                row("cgroupsPath of systemd", linux(l -> l.withCgroupsPath("system.slice:docker:1234"))),
                row(
                        "B81 device of no known type",
                        linux(l -> l.withDevices(List.of(Device.of("/dev/x", "z", 1, 3)))),
                        "linux.devices[0].type is \"z\", and must be one of c, b, u, p (config-linux.md, Devices)"),
                row(
                        "B82 device path relative",
                        linux(l -> l.withDevices(List.of(Device.of("dev/x", "c", 1, 3)))),
                        "linux.devices[0].path is \"dev/x\", and must be an absolute path (config-linux.md, Devices)"),
                row(
                        "device without numbers, and with impossible ones",
                        linux(l -> l.withDevices(List.of(
                                Device.of("/dev/a", "b", 4096, -1),
                                Device.of("/dev/b", "c", 0, 0).withMajor(null).withMinor(null),
                                Device.of("/dev/c", "p", 0, 0).withMajor(null).withMinor(null)))),
                        "linux.devices[0].major is 4096, and must be from 0 to 4095 (config-linux.md, Devices)",
                        "linux.devices[0].minor is -1, and must be from 0 to 1048575 (config-linux.md, Devices)",
                        "linux.devices[1].major is required (config-linux.md, Devices)",
                        "linux.devices[1].minor is required (config-linux.md, Devices)"),
                row(
                        "device path twice, and device twice",
                        linux(l -> l.withDevices(List.of(
                                Device.of("/dev/a", "c", 1, 3),
                                Device.of("/dev/a", "c", 1, 5),
                                Device.of("/dev/c", "c", 1, 3)))),
                        "linux.devices[1].path is \"/dev/a\", and must not be there twice (config-linux.md, Devices)",
                        "WARNING linux.devices[2] should not be the same device as /dev/a, c 1:3"
                                + " (config-linux.md, Devices)"),
                row(
                        "network devices without a network namespace",
                        spec -> without(Namespace.NETWORK)
                                .apply(linux(l -> l.withNetDevices(Map.of("eth0", NetDevice.empty())))
                                        .apply(spec)),
                        "linux.netDevices needs a new network namespace in linux.namespaces"
                                + " (config-linux.md, Network Devices)"),
                row(
                        "network devices with names that are none",
                        linux(l ->
                                l.withNetDevices(Map.of("a/b", NetDevice.empty().withName("abcdefghijklmnop")))),
                        "linux.netDevices[\"a/b\"] has the name \"a/b\", which must be 1 to 15 characters without '/',"
                                + " ':' and white space (config-linux.md, Network Devices)",
                        "linux.netDevices[\"a/b\"].name is \"abcdefghijklmnop\", and must be 1 to 15 characters without"
                                + " '/', ':' and white space (config-linux.md, Network Devices)"),
                row(
                        "propagation of no known kind",
                        linux(l -> l.withRootfsPropagation("both")),
                        "linux.rootfsPropagation is \"both\", and must be one of shared, slave, private, unbindable"
                                + " (config-linux.md, Rootfs Mount Propagation)"),
                row("propagation to all below", linux(l -> l.withRootfsPropagation("rslave"))),
                row(
                        "intelRdt with lines that are none",
                        linux(l -> l.withIntelRdt(IntelRdt.empty()
                                .withClosID("../x")
                                .withSchemata(List.of("L3:0=f\nMB:0=9"))
                                .withL3CacheSchema("0=f")
                                .withMemBwSchema("0=50"))),
                        "linux.intelRdt.closID is \"../x\", and must be the name of a folder, or /"
                                + " (config-linux.md, IntelRdt)",
                        "linux.intelRdt.schemata[0] is \"L3:0=f\\nMB:0=9\", and must not contain a line break"
                                + " (config-linux.md, IntelRdt)",
                        "WARNING linux.intelRdt.l3CacheSchema is \"0=f\", and should begin with L3:"
                                + " (config-linux.md, IntelRdt)",
                        "linux.intelRdt.memBwSchema is \"0=50\", and must begin with MB: (config-linux.md, IntelRdt)"),
                row(
                        "memoryPolicy without a mode",
                        linux(l -> l.withMemoryPolicy(MemoryPolicy.of("")
                                .withMode(null)
                                .withNodes("x")
                                .withFlags(List.of("F")))),
                        "linux.memoryPolicy.mode is required (config-linux.md, Memory policy)",
                        "linux.memoryPolicy.nodes is \"x\", and " + CPU_LIST + " (config-linux.md, Memory policy)",
                        "linux.memoryPolicy.flags[0] is \"F\", and must be one of MPOL_F_NUMA_BALANCING,"
                                + " MPOL_F_RELATIVE_NODES, MPOL_F_STATIC_NODES (config-linux.md, Memory policy)"),
                row(
                        "memoryPolicy with nodes that its mode does not take",
                        linux(l -> l.withMemoryPolicy(
                                MemoryPolicy.of(MemoryPolicy.LOCAL).withNodes("0"))),
                        "linux.memoryPolicy.nodes is \"0\", and must be absent with MPOL_LOCAL"
                                + " (config-linux.md, Memory policy)"),
                row(
                        "memoryPolicy without nodes, and with flags that exclude each other",
                        linux(l -> l.withMemoryPolicy(MemoryPolicy.of(MemoryPolicy.BIND)
                                .withFlags(List.of(MemoryPolicy.FLAG_STATIC_NODES, MemoryPolicy.FLAG_RELATIVE_NODES)))),
                        "linux.memoryPolicy.nodes is required by MPOL_BIND (config-linux.md, Memory policy)",
                        "linux.memoryPolicy.flags must not have both MPOL_F_RELATIVE_NODES and MPOL_F_STATIC_NODES"
                                + " (config-linux.md, Memory policy)"),
                row(
                        "personality without a domain, and with flags",
                        linux(l -> l.withPersonality(
                                Personality.of("").withDomain(null).withFlags(List.of("ADDR_NO_RANDOMIZE")))),
                        "linux.personality.domain is required (config-linux.md, Personality)",
                        "WARNING linux.personality.flags is ignored: none are defined yet"
                                + " (config-linux.md, Personality)"),
                row(
                        "personality of no known domain",
                        linux(l -> l.withPersonality(Personality.of("BSD"))),
                        "linux.personality.domain is \"BSD\", and must be one of LINUX, LINUX32"
                                + " (config-linux.md, Personality)"));
    }

    static Stream<Arguments> resources() {
        return Stream.of(
                row(
                        "B75 memory limit 1 byte",
                        memory(m -> m.withLimit(1L)),
                        "linux.resources.memory.limit is 1, and must be more: init needs more than one page, 4096 bytes"
                                + " (config-linux.md, Memory)"),
                row(
                        "memory limit below what an init takes",
                        memory(m -> m.withLimit(1048576L)),
                        "WARNING linux.resources.memory.limit is 1048576, and may be too little for a runtime's init,"
                                + " which takes up to 4194304 bytes (config-linux.md, Memory)"),
                row(
                        "memory limit 0",
                        memory(m -> m.withLimit(0L)),
                        "WARNING linux.resources.memory.limit is 0, and should be absent or -1: some runtimes take it for"
                                + " no limit (config-linux.md, Memory)"),
                row(
                        "memory below -1",
                        memory(m -> m.withLimit(-5L).withReservation(-2L).withSwap(-3L)),
                        "linux.resources.memory.limit is -5, and must be at least -1 (config-linux.md, Memory)",
                        "linux.resources.memory.reservation is -2, and must be at least -1 (config-linux.md, Memory)",
                        "linux.resources.memory.swap is -3, and must be at least -1 (config-linux.md, Memory)"),
                row(
                        "swap without a limit",
                        memory(m -> m.withSwap(8388608L)),
                        "linux.resources.memory.swap is 8388608, and needs a limit beside it: it counts memory and swap"
                                + " together (config-linux.md, Memory)"),
                row(
                        "swap below the limit",
                        memory(m -> m.withLimit(16777216L).withSwap(8388608L)),
                        "linux.resources.memory.swap is 8388608, and must not be below limit, 16777216: it counts memory"
                                + " and swap together (config-linux.md, Memory)"),
                row(
                        "swappiness 101, and kernel memory",
                        memory(m -> m.withSwappiness(101L).withKernel(-1L)),
                        "WARNING linux.resources.memory.kernel is -1, and is ignored by most runtimes and not recommended"
                                + " (config-linux.md, Memory)",
                        "linux.resources.memory.swappiness is 101, and must be from 0 to 100"
                                + " (config-linux.md, Memory)"),
                row(
                        "B76 cpu shares 1",
                        cpu(c -> c.withShares(1L)),
                        "linux.resources.cpu.shares is 1, and must be from 2 to 262144 (config-linux.md, CPU)"),
                row(
                        "cpu shares with 64 bits",
                        cpu(c -> c.withShares(-1L)),
                        "linux.resources.cpu.shares is 18446744073709551615, and must be from 2 to 262144"
                                + " (config-linux.md, CPU)"),
                row(
                        "cpu burst above the quota",
                        cpu(c -> c.withQuota(50000L).withBurst(50001L)),
                        "linux.resources.cpu.burst is 50001, and must not be above quota, 50000"
                                + " (config-linux.md, CPU)"),
                row(
                        "cpu quota and period too short",
                        cpu(c -> c.withQuota(999L).withPeriod(1000001L)),
                        "linux.resources.cpu.quota is 999, and must be -1 for no limit, or at least 1000 microseconds"
                                + " (config-linux.md, CPU)",
                        "linux.resources.cpu.period is 1000001, and must be from 1000 to 1000000"
                                + " (config-linux.md, CPU)"),
                row(
                        "cpu quota -2",
                        cpu(c -> c.withQuota(-2L)),
                        "WARNING linux.resources.cpu.quota is -2, and should be -1 for no limit"
                                + " (config-linux.md, CPU)"),
                row("cpu quota -1 with a burst", cpu(c -> c.withQuota(-1L).withBurst(7L))),
                row(
                        "cpu lists, real time and idle",
                        cpu(c -> c.withCpus("0-")
                                .withMems("a")
                                .withRealtimeRuntime(2000L)
                                .withRealtimePeriod(1000L)
                                .withIdle(2L)),
                        "linux.resources.cpu.realtimeRuntime is 2000, and must not be above realtimePeriod, 1000"
                                + " (config-linux.md, CPU)",
                        "linux.resources.cpu.cpus is \"0-\", and " + CPU_LIST + " (config-linux.md, CPU)",
                        "linux.resources.cpu.mems is \"a\", and " + CPU_LIST + " (config-linux.md, CPU)",
                        "linux.resources.cpu.idle is 2, and must be from 0 to 1 (config-linux.md, CPU)"),
                row("B78 pids limit 0", resources(r -> r.withPids(Pids.of(0)))),
                row(
                        "pids limit -2",
                        resources(r -> r.withPids(Pids.of(-2))),
                        "linux.resources.pids.limit is -2, and must be at least -1 (config-linux.md, PIDs)"),
                row(
                        "weightDevice without a weight, and weights out of range",
                        resources(r -> r.withBlockIO(BlockIo.empty()
                                .withWeight(65535)
                                .withWeightDevice(List.of(
                                        WeightDevice.of(8, 0, 9),
                                        WeightDevice.of(8, 1, 10).withWeight(null))))),
                        "linux.resources.blockIO.weight is 65535, and must be from 10 to 1000"
                                + " (config-linux.md, Block IO)",
                        "linux.resources.blockIO.weightDevice[0].weight is 9, and must be from 10 to 1000"
                                + " (config-linux.md, Block IO)",
                        "linux.resources.blockIO.weightDevice[1] needs weight or leafWeight"
                                + " (config-linux.md, Block IO)"),
                row(
                        "throttled device without a rate",
                        resources(r -> r.withBlockIO(BlockIo.empty()
                                .withThrottleReadIOPSDevice(
                                        List.of(ThrottleDevice.of(-1, 0, 1).withRate(null))))),
                        "linux.resources.blockIO.throttleReadIOPSDevice[0].rate is required"
                                + " (config-linux.md, Block IO)",
                        "linux.resources.blockIO.throttleReadIOPSDevice[0].major is -1, and must be from 0 to 4095"
                                + " (config-linux.md, Block IO)"),
                row(
                        "huge pages of no size, and of one size twice",
                        resources(r -> r.withHugepageLimits(List.of(
                                HugepageLimit.of("2mb", 1), HugepageLimit.of("2MB", 1), HugepageLimit.of("2MB", 2)))),
                        "linux.resources.hugepageLimits[0].pageSize is \"2mb\", and must be a size such as 64KB, 2MB or"
                                + " 1GB (config-linux.md, Huge page limits)",
                        "linux.resources.hugepageLimits[2].pageSize is \"2MB\", and must not be there twice"
                                + " (config-linux.md, Huge page limits)"),
                row(
                        "network priority without a name",
                        resources(r -> r.withNetwork(
                                NetworkResources.empty().withPriorities(List.of(InterfacePriority.of("", 1))))),
                        "linux.resources.network.priorities[0].name is \"\", and must not be empty"
                                + " (config-linux.md, Network)"),
                row(
                        "rdma without a limit",
                        resources(r -> r.withRdma(Map.of("mlx5_1", Rdma.empty()))),
                        "linux.resources.rdma.mlx5_1 needs hcaHandles or hcaObjects (config-linux.md, RDMA)"),
                row(
                        "unified with a path",
                        resources(r -> r.withUnified(Map.of("../memory.high", "1"))),
                        "linux.resources.unified[\"../memory.high\"] must be the name of a file of a controller, such as"
                                + " memory.high (config-linux.md, Unified)"),
                row(
                        "device rule of no known kind",
                        resources(r -> r.withDevices(List.of(
                                DeviceRule.of(true, "rx").withType("u"),
                                DeviceRule.of(true, "r").withAccess(null)))),
                        "linux.resources.devices[0].type is \"u\", and must be one of a, c, b"
                                + " (config-linux.md, Allowed Device list)",
                        "linux.resources.devices[0].access is \"rx\", and must be made of r, w and m"
                                + " (config-linux.md, Allowed Device list)",
                        "WARNING linux.resources.devices[1].access should be there: runc refuses a rule without it"
                                + " (config-linux.md, Allowed Device list)"));
    }

    static Stream<Arguments> seccomp() {
        return Stream.of(
                row(
                        "B85 seccomp action of no known kind",
                        seccomp(s -> s.withDefaultAction("SCMP_ACT_BOGUS")),
                        "linux.seccomp.defaultAction is \"SCMP_ACT_BOGUS\", and must be one of SCMP_ACT_KILL,"
                                + " SCMP_ACT_KILL_PROCESS, SCMP_ACT_KILL_THREAD, SCMP_ACT_TRAP, SCMP_ACT_ERRNO,"
                                + " SCMP_ACT_TRACE, SCMP_ACT_ALLOW, SCMP_ACT_LOG, SCMP_ACT_NOTIFY"
                                + " (config-linux.md, Seccomp)"),
                row("B87 seccomp call that nobody knows", syscall(Syscall.of(Seccomp.ACT_LOG, "no_such_call"))),
                row(
                        "B88 seccomp names empty",
                        syscall(Syscall.of(Seccomp.ACT_LOG)),
                        "linux.seccomp.syscalls[0].names needs at least one entry (config-linux.md, Seccomp)"),
                row(
                        "seccomp name empty",
                        syscall(Syscall.of(Seccomp.ACT_LOG, "read", "")),
                        "linux.seccomp.syscalls[0].names[1] is \"\", and must not be empty"
                                + " (config-linux.md, Seccomp)"),
                row(
                        "B90 seccomp argument and comparison of no known kind",
                        syscall(Syscall.of(Seccomp.ACT_LOG, "mkdir")
                                .withArgs(List.of(SyscallArgument.of(9, 1, "SCMP_CMP_BOGUS")))),
                        "linux.seccomp.syscalls[0].args[0].index is 9, and must be from 0 to 5"
                                + " (config-linux.md, Seccomp)",
                        "linux.seccomp.syscalls[0].args[0].op is \"SCMP_CMP_BOGUS\", and must be one of SCMP_CMP_NE,"
                                + " SCMP_CMP_LT, SCMP_CMP_LE, SCMP_CMP_EQ, SCMP_CMP_GE, SCMP_CMP_GT,"
                                + " SCMP_CMP_MASKED_EQ (config-linux.md, Seccomp)"),
                row(
                        "B91 seccomp errno of an action that has none",
                        syscall(Syscall.of(Seccomp.ACT_KILL, "mkdir").withErrnoRet(1L)),
                        "linux.seccomp.syscalls[0].errnoRet is 1, and is only for SCMP_ACT_ERRNO and SCMP_ACT_TRACE, not"
                                + " for SCMP_ACT_KILL (config-linux.md, Seccomp)"),
                row(
                        "seccomp errno by default of an action that has none",
                        seccomp(s -> s.withDefaultErrnoRet(38L)),
                        "linux.seccomp.defaultErrnoRet is 38, and is only for SCMP_ACT_ERRNO and SCMP_ACT_TRACE, not for"
                                + " SCMP_ACT_ALLOW (config-linux.md, Seccomp)"),
                row(
                        "seccomp errno that the kernel has no room for",
                        syscall(Syscall.of(Seccomp.ACT_ERRNO, "mkdir").withErrnoRet(4096L)),
                        "linux.seccomp.syscalls[0].errnoRet is 4096, and must be from 0 to 4095"
                                + " (config-linux.md, Seccomp)"),
                row(
                        "seccomp metadata without a listener",
                        seccomp(s -> s.withListenerMetadata("box")),
                        "linux.seccomp.listenerMetadata needs listenerPath beside it (config-linux.md, Seccomp)"),
                row(
                        "seccomp notification without a listener",
                        syscall(Syscall.of(Seccomp.ACT_NOTIFY, "mkdir")),
                        "linux.seccomp.listenerPath is required by SCMP_ACT_NOTIFY (config-linux.md, Seccomp)"),
                row(
                        "seccomp notification of all calls, and of write",
                        seccomp(s -> s.withDefaultAction(Seccomp.ACT_NOTIFY)
                                .withListenerPath("/run/listener")
                                .withSyscalls(List.of(Syscall.of(Seccomp.ACT_NOTIFY, "write")))),
                        "linux.seccomp.defaultAction is \"SCMP_ACT_NOTIFY\", and must not be the default: nobody could"
                                + " answer the runtime's own calls (config-linux.md, Seccomp)",
                        "linux.seccomp.syscalls[0].names must not contain write for SCMP_ACT_NOTIFY: the runtime needs it"
                                + " to send the listener (config-linux.md, Seccomp)"),
                row(
                        "seccomp flag of no known kind",
                        seccomp(s -> s.withFlags(List.of("FLAG"))),
                        "linux.seccomp.flags[0] is \"FLAG\", and must be one of SECCOMP_FILTER_FLAG_TSYNC,"
                                + " SECCOMP_FILTER_FLAG_LOG, SECCOMP_FILTER_FLAG_SPEC_ALLOW,"
                                + " SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (config-linux.md, Seccomp)"),
                row(
                        "seccomp architecture of no known kind",
                        seccomp(s -> s.withArchitectures(List.of("x86"))),
                        "linux.seccomp.architectures[0] is \"x86\", and must be one of SCMP_ARCH_X86, SCMP_ARCH_X86_64,"
                                + " SCMP_ARCH_X32, SCMP_ARCH_ARM, SCMP_ARCH_AARCH64, SCMP_ARCH_LOONGARCH64,"
                                + " SCMP_ARCH_M68K, SCMP_ARCH_MIPS, SCMP_ARCH_MIPS64, SCMP_ARCH_MIPS64N32,"
                                + " SCMP_ARCH_MIPSEL, SCMP_ARCH_MIPSEL64, SCMP_ARCH_MIPSEL64N32, SCMP_ARCH_PPC,"
                                + " SCMP_ARCH_PPC64, SCMP_ARCH_PPC64LE, SCMP_ARCH_S390, SCMP_ARCH_S390X, SCMP_ARCH_SH,"
                                + " SCMP_ARCH_SHEB, SCMP_ARCH_PARISC, SCMP_ARCH_PARISC64, SCMP_ARCH_RISCV64"
                                + " (config-linux.md, Seccomp)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "version_and_root",
        "process",
        "scheduler",
        "user",
        "mounts",
        "hooks",
        "namespaces",
        "linux_section",
        "resources",
        "seccomp"
    })
    void each_bad_value_gets_its_answer(String row, UnaryOperator<Spec> change, String answer) {
        assertThat(lines(SpecRules.check(change.apply(Spec.defaults())))).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "runc-1.5.1.json",
                "runc-1.5.1-v2.json",
                "runc-1.5.1-rootless-root.json",
                "runc-1.5.1-rootless-user.json",
                "runc-1.5.1-rootless-user-v2.json"
            })
    void what_runc_writes_breaks_no_rule(String name) throws Exception {
        assertThat(SpecRules.check(golden(name))).isEmpty();
    }

    @Test
    void the_defaults_break_no_rule() {
        assertThat(SpecRules.check(Spec.defaults())).isEmpty();
        assertThat(SpecRules.check(Spec.defaults(true))).isEmpty();
        assertThat(SpecRules.check(Spec.rootless(1000, 1000))).isEmpty();
        assertThat(SpecRules.check(Spec.rootless(1000, 1000, true))).isEmpty();
    }

    /** It has every member and is meant for the reader alone: some values no runtime could take. */
    @Test
    void the_document_with_every_member_is_told_all_that_is_wrong_with_it() throws Exception {
        assertThat(lines(SpecRules.check(golden("everything.json")))).isEqualTo("""
                process.consoleSize.width is 18446744073709551615, and must be from 0 to 65535 (config.md, Process)
                WARNING process.capabilities.ambient[0] is "CAP_NET_RAW", and cannot be granted: it is not \
                permitted too (config.md, Linux Process)
                WARNING process.capabilities.ambient[0] is "CAP_NET_RAW", and cannot be granted: it is not \
                inheritable too (config.md, Linux Process)
                process.scheduler.priority is 3, and is only for SCHED_FIFO and SCHED_RR (config.md, Linux Process)
                process.user.uid is 4294967295, and must be from 0 to 4294967294 (config.md, User)
                hostname is "box", and needs a new uts namespace in linux.namespaces (config.md, Hostname)
                domainname is "example.test", and needs a new uts namespace in linux.namespaces (config.md, \
                Domainname)
                WARNING mounts[0].options should have idmap or ridmap: some runtimes ignore the mappings without \
                it (config.md, Linux mount options)
                WARNING mounts[0].options should have bind or rbind: some runtimes map the ids of no other mounts \
                (config.md, Linux mount options)
                mounts[1].type is required for a mount that is no bind mount (config.md, POSIX-platform Mounts)
                linux.namespaces[2].type is "novel", and must be one of pid, network, mount, ipc, uts, user, \
                cgroup, time (config-linux.md, Namespaces)
                WARNING linux.uidMappings is of no use without a user namespace in linux.namespaces \
                (config-linux.md, User namespace mappings)
                WARNING linux.gidMappings is of no use without a user namespace in linux.namespaces \
                (config-linux.md, User namespace mappings)
                linux.timeOffsets needs a new time namespace in linux.namespaces (config-linux.md, Offset for \
                Time Namespace)
                WARNING linux.resources.memory.kernel is 1048576, and is ignored by most runtimes and not \
                recommended (config-linux.md, Memory)
                WARNING linux.resources.memory.kernelTCP is 524288, and is ignored by most runtimes and not \
                recommended (config-linux.md, Memory)
                linux.resources.blockIO.weight is 65535, and must be from 10 to 1000 (config-linux.md, Block IO)
                linux.resources.blockIO.throttleWriteIOPSDevice[0].rate is required (config-linux.md, Block IO)
                linux.seccomp.syscalls[0].errnoRet is 1, and is only for SCMP_ACT_ERRNO and SCMP_ACT_TRACE, not \
                for SCMP_ACT_ALLOW (config-linux.md, Seccomp)
                linux.maskedPaths needs a mount namespace in linux.namespaces: the paths are the runtime's own \
                without it (config-linux.md, Masked Paths)""");
    }

    @Test
    void a_refusal_lists_all_errors_and_no_warning() {
        Spec spec = process(p -> p.withArgs(null)
                        .withOomScoreAdj(5000)
                        .withEnv(List.of("A=1", "A=2"))
                        .withUser(User.of(4294967295L, 0)))
                .apply(Spec.defaults());

        assertThatThrownBy(() -> SpecRules.require(spec))
                .isInstanceOf(ContainerException.class)
                .isInstanceOfSatisfying(
                        InvalidSpecException.class,
                        refusal -> assertThat(refusal.violations()).hasSize(3))
                .hasMessage("""
                        Could not use the configuration.
                        Why: the configuration breaks 3 rules.
                          process.args needs at least one entry (config.md, Process)
                          process.oomScoreAdj is 5000, and must be from -1000 to 1000 (config.md, Linux Process)
                          process.user.uid is 4294967295, and must be from 0 to 4294967294 (config.md, User)
                        Fix: correct the configuration: nothing has been made yet.""");
    }

    @Test
    void a_refusal_for_one_error_is_in_the_singular() {
        assertThatThrownBy(() -> SpecRules.require(Spec.defaults().withRoot(null)))
                .hasMessage("""
                        Could not use the configuration.
                        Why: the configuration breaks a rule.
                          root is required (config.md, Root)
                        Fix: correct the configuration: nothing has been made yet.""");
    }

    @Test
    void warnings_are_handed_back() {
        assertThat(SpecRules.require(Spec.defaults().withOciVersion("1.9.0")))
                .containsExactly(new Violation(
                        Violation.Severity.WARNING,
                        "ociVersion",
                        "\"1.9.0\"",
                        "may ask for more than is known here: versions up to 1.3.x are",
                        "config.md, Specification version"));
    }

    @Test
    void a_long_value_is_cut_and_stays_on_one_line() {
        String line = lines(SpecRules.check(
                process(p -> p.withCwd("a\n" + "b".repeat(500))).apply(Spec.defaults())));

        assertThat(line)
                .isEqualTo("process.cwd is \"a\\n" + "b".repeat(78)
                        + "...\", and must be an absolute path (config.md, Process)");
    }

    private static Arguments row(String name, UnaryOperator<Spec> change, String... lines) {
        return arguments(name, change, String.join("\n", lines));
    }

    private static String lines(List<Violation> violations) {
        return violations.stream()
                .map(violation -> (violation.isError() ? "" : "WARNING ") + violation)
                .collect(Collectors.joining("\n"));
    }

    private static UnaryOperator<Spec> process(UnaryOperator<ContainerProcess> change) {
        return spec -> spec.withProcess(change.apply(spec.process()));
    }

    private static UnaryOperator<Spec> scheduler(UnaryOperator<Scheduler> change) {
        return process(p -> p.withScheduler(change.apply(Scheduler.of(Scheduler.OTHER))));
    }

    private static UnaryOperator<Spec> mount(Mount mount) {
        return spec -> spec.withMounts(List.of(mount));
    }

    private static UnaryOperator<Spec> linux(UnaryOperator<Linux> change) {
        return spec -> spec.withLinux(change.apply(spec.linux()));
    }

    /** In a user namespace that maps user 0 and group 0. */
    private static UnaryOperator<Spec> mapped(UnaryOperator<Linux> change) {
        return spec ->
                linux(change).apply(spec.withLinux(Spec.rootless(1000, 1000).linux()));
    }

    private static UnaryOperator<Spec> with(Namespace namespace) {
        return linux(l -> l.withNamespaces(
                Stream.concat(l.namespaces().stream(), Stream.of(namespace)).toList()));
    }

    private static UnaryOperator<Spec> without(String type) {
        return linux(l -> l.withNamespaces(l.namespaces().stream()
                .filter(namespace -> !namespace.type().equals(type))
                .toList()));
    }

    private static UnaryOperator<Spec> sysctl(String name) {
        return linux(l -> l.withSysctl(Map.of(name, "1")));
    }

    private static UnaryOperator<Spec> resources(UnaryOperator<LinuxResources> change) {
        return linux(l -> l.withResources(change.apply(l.resources())));
    }

    private static UnaryOperator<Spec> memory(UnaryOperator<Memory> change) {
        return resources(r -> r.withMemory(change.apply(Memory.empty())));
    }

    private static UnaryOperator<Spec> cpu(UnaryOperator<Cpu> change) {
        return resources(r -> r.withCpu(change.apply(Cpu.empty())));
    }

    private static UnaryOperator<Spec> seccomp(UnaryOperator<Seccomp> change) {
        return linux(l -> l.withSeccomp(change.apply(Seccomp.of(Seccomp.ACT_ALLOW))));
    }

    private static UnaryOperator<Spec> syscall(Syscall syscall) {
        return seccomp(s -> s.withSyscalls(List.of(syscall)));
    }

    private static Spec golden(String name) throws Exception {
        Path file = Path.of(SpecRulesTest.class.getResource(name).toURI());
        return Json.read(Files.readString(file), name, Spec.class);
    }
}
