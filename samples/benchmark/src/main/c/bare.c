/*
 * What a container costs the kernel: the system calls of a container of the benchmark's configuration, and nothing else.
 * No file is read or written that is not the kernel's, no decision is made, nothing is remembered.
 *
 *   bare ROOT PROGRAM network|no-network GROUP...    runs the program once for each line that is read
 *
 * A GROUP is the folder that is made for it in a hierarchy of control groups. What the configuration says stands here as
 * a list of calls.
 */
#define _GNU_SOURCE
#include <net/if.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include "rounds.h"
#include "syscalls.h"

struct container {
    const char *root, *program;
    int has_network;
    char **groups;
};

static int root_fd = -1;

static int checked(int result, const char *what) {
    if (result < 0)
        fail(what);
    return result;
}

/* ---- control groups ---- */

static int is_of(const char *group, const char *controller) {
    char part[64];
    snprintf(part, sizeof part, "/%s/", controller);
    return strstr(group, part) != NULL;
}

static void put(const char *group, const char *file, const char *text) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", group, file);
    int fd = checked(open(path, O_WRONLY | O_CLOEXEC), "open a file of the control group");
    checked((int)write(fd, text, strlen(text)), "write a file of the control group");
    close(fd);
}

/* A new group of version 1 has no processors and no memory of its own. */
static void inherit(const char *group, const char *file) {
    char path[512], text[256];
    snprintf(path, sizeof path, "%.*s/%s", (int)(strrchr(group, '/') - group), group, file);
    int fd = checked(open(path, O_RDONLY | O_CLOEXEC), "open a file of the control group above");
    ssize_t length = checked((int)read(fd, text, sizeof text - 1), "read a file of the control group above");
    text[length] = '\0';
    close(fd);
    put(group, file, text);
}

static void allow_devices(const char *group) {
    static const char *const allowed[] = {"c *:* m",   "b *:* m",   "c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm",
                                          "c 1:8 rwm", "c 1:9 rwm", "c 5:0 rwm", "c 5:2 rwm", "c 136:* rwm"};
    put(group, "devices.deny", "a");
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        put(group, "devices.allow", allowed[i]);
}

static void make_groups(char **groups) {
    for (; *groups != NULL; groups++) {
        checked(mkdir(*groups, 0755), "make a control group");
        if (is_of(*groups, "cpuset")) {
            inherit(*groups, "cpuset.cpus");
            inherit(*groups, "cpuset.mems");
        }
        if (is_of(*groups, "devices"))
            allow_devices(*groups);
    }
}

static void remove_groups(char **groups) {
    for (; *groups != NULL; groups++)
        for (int tries = 0; rmdir(*groups) < 0; tries++) /* a process that dies holds its group for a moment */
            if (errno != EBUSY || tries == 1000)
                fail("remove a control group");
}

/* ---- the root file system ---- */

static int open_in(const char *path, uint64_t flags) {
    return sys_openat2(root_fd, path, O_PATH | flags, IN_ROOT | NO_MAGICLINKS);
}

static void attach(int mount_fd, const char *at) {
    int target_fd = checked(open_in(at, 0), "open a mount point");
    checked(sys_move_mount(mount_fd, target_fd), "attach a mount");
    close(target_fd);
}

static int make_file_system(const char *type, const char *const options[][2], unsigned attributes) {
    int context_fd = checked(sys_fsopen(type), "open a file system");
    for (size_t i = 0; options[i][0] != NULL; i++)
        checked(sys_fsconfig(context_fd, options[i][1] == NULL ? CONFIG_FLAG : CONFIG_STRING, options[i][0],
                             options[i][1]), "configure a file system");
    checked(sys_fsconfig(context_fd, CONFIG_CREATE, NULL, NULL), "make a file system");
    int mount_fd = checked(sys_fsmount(context_fd, attributes), "mount a file system");
    close(context_fd);
    return mount_fd;
}

static void mount_at(const char *at, int makes_it, const char *type, const char *const options[][2], unsigned attributes) {
    int mount_fd = make_file_system(type, options, attributes);
    if (makes_it) {
        int above_fd = checked(open_in("/dev", O_DIRECTORY), "open /dev");
        checked(mkdirat(above_fd, strrchr(at, '/') + 1, 0755), "make a mount point");
        close(above_fd);
    }
    attach(mount_fd, at);
}

static void open_root(const char *root) {
    checked(mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL), "keep mounts to itself");
    root_fd = checked(sys_open_tree(AT_FDCWD, root, TREE_CLONE | AT_RECURSIVE), "copy the root");
    int target_fd = checked(open(root, O_PATH | O_CLOEXEC), "open the root");
    checked(sys_move_mount(root_fd, target_fd), "attach the root");
    close(target_fd);
}

