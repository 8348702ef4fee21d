/* Removes a tree: follows no link and enters no mount, so that nothing outside of it can be lost. */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* A container can nest folders as deep as it likes; what lies deeper than this is moved to the top, and waits there. */
enum { DEEPEST = 64 };

struct removal {
    int top_fd;
    int depth;
    unsigned moved;
};

static int remove_entry(struct removal *removal, int parent_fd, const char *name);

static int is_dot(const char *name) {
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Its owner may have taken all rights away from himself. */
static int open_closed_folder(int parent_fd, const char *name, uint64_t resolve) {
    int path_fd = sys_openat2(parent_fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW, resolve);
    if (path_fd < 0)
        return -1;
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", path_fd);
    int folder_fd = chmod(path, 0700) < 0 ? -1 : sys_openat2(parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, resolve);
    int error = errno;
    close(path_fd);
    errno = error;
    return folder_fd;
}

static int open_folder(int parent_fd, const char *name, uint64_t resolve) {
    int folder_fd = sys_openat2(parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, resolve);
    if (folder_fd < 0 && errno == EACCES)
        return open_closed_folder(parent_fd, name, resolve);
    if (folder_fd >= 0)
        fchmod(folder_fd, 0700);
    return folder_fd;
}

/*
 * One pass over a folder with getdents64(2) itself: opendir(3) would allocate. What a pass misses because entries
 * moved up, the next one finds. Returns how many entries it removed, or -1.
 */
static long remove_entries(struct removal *removal, int folder_fd) {
    char buffer[2048] __attribute__((aligned(8)));
    long removed = 0, length;
    while ((length = syscall(SYS_getdents64, folder_fd, buffer, sizeof buffer)) > 0)
        for (long at = 0; at < length;) {
            struct dirent64 *entry = (struct dirent64 *)(buffer + at);
            at += entry->d_reclen;
            if (is_dot(entry->d_name))
                continue;
            if (remove_entry(removal, folder_fd, entry->d_name) < 0)
                return -1;
            removed++;
        }
    return length < 0 ? -1 : removed;
}

/* Closes the folder when it is empty. */
static int empty(struct removal *removal, int folder_fd) {
    long removed;
    while ((removed = remove_entries(removal, folder_fd)) > 0)
        lseek(folder_fd, 0, SEEK_SET);
    int error = errno;
    close(folder_fd);
    errno = error;
    return (int)removed;
}

/* Whoever has filled the tree may have taken the name. */
static int move_to_top(struct removal *removal, int parent_fd, const char *name) {
    enum { TRIES = 1000 };
    char unique[32];
    for (int tries = 0; tries < TRIES; tries++) {
        snprintf(unique, sizeof unique, ".ociunit-%u", removal->moved++);
        if (renameat(parent_fd, name, removal->top_fd, unique) == 0)
            return 0;
        if (errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR)
            break;
    }
    return -1;
}

/* Somebody else may be removing the same tree: what is gone is as it should be. */
static int remove_entry(struct removal *removal, int parent_fd, const char *name) {
    if (unlinkat(parent_fd, name, 0) == 0 || errno == ENOENT)
        return 0;
    if (errno != EISDIR && errno != EPERM)
        return -1;
    if (unlinkat(parent_fd, name, AT_REMOVEDIR) == 0)
        return 0;
    int folder_fd = open_folder(parent_fd, name, NO_XDEV | NO_SYMLINKS);
    if (folder_fd < 0)
        return errno == ENOENT ? 0 : -1;
    if (removal->depth == DEEPEST) {
        close(folder_fd);
        return move_to_top(removal, parent_fd, name);
    }
    removal->depth++;
    int emptied = empty(removal, folder_fd);
    removal->depth--;
    return emptied == 0 && (unlinkat(parent_fd, name, AT_REMOVEDIR) == 0 || errno == ENOENT) ? 0 : -1;
}

int remove_tree(const char *path) {
    if (unlink(path) == 0 || rmdir(path) == 0 || errno == ENOENT)
        return 0;
    struct removal removal = {.top_fd = open_folder(AT_FDCWD, path, NO_MAGICLINKS)};
    if (removal.top_fd < 0)
        return errno == ENOENT ? 0 : -1;
    return empty(&removal, removal.top_fd) == 0 && (rmdir(path) == 0 || errno == ENOENT) ? 0 : -1;
}
