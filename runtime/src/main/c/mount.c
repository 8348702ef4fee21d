/* The root file system of a container: trees, mounts, targets, nodes, masks and the change of the root. */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <time.h>

static int *slot_of(struct action *action, const struct step *step, int argument) {
    return &action->job->slots[step->arguments[argument].slot];
}

static int fill(struct action *action, const struct step *step, int argument, int fd) {
    if (fd < 0)
        return -1;
    *slot_of(action, step, argument) = fd;
    return 0;
}

/* ---- mounts ---- */

int op_propagation(struct action *action, const struct step *step) {
    (void)action;
    return mount(NULL, step->arguments[0].text, NULL, (unsigned long)step->arguments[1].number, NULL);
}

int op_tree(struct action *action, const struct step *step) {
    enum { WITH_MOUNTS = 1, LINK_ITSELF = 2 };
    unsigned recursive = step->arguments[2].number & WITH_MOUNTS ? AT_RECURSIVE : 0;
    unsigned follows = step->arguments[2].number & LINK_ITSELF ? AT_SYMLINK_NOFOLLOW : 0;
    return fill(action, step, 0, sys_open_tree(AT_FDCWD, step->arguments[1].text, TREE_CLONE | recursive | follows));
}

/* Upwards to where the mount begins: only there it can be changed. */
int op_shelter(struct action *action, const struct step *step) {
    const struct mount_attributes alone = {.propagation = MS_PRIVATE};
    int fd = open(step->arguments[0].text, O_PATH | O_DIRECTORY | O_CLOEXEC), sheltered = -1;
    (void)action;
    for (int depth = 0; fd >= 0 && depth < PATH_MAX / 2; depth++) {
        sheltered = sys_mount_setattr(fd, 0, &alone);
        if (sheltered == 0 || errno != EINVAL)
            break;
        int above_fd = openat(fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
        close_fd(&fd);
        fd = above_fd;
    }
    int error = errno;
    close_fd(&fd);
    errno = error;
    return sheltered;
}

int op_copy_tree(struct action *action, const struct step *step) {
    unsigned recursive = step->arguments[2].number != 0 ? AT_RECURSIVE : 0;
    return fill(action, step, 0, sys_open_tree(*slot_of(action, step, 1), "", TREE_CLONE | AT_EMPTY_PATH | recursive));
}

/* key=value, or a flag */
static int set_option(int context_fd, const char *option) {
    char key[64];
    const char *value = strchr(option, '=');
    if (value == NULL)
        return sys_fsconfig(context_fd, CONFIG_FLAG, option, NULL);
    size_t length = (size_t)(value - option);
    if (length >= sizeof key) {
        errno = EINVAL;
        return -1;
    }
    memcpy(key, option, length);
    key[length] = '\0';
    return sys_fsconfig(context_fd, CONFIG_STRING, key, value + 1);
}

/* What the kernel's file system says of its own accord about the failure. */
static void note_words(struct action *action, int context_fd) {
    char words[MAX_DETAIL];
    int error = errno;
    ssize_t length = read(context_fd, words, sizeof words);
    if (length > 2)
        note_detail(action, words + 2, (size_t)length - 2); /* after "e " */
    errno = error;
}

static int make_file_system(struct action *action, int context_fd, const struct step *step) {
    if (step->arguments[2].text[0] != '\0' &&
        sys_fsconfig(context_fd, CONFIG_STRING, "source", step->arguments[2].text) < 0)
        return -1;
    for (char *const *option = step->arguments[3].texts; *option != NULL; option++)
        if (set_option(context_fd, *option) < 0)
            return -1;
    if (action->mode[0] != '\0' && set_option(context_fd, action->mode) < 0)
        return -1;
    action->mode[0] = '\0';
    if (sys_fsconfig(context_fd, CONFIG_CREATE, NULL, NULL) < 0)
        return -1;
    return sys_fsmount(context_fd, (unsigned)step->arguments[4].number);
}

/* What the kernel says of a mount that it does not make is noted. */
static int mount_of(struct action *action, const struct step *step, const char *type,
                    int (*make)(struct action *, int, const struct step *)) {
    int context_fd = sys_fsopen(type);
    if (context_fd < 0)
        return -1;
    int mount_fd = make(action, context_fd, step);
    if (mount_fd < 0)
        note_words(action, context_fd);
    int error = errno;
    close_fd(&context_fd);
    errno = error;
    return fill(action, step, 0, mount_fd);
}

int op_file_system(struct action *action, const struct step *step) {
    return mount_of(action, step, step->arguments[1].text, make_file_system);
}

/* Of the same owner and the same mode; there is no umask. */
int op_alike(struct action *action, const struct step *step) {
    int folder_fd = *slot_of(action, step, 0);
    const char *name = step->arguments[1].text;
    struct stat like;
    if (fstat(*slot_of(action, step, 2), &like) < 0 || mkdirat(folder_fd, name, 0700) < 0 ||
        fchownat(folder_fd, name, like.st_uid, like.st_gid, AT_SYMLINK_NOFOLLOW) < 0)
        return -1;
    return fchmodat(folder_fd, name, like.st_mode & 07777, 0);
}

/* By descriptors: fsconfig(2) takes no more than 255 bytes, and paths may have commas and colons in them. */
static int set_lower(struct action *action, int context_fd, const struct step *step) {
    char paths[256];
    size_t length = 0;
    for (uint32_t i = 0; i < step->arguments[1].slots.count; i++) {
        int fd = action->job->slots[step->arguments[1].slots.items[i]];
        length += (size_t)snprintf(paths + length, sizeof paths - length, "%s/proc/self/fd/%d", i == 0 ? "" : ":", fd);
        if (length >= sizeof paths) {
            errno = ENAMETOOLONG;
            return -1;
        }
    }
    return sys_fsconfig(context_fd, CONFIG_STRING, "lowerdir", paths);
}

static int set_upper(int context_fd, int folder_fd, const char *key, const char *name) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d/%s", folder_fd, name);
    return sys_fsconfig(context_fd, CONFIG_STRING, key, path);
}

