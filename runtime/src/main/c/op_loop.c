/* The operations of the loop: one function each, none of which may block. */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>

static int *slot_of(struct action *action, const struct step *step, int argument) {
    return &action->job->slots[step->arguments[argument].slot];
}

/* Fills a slot and tells Java the descriptor's number. */
static void fill(struct action *action, const struct step *step, int argument, int fd) {
    int *slot = slot_of(action, step, argument);
    close_fd(slot);
    *slot = fd;
    action->values[action->value_count++ % MAX_SLOTS] = fd;
}

int op_pipe(struct action *action, const struct step *step) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    fill(action, step, 0, ends[0]);
    fill(action, step, 1, ends[1]);
    return 0;
}

int op_open(struct action *action, const struct step *step) {
    int fd = open(step->arguments[1].text, (int)step->arguments[2].number | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
                  (mode_t)step->arguments[3].number);
    if (fd < 0)
        return -1;
    /* Not blocking was for the opening alone. */
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    fill(action, step, 0, fd);
    return 0;
}

/* What is held for a folder is not for another one that has got its name since. */
int op_still_there(struct action *action, const struct step *step) {
    struct stat held, found;
    if (fstat(*slot_of(action, step, 0), &held) < 0 || stat(step->arguments[1].text, &found) < 0)
        return -1;
    errno = ENOENT;
    return held.st_dev == found.st_dev && held.st_ino == found.st_ino ? 0 : -1;
}

int op_terminal(struct action *action, const struct step *step) {
    struct winsize size = {
        .ws_row = (unsigned short)step->arguments[2].number, .ws_col = (unsigned short)step->arguments[3].number};
    int master_fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (master_fd < 0)
        return -1;
    int other_fd = -1;
    if (grantpt(master_fd) == 0 && unlockpt(master_fd) == 0 && ioctl(master_fd, TIOCSWINSZ, &size) == 0)
        other_fd = open(ptsname(master_fd), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (other_fd < 0) {
        close_fd(&master_fd);
        return -1;
    }
    fill(action, step, 0, master_fd);
    fill(action, step, 1, other_fd);
    return 0;
}

int op_resize(struct action *action, const struct step *step) {
    struct winsize size = {
        .ws_row = (unsigned short)step->arguments[1].number, .ws_col = (unsigned short)step->arguments[2].number};
    return ioctl(*slot_of(action, step, 0), TIOCSWINSZ, &size);
}

static int connect_or_bind(int fd, const char *path, int (*call)(int, const struct sockaddr *, socklen_t)) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    return call(fd, (const struct sockaddr *)&address, sizeof address);
}

int op_listen(struct action *action, const struct step *step) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    if (connect_or_bind(fd, step->arguments[1].text, bind) < 0 || listen(fd, 1) < 0) {
        close_fd(&fd);
        return -1;
    }
    fill(action, step, 0, fd);
    return 0;
}

int connect_to(const char *path) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect_or_bind(fd, path, connect) < 0) {
        int error = errno;
        close_fd(&fd);
        errno = error;
    }
    return fd;
}

/* A message without bytes would carry no descriptor either. */
int op_send(struct action *action, const struct step *step) {
    if (step->arguments[2].bytes.count == 0) {
        errno = EINVAL;
        return -1;
    }
    int fd = connect_to(step->arguments[0].text);
    if (fd < 0)
        return -1;
    ssize_t sent = send_message(fd, step->arguments[2].bytes.data, step->arguments[2].bytes.count, slot_of(action, step, 1), 1);
    close_fd(&fd);
    return sent < 0 ? -1 : 0;
}

/* A descriptor that is on its way, over a socket that somebody else connects to. */
struct reception {
    struct source source; /* first, so that a ready source is its reception */
    struct reception *next;
    uint32_t tag;
    uint32_t slot;
    int connected;
};

static struct reception *receptions;

static void end_reception(struct reception *reception) {
    struct reception **link = &receptions;
    while (*link != reception)
        link = &(*link)->next;
    *link = reception->next;
    loop_remove(&reception->source);
    close_fd(&reception->source.fd);
    free(reception);
}

void end_receptions(uint32_t tag) {
    for (struct reception *reception = receptions, *next; reception != NULL; reception = next) {
        next = reception->next;
        if (reception->tag == tag)
            end_reception(reception);
    }
}

