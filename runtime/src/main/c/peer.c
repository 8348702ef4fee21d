/*
 * UDP to a container's port: whoever has sent something from outside is a peer and has a socket of his own inside, which
 * what comes back is told by. He is forgotten after a while, or when there are too many.
 */
#define _GNU_SOURCE
#include "ports.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { IDLE_MS = 60000, MOST_PEERS = 4096, BUCKETS = 1024, AT_ONCE = 64, LONGEST = 1 << 16, MOST_SOCKETS = 2 };

struct peer {
    struct source inner; /* first, so that a ready source is its peer */
    struct peer *older, *younger; /* by use */
    struct peer *next; /* in its bucket, or among the unused */
    union address address;
    int outer_fd;
    int family; /* inside */
    int is_answered;
    int64_t used; /* in milliseconds */
};

static struct source sockets[MOST_SOCKETS];
static int socket_count;
static struct peer *table, *unused, *oldest, *youngest, *buckets[BUCKETS];
static int table_size, touched;

int begin_peers(int most) {
    table_size = most < MOST_PEERS ? most : MOST_PEERS;
    table = (struct peer *)map_memory((size_t)table_size * sizeof *table);
    return table == NULL ? -1 : 0;
}

/* On loopback hardly two have one port. */
static struct peer **bucket_of(const union address *address) {
    in_port_t port = address->any.sa_family == AF_INET ? address->four.sin_port : address->six.sin6_port;
    return &buckets[ntohs(port) % BUCKETS];
}

static void leave_order(struct peer *peer) {
    *(peer->older == NULL ? &oldest : &peer->older->younger) = peer->younger;
    *(peer->younger == NULL ? &youngest : &peer->younger->older) = peer->older;
}

static void become_youngest(struct peer *peer) {
    peer->used = milliseconds();
    peer->older = youngest;
    peer->younger = NULL;
    *(youngest == NULL ? &oldest : &youngest->younger) = peer;
    youngest = peer;
}

static void forget_peer(struct peer *peer) {
    struct peer **link = bucket_of(&peer->address);
    while (*link != peer)
        link = &(*link)->next;
    *link = peer->next;
    leave_order(peer);
    close_fd(&peer->inner.fd);
    peer->next = unused;
    unused = peer;
}

/* ---- what comes back ---- */

static char datagram[LONGEST];

static void inner_ready(struct source *source, uint32_t events) {
    struct peer *peer = (struct peer *)source;
    socklen_t size = peer->address.any.sa_family == AF_INET ? sizeof peer->address.four : sizeof peer->address.six;
    (void)events;
    for (int i = 0; i < AT_ONCE; i++) {
        ssize_t length = recv(source->fd, datagram, sizeof datagram, 0);
        if (length < 0)
            return;
        peer->is_answered = 1;
        leave_order(peer);
        become_youngest(peer);
        sendto(peer->outer_fd, datagram, (size_t)length, MSG_DONTWAIT, &peer->address.any, size);
    }
}

/* ---- what is sent ---- */

static int open_inside(struct peer *peer, int family) {
    close_fd(&peer->inner.fd);
    peer->family = family;
    peer->inner.fd = connect_inside(family, SOCK_DGRAM);
    if (peer->inner.fd >= 0)
        loop_add(&peer->inner, EPOLLIN);
    return peer->inner.fd;
}

static struct peer *find_peer(const union address *address, int outer_fd) {
    struct peer *peer = *bucket_of(address);
    while (peer != NULL && (peer->outer_fd != outer_fd || memcmp(&peer->address, address, sizeof *address) != 0))
        peer = peer->next;
    return peer;
}

static struct peer *new_peer(const union address *address, int outer_fd) {
    if (unused == NULL && touched == table_size)
        forget_peer(oldest);
    struct peer *peer = unused != NULL ? unused : &table[touched++];
    if (peer == unused)
        unused = peer->next;
    struct peer **bucket = bucket_of(address);
    *peer = (struct peer){.inner = {-1, inner_ready}, .next = *bucket, .address = *address, .outer_fd = outer_fd};
    *bucket = peer;
    become_youngest(peer);
    open_inside(peer, AF_INET);
    return peer;
}

static int is_refused(struct peer *peer, size_t length) {
    int error = 0;
    socklen_t size = sizeof error;
    if (send(peer->inner.fd, datagram, length, MSG_DONTWAIT) < 0)
        return errno == ECONNREFUSED;
    if (!peer->is_answered)
        getsockopt(peer->inner.fd, SOL_SOCKET, SO_ERROR, &error, &size);
    return error == ECONNREFUSED;
}

/* On loopback a refusal is there as soon as the datagram is sent. Then a service may be on IPv6 alone. */
static void send_inside(struct peer *peer, size_t length) {
    if (!is_refused(peer, length) || peer->is_answered)
        return;
    if (open_inside(peer, peer->family == AF_INET ? AF_INET6 : AF_INET) >= 0)
        is_refused(peer, length);
}

static void outer_ready(struct source *source, uint32_t events) {
    (void)events;
    for (int i = 0; i < AT_ONCE; i++) {
        union address address = {.any = {.sa_family = 0}};
        socklen_t size = sizeof address;
        ssize_t length = recvfrom(source->fd, datagram, sizeof datagram, 0, &address.any, &size);
        if (length < 0)
            return;
        struct peer *peer = find_peer(&address, source->fd);
        if (peer == NULL) {
            peer = new_peer(&address, source->fd);
        } else {
            leave_order(peer);
            become_youngest(peer);
        }
        send_inside(peer, (size_t)length);
    }
}

void add_datagrams(int fd) {
    struct source *outer = &sockets[socket_count++ % MOST_SOCKETS];
    *outer = (struct source){fd, outer_ready};
    loop_add(outer, EPOLLIN);
}

void remove_datagrams(void) {
    for (int i = 0; i < socket_count; i++)
        close_fd(&sockets[i].fd);
    socket_count = 0;
    while (oldest != NULL)
        forget_peer(oldest);
}

void forget_idle_peers(void) {
    if (oldest == NULL)
        return;
    for (int64_t now = milliseconds(); oldest != NULL && oldest->used + IDLE_MS <= now;)
        forget_peer(oldest);
}

int64_t peers_wait_until(void) {
    return oldest == NULL ? -1 : oldest->used + IDLE_MS;
}
