/*
 * tmpcopyup: what the root has in a folder is copied into the mount that covers it. And single files, with all that they
 * have beside their bytes.
 */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { DEEPEST = 64, LONGEST = 1 << 16 /* of a list of extended attributes, and of a value */ };

static int copy_folder(int from_fd, int to_fd, int depth);

static int copy_file(int from_folder_fd, int to_folder_fd, const char *name, const struct stat *found) {
    int from_fd = openat(from_folder_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int to_fd = from_fd < 0 ? -1 : openat(to_folder_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ssize_t copied = to_fd < 0 ? -1 : 1;
    while (copied > 0)
        copied = sendfile(to_fd, from_fd, NULL, 1 << 20);
    int error = errno;
    if (copied == 0 && (fchown(to_fd, found->st_uid, found->st_gid) < 0 || fchmod(to_fd, found->st_mode & 07777) < 0)) {
        copied = -1;
        error = errno;
    }
    close_fd(&from_fd);
    close_fd(&to_fd);
    errno = error;
    return copied < 0 ? -1 : 0;
}

static int copy_link(int from_folder_fd, int to_folder_fd, const char *name, const struct stat *found) {
    char goal[PATH_MAX];
    ssize_t length = readlinkat(from_folder_fd, name, goal, sizeof goal - 1);
    if (length < 0)
        return -1;
    goal[length] = '\0';
    if (symlinkat(goal, to_folder_fd, name) < 0)
        return -1;
    return fchownat(to_folder_fd, name, found->st_uid, found->st_gid, AT_SYMLINK_NOFOLLOW);
}

static int copy_node(int to_folder_fd, const char *name, const struct stat *found) {
    if (mknodat(to_folder_fd, name, found->st_mode, found->st_rdev) < 0)
        return -1;
    return fchownat(to_folder_fd, name, found->st_uid, found->st_gid, AT_SYMLINK_NOFOLLOW);
}

static int own_folder(int folder_fd, const struct stat *found) {
    return fchown(folder_fd, found->st_uid, found->st_gid) < 0 || fchmod(folder_fd, found->st_mode & 07777) < 0 ? -1 : 0;
}

static int copy_sub_folder(int from_folder_fd, int to_folder_fd, const char *name, const struct stat *found, int depth) {
    if (depth >= DEEPEST) {
        errno = ELOOP;
        return -1;
    }
    if (mkdirat(to_folder_fd, name, 0700) < 0)
        return -1;
    int from_fd = openat(from_folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int to_fd = openat(to_folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int copied = from_fd < 0 || to_fd < 0 ? -1 : copy_folder(from_fd, to_fd, depth + 1);
    if (copied == 0)
        copied = own_folder(to_fd, found);
    int error = errno;
    close_fd(&from_fd);
    close_fd(&to_fd);
    errno = error;
    return copied;
}

static int copy_one(int from_fd, int to_fd, const char *name, int depth) {
    struct stat found;
    if (fstatat(from_fd, name, &found, AT_SYMLINK_NOFOLLOW) < 0)
        return -1;
    if (S_ISDIR(found.st_mode))
        return copy_sub_folder(from_fd, to_fd, name, &found, depth);
    if (S_ISREG(found.st_mode))
        return copy_file(from_fd, to_fd, name, &found);
    return S_ISLNK(found.st_mode) ? copy_link(from_fd, to_fd, name, &found) : copy_node(to_fd, name, &found);
}

static int copy_folder(int from_fd, int to_fd, int depth) {
    int list_fd = openat(from_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), copied = 0;
    DIR *entries = list_fd < 0 ? NULL : fdopendir(list_fd);
    if (entries == NULL) {
        close_fd(&list_fd);
        return -1;
    }
    for (struct dirent *entry; copied == 0 && (entry = readdir(entries)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            copied = copy_one(from_fd, to_fd, entry->d_name, depth);
    int error = errno;
    closedir(entries);
    errno = error;
    return copied;
}

int op_copy_up(struct action *action, const struct step *step) {
    struct stat found;
    int from_fd = action->job->slots[step->arguments[0].slot], to_fd = action->job->slots[step->arguments[1].slot];
    int folder_fd = openat(to_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_fd < 0)
        return -1;
    int copied = fstat(from_fd, &found) < 0 ? -1 : copy_folder(from_fd, folder_fd, 0);
    if (copied == 0)
        copied = own_folder(folder_fd, &found);
    int error = errno;
    close_fd(&folder_fd);
    errno = error;
    return copied;
}

/* Where the original has holes, the copy has them too. */
static int copy_ranges(int from_fd, int to_fd, off_t size) {
    off_t at = 0;
    while (at < size && (at = lseek(from_fd, at, SEEK_DATA)) >= 0) {
        off_t end = lseek(from_fd, at, SEEK_HOLE);
        if (end < 0 || lseek(to_fd, at, SEEK_SET) < 0)
            return -1;
        ssize_t copied = 1;
        while (at < end && copied > 0)
            copied = sendfile(to_fd, from_fd, &at, (size_t)(end - at));
        if (copied < 0)
            return -1;
        at = end;
    }
    return at < 0 && errno != ENXIO ? -1 : ftruncate(to_fd, size);
}

/* As far as the caller may. */
static void copy_extended(int from_fd, int to_fd) {
    static char names[LONGEST], value[LONGEST];
    ssize_t length = flistxattr(from_fd, names, sizeof names);
    for (const char *name = names; name - names < length; name += strlen(name) + 1) {
        ssize_t size = fgetxattr(from_fd, name, value, sizeof value);
        if (size >= 0)
            (void)fsetxattr(to_fd, name, value, (size_t)size, 0);
    }
}

/* The owner comes first, and is the caller if it may be nobody else; a change of it takes other things away. */
int copy_whole(int from_fd, int to_fd) {
    struct stat found;
    if (fstat(from_fd, &found) < 0 || copy_ranges(from_fd, to_fd, found.st_size) < 0)
        return -1;
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, found.st_mtim};
    if (fchown(to_fd, found.st_uid, found.st_gid) < 0 && errno != EPERM && errno != EINVAL)
        return -1;
    copy_extended(from_fd, to_fd);
    return fchmod(to_fd, found.st_mode & 07777) < 0 ? -1 : futimens(to_fd, times);
}