/* Tells Java the slot and the number that the descriptor got, or -1 if none came, and the bytes beside it. */
static void take_message(struct reception *reception) {
    char name[256];
    int fd = -1;
    uint32_t count = 1;
    ssize_t length = receive_message(reception->source.fd, name, sizeof name, &fd, &count);
    if (length < 0 && errno == EAGAIN)
        return;
    struct job *job = job_of(reception->tag);
    if (job == NULL) {
        close_fd(&fd);
    } else {
        close_fd(&job->slots[reception->slot]);
        job->slots[reception->slot] = fd;
        int64_t values[2] = {reception->slot, fd};
        reply(reception->tag, EVENT_RECEIVED, values, 2, name, length < 0 ? 0 : (uint32_t)length);
    }
    end_reception(reception);
}

static void reception_ready(struct source *source, uint32_t events) {
    struct reception *reception = (struct reception *)source;
    (void)events;
    if (reception->connected) {
        take_message(reception);
        return;
    }
    int fd = accept4(source->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    loop_remove(source);
    close_fd(&source->fd);
    source->fd = fd;
    reception->connected = 1;
    loop_add(source, EPOLLIN);
}

int op_receive(struct action *action, const struct step *step) {
    struct reception *reception = calloc(1, sizeof *reception);
    int fd = fcntl(*slot_of(action, step, 0), F_DUPFD_CLOEXEC, 0);
    if (reception == NULL || fd < 0) {
        free(reception);
        return -1;
    }
    reception->source = (struct source){fd, reception_ready};
    reception->next = receptions;
    receptions = reception;
    reception->tag = action->job->tag;
    reception->slot = step->arguments[1].slot;
    loop_add(&reception->source, EPOLLIN);
    return 0;
}

int op_chown(struct action *action, const struct step *step) {
    for (uint32_t i = 0; i < step->arguments[0].slots.count; i++) {
        int fd = action->job->slots[step->arguments[0].slots.items[i]];
        if (fchown(fd, (uid_t)step->arguments[1].number, (gid_t)step->arguments[2].number) < 0)
            return -1;
    }
    return 0;
}

int op_pidfd(struct action *action, const struct step *step) {
    int fd = sys_pidfd_open((pid_t)step->arguments[1].number);
    if (fd < 0)
        return -1;
    fill(action, step, 0, fd);
    return 0;
}

int op_close(struct action *action, const struct step *step) {
    for (uint32_t i = 0; i < step->arguments[0].slots.count; i++)
        close_fd(&action->job->slots[step->arguments[0].slots.items[i]]);
    return 0;
}

/*
 * Three cases: a child that lives (a command's orphan has become the launcher's own), one that has been reaped
 * already, and somebody else's process.
 */
int op_watch(struct action *action, const struct step *step) {
    pid_t pid = (pid_t)step->arguments[0].number;
    int is_child = is_own_child(pid);
    struct ending ending;
    int is_gone = !is_child && kill(pid, 0) < 0 && errno == ESRCH; /* else the number is another process' by now */
    if (is_gone && recall_ending(pid, &ending)) {
        if (action->job->folder_fd >= 0)
            write_ending(action->job->folder_fd, ending.status);
        tell_ending(action->job->tag, &ending);
        return 0;
    }
    struct watch *watch = add_watch(action->job->tag, pid, is_child);
    if (watch == NULL)
        return -1;
    watch->keep = step->arguments[1].number != 0;
    if (is_child && action->job->folder_fd >= 0)
        watch->folder_fd = fcntl(action->job->folder_fd, F_DUPFD_CLOEXEC, 0);
    return 0;
}

/* At once: there is no moment at which it neither goes with the launcher nor outlives it. */
int op_keep(struct action *action, const struct step *step) {
    for (struct watch *watch = watches; watch != NULL; watch = watch->next)
        if (watch->is_child && watch->pid == (pid_t)step->arguments[0].number)
            watch->keep = 1;
    forget_held(action->job);
    return 0;
}

int op_kill(struct action *action, const struct step *step) {
    struct watch *watch = find_watch(action->job->tag, (pid_t)step->arguments[0].number);
    if (watch == NULL) {
        errno = ESRCH;
        return -1;
    }
    return sys_pidfd_send_signal(watch->pidfd.fd, (int)step->arguments[1].number);
}

/* Only while the leader has not been reaped: after that the number may be another group's. */
int op_kill_group(struct action *action, const struct step *step) {
    struct watch *watch = find_watch(action->job->tag, (pid_t)step->arguments[0].number);
    if (watch == NULL || !watch->is_child || getpgid(watch->pid) != watch->pid) {
        errno = ESRCH;
        return -1;
    }
    return kill(-watch->pid, (int)step->arguments[1].number);
}