static int make_overlay(struct action *action, int context_fd, const struct step *step) {
    int folder_fd = *slot_of(action, step, 2);
    if (set_lower(action, context_fd, step) < 0 || set_upper(context_fd, folder_fd, "upperdir", "upper") < 0 ||
        set_upper(context_fd, folder_fd, "workdir", "work") < 0)
        return -1;
    for (char *const *option = step->arguments[3].texts; *option != NULL; option++)
        if (set_option(context_fd, *option) < 0)
            return -1;
    if (sys_fsconfig(context_fd, CONFIG_CREATE, NULL, NULL) < 0)
        return -1;
    return sys_fsmount(context_fd, 0);
}

int op_overlay(struct action *action, const struct step *step) {
    return mount_of(action, step, "overlay", make_overlay);
}

int op_attributes(struct action *action, const struct step *step) {
    const struct mount_attributes attributes = {.set = (uint64_t)step->arguments[2].number,
                                                .clear = (uint64_t)step->arguments[3].number,
                                                .propagation = (uint64_t)step->arguments[4].number};
    return sys_mount_setattr(*slot_of(action, step, 0), step->arguments[1].number != 0, &attributes);
}

int op_bound(struct action *action, const struct step *step) {
    struct mount_attributes attributes = {.set = (uint64_t)step->arguments[1].number};
    attributes.clear = (uint64_t)(step->arguments[2].number | step->arguments[3].number);
    if (sys_mount_setattr(*slot_of(action, step, 0), 0, &attributes) == 0)
        return 0;
    if (errno != EPERM || step->arguments[3].number == 0)
        return -1;
    attributes.clear = (uint64_t)step->arguments[2].number;
    return sys_mount_setattr(*slot_of(action, step, 0), 0, &attributes);
}

/* As mount_setattr(2) has them, from what statfs(2) tells. */
static uint64_t attributes_of(unsigned long flags) {
    uint64_t attributes = flags & (MOUNT_READ_ONLY | MOUNT_NO_SUID | MOUNT_NO_DEVICES | MOUNT_NO_EXEC);
    if (flags & ST_NOATIME)
        attributes |= MOUNT_NO_ATIME;
    else if (!(flags & ST_RELATIME))
        attributes |= MOUNT_STRICT_ATIME;
    if (flags & ST_NODIRATIME)
        attributes |= MOUNT_NO_DIR_ATIME;
    return attributes;
}

