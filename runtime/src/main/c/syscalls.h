/* What the C library may not have yet: numbers, structures and one-line wrappers. The only file with such gaps. */
#ifndef OCIUNIT_SYSCALLS_H
#define OCIUNIT_SYSCALLS_H

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef SYS_open_tree
#define SYS_open_tree 428
#define SYS_move_mount 429
#define SYS_fsopen 430
#define SYS_fsconfig 431
#define SYS_fsmount 432
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif
#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif
#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif
#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif
#ifndef TIOCGPTPEER
#define TIOCGPTPEER _IO('T', 0x41)
#endif
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif
#ifndef F_ADD_SEALS
#define F_ADD_SEALS 1033
#define F_GET_SEALS 1034
#define F_SEAL_SEAL 0x0001
#define F_SEAL_SHRINK 0x0002
#define F_SEAL_GROW 0x0004
#define F_SEAL_WRITE 0x0008
#endif

/* openat2(2) */
struct how_to_open { uint64_t flags, mode, resolve; };
enum { NO_XDEV = 0x01, NO_MAGICLINKS = 0x02, NO_SYMLINKS = 0x04, BENEATH = 0x08, IN_ROOT = 0x10 };

/* capset(2) */
enum { CAPABILITY_VERSION = 0x20080522 };
struct capability_header { uint32_t version; int32_t pid; };
struct capability_half { uint32_t effective, permitted, inheritable; };

/* bpf(2), as far as it is used */
enum { BPF_LOAD = 5, BPF_ATTACH = 8, BPF_BY_ID = 13, BPF_QUERY = 16 };
enum { BPF_DEVICE_PROGRAM = 15, BPF_DEVICE_ATTACHMENT = 6, BPF_AMONG_OTHERS = 2, BPF_REPLACE = 4 };
struct bpf_load { uint32_t type, count; uint64_t instructions, license; uint32_t rest[6]; };
struct bpf_attach { uint32_t target_fd, program_fd, type, flags, replaced_fd; };
struct bpf_query { uint32_t target_fd, type, query_flags, attach_flags; uint64_t ids; uint32_t count, rest; };
struct bpf_by_id { uint32_t id, next, flags; };

/* clone3(2), as far as it is used */
struct how_to_clone { uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls; };

/* mount_setattr(2), fsmount(2) */
struct mount_attributes { uint64_t set, clear, propagation, user_namespace_fd; };
enum { MOUNT_READ_ONLY = 0x01, MOUNT_NO_SUID = 0x02, MOUNT_NO_DEVICES = 0x04, MOUNT_NO_EXEC = 0x08,
       MOUNT_NO_ATIME = 0x10, MOUNT_STRICT_ATIME = 0x20, MOUNT_NO_DIR_ATIME = 0x80, MOUNT_ID_MAP = 0x100000 };

/* open_tree(2), fsconfig(2) */
enum { TREE_CLONE = 1 };
enum { CONFIG_FLAG = 0, CONFIG_STRING = 1, CONFIG_CREATE = 6 };

/* netlink(7), rtnetlink(7), as far as they are used */
struct netlink_header { uint32_t length; uint16_t type, flags; uint32_t sequence, port; };
struct netlink_attribute { uint16_t length, type; };
struct link_header { uint8_t family, padding; uint16_t type; int32_t index; uint32_t flags, changed; };
struct address_header { uint8_t family, prefix_length, flags, scope; uint32_t index; };
#define NETLINK_ALIGNED(size) (((size) + 3u) & ~3u)
enum { NETLINK_REQUEST = 1, NETLINK_ACKNOWLEDGE = 4, NETLINK_DUMP = 0x300, NETLINK_EXCLUSIVE = 0x200, NETLINK_CREATE = 0x400 };
enum { NETLINK_HAS_ATTRIBUTES = 0x200, NETLINK_WORDS_ABOUT_ERROR = 1 }; /* of an answer that is an error */
enum { NETLINK_LEVEL = 270, NETLINK_NO_ECHO = 10, NETLINK_WORDS = 11 };
enum { NETLINK_ERROR = 2, NETLINK_DONE = 3, ROUTE_NEW_LINK = 16, ROUTE_NEW_ADDRESS = 20, ROUTE_GET_ADDRESS = 22 };
enum { LINK_NAME = 3, LINK_NAMESPACE = 28, ADDRESS_ITSELF = 1, ADDRESS_LOCAL = 2, ADDRESS_PERMANENT = 0x80, ADDRESS_GLOBAL = 0 };

