/* The end of a control group: whatever still runs in it is killed, and it is removed with all groups below it. */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void put(int folder_fd, const char *file, const char *text) {
    int fd = openat(folder_fd, file, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && write(fd, text, strlen(text)) < 0)
        errno = 0; /* what this kernel cannot do, another line does */
    close_fd(&fd);
}

/* The group is the container's own: what is in it is the container's too. Returns how many there were. */
static int kill_members(int folder_fd) {
    char text[4096];
    int found = 0, fd = openat(folder_fd, "cgroup.procs", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    text[length > 0 ? length : 0] = '\0';
    for (const char *at = text, *end; *at != '\0'; at = end + 1) {
        found++;
        end = strchr(at, '\n');
        if (end == NULL) /* cut off: what is left of the number is another process' */
            break;
        if (atoi(at) > 0)
            kill(atoi(at), SIGKILL);
    }
    close_fd(&fd);
    return found;
}

static int remove_group(int parent_fd, const char *path);

static void remove_groups_below(int folder_fd) {
    int list_fd = openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = list_fd < 0 ? NULL : fdopendir(list_fd);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;)
        if (entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_group(folder_fd, entry->d_name);
    if (entries != NULL)
        closedir(entries);
}

/* Of a group that was there before only what is in it goes. Returns -1 while there is still something. */
static int empty_group(int parent_fd, const char *path) {
    int folder_fd = openat(parent_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (folder_fd < 0)
        return errno == ENOENT ? 0 : -1;
    put(folder_fd, "cgroup.kill", "1");
    int found = kill_members(folder_fd);
    put(folder_fd, "freezer.state", "THAWED"); /* a frozen process of version 1 dies when it is thawed */
    remove_groups_below(folder_fd);
    close_fd(&folder_fd);
    errno = EBUSY;
    return found == 0 ? 0 : -1;
}

static int remove_group(int parent_fd, const char *path) {
    if (unlinkat(parent_fd, path, AT_REMOVEDIR) == 0 || errno == ENOENT)
        return 0;
    empty_group(parent_fd, path);
    return unlinkat(parent_fd, path, AT_REMOVEDIR) == 0 || errno == ENOENT ? 0 : -1;
}

/* Whoever else uses it is the one who removes it. */
static int remove_if_unused(const char *path) {
    unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
    return 0;
}

/* A process that dies holds its group for a moment. */
int op_remove_group(struct action *action, const struct step *step) {
    enum { WHOLE, CONTENT, IF_UNUSED };
    enum { TRIES = 150, PAUSE_NS = 20000000 };
    const char *path = step->arguments[0].text;
    int64_t part = step->arguments[1].number;
    (void)action;
    if (part == IF_UNUSED)
        return remove_if_unused(path);
    int removed = -1;
    for (int tries = 0; removed < 0 && tries < TRIES; tries++) {
        if (tries > 0)
            nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
        removed = part == CONTENT ? empty_group(AT_FDCWD, path) : remove_group(AT_FDCWD, path);
        if (removed < 0 && errno != EBUSY && errno != ENOTEMPTY)
            break;
    }
    return removed;
}
