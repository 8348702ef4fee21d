package org.ociunit.runtime.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How to fix what made a step fail: a row for each failure that people meet. The first row that is about it counts. */
final class Advice {
    private record Row(Pattern step, Pattern errno, String fix) {
        static Row of(String step, String errno, String fix) {
            return new Row(Pattern.compile(step), Pattern.compile(errno), fix);
        }

        boolean isAbout(String failed, String name) {
            return errno.matcher(name).matches() && step.matcher(failed).lookingAt();
        }
    }

    /** What the kernel answers where it, or a policy of the machine's, denies a user namespace. */
    private static final Row USERS = Row.of("fork|clone a process", "EPERM", "");

    private static final List<Row> ROWS = List.of(
            Row.of(
                    "look for the program",
                    "ENOENT",
                    "name a program that is in the container's root, or in a folder of its PATH."),
            Row.of("look for the program", "EACCES", "make it executable for the container's user (chmod +x)."),
            Row.of("look for the program", "ENOTDIR", "name a program: a part of that path is a file."),
            Row.of(
                    "execute .*\\(process\\.args\\)",
                    "ENOENT",
                    "put what it is run by into the container's root: the interpreter of its first line (#!), or its dynamic loader (ldd)."),
            Row.of(
                    "execute",
                    "ENOEXEC",
                    "choose a program for this machine's processor, or begin a script with #! and its interpreter."),
            Row.of("execute .*\\(process\\.args\\)", "E2BIG", "shorten process.args and process.env."),
            Row.of("change to folder", "EXDEV", "choose a folder inside the container's root."),
            Row.of("change to folder", "ENOTDIR", "choose a folder."),
            Row.of(
                    "change to folder",
                    "EACCES",
                    "let the container's root user enter that folder, or choose another one."),
            Row.of("copy the tree", "ENOENT", "name a source that exists on this machine."),
            Row.of("copy the tree", "EACCES", "let the container's root user reach the source."),
            Row.of(
                    "open .*\\(root\\.path\\)",
                    "EACCES",
                    "let everybody pass the folders above it (chmod a+x): in its user namespace the container's root is an ordinary user of this machine."),
            Row.of(
                    "open .*\\(linux\\.namespaces",
                    "ENOENT",
                    "name a namespace of a process that lives, or one that is mounted."),
            Row.of(
                    "open the mount point",
                    "EROFS",
                    "make that mount point beforehand: the file system that it is in is read-only."),
            Row.of("open the mount point", "ELOOP", "choose a destination that is no symbolic link."),
            Row.of("open the mount point", "ENOTDIR", "choose a destination that has no file among its folders."),
            Row.of("make device|make link", "EROFS", "make it beforehand, or mount a tmpfs over its folder."),
            Row.of(
                    "make file system sysfs",
                    "EPERM",
                    "give the container a network namespace of its own, or bind /sys instead (rbind, ro)."),
            Row.of(
                    "make file system mqueue",
                    "EPERM",
                    "give the container an ipc namespace of its own, or leave the mount out."),
            Row.of(
                    "make file system proc",
                    "EPERM",
                    "the machine's own /proc is partly hidden, so that the kernel allows no new one here; bind /proc instead (rbind)."),
            Row.of(
                    "make file system",
                    "ENODEV",
                    "choose a type that this kernel knows (/proc/filesystems), or load its module."),
            Row.of("make file system", "EINVAL", "leave out the option that this type does not know."),
            Row.of(
                    "make file system",
                    "EPERM",
                    "bind a folder instead: the kernel lets only the machine's root make a file system of this type."),
            Row.of("make file system", "ENOTBLK", "name a block device as its source."),
            Row.of("make file system|mount", "EBUSY", "choose a source or destination that is not mounted elsewhere."),
            Row.of(
                    "(set|keep) the attributes of",
                    "EPERM",
                    "keep the flags that it has on this machine (ro, nosuid, nodev, noexec): in a user namespace they cannot be taken away."),
            Row.of(
                    "map the ids of",
                    "EINVAL",
                    "choose a source on a file system whose ids this kernel can map (idmapped mounts)."),
            Row.of("mount", "ELOOP", "choose a destination that is no symbolic link."),
            Row.of(
                    "change the root",
                    "EINVAL",
                    "create it with noPivot: this machine's root is a RAM disk, which cannot be changed."),
            Row.of("make a terminal", "ENOENT", "mount a devpts at /dev/pts."),
            Row.of(
                    "make a terminal",
                    "ENOSPC",
                    "raise the number of terminals (sysctl kernel.pty.max), or the option max of the devpts."),
            Row.of(
                    "set the limit",
                    "EPERM",
                    "choose a hard limit that is not above this user's own (ulimit -H), or run with CAP_SYS_RESOURCE."),
            Row.of("set the limit", "EINVAL", "choose a soft limit that is not above the hard one."),
            Row.of(
                    "write /proc/self/oom_score_adj|write oom_score_adj",
                    "EACCES",
                    "choose a score that is not below this process' own, or run with CAP_SYS_RESOURCE."),
            Row.of(
                    "write (uid|gid)_map",
                    "EPERM",
                    "map this user and this group alone, or those that /etc/subuid and /etc/subgid give this user, by newuidmap."),
            Row.of("write (uid|gid)_map", "EINVAL", "map each id once: the ranges overlap, or exceed 32 bits."),
            Row.of(
                    "run .*/new[ug]idmap",
                    "ECHILD",
                    "give this user a line with these ids in /etc/subuid and /etc/subgid."),
            Row.of("write sys/", "ENOENT", "choose a sysctl that this kernel has."),
            Row.of(
                    "write sys/",
                    "EACCES|EPERM|EROFS",
                    "choose a sysctl of a namespace that the container has of its own (net.*, kernel.shm*, kernel.msg*, kernel.sem, fs.mqueue.*)."),
            Row.of("write sys/", "EINVAL", "choose a value that this sysctl takes."),
            Row.of(
                    "fork|clone a process",
                    "ENOSPC",
                    "raise the number of user namespaces (sysctl user.max_user_namespaces)."),
            Row.of(
                    "fork|clone a process",
                    "EAGAIN",
                    "raise the limit on processes (ulimit -u, or pids.max of the control group that this JVM is in)."),
            Row.of(
                    "fork|clone a process",
                    "ENOMEM",
                    "join a pid namespace whose first process lives; or free memory on this machine."),
            Row.of("become user", "EINVAL", "map that user and group with linux.uidMappings and linux.gidMappings."),
            Row.of(
                    "join namespace",
                    "EINVAL",
                    "name a namespace of that type; the number in the link that its path is tells which type it has."),
            Row.of(
                    "join namespace",
                    "EPERM",
                    "join the user namespace that it belongs to as well, or run as root of the machine."),
            Row.of("move network device", "ENODEV", "name a device of this machine's network (ip link)."),
            Row.of(
                    "move network device",
                    "EEXIST",
                    "give it another name in the container (linux.netDevices.<device>.name)."),
            Row.of("move network device", "EPERM", "run as root of the machine."),
            Row.of(
                    "have the kernel emulate",
                    "ENOENT",
                    "run this on a kernel with tc-netem(8) (CONFIG_NET_SCH_NETEM, the module sch_netem); bandwidth and cuts need none."),
            Row.of(
                    "have the kernel limit",
                    "ENOENT",
                    "run this on a kernel with tc-tbf(8) (CONFIG_NET_SCH_TBF, the module sch_tbf)."),
            Row.of(
                    "have the kernel make the (bridge|cable)",
                    "EOPNOTSUPP",
                    "run this on a kernel with bridges and virtual cables (the modules bridge and veth)."),
            Row.of(
                    "set the scheduler|set the input and output priority",
                    "EPERM",
                    "choose one that is not above this process' own, or run as root of the machine."),
            Row.of("set the processors", "EINVAL", "name a processor that this machine has (lscpu)."),
            Row.of("set the memory policy", "EINVAL", "name nodes that this machine has (lscpu)."),
            Row.of(
                    "set the memory policy",
                    "ENOSYS",
                    "leave it out: this kernel knows no nodes of memory (CONFIG_NUMA)."),
            Row.of("raise the limit", "EPERM", "choose a lower hard limit, or run with CAP_SYS_RESOURCE."),
            Row.of(
                    "send the listener to",
                    "ENOENT|ECONNREFUSED|ENOTSOCK|EPROTOTYPE",
                    "let a program listen on a stream socket at that path before the container is started."),
            Row.of("send the listener to", "EACCES", "let this user write to that socket."),
            Row.of("send the listener to", "EAGAIN", "let the program that listens there accept sooner."),
            Row.of("send the listener to", "ENAMETOOLONG", "choose a path of at most 107 bytes."),
            Row.of("send the listener to", "EMSGSIZE", "shorten the annotations, or linux.seccomp.listenerMetadata."),
            Row.of(
                    "load the filter with a listener",
                    "EAGAIN",
                    "allow one process more (linux.resources.pids.limit, RLIMIT_NPROC): it takes the listener away."),
            Row.of("load the filter", "EACCES", "set process.noNewPrivileges, or run with CAP_SYS_ADMIN."),
            Row.of("set the groups", "EINVAL", "map those groups with linux.gidMappings."),
            Row.of("join control group", "EACCES", "delegate the control group to this user."),
            Row.of("join control group", "EBUSY", "choose a control group that has none below it with controllers."),
            Row.of("join control group", "ENOTSUP", "choose a control group that is not threaded (cgroup.type)."),
            Row.of(
                    "join control group",
                    "ENOSPC",
                    "choose processors and memory nodes with linux.resources.cpu.cpus and mems."),
            Row.of("set the host name|set the domain name", "EPERM", "give the container a uts namespace of its own."),
            Row.of("load the filter", "EINVAL", "leave out the flags of linux.seccomp that this kernel does not know."),
            Row.of("send a descriptor", "ENOENT|ECONNREFUSED", "let somebody listen on that socket before."),
            Row.of("send a descriptor", "ENAMETOOLONG", "choose a path of at most 107 bytes."));

    private Advice() {}

    /**
     * What helps against a failure.
     *
     * @param step the words of the step
     * @param errno the name of the error
     * @return what to do, or null if nothing is known
     */
    static @Nullable String of(String step, String errno) {
        if (USERS.isAbout(step, errno)) {
            return UserNamespaceAdvice.on(Path.of("/"));
        }
        return ROWS.stream()
                .filter(row -> row.isAbout(step, errno))
                .map(Row::fix)
                .findFirst()
                .orElse(null);
    }

    /** How many failures it knows; a test has one of each. */
    static int count() {
        return ROWS.size();
    }
}
