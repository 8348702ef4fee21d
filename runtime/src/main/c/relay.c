/* Copies from one descriptor to another until the first one ends, without ever blocking the loop. */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>

struct relay {
    struct source from; /* first, so that a ready source is its relay */
    struct source to;
    size_t at;
    size_t filled;
    char buffer[1 << 16];
};

static void end_relay(struct relay *relay) {
    loop_remove(&relay->from);
    loop_remove(&relay->to);
    close_fd(&relay->from.fd);
    close_fd(&relay->to.fd);
    free(relay);
}

/* One side is waited on at a time: the writing one while something is left to be written. */
static void await_side(struct relay *relay) {
    int pending = relay->at < relay->filled;
    loop_change(&relay->from, pending ? 0 : EPOLLIN);
    loop_change(&relay->to, pending ? EPOLLOUT : 0);
}

static void drain(struct relay *relay) {
    while (relay->at < relay->filled) {
        ssize_t written = write(relay->to.fd, relay->buffer + relay->at, relay->filled - relay->at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0 && errno == EAGAIN)
            break;
        if (written < 0) {
            end_relay(relay);
            return;
        }
        relay->at += (size_t)written;
    }
    await_side(relay);
}

/* A reader that has gone is told even while nothing is to be written. */
static void to_ready(struct source *source, uint32_t events) {
    struct relay *relay = (struct relay *)((char *)source - offsetof(struct relay, to));
    if (events & (EPOLLERR | EPOLLHUP))
        end_relay(relay);
    else
        drain(relay);
}

/* The end of a terminal is EIO. */
static void from_ready(struct source *source, uint32_t events) {
    struct relay *relay = (struct relay *)source;
    (void)events;
    if (relay->at < relay->filled) { /* a hang-up is told even while nobody asks for it */
        loop_remove(source);
        return;
    }
    ssize_t length = read(source->fd, relay->buffer, sizeof relay->buffer);
    if (length < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (length <= 0) {
        end_relay(relay);
        return;
    }
    relay->at = 0;
    relay->filled = (size_t)length;
    drain(relay);
}

static int copy_of(int fd) {
    int copy_fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (copy_fd >= 0)
        fcntl(copy_fd, F_SETFL, fcntl(copy_fd, F_GETFL) | O_NONBLOCK);
    return copy_fd;
}

int op_relay(struct action *action, const struct step *step) {
    struct relay *relay = calloc(1, sizeof *relay);
    if (relay == NULL)
        return -1;
    relay->from = (struct source){copy_of(action->job->slots[step->arguments[0].slot]), from_ready};
    relay->to = (struct source){copy_of(action->job->slots[step->arguments[1].slot]), to_ready};
    if (relay->from.fd < 0 || relay->to.fd < 0) {
        close_fd(&relay->from.fd);
        close_fd(&relay->to.fd);
        free(relay);
        return -1;
    }
    loop_add(&relay->from, EPOLLIN);
    loop_add(&relay->to, 0);
    return 0;
}
