package org.ociunit.runtime.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviceTest {
    private static final String ROWS = """
        look for the program app (process.args[0]) | ENOENT | name a program that is in the container's root, or in a folder of its PATH.
        look for the program app (process.args[0]) | EACCES | make it executable for the container's user (chmod +x).
        look for the program app (process.args[0]) | ENOTDIR | name a program: a part of that path is a file.
        execute /app (process.args) | ENOENT | put what it is run by into the container's root: the interpreter of its first line (#!), or its dynamic loader (ldd).
        execute /app (process.args) | ENOEXEC | choose a program for this machine's processor, or begin a script with #! and its interpreter.
        execute /app (process.args) | E2BIG | shorten process.args and process.env.
        change to folder /work (process.cwd) | EXDEV | choose a folder inside the container's root.
        change to folder /work (process.cwd) | ENOTDIR | choose a folder.
        change to folder /work (process.cwd) | EACCES | let the container's root user enter that folder, or choose another one.
        copy the tree /src (mounts[7]) | ENOENT | name a source that exists on this machine.
        copy the tree /src (mounts[7]) | EACCES | let the container's root user reach the source.
        open /b/rootfs (root.path) | EACCES | let everybody pass the folders above it (chmod a+x): in its user namespace the container's root is an ordinary user of this machine.
        open /proc/1/ns/net (linux.namespaces[1]) | ENOENT | name a namespace of a process that lives, or one that is mounted.
        open the mount point /m (mounts[7]) | EROFS | make that mount point beforehand: the file system that it is in is read-only.
        open the mount point /m (mounts[7]) | ELOOP | choose a destination that is no symbolic link.
        open the mount point /m (mounts[7]) | ENOTDIR | choose a destination that has no file among its folders.
        make device /dev/null | EROFS | make it beforehand, or mount a tmpfs over its folder.
        make file system sysfs for /sys (mounts[5]) | EPERM | give the container a network namespace of its own, or bind /sys instead (rbind, ro).
        make file system mqueue for /dev/mqueue (mounts[4]) | EPERM | give the container an ipc namespace of its own, or leave the mount out.
        make file system proc for /proc (mounts[0]) | EPERM | the machine's own /proc is partly hidden, so that the kernel allows no new one here; bind /proc instead (rbind).
        make file system ext9 for /m (mounts[7]) | ENODEV | choose a type that this kernel knows (/proc/filesystems), or load its module.
        make file system ext9 for /m (mounts[7]) | EINVAL | leave out the option that this type does not know.
        make file system ext9 for /m (mounts[7]) | EPERM | bind a folder instead: the kernel lets only the machine's root make a file system of this type.
        make file system ext9 for /m (mounts[7]) | ENOTBLK | name a block device as its source.
        mount /m (mounts[7]) | EBUSY | choose a source or destination that is not mounted elsewhere.
        set the attributes of /m (mounts[7]) | EPERM | keep the flags that it has on this machine (ro, nosuid, nodev, noexec): in a user namespace they cannot be taken away.
        map the ids of /m (mounts[7]) | EINVAL | choose a source on a file system whose ids this kernel can map (idmapped mounts).
        mount /m (mounts[7]) | ELOOP | choose a destination that is no symbolic link.
        change the root to /b/rootfs | EINVAL | create it with noPivot: this machine's root is a RAM disk, which cannot be changed.
        make a terminal (process.terminal) | ENOENT | mount a devpts at /dev/pts.
        make a terminal (process.terminal) | ENOSPC | raise the number of terminals (sysctl kernel.pty.max), or the option max of the devpts.
        set the limit RLIMIT_NOFILE (process.rlimits[0]) | EPERM | choose a hard limit that is not above this user's own (ulimit -H), or run with CAP_SYS_RESOURCE.
        set the limit RLIMIT_NOFILE (process.rlimits[0]) | EINVAL | choose a soft limit that is not above the hard one.
        write oom_score_adj (process.oomScoreAdj) | EACCES | choose a score that is not below this process' own, or run with CAP_SYS_RESOURCE.
        write uid_map (linux.uidMappings) | EPERM | map this user and this group alone, or those that /etc/subuid and /etc/subgid give this user, by newuidmap.
        write uid_map (linux.uidMappings) | EINVAL | map each id once: the ranges overlap, or exceed 32 bits.
        run /usr/bin/newuidmap (linux.uidMappings) | ECHILD | give this user a line with these ids in /etc/subuid and /etc/subgid.
        write sys/net/a (linux.sysctl.net.a) | ENOENT | choose a sysctl that this kernel has.
        write sys/net/a (linux.sysctl.net.a) | EACCES | choose a sysctl of a namespace that the container has of its own (net.*, kernel.shm*, kernel.msg*, kernel.sem, fs.mqueue.*).
        write sys/net/a (linux.sysctl.net.a) | EINVAL | choose a value that this sysctl takes.
        clone a process | ENOSPC | raise the number of user namespaces (sysctl user.max_user_namespaces).
        clone a process | EAGAIN | raise the limit on processes (ulimit -u, or pids.max of the control group that this JVM is in).
        clone a process | ENOMEM | join a pid namespace whose first process lives; or free memory on this machine.
        join namespace /proc/1/ns/net (linux.namespaces[1]) | EPERM | join the user namespace that it belongs to as well, or run as root of the machine.
        join namespace /proc/1/ns/net (linux.namespaces[1]) | EINVAL | name a namespace of that type; the number in the link that its path is tells which type it has.
        become user 5:5 (process.user) | EINVAL | map that user and group with linux.uidMappings and linux.gidMappings.
        set the groups (process.user.additionalGids) | EINVAL | map those groups with linux.gidMappings.
        join control group /sys/fs/cgroup/a/cgroup.procs (linux.cgroupsPath) | EACCES | delegate the control group to this user.
        join control group /sys/fs/cgroup/a/cgroup.procs (linux.cgroupsPath) | EBUSY | choose a control group that has none below it with controllers.
        join control group /sys/fs/cgroup/a/cgroup.procs (linux.cgroupsPath) | ENOTSUP | choose a control group that is not threaded (cgroup.type).
        join control group /sys/fs/cgroup/a/cgroup.procs (linux.cgroupsPath) | ENOSPC | choose processors and memory nodes with linux.resources.cpu.cpus and mems.
        set the host name h (hostname) | EPERM | give the container a uts namespace of its own.
        load the filter (linux.seccomp) | EACCES | set process.noNewPrivileges, or run with CAP_SYS_ADMIN.
        load the filter (linux.seccomp) | EINVAL | leave out the flags of linux.seccomp that this kernel does not know.
        load the filter with a listener (linux.seccomp) | EAGAIN | allow one process more (linux.resources.pids.limit, RLIMIT_NPROC): it takes the listener away.
        send the listener to /run/l (linux.seccomp.listenerPath) | ECONNREFUSED | let a program listen on a stream socket at that path before the container is started.
        send the listener to /run/l (linux.seccomp.listenerPath) | EACCES | let this user write to that socket.
        send the listener to /run/l (linux.seccomp.listenerPath) | EAGAIN | let the program that listens there accept sooner.
        send the listener to /run/l (linux.seccomp.listenerPath) | ENAMETOOLONG | choose a path of at most 107 bytes.
        send the listener to /run/l (linux.seccomp.listenerPath) | EMSGSIZE | shorten the annotations, or linux.seccomp.listenerMetadata.
        move network device v0 (linux.netDevices.v0) | ENODEV | name a device of this machine's network (ip link).
        move network device v0 (linux.netDevices.v0) | EEXIST | give it another name in the container (linux.netDevices.<device>.name).
        move network device v0 (linux.netDevices.v0) | EPERM | run as root of the machine.
        have the kernel emulate a network at eth0 | ENOENT | run this on a kernel with tc-netem(8) (CONFIG_NET_SCH_NETEM, the module sch_netem); bandwidth and cuts need none.
        have the kernel limit the bandwidth of eth0 | ENOENT | run this on a kernel with tc-tbf(8) (CONFIG_NET_SCH_TBF, the module sch_tbf).
        have the kernel make the bridge bridge | EOPNOTSUPP | run this on a kernel with bridges and virtual cables (the modules bridge and veth).
        set the scheduler (process.scheduler) | EPERM | choose one that is not above this process' own, or run as root of the machine.
        set the processors (process.execCPUAffinity.final) | EINVAL | name a processor that this machine has (lscpu).
        set the memory policy (linux.memoryPolicy) | EINVAL | name nodes that this machine has (lscpu).
        set the memory policy (linux.memoryPolicy) | ENOSYS | leave it out: this kernel knows no nodes of memory (CONFIG_NUMA).
        raise the limit RLIMIT_NOFILE (process.rlimits[0]) | EPERM | choose a lower hard limit, or run with CAP_SYS_RESOURCE.
        send a descriptor /run/s | ENOENT | let somebody listen on that socket before.
        send a descriptor /run/s | ENAMETOOLONG | choose a path of at most 107 bytes.
        """;

    @TempDir
    Path machine;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = ROWS)
    void a_step_and_an_errno_tell_what_helps(String step, String errno, String fix) {
        assertThat(Advice.of(step, errno)).isEqualTo(fix);
    }

    @Test
    void each_row_is_met_here() {
        assertThat(ROWS.lines()).hasSize(Advice.count());
    }

    @Test
    void what_is_not_known_is_not_guessed() {
        assertThat(Advice.of("mount /m", "EIO")).isNull();
        assertThat(Advice.of("remount", "ENODEV")).isNull();
        assertThat(Advice.of("execute /bin/no-such-command", "ENOENT")).isNull();
    }

    @Test
    void denied_user_namespaces_are_explained_by_this_machines_settings() throws IOException {
        assertThat(Advice.of("fork", "EPERM")).isEqualTo(UserNamespaceAdvice.on(Path.of("/")));
        assertThat(UserNamespaceAdvice.on(machine))
                .isEqualTo(
                        "run as root, or allow namespaces here: the system call filter of a container around this process"
                                + " may deny them, or its root is not the machine's (chroot).");
        set("user/max_user_namespaces", "0");
        assertThat(UserNamespaceAdvice.on(machine))
                .isEqualTo("raise the sysctl user.max_user_namespaces, which is 0, or run as root.");
        set("kernel/apparmor_restrict_unprivileged_userns", "1");
        assertThat(UserNamespaceAdvice.on(machine))
                .isEqualTo(
                        "set the sysctl kernel.apparmor_restrict_unprivileged_userns to 0, give java an AppArmor profile"
                                + " that allows userns, or run as root.");
        set("kernel/unprivileged_userns_clone", "0");
        assertThat(UserNamespaceAdvice.on(machine))
                .isEqualTo("set the sysctl kernel.unprivileged_userns_clone to 1, or run as root.");
    }

    private void set(String name, String value) throws IOException {
        Path file = machine.resolve("proc/sys").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value + "\n");
    }
}
