/* Copies from one descriptor to another until the first one, or its job, ends, without ever blocking the loop. */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>

struct relay {
    struct source from; /* first, so that a ready source is its relay */
    struct source to;
    struct relay *next;
    uint32_t tag;
    int is_last; /* what is in the buffer is all that is passed on */
    size_t at;
    size_t filled;
    char buffer[1 << 17];
};

enum { AT_ONCE = 1 << 16 };

static struct relay *relays;

static void end_relay(struct relay *relay) {
    struct relay **link = &relays;
    while (*link != relay)
        link = &(*link)->next;
    *link = relay->next;
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
    if (relay->is_last && relay->at == relay->filled)
        end_relay(relay);
    else
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
    ssize_t length = read(source->fd, relay->buffer, AT_ONCE);
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

/* What is there already: a terminal, or a pipe, holds no more than there is room for. */
static void take_the_rest(struct relay *relay) {
    size_t room;
    while ((room = sizeof relay->buffer - relay->filled) > 0) {
        ssize_t length = read(relay->from.fd, relay->buffer + relay->filled, room);
        if (length <= 0)
            break;
        relay->filled += (size_t)length;
    }
    relay->is_last = 1;
}

/* Others than the process that a terminal was for may have it open, and write on, for ever. */
void end_relays(uint32_t tag) {
    for (struct relay *relay = relays, *next; relay != NULL; relay = next) {
        next = relay->next;
        if (relay->tag == tag) {
            take_the_rest(relay);
            drain(relay);
        }
    }
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
    relay->tag = action->job->tag;
    relay->next = relays;
    relays = relay;
    loop_add(&relay->from, EPOLLIN);
    loop_add(&relay->to, 0);
    return 0;
}
