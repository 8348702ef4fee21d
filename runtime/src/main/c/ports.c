/* A container's port as one of this machine's loopback: the sockets outside, and the loop of the process inside. */
#define _GNU_SOURCE
#include "ports.h"
#include "syscalls.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

enum { MOST_TRIES = 64, BACKLOG = 4096, OUTER_SOCKETS = 4, MOST_EVENTS = 64 };

static const struct { int family, type; } outer_sockets[OUTER_SOCKETS] = {
    {AF_INET, SOCK_STREAM}, {AF_INET, SOCK_DGRAM}, {AF_INET6, SOCK_STREAM}, {AF_INET6, SOCK_DGRAM}};

static uint16_t port_inside;

static socklen_t loopback(union address *address, int family, uint16_t port) {
    memset(address, 0, sizeof *address);
    address->any.sa_family = (sa_family_t)family;
    if (family == AF_INET) {
        address->four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address->four.sin_port = htons(port);
        return sizeof address->four;
    }
    address->six.sin6_addr = in6addr_loopback;
    address->six.sin6_port = htons(port);
    return sizeof address->six;
}

static int close_after_error(int fd) {
    int error = errno;
    close_fd(&fd);
    errno = error;
    return -1;
}

/* ---- outside ---- */

/* 0 for the port lets the kernel choose one. What is accepted inherits that it does not wait for more to send. */
static int listen_outside(int family, int type, uint16_t *port) {
    const int yes = 1;
    union address address;
    socklen_t length = loopback(&address, family, *port);
    int fd = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
    if (type == SOCK_STREAM)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (bind(fd, &address.any, length) < 0 || (type == SOCK_STREAM && listen(fd, BACKLOG) < 0) ||
        getsockname(fd, &address.any, &length) < 0)
        return close_after_error(fd);
    *port = ntohs(family == AF_INET ? address.four.sin_port : address.six.sin6_port);
    return fd;
}

static int has_ipv6(void) {
    uint16_t any = 0;
    int fd = listen_outside(AF_INET6, SOCK_DGRAM, &any), is_there = fd >= 0;
    close_fd(&fd);
    return is_there;
}

/* All on the port that the first one gets. */
static int listen_on_one_port(int fds[OUTER_SOCKETS], int count, uint16_t *port) {
    *port = 0;
    for (int i = 0; i < count; i++) {
        fds[i] = listen_outside(outer_sockets[i].family, outer_sockets[i].type, port);
        if (fds[i] >= 0)
            continue;
        int error = errno;
        for (int opened = 0; opened < i; opened++)
            close_fd(&fds[opened]);
        errno = error;
        return -1;
    }
    return 0;
}

/* A port that is free for one of the sockets may be taken for another one. */
int op_listen_port(struct action *action, const struct step *step) {
    int fds[OUTER_SOCKETS], count = has_ipv6() ? OUTER_SOCKETS : OUTER_SOCKETS / 2, listening = -1;
    uint16_t port = 0;
    errno = EINVAL;
    if (step->arguments[0].slots.count != OUTER_SOCKETS)
        return -1;
    for (int tries = 0; tries < MOST_TRIES && listening < 0; tries++) {
        listening = listen_on_one_port(fds, count, &port);
        if (listening < 0 && errno != EADDRINUSE)
            return -1;
    }
    if (listening < 0)
        return -1;
    for (int i = 0; i < count; i++) {
        int *slot = &action->job->slots[step->arguments[0].slots.items[i]];
        close_fd(slot);
        *slot = fds[i];
    }
    action->values[action->value_count++ % MAX_SLOTS] = port;
    action->values[action->value_count++ % MAX_SLOTS] = count;
    return 0;
}

/* ---- inside ---- */

int64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

int connect_inside(int family, int type) {
    const int yes = 1;
    union address address;
    socklen_t length = loopback(&address, family, port_inside);
    int fd = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (type == SOCK_STREAM)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(fd, &address.any, length) < 0 && errno != EINPROGRESS)
        return close_after_error(fd);
    return fd;
}

static struct source process;
static int is_over;

/* Nobody can come any more. Who has come may still have something to read that was written before the end. */
static void process_ended(struct source *source, uint32_t events) {
    (void)events;
    loop_remove(source);
    close_fd(&source->fd);
    remove_listeners();
    remove_datagrams();
    is_over = 1;
}

/* The hard limit of descriptors is there to be used: a connection takes two, and two more while bytes are under way. */
static int raise_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return 0;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return getrlimit(RLIMIT_NOFILE, &limit) < 0 ? 0 : (int)(limit.rlim_cur < 1 << 18 ? limit.rlim_cur : 1 << 18);
}

static int wait_at_most(void) {
    int64_t first = connections_wait_until(), second = peers_wait_until();
    if (first < 0 || (second >= 0 && second < first))
        first = second;
    if (first <= 0)
        return (int)first;
    int64_t left = first - milliseconds();
    return left < 0 ? 0 : (int)left + 1;
}

static void forward(int epoll_fd) {
    struct epoll_event events[MOST_EVENTS];
    while (!is_over || has_connections()) {
        int count = epoll_wait(epoll_fd, events, MOST_EVENTS, wait_at_most());
        for (int i = 0; i < count; i++) {
            struct source *source = events[i].data.ptr;
            source->ready(source, events[i].events);
        }
        go_on_with_connections();
        forget_idle_peers();
    }
}

/* It comes to an end by itself when the container has, and its connections have too. */
int op_forward_port(struct action *action, const struct step *step) {
    int *slots = action->job->slots, descriptors = raise_limit(), epoll_fd = loop_renew();
    close_fd(&action->bell_fd);
    close_fd(&action->page_fd);
    prctl(PR_SET_NAME, "ociunit:port");
    signal(SIGPIPE, SIG_IGN);
    port_inside = (uint16_t)step->arguments[3].number;
    if (epoll_fd < 0 || begin_connections(descriptors / 4) < 0 || begin_peers(descriptors / 8) < 0)
        return -1;
    for (uint32_t i = 0; i < step->arguments[0].slots.count; i++)
        add_listener(slots[step->arguments[0].slots.items[i]]);
    for (uint32_t i = 0; i < step->arguments[1].slots.count; i++)
        add_datagrams(slots[step->arguments[1].slots.items[i]]);
    process = (struct source){slots[step->arguments[2].slot], process_ended};
    loop_add(&process, EPOLLIN);
    forward(epoll_fd);
    return 0;
}