/* The kernel's answer is this one where they are locked. */
int op_locked(struct action *action, const struct step *step) {
    struct statvfs found;
    uint64_t mask = (uint64_t)step->arguments[1].number;
    if (fstatvfs(*slot_of(action, step, 0), &found) < 0)
        return -1;
    errno = EPERM;
    return (attributes_of(found.f_flag) & mask) == (uint64_t)step->arguments[2].number ? 0 : -1;
}

int op_id_map(struct action *action, const struct step *step) {
    const struct mount_attributes attributes = {.set = MOUNT_ID_MAP,
                                                .user_namespace_fd = (uint64_t)*slot_of(action, step, 1)};
    return sys_mount_setattr(*slot_of(action, step, 0), step->arguments[2].number != 0, &attributes);
}

static int write_map(pid_t pid, const char *file, const char *text) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ssize_t written = fd < 0 ? -1 : write(fd, text, strlen(text));
    close_fd(&fd);
    return written < 0 ? -1 : 0;
}

/* Whoever made it may have died before it asked for the signal. */
static void wait_for_death(pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (getppid() == parent)
        pause();
    _exit(0);
}

/* A user namespace of nobody: a process makes it and is killed once the namespace is held. */
int op_id_mapper(struct action *action, const struct step *step) {
    char path[64];
    pid_t parent = getpid();
    pid_t pid = sys_clone(CLONE_NEWUSER, NULL);
    if (pid == 0)
        wait_for_death(parent);
    if (pid < 0)
        return -1;
    snprintf(path, sizeof path, "/proc/%d/ns/user", pid);
    int fd = -1;
    if (write_map(pid, "uid_map", step->arguments[1].text) == 0 && write_map(pid, "gid_map", step->arguments[2].text) == 0)
        fd = open(path, O_RDONLY | O_CLOEXEC);
    int error = errno;
    kill(pid, SIGKILL);
    sys_wait(pid);
    errno = error;
    return fill(action, step, 0, fd);
}

/* ---- paths below the root ---- */

/* Somebody who renames meanwhile makes the kernel give up, a bounded number of times. */
static int resolve_in(int root_fd, const char *path, uint64_t flags, uint64_t resolution) {
    int fd = -1;
    for (int tries = 0; tries < 128; tries++) {
        fd = sys_openat2(root_fd, path, O_PATH | flags, IN_ROOT | NO_MAGICLINKS | resolution);
        if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
            break;
    }
    return fd;
}

static int open_in(int root_fd, const char *path, uint64_t flags) {
    return resolve_in(root_fd, path, flags, 0);
}

enum make { MAKE_NOTHING, MAKE_FOLDER, MAKE_FILE, MAKE_ALIKE, NO_FOLLOW = 4, NO_LINKS = 8 };

enum { MOST_LINKS = 40 };

/* A path below the root that something is to be made at. */
struct place {
    char path[PATH_MAX];
    const char *last; /* its last part */
    int links;        /* how many have been replaced in it */
};

