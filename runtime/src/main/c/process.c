/* What a container's process is to itself: its terminal, ids, capabilities, limits, filter and program. */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <grp.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>

/* ---- terminal and streams ---- */

static int show_as_written(int master_fd) {
    struct termios settings;
    if (tcgetattr(master_fd, &settings) < 0)
        return -1;
    settings.c_oflag &= ~(tcflag_t)ONLCR;
    return tcsetattr(master_fd, TCSANOW, &settings);
}

/* The other side is asked of the master itself: a path could be another terminal's. */
int op_pty(struct action *action, const struct step *step) {
    int *slots = action->job->slots, unlocked = 0;
    struct winsize size = {
        .ws_row = (unsigned short)step->arguments[3].number, .ws_col = (unsigned short)step->arguments[4].number};
    int root_fd = slots[step->arguments[2].slot];
    int master_fd = sys_openat2(root_fd, "/dev/pts/ptmx", O_RDWR | O_NOCTTY, IN_ROOT);
    if (master_fd < 0)
        return -1;
    int is_ready = ioctl(master_fd, TIOCSPTLCK, &unlocked) == 0 && ioctl(master_fd, TIOCSWINSZ, &size) == 0 &&
                   (step->arguments[5].number == 0 || show_as_written(master_fd) == 0);
    int other_fd = is_ready ? ioctl(master_fd, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
    if (other_fd < 0) {
        int error = errno;
        close_fd(&master_fd);
        errno = error;
        return -1;
    }
    slots[step->arguments[0].slot] = master_fd;
    slots[step->arguments[1].slot] = other_fd;
    return 0;
}

int op_streams(struct action *action, const struct step *step) {
    int fd = action->job->slots[step->arguments[0].slot];
    for (int stream = 0; stream < 3; stream++)
        if (dup2(fd, stream) < 0)
            return -1;
    return ioctl(0, TIOCSCTTY, 0);
}

/* A process opens /dev/stdout again by its name, which is a matter of owners. Files and devices of others stay, and so
 * does the group of a terminal. */
int op_own_streams(struct action *action, const struct step *step) {
    (void)action;
    for (int stream = 0; stream < 3; stream++) {
        struct stat found;
        if (fstat(stream, &found) < 0)
            continue;
        if (!S_ISFIFO(found.st_mode) && !isatty(stream))
            continue;
        gid_t group = isatty(stream) ? (gid_t)-1 : (gid_t)step->arguments[1].number;
        if (fchown(stream, (uid_t)step->arguments[0].number, group) < 0 && errno != EINVAL && errno != EPERM)
            return -1;
    }
    return 0;
}

/* ---- names and networks ---- */

int op_hostname(struct action *action, const struct step *step) {
    (void)action;
    return sethostname(step->arguments[0].text, strlen(step->arguments[0].text));
}

int op_domainname(struct action *action, const struct step *step) {
    (void)action;
    return setdomainname(step->arguments[0].text, strlen(step->arguments[0].text));
}

int op_loopback(struct action *action, const struct step *step) {
    struct ifreq request = {.ifr_name = "lo"};
    (void)action;
    (void)step;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    int brought = ioctl(fd, SIOCGIFFLAGS, &request);
    request.ifr_flags |= IFF_UP;
    if (brought == 0)
        brought = ioctl(fd, SIOCSIFFLAGS, &request);
    int error = errno;
    close(fd);
    errno = error;
    return brought;
}

/* ---- the kernel's own files ---- */

/*
 * A procfs of its own cannot be mounted over. Where it may not make one, the container's is taken, and every step of
 * the way has to lie in it.
 */
static int open_kernel_file(const char *name) {
    int context_fd = sys_fsopen("proc"), mount_fd = -1, file_fd = -1;
    if (context_fd >= 0 && sys_fsconfig(context_fd, CONFIG_CREATE, NULL, NULL) == 0)
        mount_fd = sys_fsmount(context_fd, MOUNT_NO_SUID | MOUNT_NO_DEVICES | MOUNT_NO_EXEC);
    if (mount_fd < 0)
        mount_fd = open("/proc", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (mount_fd >= 0)
        file_fd = sys_openat2(mount_fd, name, O_WRONLY, NO_XDEV | NO_MAGICLINKS | NO_SYMLINKS | BENEATH);
    int error = errno;
    close_fd(&context_fd);
    close_fd(&mount_fd);
    errno = error;
    return file_fd;
}

static int is_on_procfs(int fd) {
    struct { long type, rest[31]; } system = {0};
    return syscall(SYS_fstatfs, fd, &system) == 0 && system.type == 0x9fa0;
}

static int write_kernel_file(const char *name, const char *text) {
    int fd = open_kernel_file(name);
    if (fd < 0)
        return -1;
    ssize_t written = -1;
    if (is_on_procfs(fd))
        written = write(fd, text, strlen(text));
    else
        errno = EXDEV;
    int error = errno;
    close(fd);
    errno = error;
    return written < 0 ? -1 : 0;
}

int op_kernel_file(struct action *action, const struct step *step) {
    (void)action;
    return write_kernel_file(step->arguments[0].text, step->arguments[1].text);
}

/* By number: "self" is a link, and links are not followed there. */
int op_own_file(struct action *action, const struct step *step) {
    char name[128];
    (void)action;
    snprintf(name, sizeof name, "%ld/%s", (long)syscall(SYS_getpid), step->arguments[0].text);
    return write_kernel_file(name, step->arguments[1].text);
}

/* A user has few keyrings; one more is a nicety that a full quota may refuse, and old kernels know none. */
int op_keyring(struct action *action, const struct step *step) {
    enum { JOIN_SESSION_KEYRING = 1 };
    (void)action;
    if (syscall(SYS_keyctl, JOIN_SESSION_KEYRING, step->arguments[0].text) >= 0)
        return 0;
    return errno == EDQUOT || errno == ENOSYS ? 0 : -1;
}

/* ---- identity ---- */

int op_dumpable(struct action *action, const struct step *step) {
    (void)action;
    return prctl(PR_SET_DUMPABLE, step->arguments[0].number);
}

/* An ordinary user who has mapped himself alone had to give the right to set groups up for the whole user namespace. */
static int is_denied_groups(void) {
    char word[8] = "";
    int fd = open("/proc/self/setgroups", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, word, 4);
    close_fd(&fd);
    return length == 4 && memcmp(word, "deny", 4) == 0;
}

/* Where none may be set, none is what a process can ask for. */
int op_groups(struct action *action, const struct step *step) {
    size_t count = step->arguments[0].bytes.count / sizeof(gid_t);
    (void)action;
    if (syscall(SYS_setgroups, count, step->arguments[0].bytes.data) == 0)
        return 0;
    int error = errno, set = error == EPERM && count == 0 && is_denied_groups() ? 0 : -1;
    errno = error;
    return set;
}

int op_user(struct action *action, const struct step *step) {
    uid_t uid = (uid_t)step->arguments[0].number;
    gid_t gid = (gid_t)step->arguments[1].number;
    (void)action;
    return syscall(SYS_setresgid, gid, gid, gid) < 0 ? -1 : (int)syscall(SYS_setresuid, uid, uid, uid);
}

int op_keep_capabilities(struct action *action, const struct step *step) {
    (void)action;
    (void)step;
    return prctl(PR_SET_KEEPCAPS, 1);
}

static int drop_from_bounding(uint64_t kept) {
    for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
        if (!(kept >> capability & 1) && prctl(PR_CAPBSET_READ, capability) == 1 &&
            prctl(PR_CAPBSET_DROP, capability) < 0)
            return -1;
    return 0;
}

static int set_ambient(uint64_t ambient) {
    enum { AMBIENT = 47, RAISE = 2, CLEAR_ALL = 4 };
    if (prctl(AMBIENT, CLEAR_ALL, 0, 0, 0) < 0)
        return -1;
    for (int capability = 0; capability < 64; capability++)
        if (ambient >> capability & 1 && prctl(AMBIENT, RAISE, capability, 0, 0) < 0)
            return -1;
    return 0;
}

static int get_capabilities(struct capability_half halves[2]) {
    struct capability_header header = {.version = CAPABILITY_VERSION};
    return (int)syscall(SYS_capget, &header, halves);
}

static int set_capabilities(const struct capability_half halves[2]) {
    struct capability_header header = {.version = CAPABILITY_VERSION};
    return (int)syscall(SYS_capset, &header, halves);
}

/* What cannot be had is left out: the specification has that a warning. ~0 stands for all that it holds. */
static void narrow(struct capability_half *half, int number, const uint64_t sets[5]) {
    uint32_t held = half->permitted;
    half->permitted = held & (uint32_t)(sets[2] >> 32 * number);
    half->effective = half->permitted & (uint32_t)(sets[1] >> 32 * number);
    half->inheritable = held & (uint32_t)(sets[0] >> 32 * number) & (uint32_t)(sets[3] >> 32 * number);
}

/* A change of the user has left the effective set empty, and giving up takes a capability too. */
int op_capabilities(struct action *action, const struct step *step) {
    uint64_t sets[5];
    (void)action;
    for (int i = 0; i < 5; i++)
        sets[i] = (uint64_t)step->arguments[i].number;
    struct capability_half halves[2];
    if (get_capabilities(halves) < 0)
        return -1;
    for (int half = 0; half < 2; half++)
        halves[half].effective = halves[half].permitted;
    if (set_capabilities(halves) < 0 || drop_from_bounding(sets[0]) < 0)
        return -1;
    uint64_t ambient = 0;
    for (int half = 0; half < 2; half++) {
        narrow(&halves[half], half, sets);
        ambient |= (uint64_t)(halves[half].permitted & halves[half].inheritable) << 32 * half;
    }
    return set_capabilities(halves) < 0 ? -1 : set_ambient(sets[4] & ambient);
}

int op_limit(struct action *action, const struct step *step) {
    const struct { uint64_t soft, hard; } limit = {(uint64_t)step->arguments[1].number,
                                                   (uint64_t)step->arguments[2].number};
    return (int)syscall(SYS_prlimit64, action->cloned, step->arguments[0].number, &limit, NULL);
}

/* Raising it takes a right that a process in a user namespace has no more: what lies below is left to the process. */
int op_raise(struct action *action, const struct step *step) {
    const uint64_t wanted = (uint64_t)step->arguments[1].number;
    struct { uint64_t soft, hard; } limit;
    if (syscall(SYS_prlimit64, action->cloned, step->arguments[0].number, NULL, &limit) < 0)
        return -1;
    if (limit.hard >= wanted)
        return 0;
    limit.hard = wanted;
    return (int)syscall(SYS_prlimit64, action->cloned, step->arguments[0].number, &limit, NULL);
}

int op_umask(struct action *action, const struct step *step) {
    (void)action;
    umask((mode_t)step->arguments[0].number);
    return 0;
}

int op_no_new_privileges(struct action *action, const struct step *step) {
    (void)action;
    (void)step;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

int op_seccomp(struct action *action, const struct step *step) {
    const struct { unsigned short count; const void *instructions; } program = {
        (unsigned short)(step->arguments[0].bytes.count / 8), step->arguments[0].bytes.data};
    enum { SET_MODE_FILTER = 1 };
    (void)action;
    return syscall(SYS_seccomp, SET_MODE_FILTER, step->arguments[1].number, &program) < 0 ? -1 : 0;
}

/* ---- the program ---- */

static int is_program(const char *path) {
    struct stat found;
    if (stat(path, &found) < 0)
        return 0;
    if (S_ISDIR(found.st_mode)) {
        errno = EISDIR;
        return 0;
    }
    return syscall(SYS_faccessat2, AT_FDCWD, path, X_OK, AT_EACCESS) == 0;
}

/* The first candidate that is there and executable; of several failures, a refusal says more than an absence. */
static int choose_program(struct action *action, char *const *candidates) {
    int error = ENOENT;
    for (uint32_t i = 0; candidates[i] != NULL; i++) {
        if (is_program(candidates[i])) {
            action->program = i;
            return 0;
        }
        if (errno != ENOENT && errno != ENOTDIR && error == ENOENT)
            error = errno;
    }
    errno = error;
    return -1;
}

/* With these capabilities and no others in force. */
static int choose_with(uint64_t effective, struct action *action, char *const *candidates) {
    struct capability_half held[2], used[2];
    if (get_capabilities(held) < 0)
        return -1;
    for (int half = 0; half < 2; half++) {
        used[half] = held[half];
        used[half].effective = held[half].permitted & (uint32_t)(effective >> 32 * half);
    }
    if (set_capabilities(used) < 0)
        return -1;
    int chosen = choose_program(action, candidates), error = errno;
    set_capabilities(held);
    errno = error;
    return chosen;
}

/* It looks with the eyes of the user, whose groups are those and no others; where groups may not be set it has its own. */
int op_program(struct action *action, const struct step *step) {
    const struct { uint32_t count; const char *data; } groups = {step->arguments[3].bytes.count,
                                                                 step->arguments[3].bytes.data};
    static gid_t before[1 << 16]; /* NGROUPS_MAX */
    int count = (int)syscall(SYS_getgroups, 1 << 16, before);
    int has_groups = count >= 0 && syscall(SYS_setgroups, groups.count / sizeof(gid_t), groups.data) == 0;
    setfsgid((gid_t)step->arguments[2].number);
    syscall(SYS_setresuid, -1, step->arguments[1].number, -1);
    int chosen = choose_with((uint64_t)step->arguments[4].number, action, step->arguments[0].texts), error = errno;
    syscall(SYS_setresuid, -1, 0, -1);
    setfsgid(0);
    if (has_groups)
        syscall(SYS_setgroups, count, before);
    errno = error;
    return chosen;
}

/* user:password:uid:gid:name:home:shell */
static void find_home(struct action *action, const char *line, long uid) {
    const char *fields[7] = {line};
    int count = 1;
    for (const char *at = line; *at != '\0' && count < 7; at++)
        if (*at == ':')
            fields[count++] = at + 1;
    if (count < 7 || atol(fields[2]) != uid || fields[2][0] == ':')
        return;
    int length = (int)(fields[6] - 1 - fields[5]);
    if (length > 0 && action->home[0] == '\0')
        snprintf(action->home, sizeof action->home, "HOME=%.*s", length, fields[5]);
}

int op_home(struct action *action, const struct step *step) {
    static char text[1 << 16];
    int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    close_fd(&fd);
    text[length > 0 ? length : 0] = '\0';
    for (char *line = text, *end; *line != '\0'; line = end + 1) {
        end = line + strcspn(line, "\n");
        int is_last = *end == '\0';
        *end = '\0';
        find_home(action, line, (long)step->arguments[0].number);
        if (is_last)
            break;
    }
    if (action->home[0] == '\0')
        strcpy(action->home, "HOME=/");
    return 0;
}

/* ---- scheduling and memory ---- */

int op_scheduler(struct action *action, const struct step *step) {
    return (int)syscall(SYS_sched_setattr, action->cloned, step->arguments[0].bytes.data, 0);
}

int op_io_priority(struct action *action, const struct step *step) {
    enum { WHO_PROCESS = 1 };
    return (int)syscall(SYS_ioprio_set, WHO_PROCESS, action->cloned, step->arguments[0].number);
}

int op_personality(struct action *action, const struct step *step) {
    (void)action;
    return personality((unsigned long)step->arguments[0].number) < 0 ? -1 : 0;
}

int op_memory_policy(struct action *action, const struct step *step) {
    (void)action;
    return (int)syscall(SYS_set_mempolicy, step->arguments[0].number, step->arguments[1].bytes.data,
                        8UL * step->arguments[1].bytes.count + 1);
}

int op_affinity(struct action *action, const struct step *step) {
    (void)action;
    return syscall(SYS_sched_setaffinity, 0, step->arguments[0].bytes.count, step->arguments[0].bytes.data) < 0 ? -1 : 0;
}

/* More than any kernel is built for: it takes those that it has, and whose control group has them, now and later. */
int op_every_processor(struct action *action, const struct step *step) {
    (void)action, (void)step;
    static unsigned char all[65536 / 8];
    memset(all, 0xff, sizeof all);
    syscall(SYS_sched_setaffinity, 0, sizeof all, all);
    return 0;
}
