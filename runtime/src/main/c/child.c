/* A forked child and its operations: only system calls on memory that was ready before the fork. */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>

/* The launcher blocks all signals, and the JVM before it may have ignored some. */
static void reset_signals(void) {
    sigset_t none;
    for (int signal = 1; signal <= 64; signal++)
        sys_default_signal(signal);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

void note_detail(struct action *action, const char *words, size_t length) {
    length = length < MAX_DETAIL ? length : MAX_DETAIL - 1;
    memcpy(action->page->detail, words, length);
    action->page->detail[length] = '\0';
}

/* The first failure is the one that counts: the other process fails in its wake. */
static _Noreturn void give_up(struct action *action, int error) {
    struct page *page = action->page;
    if (page->failed_errno == 0) {
        page->failed_step = (int32_t)action->index;
        page->failed_opcode = (int32_t)action->frame->steps[action->index].opcode;
        page->failed_errno = error;
    }
    /* A filter may forbid this, or ask somebody who never answers; what it cannot forbid is a defect. */
    if (page->listener == 0)
        syscall(SYS_exit_group, 127);
    __builtin_trap();
}

/* Once it has cloned a process, how far that one got is what the page tells. */
static void note_step(struct action *action, int is_last) {
    if (action->cloned > 0)
        return;
    action->page->step = (int32_t)action->index;
    action->page->opcode = (int32_t)action->frame->steps[action->index].opcode;
    action->page->executing = is_last;
}

static _Noreturn void take_steps(struct action *action, uint32_t first, uint32_t count) {
    for (action->index = first; action->index < first + count; action->index++) {
        note_step(action, action->index == first + count - 1);
        if (take_step_of(action, &action->frame->steps[action->index]) < 0)
            give_up(action, errno);
    }
    _exit(0);
}

_Noreturn void be_child(struct action *action, uint32_t first, uint32_t count) {
    reset_signals();
    take_steps(action, first, count);
}

/* The new process is the launcher's child, as this one is. */
int op_clone(struct action *action, const struct step *step) {
    uint32_t first = action->index + 1, count = (uint32_t)step->arguments[0].number;
    pid_t pid = sys_clone((uint64_t)step->arguments[1].number | CLONE_PARENT, &action->page->cloned);
    if (pid < 0)
        return -1;
    if (pid == 0)
        take_steps(action, first, count);
    action->cloned = pid;
    action->index += count;
    return 0;
}

/*
 * Slots become 0, 1, 2 ..., the bell and the page come right behind them, all else is closed. First everything is
 * copied out of the way, since a slot may hold a number that is another one's goal.
 */
int op_descriptors(struct action *action, const struct step *step) {
    int kept = (int)step->arguments[0].number, count = (int)step->arguments[1].slots.count, copies[MAX_SLOTS + 2];
    const uint32_t *slots = step->arguments[1].slots.items;
    for (int i = 0; i < count + 2; i++) {
        int fd = i < count ? action->job->slots[slots[i]] : i == count ? action->bell_fd : action->page_fd;
        copies[i] = fcntl(fd, F_DUPFD_CLOEXEC, count + 2);
        if (copies[i] < 0)
            return -1;
    }
    for (int i = 0; i < count + 2; i++)
        if (dup3(copies[i], i, i < kept ? 0 : O_CLOEXEC) < 0)
            return -1;
    for (int slot = 0; slot < MAX_SLOTS; slot++)
        action->job->slots[slot] = -1;
    for (int i = 0; i < count; i++)
        action->job->slots[slots[i]] = i;
    action->bell_fd = count;
    action->page_fd = count + 1;
    return sys_close_range((unsigned)count + 2, ~0U);
}

/* The launcher may have died before the request was made; then its end of the bell has gone with it. */
int op_death_signal(struct action *action, const struct step *step) {
    struct pollfd launcher = {.fd = action->bell_fd, .events = 0};
    if (prctl(PR_SET_PDEATHSIG, step->arguments[0].number) < 0)
        return -1;
    if (poll(&launcher, 1, 0) == 0)
        return 0;
    errno = ESRCH;
    return -1;
}

int op_group(struct action *action, const struct step *step) {
    (void)action;
    (void)step;
    return setpgid(0, 0);
}

int op_session(struct action *action, const struct step *step) {
    (void)action;
    (void)step;
    return setsid() < 0 ? -1 : 0;
}

int op_controlling(struct action *action, const struct step *step) {
    (void)action;
    return ioctl((int)step->arguments[0].number, TIOCSCTTY, 0);
}

/* CVE-2024-21626: a path may lead through a descriptor to a folder outside the root, which has no name then. */
int op_chdir(struct action *action, const struct step *step) {
    char name[PATH_MAX];
    (void)action;
    if (chdir(step->arguments[0].text) < 0 || syscall(SYS_getcwd, name, sizeof name) < 0)
        return -1;
    if (name[0] == '/')
        return 0;
    errno = EXDEV;
    return -1;
}

int op_call(struct action *action, const struct step *step) {
    (void)action;
    pid_t pid = fork();
    if (pid == 0) {
        execve(step->arguments[0].text, step->arguments[1].texts, step->arguments[2].texts);
        _exit(127);
    }
    struct pollfd ended = {.fd = pid < 0 ? -1 : sys_pidfd_open(pid), .events = POLLIN};
    if (ended.fd < 0)
        return -1;
    if (poll(&ended, 1, (int)step->arguments[3].number) == 0)
        kill(pid, SIGKILL);
    close(ended.fd);
    return waitpid(pid, NULL, 0) < 0 ? -1 : 0;
}

int op_remove(struct action *action, const struct step *step) {
    (void)action;
    return remove_tree(step->arguments[0].text);
}

/* HOME= at the end of the environment is a place that HOME has filled. */
static void fill_home(struct action *action, char *const *environment) {
    char **last = (char **)environment;
    if (action->home[0] == '\0')
        return;
    while (*last != NULL && last[1] != NULL)
        last++;
    if (*last != NULL && strcmp(*last, "HOME=") == 0)
        *last = action->home;
}

int op_exec(struct action *action, const struct step *step) {
    fill_home(action, step->arguments[2].texts);
    return execve(step->arguments[0].texts[action->program], step->arguments[1].texts, step->arguments[2].texts);
}

int op_leave(struct action *action, const struct step *step) {
    (void)action;
    (void)step;
    return 0;
}
