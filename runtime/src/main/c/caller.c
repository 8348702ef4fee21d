/*
 * Whoever has called the command that this process is: descriptors, a terminal, signals. The launcher of a JVM that has
 * started it has no caller.
 */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <termios.h>
#include <unistd.h>

struct caller caller = {.foreground_fd = -1, .terminal_fd = -1};

static int *slot_of(struct action *action, const struct step *step, int argument) {
    return &action->job->slots[step->arguments[argument].slot];
}

/* Before this process opens anything: later nobody could tell whose a descriptor is. */
void meet_caller(char **words) {
    caller.words = words;
    for (int fd = 0; fd < MAX_CALLERS_FDS; fd++)
        caller.has[fd] = fcntl(fd, F_GETFD) >= 0;
}

int op_own(struct action *action, const struct step *step) {
    int64_t number = step->arguments[1].number;
    errno = EBADF;
    if (caller.java == 0 || number < 0 || number >= MAX_CALLERS_FDS || !caller.has[number])
        return -1;
    int *slot = slot_of(action, step, 0);
    close_fd(slot);
    *slot = fcntl((int)number, F_DUPFD_CLOEXEC, 0);
    action->values[action->value_count++ % MAX_SLOTS] = *slot;
    return *slot < 0 ? -1 : 0;
}

int op_lend(struct action *action, const struct step *step) {
    (void)step;
    action->job->lends = caller.java != 0;
    return 0;
}

int op_foreground(struct action *action, const struct step *step) {
    pid_t pid = (pid_t)step->arguments[0].number;
    (void)action;
    close_fd(&caller.foreground_fd);
    caller.is_grouped = step->arguments[1].number == 1;
    caller.is_awaited = pid == 0;
    if (caller.is_awaited)
        return 0;
    caller.foreground_fd = sys_pidfd_open(pid);
    if (caller.foreground_fd >= 0 && caller.held != 0)
        sys_pidfd_send_signal(caller.foreground_fd, caller.held);
    caller.held = 0;
    return caller.foreground_fd < 0 ? -1 : 0;
}

/* Where none of the streams is one, there may be one that controls the caller. */
static int find_terminal(void) {
    for (int fd = 0; fd < 3; fd++)
        if (caller.has[fd] && tcgetattr(fd, &caller.cooked) == 0)
            return fd;
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (fd >= 0 && tcgetattr(fd, &caller.cooked) < 0)
        close_fd(&fd);
    return fd;
}

static int read_size(int64_t *values) {
    struct winsize size;
    if (ioctl(caller.terminal_fd, TIOCGWINSZ, &size) < 0)
        return -1;
    values[0] = size.ws_row;
    values[1] = size.ws_col;
    return 0;
}

int op_caller_terminal(struct action *action, const struct step *step) {
    (void)step;
    if (caller.java != 0 && caller.terminal_fd < 0)
        caller.terminal_fd = find_terminal();
    errno = ENOTTY;
    if (caller.terminal_fd < 0)
        return -1;
    caller.terminal_tag = action->job->tag;
    action->value_count = 2;
    return read_size(action->values);
}

int op_raw(struct action *action, const struct step *step) {
    struct termios raw = caller.cooked;
    (void)action;
    (void)step;
    cfmakeraw(&raw);
    raw.c_oflag = caller.cooked.c_oflag; /* it is this terminal that ends the lines of what is shown on it */
    caller.is_raw = caller.terminal_fd >= 0 && tcsetattr(caller.terminal_fd, TCSANOW, &raw) == 0;
    return caller.is_raw ? 0 : -1;
}

int op_cooked(struct action *action, const struct step *step) {
    (void)action;
    (void)step;
    give_terminal_back();
    return 0;
}

void give_terminal_back(void) {
    if (caller.is_raw)
        tcsetattr(caller.terminal_fd, TCSANOW, &caller.cooked);
    caller.is_raw = 0;
}

static void tell_size(void) {
    int64_t values[2];
    if (read_size(values) == 0)
        reply(caller.terminal_tag, EVENT_RESIZED, values, 2, NULL, 0);
}

/* A terminal signals the whole process group by itself. */
static int forward(int number, int is_kernels) {
    int is_known = caller.is_grouped && is_kernels;
    if (caller.is_awaited && !is_known)
        caller.held = number;
    if (caller.is_awaited || caller.foreground_fd < 0)
        return caller.is_awaited;
    return sys_pidfd_send_signal(caller.foreground_fd, is_known ? 0 : number) == 0;
}

/* 1 if it is dealt with: without a living process in the foreground most of them end this one. */
int caller_signalled(int number, int is_kernels) {
    if (number == SIGWINCH && caller.terminal_fd >= 0)
        tell_size();
    else if (!forward(number, is_kernels) && number != SIGWINCH && number != SIGCONT)
        caller.ended_by = number;
    return caller.ended_by == 0;
}

/* ---- a program in this one's place ---- */

int op_leave_orphans(struct action *action, const struct step *step) {
    (void)action;
    (void)step;
    return prctl(PR_SET_CHILD_SUBREAPER, 0);
}

/* What the caller has open is open here, by its own numbers; all that the launcher has opened is closed on exec. */
int op_callers_descriptors(struct action *action, const struct step *step) {
    for (uint32_t i = 0; i < step->arguments[0].slots.count; i++)
        if (dup2(action->job->slots[step->arguments[0].slots.items[i]], (int)i) < 0)
            return -1;
    return 0;
}

/* systemd's sockets are for the process that was called: the program is that now. */
static void pass_sockets_on(void) {
    static char mine[64], launchers[64];
    snprintf(launchers, sizeof launchers, "LISTEN_PID=%d", launcher_pid);
    snprintf(mine, sizeof mine, "LISTEN_PID=%d", getpid());
    for (char **variable = environ; *variable != NULL; variable++)
        if (strcmp(*variable, launchers) == 0)
            *variable = mine;
}

static int64_t word_count(void) {
    int64_t count = 0;
    while (caller.words != NULL && caller.words[count] != NULL)
        count++;
    return count;
}

int op_callers_program(struct action *action, const struct step *step) {
    int64_t last = step->arguments[0].number, count = word_count();
    (void)action;
    errno = EINVAL;
    if (last < 1 || last >= count)
        return -1;
    pass_sockets_on();
    return execvp(caller.words[count - last], caller.words + count - last);
}
