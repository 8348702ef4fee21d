/* Where processes meet: stage and init, init and Java, init and whoever starts it. */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

static int *slot_of(struct action *action, const struct step *step, int argument) {
    return &action->job->slots[step->arguments[argument].slot];
}

int ring(struct action *action, enum bell_kind kind, uint32_t slot, const int *fds, uint32_t count) {
    struct bell_message message = {kind, slot};
    return send_message(action->bell_fd, &message, sizeof message, fds, count) < 0 ? -1 : 0;
}

int op_report(struct action *action, const struct step *step) {
    (void)step;
    return ring(action, BELL_REPORT, 0, NULL, 0);
}

/* One byte is the word to go on. */
int await_word(int fd) {
    char byte;
    uint32_t none = 0;
    ssize_t length = receive_message(fd, &byte, 1, NULL, &none);
    if (length == 0)
        errno = ECANCELED;
    return length == 1 ? 0 : -1;
}

int op_barrier(struct action *action, const struct step *step) {
    (void)step;
    return ring(action, BELL_BARRIER, 0, NULL, 0) < 0 ? -1 : await_word(action->bell_fd);
}

int op_hand_over(struct action *action, const struct step *step) {
    return ring(action, BELL_DESCRIPTOR, step->arguments[0].slot, slot_of(action, step, 0), 1);
}

/* By the signal itself if it can be: the first process of a pid namespace has none that it does not ask for. */
static void end_by(int number) {
    sys_default_signal(number);
    raise(number);
    _exit(128 + number);
}

/* Who only waits ends as an ordinary process would; the program decides for itself. */
static void mind_signals(int minds) {
    static const int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    const struct sigaction end = {.sa_handler = end_by, .sa_flags = SA_NODEFER};
    for (unsigned i = 0; i < sizeof ending / sizeof *ending; i++) {
        if (minds)
            sigaction(ending[i], &end, NULL);
        else
            sys_default_signal(ending[i]);
    }
}

/* What has made the container is closed: whoever may look into this process finds no more of it than it still needs. */
int op_settle(struct action *action, const struct step *step) {
    (void)step;
    for (int slot = 0; slot < MAX_SLOTS; slot++)
        if (action->job->slots[slot] > action->page_fd)
            action->job->slots[slot] = -1;
    mind_signals(1);
    return sys_close_range((unsigned)action->page_fd + 1, ~0U);
}

/*
 * Who starts it gets the page and says go; if it goes away before, the next one may try. From then on the connection
 * is the bell: its end says that the program is executed, or never will be.
 */
int op_await_start(struct action *action, const struct step *step) {
    close_fd(&action->bell_fd);
    for (;;) {
        int fd = accept4(*slot_of(action, step, 0), NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0 && errno == EINTR)
            continue;
        if (fd < 0)
            return -1;
        if (send_message(fd, "", 1, &action->page_fd, 1) == 1 && await_word(fd) == 0) {
            action->bell_fd = fd;
            close_fd(slot_of(action, step, 0));
            mind_signals(0);
            return 0;
        }
        close(fd);
    }
}

int op_pair(struct action *action, const struct step *step) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return -1;
    *slot_of(action, step, 0) = ends[0];
    *slot_of(action, step, 1) = ends[1];
    return 0;
}

int op_pass(struct action *action, const struct step *step) {
    int fds[MAX_SLOTS];
    uint32_t count = step->arguments[1].slots.count;
    for (uint32_t i = 0; i < count; i++)
        fds[i] = action->job->slots[step->arguments[1].slots.items[i]];
    return send_message(*slot_of(action, step, 0), "", 1, fds, count) < 0 ? -1 : 0;
}

/* The other one has failed if nothing comes; its own words say why. */
int op_take(struct action *action, const struct step *step) {
    int fds[MAX_SLOTS];
    char byte;
    uint32_t wanted = step->arguments[1].slots.count, count = wanted;
    ssize_t length = receive_message(*slot_of(action, step, 0), &byte, 1, fds, &count);
    if (length < 0)
        return -1;
    if (length == 0 || count != wanted) {
        errno = ECANCELED;
        return -1;
    }
    for (uint32_t i = 0; i < count; i++)
        action->job->slots[step->arguments[1].slots.items[i]] = fds[i];
    return 0;
}

/* Field 22 of the kernel's line, behind a name that may itself hold spaces and brackets. */
static long long start_time_of(pid_t pid) {
    char path[32], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, line, sizeof line - 1);
    close_fd(&fd);
    if (length <= 0)
        return -1;
    line[length] = '\0';
    const char *at = strrchr(line, ')');
    for (int field = 2; at != NULL && field < 22; field++)
        at = strchr(at + 1, ' ');
    return at == NULL ? -1 : atoll(at + 1);
}

/* The number may be another process' by now; once it is open, it cannot become another one's any more. */
static int open_process(pid_t pid, int64_t start_time) {
    int fd = sys_pidfd_open(pid);
    if (fd >= 0 && start_time_of(pid) != start_time) {
        close_fd(&fd);
        errno = ESRCH;
    }
    return fd;
}

int op_process(struct action *action, const struct step *step) {
    int fd = open_process((pid_t)step->arguments[1].number, step->arguments[2].number);
    if (fd < 0)
        return -1;
    *slot_of(action, step, 0) = fd;
    return 0;
}