static void make_mounts(void) {
    enum { STRICT_ATIME = 0x20, FIRM = MOUNT_NO_SUID | MOUNT_NO_EXEC };
    mount_at("/proc", 0, "proc", (const char *const[][2]){{"source", "proc"}, {NULL, NULL}}, 0);
    mount_at("/dev", 0, "tmpfs",
             (const char *const[][2]){{"source", "tmpfs"}, {"mode", "755"}, {"size", "65536k"}, {NULL, NULL}},
             MOUNT_NO_SUID | STRICT_ATIME);
    mount_at("/dev/pts", 1, "devpts",
             (const char *const[][2]){{"source", "devpts"}, {"newinstance", NULL}, {"ptmxmode", "0666"}, {"mode", "0620"},
                                      {"gid", "5"}, {NULL, NULL}}, FIRM);
    mount_at("/dev/shm", 1, "tmpfs",
             (const char *const[][2]){{"source", "shm"}, {"mode", "1777"}, {"size", "65536k"}, {NULL, NULL}},
             FIRM | MOUNT_NO_DEVICES);
    mount_at("/dev/mqueue", 1, "mqueue", (const char *const[][2]){{"source", "mqueue"}, {NULL, NULL}},
             FIRM | MOUNT_NO_DEVICES);
    mount_at("/sys", 0, "sysfs", (const char *const[][2]){{"source", "sysfs"}, {NULL, NULL}},
             FIRM | MOUNT_NO_DEVICES | MOUNT_READ_ONLY);
}

static void make_devices(void) {
    static const struct { const char *name; unsigned major, minor; } nodes[] = {
        {"null", 1, 3}, {"zero", 1, 5}, {"full", 1, 7}, {"random", 1, 8}, {"urandom", 1, 9}, {"tty", 5, 0}};
    static const char *const links[][2] = {{"/proc/self/fd", "fd"}, {"/proc/self/fd/0", "stdin"},
                                           {"/proc/self/fd/1", "stdout"}, {"/proc/self/fd/2", "stderr"},
                                           {"pts/ptmx", "ptmx"}};
    int dev_fd = checked(open_in("/dev", O_DIRECTORY), "open /dev");
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
        checked(mknodat(dev_fd, nodes[i].name, S_IFCHR | 0666, makedev(nodes[i].major, nodes[i].minor)), "make a device");
        checked(fchmodat(dev_fd, nodes[i].name, 0666, 0), "open up a device");
    }
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        checked(symlinkat(links[i][0], dev_fd, links[i][1]), "make a link");
    close(dev_fd);
}

static void pivot(void) {
    int old_fd = checked(open("/", O_PATH | O_DIRECTORY | O_CLOEXEC), "open the old root");
    checked(fchdir(root_fd), "enter the root");
    checked((int)syscall(SYS_pivot_root, ".", "."), "pivot the root");
    checked(fchdir(old_fd), "return to the old root");
    close(old_fd);
    checked(mount(NULL, ".", NULL, MS_SLAVE | MS_REC, NULL), "let go of the old root");
    checked(umount2(".", MNT_DETACH), "detach the old root");
    checked(chdir("/"), "enter the new root");
}

static void make_read_only(void) {
    static const char *const paths[] = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};
    const struct mount_attributes read_only = {.set = MOUNT_READ_ONLY};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        int target_fd = open_in(paths[i], 0);
        if (target_fd < 0)
            continue;
        int tree_fd = checked(sys_open_tree(target_fd, "", TREE_CLONE | AT_EMPTY_PATH | AT_RECURSIVE), "copy a tree");
        checked(sys_mount_setattr(tree_fd, 1, &read_only), "make a tree read-only");
        checked(sys_move_mount(tree_fd, target_fd), "attach a read-only tree");
        close(tree_fd);
        close(target_fd);
    }
}

/* The first path gets the mount itself, all others copies of it. */
static void cover(int *mount_fd, int *is_used, int target_fd) {
    int fd = *is_used ? checked(sys_open_tree(*mount_fd, "", TREE_CLONE | AT_EMPTY_PATH), "copy a mask") : *mount_fd;
    checked(sys_move_mount(fd, target_fd), "attach a mask");
    if (*is_used)
        close(fd);
    *is_used = 1;
}