static int begin_place(struct place *place, const char *path) {
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    if (length >= sizeof place->path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(place->path, path, length);
    place->path[length] = '\0';
    place->links = 0;
    return 0;
}

/*
 * What is there and yet cannot be opened is a link to what is not there yet. Where it leads takes its place in the
 * path, which is looked up in the root again: what leads out of the root stays in it.
 */
static int follow_link(struct place *place, int folder_fd, size_t length) {
    char name[PATH_MAX], goal[PATH_MAX], rest[PATH_MAX];
    const char *slash = memrchr(place->path, '/', length);
    size_t start = slash == NULL ? 0 : (size_t)(slash - place->path) + 1;
    snprintf(name, sizeof name, "%.*s", (int)(length - start), place->path + start);
    ssize_t read = readlinkat(folder_fd, name, goal, sizeof goal - 1);
    if (read < 0 || place->links++ >= MOST_LINKS) {
        errno = read >= 0 ? ELOOP : errno == EINVAL ? EEXIST : errno;
        return -1;
    }
    goal[read] = '\0';
    strcpy(rest, place->path + length);
    int kept = goal[0] == '/' ? 0 : (int)start;
    if ((size_t)kept + (size_t)read + strlen(rest) >= sizeof place->path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(place->path + kept, goal);
    strcat(place->path, rest);
    return 0;
}

/* The folder of this part of the path, which is made if it is not there; -1 with 0 if a link was replaced in the path. */
static int open_part(int root_fd, int folder_fd, struct place *place, size_t length) {
    char part[PATH_MAX];
    memcpy(part, place->path, length);
    part[length] = '\0';
    int fd = open_in(root_fd, part, O_DIRECTORY);
    if (fd >= 0 || errno != ENOENT)
        return fd;
    const char *slash = strrchr(part, '/');
    if (mkdirat(folder_fd, slash ? slash + 1 : part, 0755) == 0)
        return open_in(root_fd, part, O_DIRECTORY);
    if (errno == EEXIST && follow_link(place, folder_fd, length) == 0)
        errno = 0;
    return -1;
}

/* The folder that a path's last part is to be in, made with all those above it. */
static int open_parent(int root_fd, struct place *place) {
    int folder_fd = open_in(root_fd, "/", O_DIRECTORY);
    for (size_t at = 1; place->path[0] != '\0' && place->path[at] != '\0' && folder_fd >= 0; at++) {
        if (place->path[at] != '/' || place->path[at - 1] == '/')
            continue;
        int next_fd = open_part(root_fd, folder_fd, place, at);
        int error = errno;
        close_fd(&folder_fd);
        errno = error;
        if (next_fd < 0 && error == 0) {
            at = 0;
            next_fd = open_in(root_fd, "/", O_DIRECTORY);
        }
        folder_fd = next_fd;
    }
    const char *slash = strrchr(place->path, '/');
    place->last = slash != NULL ? slash + 1 : place->path;
    return folder_fd;
}

static int make_entry(int folder_fd, const char *name, int64_t what, mode_t mode) {
    if (what == MAKE_FOLDER)
        return mkdirat(folder_fd, name, mode);
    int fd = openat(folder_fd, name, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, mode);
    int made = fd < 0 ? -1 : 0, error = errno;
    close_fd(&fd);
    errno = error;
    return made;
}

static int make_target(int root_fd, struct place *place, int64_t what, mode_t mode) {
    for (;;) {
        int folder_fd = open_parent(root_fd, place);
        if (folder_fd < 0)
            return -1;
        int made = make_entry(folder_fd, place->last, what, mode);
        int followed = made < 0 && errno == EEXIST ? follow_link(place, folder_fd, strlen(place->path)) : -1;
        int error = errno;
        close_fd(&folder_fd);
        errno = error;
        if (made == 0 || followed < 0)
            return made;
    }
}

static int64_t kind_of(int fd) {
    struct stat found;
    return fstat(fd, &found) == 0 && S_ISDIR(found.st_mode) ? MAKE_FOLDER : MAKE_FILE;
}

int op_target(struct action *action, const struct step *step) {
    int root_fd = *slot_of(action, step, 1);
    const char *path = step->arguments[2].text;
    int64_t what = step->arguments[3].number & ~(int64_t)(NO_FOLLOW | NO_LINKS);
    uint64_t flags = step->arguments[3].number & NO_FOLLOW ? O_NOFOLLOW : 0;
    uint64_t resolution = step->arguments[3].number & NO_LINKS ? NO_SYMLINKS : 0;
    int fd = resolve_in(root_fd, path, flags, resolution);
    if (fd >= 0 || errno != ENOENT || what == MAKE_NOTHING)
        return fill(action, step, 0, fd);
    if (what == MAKE_ALIKE)
        what = kind_of(*slot_of(action, step, 5));
    struct place place;
    if (begin_place(&place, path) < 0 || make_target(root_fd, &place, what, (mode_t)step->arguments[4].number) < 0)
        return -1;
    return fill(action, step, 0, resolve_in(root_fd, path, flags, resolution));
}

/* A folder fits on a folder, and all else on a file: which move_mount(2) does not tell, as mount(2) does. */
static int misfit(int mount_fd, int target_fd) {
    struct stat mount, target;
    if (fstat(mount_fd, &mount) < 0 || fstat(target_fd, &target) < 0 || S_ISDIR(mount.st_mode) == S_ISDIR(target.st_mode))
        return EINVAL;
    return S_ISDIR(target.st_mode) ? EISDIR : ENOTDIR;
}

int op_attach(struct action *action, const struct step *step) {
    int mount_fd = *slot_of(action, step, 0), target_fd = *slot_of(action, step, 1);
    int attached = sys_move_mount(mount_fd, target_fd);
    int error = attached < 0 && errno == EINVAL ? misfit(mount_fd, target_fd) : errno;
    close_fd(slot_of(action, step, 1));
    errno = error;
    return attached;
}

/* ---- nodes ---- */

/* What is there already may be the machine's own: it has to be that device, and is left as it is. */
static int is_device(int folder_fd, const char *name, mode_t mode, dev_t device) {
    struct stat found;
    if (fstatat(folder_fd, name, &found, AT_SYMLINK_NOFOLLOW) < 0)
        return -1;
    int is_it = (found.st_mode & S_IFMT) == (mode & S_IFMT) && (S_ISFIFO(mode) || found.st_rdev == device);
    errno = EEXIST;
    return is_it ? 0 : -1;
}

int op_node(struct action *action, const struct step *step) {
    struct place place;
    mode_t mode = (mode_t)step->arguments[2].number;
    dev_t device = (dev_t)step->arguments[3].number;
    if (begin_place(&place, step->arguments[1].text) < 0)
        return -1;
    int folder_fd = open_parent(*slot_of(action, step, 0), &place);
    if (folder_fd < 0)
        return -1;
    int made = mknodat(folder_fd, place.last, mode, device);
    if (made < 0 && errno == EEXIST)
        made = is_device(folder_fd, place.last, mode, device);
    else if (made == 0) /* its mode is what was asked for, as there is no umask */
        made = fchownat(folder_fd, place.last, (uid_t)step->arguments[4].number, (gid_t)step->arguments[5].number,
                        AT_SYMLINK_NOFOLLOW);
    int error = errno;
    close_fd(&folder_fd);
    errno = error;
    return made;
}

int op_link(struct action *action, const struct step *step) {
    struct place place;
    if (begin_place(&place, step->arguments[1].text) < 0)
        return -1;
    int folder_fd = open_parent(*slot_of(action, step, 0), &place);
    if (folder_fd < 0)
        return -1;
    int made = symlinkat(step->arguments[2].text, folder_fd, place.last);
    int error = errno;
    close_fd(&folder_fd);
    errno = error;
    return made < 0 && error == EEXIST ? 0 : made;
}

/* There is no call for an attribute of what a folder has under a name, unless it is the working directory. */
int op_extended(struct action *action, const struct step *step) {
    struct place place;
    if (begin_place(&place, step->arguments[1].text) < 0)
        return -1;
    int folder_fd = open_parent(*slot_of(action, step, 0), &place);
    if (folder_fd < 0)
        return -1;
    int set = fchdir(folder_fd);
    if (set == 0)
        set = lsetxattr(place.last[0] == '\0' ? "." : place.last, step->arguments[2].text,
                        step->arguments[3].bytes.data, step->arguments[3].bytes.count, 0);
    int error = errno;
    close_fd(&folder_fd);
    errno = error;
    return set;
}

int op_copy(struct action *action, const struct step *step) {
    struct place place;
    if (begin_place(&place, step->arguments[1].text) < 0)
        return -1;
    int folder_fd = open_parent(*slot_of(action, step, 0), &place);
    if (folder_fd < 0)
        return -1;
    int from_fd = open(step->arguments[2].text, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    int to_fd = from_fd < 0 ? -1 : openat(folder_fd, place.last, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int copied = to_fd < 0 ? -1 : copy_whole(from_fd, to_fd);
    int error = errno;
    close_fd(&from_fd);
    close_fd(&to_fd);
    close_fd(&folder_fd);
    errno = error;
    return copied;
}

int op_sync(struct action *action, const struct step *step) {
    int folder_fd = openat(*slot_of(action, step, 0), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int written = folder_fd < 0 ? -1 : syncfs(folder_fd);
    int error = errno;
    close_fd(&folder_fd);
    errno = error;
    return written;
}

/* What the kernel takes at most of a list of names, and of one value; and what is written of each attribute. */
enum { MOST_EXTENDED = 64 << 10 };

struct told {
    uint32_t path, name_length, value_length;
};

/* An attribute that went meanwhile, or is not this one's to read, is none. */
static int tell_value(int file_fd, uint32_t path, const char *last, const char *name) {
    static char value[MOST_EXTENDED];
    ssize_t length = lgetxattr(last, name, value, sizeof value);
    if (length < 0)
        return 0;
    struct told told = {.path = path, .name_length = (uint32_t)strlen(name), .value_length = (uint32_t)length};
    struct iovec parts[] = {{&told, sizeof told}, {(void *)(uintptr_t)name, told.name_length}, {value, (size_t)length}};
    ssize_t written = writev(file_fd, parts, 3);
    if (written == (ssize_t)(sizeof told + told.name_length + (size_t)length))
        return 0;
    errno = written < 0 ? errno : ENOSPC;
    return -1;
}

static int tell_all(int file_fd, uint32_t path, const char *last) {
    static char names[MOST_EXTENDED];
    ssize_t length = llistxattr(last, names, sizeof names);
    for (ssize_t at = 0; at < length; at += (ssize_t)strlen(names + at) + 1)
        if (tell_value(file_fd, path, last, names + at) < 0)
            return -1;
    return 0;
}

/* The folder that something is in: unlike for what is made, nothing is made on the way. */
static int open_folder_of(int root_fd, const char *path, const char **last) {
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t length = slash == NULL ? 0 : (size_t)(slash - path);
    if (length >= sizeof folder) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(folder, path, length);
    folder[length] = '\0';
    *last = slash == NULL ? path : slash + 1;
    return open_in(root_fd, length == 0 ? "/" : folder, O_DIRECTORY);
}

/* What is gone has none. */
int op_tell_extended(struct action *action, const struct step *step) {
    int root_fd = *slot_of(action, step, 0), file_fd = *slot_of(action, step, 1);
    char *const *paths = step->arguments[2].texts;
    for (uint32_t path = 0; paths[path] != NULL; path++) {
        const char *last;
        int folder_fd = open_folder_of(root_fd, paths[path], &last);
        if (folder_fd < 0)
            continue;
        int told = fchdir(folder_fd) < 0 ? 0 : tell_all(file_fd, path, last[0] == '\0' ? "." : last);
        int error = errno;
        close_fd(&folder_fd);
        errno = error;
        if (told < 0)
            return -1;
    }
    return 0;
}

int op_modified(struct action *action, const struct step *step) {
    struct place place;
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT},
                                {.tv_sec = (time_t)step->arguments[2].number,
                                 .tv_nsec = (long)step->arguments[3].number}};
    if (begin_place(&place, step->arguments[1].text) < 0)
        return -1;
    int folder_fd = open_parent(*slot_of(action, step, 0), &place);
    if (folder_fd < 0)
        return -1;
    int set = utimensat(folder_fd, place.last, times, AT_SYMLINK_NOFOLLOW);
    int error = errno;
    close_fd(&folder_fd);
    errno = error;
    return set;
}

/* ---- masks ---- */

/* What covers masked paths: the first one gets the mount itself, all others copies of it. */
struct cover {
    int mount_fd;
    int is_attached;
};

static int attach_cover(struct cover *cover, int target_fd) {
    if (!cover->is_attached) {
        cover->is_attached = 1;
        return sys_move_mount(cover->mount_fd, target_fd);
    }
    int copy_fd = sys_open_tree(cover->mount_fd, "", TREE_CLONE | AT_EMPTY_PATH);
    int attached = copy_fd < 0 ? -1 : sys_move_mount(copy_fd, target_fd);
    int error = errno;
    close_fd(&copy_fd);
    errno = error;
    return attached;
}

static int make_empty_folder(void) {
    int context_fd = sys_fsopen("tmpfs"), mount_fd = -1;
    if (context_fd >= 0 && sys_fsconfig(context_fd, CONFIG_STRING, "mode", "755") == 0 &&
        sys_fsconfig(context_fd, CONFIG_CREATE, NULL, NULL) == 0)
        mount_fd = sys_fsmount(context_fd, MOUNT_READ_ONLY | MOUNT_NO_SUID | MOUNT_NO_DEVICES | MOUNT_NO_EXEC);
    int error = errno;
    close_fd(&context_fd);
    errno = error;
    return mount_fd;
}

int op_same_mode(struct action *action, const struct step *step) {
    struct stat found;
    int place_fd = open_in(*slot_of(action, step, 0), step->arguments[1].text, 0);
    if (place_fd < 0)
        return 0; /* the step that goes there tells why it cannot */
    int known = fstat(place_fd, &found), error = errno;
    close_fd(&place_fd);
    errno = error;
    if (known == 0)
        snprintf(action->mode, sizeof action->mode, "mode=%04o", found.st_mode & 07777);
    return known;
}

/* What is not there, or cannot be reached, needs no mask. */
static int is_out_of_reach(int error) {
    return error == ENOENT || error == ENOTDIR || error == EACCES;
}

static int mask_one(int root_fd, const char *path, struct cover *folders, struct cover *files) {
    struct stat found;
    int target_fd = open_in(root_fd, path, 0);
    if (target_fd < 0)
        return is_out_of_reach(errno) ? 0 : -1;
    int masked = fstat(target_fd, &found), is_folder = masked == 0 && S_ISDIR(found.st_mode);
    if (is_folder && folders->mount_fd < 0)
        masked = folders->mount_fd = make_empty_folder();
    if (masked >= 0)
        masked = attach_cover(is_folder ? folders : files, target_fd);
    int error = errno;
    close_fd(&target_fd);
    errno = error;
    return masked;
}

int op_mask(struct action *action, const struct step *step) {
    struct cover folders = {-1, 0}, files = {*slot_of(action, step, 1), 0};
    int masked = 0;
    for (char *const *path = step->arguments[2].texts; masked == 0 && *path != NULL; path++) {
        masked = mask_one(*slot_of(action, step, 0), *path, &folders, &files);
        if (masked < 0)
            note_detail(action, *path, strlen(*path));
    }
    int error = errno;
    close_fd(&folders.mount_fd);
    errno = error;
    return masked;
}

static int make_read_only(int root_fd, const char *path) {
    const struct mount_attributes read_only = {.set = MOUNT_READ_ONLY};
    int target_fd = open_in(root_fd, path, 0);
    if (target_fd < 0)
        return is_out_of_reach(errno) ? 0 : -1;
    int tree_fd = sys_open_tree(target_fd, "", TREE_CLONE | AT_EMPTY_PATH | AT_RECURSIVE);
    int made = tree_fd < 0 ? -1 : sys_mount_setattr(tree_fd, 1, &read_only);
    if (made == 0)
        made = sys_move_mount(tree_fd, target_fd);
    int error = errno;
    close_fd(&tree_fd);
    close_fd(&target_fd);
    errno = error;
    return made;
}

int op_read_only(struct action *action, const struct step *step) {
    for (char *const *path = step->arguments[1].texts; *path != NULL; path++)
        if (make_read_only(*slot_of(action, step, 0), *path) < 0) {
            note_detail(action, *path, strlen(*path));
            return -1;
        }
    return 0;
}

/* ---- the change of the root ---- */

/* The old root is mounted over the new one for a moment, and detached with all that is in it. */
int op_pivot(struct action *action, const struct step *step) {
    int old_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (old_fd < 0 || fchdir(*slot_of(action, step, 0)) < 0 || syscall(SYS_pivot_root, ".", ".") < 0 ||
        fchdir(old_fd) < 0)
        return -1;
    close_fd(&old_fd);
    if (mount(NULL, ".", NULL, MS_SLAVE | MS_REC, NULL) < 0 || umount2(".", MNT_DETACH) < 0)
        return -1;
    return chdir("/");
}

/* What this namespace may not unmount, since it has it from another user namespace's, is covered. */
static int hide(const char *path) {
    if (mount(NULL, path, NULL, MS_SLAVE | MS_REC, NULL) < 0)
        return errno == ENOENT || errno == EINVAL ? 0 : -1; /* gone with one above it */
    if (umount2(path, MNT_DETACH) == 0)
        return 0;
    return errno == EINVAL || errno == EPERM ? mount("tmpfs", path, "tmpfs", 0, NULL) : -1;
}

int op_hide(struct action *action, const struct step *step) {
    (void)action;
    for (char *const *path = step->arguments[0].texts; *path != NULL; path++)
        if (hide(*path) < 0)
            return -1;
    return 0;
}

/* For where the root cannot be pivoted, as on an initial ramdisk. */
int op_move_root(struct action *action, const struct step *step) {
    if (fchdir(*slot_of(action, step, 0)) < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0 || chroot(".") < 0)
        return -1;
    return chdir("/");
}

/* In a mount namespace of others, whose root stays where it is. */
int op_chroot(struct action *action, const struct step *step) {
    if (fchdir(*slot_of(action, step, 0)) < 0 || chroot(".") < 0)
        return -1;
    return chdir("/");
}
