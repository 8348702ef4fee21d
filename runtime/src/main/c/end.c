/*
 * What follows the end of file: everything that is not to outlive Java ends, what was held is carried out, and
 * whatever is then still a child is killed. All of it bounded in time.
 */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reaps until nothing is left that `busy` finds, or the time is over. */
static void wait_while(int (*busy)(int64_t now), int64_t milliseconds) {
    for (int64_t end = now_ms() + milliseconds; now_ms() < end;) {
        reap_children();
        if (!busy(now_ms()))
            return;
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    }
}

/* Commands with a grace may finish what they are at: a runtime killed in the middle of a create leaves traces. */
static int64_t began;

static int is_in_grace(const struct watch *watch, int64_t now) {
    return watch->is_child && now < began + watch->grace_ms;
}

static int some_are_in_grace(int64_t now) {
    for (struct watch *watch = watches; watch != NULL; watch = watch->next)
        if (is_in_grace(watch, now))
            return 1;
    return 0;
}

static void kill_watched(void) {
    for (struct watch *watch = watches; watch != NULL; watch = watch->next)
        if (!watch->keep && !is_in_grace(watch, now_ms()))
            sys_pidfd_send_signal(watch->pidfd.fd, SIGKILL);
}

/* What has ended and is the caller's to reap stays a child as long as this process is there: nothing to wait for. */
static int is_over(const struct watch *watch) {
    return watch->is_lent && watch->is_told;
}

static int some_still_run(int64_t now) {
    (void)now;
    for (struct watch *watch = watches; watch != NULL; watch = watch->next)
        if (watch->is_child && !watch->keep && !is_over(watch))
            return 1;
    return 0;
}

/* Takes the steps of one held frame; returns the grace of the command that it forked. */
static int64_t carry_out_held(struct job *job) {
    static struct frame frame;
    int64_t grace_ms = 0;
    size_t arena_size = arena_size_for(job->held_length);
    char *arena = map_memory(arena_size);
    if (arena == NULL || madvise(job->held, job->held_length, MADV_DOFORK) < 0 ||
        decode_frame(job->held, job->held_length, arena, arena_size, &frame) < 0)
        return 0;
    struct action action = {.job = job, .frame = &frame};
    for (; action.index < frame.count; action.index++) {
        const struct step *step = &frame.steps[action.index];
        if (step->opcode == OP_FORK)
            grace_ms = step->arguments[1].number;
        if (take_step_of(&action, step) < 0)
            break;
    }
    return grace_ms;
}

/* All beside each other; the longest grace is the limit for all. */
static void carry_out_all_held(void) {
    int64_t limit = 0;
    for (struct job *job = jobs; job != NULL; job = job->next) {
        int64_t grace_ms = job->held == NULL ? 0 : carry_out_held(job);
        limit = grace_ms > limit ? grace_ms : limit;
    }
    wait_while(some_still_run, limit);
}

static ino_t mounts_of(pid_t pid) {
    char path[32];
    struct stat found;
    snprintf(path, sizeof path, "/proc/%d/ns/mnt", pid);
    return stat(path, &found) == 0 ? found.st_ino : 0;
}

/* A container without a pid namespace has left its orphans to this process; they are where its first process is. */
static int is_kept(pid_t pid) {
    if (pid == caller.java)
        return 1;
    ino_t mounts = mounts_of(pid), own = mounts_of(getpid());
    for (struct watch *watch = watches; watch != NULL; watch = watch->next) {
        if (watch->pid == pid && (watch->keep || is_over(watch)))
            return 1;
        if (watch->keep && mounts != 0 && mounts != own && mounts_of(watch->pid) == mounts)
            return 1;
    }
    return 0;
}

/* The parent is the second number behind the name, which may itself hold spaces and brackets. */
static pid_t parent_of(pid_t pid) {
    char path[32], stat[512];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC), parent = 0;
    ssize_t length = fd < 0 ? -1 : read(fd, stat, sizeof stat - 1);
    close_fd(&fd);
    if (length <= 0)
        return 0;
    stat[length] = '\0';
    const char *after_name = strrchr(stat, ')');
    return after_name != NULL && sscanf(after_name + 1, " %*c %d", &parent) == 1 ? parent : 0;
}

static int kill_children_of(pid_t parent) {
    int found = 0;
    DIR *processes = opendir("/proc");
    for (struct dirent *entry; processes != NULL && (entry = readdir(processes)) != NULL;) {
        pid_t pid = atoi(entry->d_name);
        if (pid <= 0 || is_kept(pid) || parent_of(pid) != parent)
            continue;
        kill(pid, SIGKILL);
        found = 1;
    }
    if (processes != NULL)
        closedir(processes);
    return found;
}

/* Every child that is left; 0 when there is none. What a killed one leaves behind becomes a child in turn. */
static int kill_children(int64_t now) {
    (void)now;
    return kill_children_of(getpid());
}

/*
 * A runtime that is past its grace waits for something: a hook, or the container's first process. When that is gone,
 * the runtime clears away what it has made, which nobody else can.
 */
static void kill_what_is_waited_for(void) {
    for (struct watch *watch = watches; watch != NULL; watch = watch->next)
        if (watch->is_child && !watch->keep && watch->grace_ms > 0)
            kill_children_of(watch->pid);
}

static int is_monitored(void) {
    for (struct watch *watch = watches; watch != NULL; watch = watch->next)
        if (watch->is_child && watch->keep && watch->folder_fd >= 0)
            return 1;
    return 0;
}

/* Whoever outlives Java has no other parent that would learn how it ends. */
static void monitor(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    while (is_monitored()) {
        reap_children();
        if (is_monitored())
            sigwaitinfo(&signals, NULL);
    }
}

enum { LONGEST_GRACE_MS = 20000, CLEARING_MS = 3000, LAST_CHILDREN_MS = 2000 };

void end_everything(void) {
    replies_go_nowhere = 1;
    began = now_ms();
    kill_launches();
    kill_watched();
    wait_while(some_are_in_grace, LONGEST_GRACE_MS);
    kill_what_is_waited_for();
    wait_while(some_still_run, CLEARING_MS);
    kill_watched();
    carry_out_all_held();
    wait_while(kill_children, LAST_CHILDREN_MS);
    close_fd(&replies_fd); /* Java waits for this one */
    if (caller.java == 0) /* else whoever called is the parent of what lives on */
        monitor();
}