static void mask(int file_fd) {
    static const char *const paths[] = {"/proc/acpi",        "/proc/asound",      "/proc/kcore",       "/proc/keys",
                                        "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug",
                                        "/sys/firmware",     "/proc/scsi"};
    int folder_fd = -1, is_folder_used = 0, is_file_used = 0;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct stat found;
        int target_fd = open_in(paths[i], 0);
        if (target_fd < 0)
            continue;
        checked(fstat(target_fd, &found), "look at a path to mask");
        if (S_ISDIR(found.st_mode) && folder_fd < 0)
            folder_fd = make_file_system("tmpfs", (const char *const[][2]){{"mode", "755"}, {NULL, NULL}},
                                         MOUNT_READ_ONLY | MOUNT_NO_SUID | MOUNT_NO_DEVICES | MOUNT_NO_EXEC);
        if (S_ISDIR(found.st_mode))
            cover(&folder_fd, &is_folder_used, target_fd);
        else
            cover(&file_fd, &is_file_used, target_fd);
        close(target_fd);
    }
}

static void change_root(void) {
    const struct mount_attributes read_only = {.set = MOUNT_READ_ONLY};
    int null_fd = checked(sys_open_tree(AT_FDCWD, "/dev/null", TREE_CLONE), "copy /dev/null");
    pivot();
    make_read_only();
    mask(null_fd);
    checked(sys_mount_setattr(root_fd, 0, &read_only), "make the root read-only");
}

/* ---- the process ---- */

static void bring_loopback_up(void) {
    struct ifreq request = {.ifr_name = "lo"};
    int fd = checked(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "make a socket");
    checked(ioctl(fd, SIOCGIFFLAGS, &request), "look at the loopback");
    request.ifr_flags |= IFF_UP;
    checked(ioctl(fd, SIOCSIFFLAGS, &request), "bring the loopback up");
    close(fd);
}

/* CAP_KILL, CAP_NET_BIND_SERVICE, CAP_AUDIT_WRITE */
static void give_up_capabilities(void) {
    enum { KEPT = 1 << 5 | 1 << 10 | 1 << 29, AMBIENT = 47, CLEAR_ALL = 4 };
    struct capability_header header = {.version = CAPABILITY_VERSION};
    const struct capability_half kept[2] = {{.effective = KEPT, .permitted = KEPT}};
    for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
        if (capability > 31 || !(KEPT >> capability & 1))
            checked(prctl(PR_CAPBSET_DROP, capability), "give up a capability");
    checked((int)syscall(SYS_capset, &header, kept), "set the capabilities");
    checked(prctl(AMBIENT, CLEAR_ALL, 0, 0, 0), "clear the ambient capabilities");
}

static void become(void) {
    const struct rlimit files = {1024, 1024};
    checked(setrlimit(RLIMIT_NOFILE, &files), "set a limit");
    umask(0022);
    checked((int)syscall(SYS_setgroups, 0, NULL), "set the groups");
    checked((int)syscall(SYS_setresgid, 0, 0, 0), "set the group");
    checked((int)syscall(SYS_setresuid, 0, 0, 0), "set the user");
    give_up_capabilities();
    checked(prctl(PR_SET_PDEATHSIG, SIGKILL), "die with the parent");
    checked(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "refuse new privileges");
}

static _Noreturn void be_container(const struct container *container) {
    enum { JOIN_SESSION_KEYRING = 1 };
    char *const arguments[] = {(char *)container->program, NULL};
    char *const environment[] = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm",
                                 "HOME=/", NULL};
    checked(sys_close_range(3, ~0U), "close descriptors");
    for (char **group = container->groups; *group != NULL; group++)
        put(*group, "cgroup.procs", "0");
    checked(setsid(), "begin a session");
    syscall(SYS_keyctl, JOIN_SESSION_KEYRING, "_ses.bare");
    open_root(container->root);
    make_mounts();
    make_devices();
    if (container->has_network)
        bring_loopback_up();
    checked(sethostname("runc", 4), "set the name of the host");
    change_root();
    become();
    execve(container->program, arguments, environment);
    fail("execute the program");
}

static void round_of(char **arguments) {
    const struct container container = {arguments[0], arguments[1], strcmp(arguments[2], "network") == 0, arguments + 3};
    int status = 0;
    uint64_t flags = CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNS;
    make_groups(container.groups);
    pid_t pid = checked(sys_clone(container.has_network ? flags | CLONE_NEWNET : flags, NULL), "clone");
    if (pid == 0)
        be_container(&container);
    checked(waitpid(pid, &status, 0), "wait");
    remove_groups(container.groups);
    errno = ECHILD;
    if (status != 0)
        fail("run the container");
}

int main(int count, char **arguments) {
    errno = EINVAL;
    if (count < 4)
        fail("begin: bare ROOT PROGRAM network|no-network GROUP...");
    return run_rounds(round_of, arguments + 1);
}