/* ioctl_pidfd(2): the exit code of a process that somebody else has reaped, since Linux 6.15 */
struct pidfd_information {
    uint64_t mask, cgroup;
    uint32_t pid, tgid, ppid, ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
    int32_t exit_code;
};
#define PIDFD_INFORMATION _IOWR(0xff, 11, struct pidfd_information)
#define PIDFD_INFORMATION_EXIT (1u << 3)

/* ioctl_userfaultfd(2), as far as it is used */
struct fault_interface { uint64_t version, features, calls; };
struct fault_range { uint64_t start, length, mode, calls; };
struct fault_message { uint64_t words[4]; };
enum { FAULTS_OF_PROGRAMS = 1, FAULT_INTERFACE = 0xaa, FAULT_MISSING = 1 };
#define FAULT_OPEN _IOWR(0xaa, 0x3f, struct fault_interface)
#define FAULT_REGISTER _IOWR(0xaa, 0x00, struct fault_range)

static inline int sys_pidfd_open(pid_t pid) {
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

static inline int sys_pidfd_send_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

static inline int sys_close_range(unsigned first, unsigned last) {
    return (int)syscall(SYS_close_range, first, last, 0);
}

/* The C library keeps some real-time signals to itself and refuses to set them; the caller may have ignored them. */
static inline void sys_default_signal(int signal) {
    const struct { void *handler; unsigned long flags; void *restorer; uint64_t mask; } by_default = {0};
    syscall(SYS_rt_sigaction, signal, &by_default, NULL, sizeof by_default.mask);
}

/*
 * A fork, since memory is not shared. The new process' number, as its parent knows it, is written to the page by the
 * kernel, before it runs: CLONE_PARENT_SETTID.
 */
static inline pid_t sys_clone(uint64_t flags, int32_t *number) {
    struct how_to_clone how = {.flags = flags, .exit_signal = flags & 0x8000 /* CLONE_PARENT */ ? 0 : SIGCHLD};
    if (number != NULL) {
        how.flags |= 0x00100000; /* CLONE_PARENT_SETTID */
        how.parent_tid = (uint64_t)(uintptr_t)number;
    }
    return (pid_t)syscall(SYS_clone3, &how, sizeof how);
}

static inline void sys_wait(pid_t pid) {
    syscall(SYS_wait4, pid, NULL, 0, NULL);
}

static inline int sys_open_tree(int folder_fd, const char *path, unsigned flags) {
    return (int)syscall(SYS_open_tree, folder_fd, path, flags | O_CLOEXEC);
}

static inline int sys_move_mount(int mount_fd, int target_fd) {
    return (int)syscall(SYS_move_mount, mount_fd, "", target_fd, "", 0x04 | 0x40); /* both by descriptor alone */
}

static inline int sys_fsopen(const char *type) {
    return (int)syscall(SYS_fsopen, type, 1 /* close on exec */);
}

static inline int sys_fsconfig(int context_fd, unsigned command, const char *key, const char *value) {
    return (int)syscall(SYS_fsconfig, context_fd, command, key, value, 0);
}

static inline int sys_fsmount(int context_fd, unsigned attributes) {
    return (int)syscall(SYS_fsmount, context_fd, 1 /* close on exec */, attributes);
}

static inline int sys_mount_setattr(int mount_fd, int recursive, const struct mount_attributes *attributes) {
    return (int)syscall(SYS_mount_setattr, mount_fd, "", 0x1000 /* AT_EMPTY_PATH */ | (recursive ? AT_RECURSIVE : 0),
                        attributes, sizeof *attributes);
}

static inline int sys_openat2(int folder_fd, const char *path, uint64_t flags, uint64_t resolve) {
    struct how_to_open how = {.flags = flags | O_CLOEXEC, .mode = 0, .resolve = resolve};
    return (int)syscall(SYS_openat2, folder_fd, path, &how, sizeof how);
}

#endif