int op_signal(struct action *action, const struct step *step) {
    (void)action;
    int fd = open_process((pid_t)step->arguments[0].number, step->arguments[1].number);
    int sent = fd < 0 ? -1 : sys_pidfd_send_signal(fd, (int)step->arguments[2].number), error = errno;
    close_fd(&fd);
    errno = error;
    return sent;
}

/* Nobody may join the user namespace that it is in already, and nobody needs to. */
static int is_own_users(int fd) {
    struct stat there, own;
    return fstat(fd, &there) == 0 && stat("/proc/self/ns/user", &own) == 0 && there.st_dev == own.st_dev &&
           there.st_ino == own.st_ino;
}

static int join(int fd, int types) {
    if (setns(fd, types) == 0)
        return 0;
    int error = errno, joined = error == EINVAL && types == CLONE_NEWUSER && is_own_users(fd) ? 0 : -1;
    errno = error;
    return joined;
}

/* What was joined early is not to be joined again: the slot is empty then. */
int op_join(struct action *action, const struct step *step) {
    int fd = *slot_of(action, step, 0);
    return fd < 0 ? 0 : join(fd, (int)step->arguments[1].number);
}

int op_join_early(struct action *action, const struct step *step) {
    if (join(*slot_of(action, step, 0), (int)step->arguments[1].number) < 0)
        return errno == EPERM ? 0 : -1;
    close_fd(slot_of(action, step, 0));
    return 0;
}

int op_unshare(struct action *action, const struct step *step) {
    (void)action;
    return unshare((int)step->arguments[0].number);
}

/* ---- files ---- */

static int write_all(int fd, const char *text) {
    size_t length = strlen(text);
    ssize_t written = fd < 0 ? -1 : write(fd, text, length);
    int error = errno;
    if (fd >= 0)
        close(fd);
    errno = written >= 0 ? EIO : error;
    return written == (ssize_t)length ? 0 : -1;
}

int op_open_file(struct action *action, const struct step *step) {
    int fd = open(step->arguments[1].text, (int)step->arguments[2].number | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return -1;
    *slot_of(action, step, 0) = fd;
    return 0;
}

int op_write(struct action *action, const struct step *step) {
    (void)action;
    return write_all(open(step->arguments[0].text, O_WRONLY | O_CLOEXEC), step->arguments[1].text);
}

int op_process_file(struct action *action, const struct step *step) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", action->cloned, step->arguments[0].text);
    return write_all(open(path, O_WRONLY | O_CLOEXEC), step->arguments[1].text);
}

int op_open_process_file(struct action *action, const struct step *step) {
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "/proc/%d/%s", action->cloned, step->arguments[1].text);
    if (length >= (int)sizeof path)
        errno = ENAMETOOLONG;
    int fd = length >= (int)sizeof path ? -1 : open(path, (int)step->arguments[2].number | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return -1;
    *slot_of(action, step, 0) = fd;
    return 0;
}

static int enrol(char *const *paths, const char *number) {
    for (char *const *path = paths; *path != NULL; path++)
        if (write_all(open(*path, O_WRONLY | O_CLOEXEC), number) < 0)
            return -1;
    return 0;
}

int op_enrol(struct action *action, const struct step *step) {
    char number[16];
    snprintf(number, sizeof number, "%d", action->cloned);
    if (enrol(step->arguments[0].texts, number) == 0)
        return 0;
    int error = errno;
    if (step->arguments[1].texts[0] != NULL && enrol(step->arguments[1].texts, number) == 0)
        return 0;
    errno = error;
    return -1;
}

enum { MAX_RUN_ARGUMENTS = 64 };

static _Noreturn void be_program(struct action *action, const struct step *step, int words_fd) {
    char number[16], *arguments[MAX_RUN_ARGUMENTS + 1] = {NULL};
    snprintf(number, sizeof number, "%d", action->cloned);
    for (int i = 0; i < MAX_RUN_ARGUMENTS && step->arguments[1].texts[i] != NULL; i++)
        arguments[i] = strcmp(step->arguments[1].texts[i], "{pid}") == 0 ? number : step->arguments[1].texts[i];
    dup2(words_fd, 1);
    dup2(words_fd, 2);
    execve(step->arguments[0].text, arguments, step->arguments[2].texts);
    _exit(127);
}

/* A program has said why it failed: its words go along. */
int op_run(struct action *action, const struct step *step) {
    int words[2], status = 0;
    char text[MAX_DETAIL];
    if (pipe2(words, O_CLOEXEC) < 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0)
        be_program(action, step, words[1]);
    close(words[1]);
    struct pollfd ended = {.fd = pid < 0 ? -1 : sys_pidfd_open(pid), .events = POLLIN};
    if (ended.fd >= 0 && poll(&ended, 1, (int)step->arguments[3].number) == 0)
        kill(pid, SIGKILL);
    close_fd(&ended.fd);
    int waited = pid < 0 ? -1 : waitpid(pid, &status, 0);
    ssize_t length = waited < 0 || status == 0 ? 0 : read(words[0], text, sizeof text);
    close(words[0]);
    if (waited >= 0 && status == 0)
        return 0;
    if (length > 0)
        note_detail(action, text, (size_t)length);
    errno = waited < 0 ? errno : ECHILD;
    return -1;
}
