/*
 * TCP connections to a container's port: one from outside, one inside, and what goes both ways between them.
 *
 * Bytes move from socket to socket by a pipe, without being copied. A flow has a pipe only while there are bytes in it,
 * so that an idle connection takes two descriptors. Sockets are told of once for each change (EPOLLET): whatever
 * happens, both flows move until one of their ends has to be waited for.
 */
#define _GNU_SOURCE
#include "ports.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { AT_ONCE = 1 << 20, PIPE_SIZE = 1 << 20, KEPT_PIPES = 2, ROUNDS = 4, ACCEPTED_AT_ONCE = 64, PAUSE_MS = 100,
       MOST_LISTENERS = 2 };

/* One direction. */
struct flow {
    int pipe_fds[2]; /* -1 unless bytes are on their way */
    size_t held;     /* how many */
    int is_read_out; /* whoever writes here has said all */
    int is_shut;     /* and whoever reads here knows */
};

struct connection {
    struct source outer; /* first, so that a ready source is its connection */
    struct source inner;
    struct flow in, out;
    int family; /* by which it is being connected inside, or 0 once it is */
    int is_ended;
    struct queue *queue; /* which it is in, or NULL */
    struct connection *next; /* in its queue, or among the ended or the free ones */
};

struct queue { struct connection *first, *last; };

static struct source listeners[MOST_LISTENERS];
static int listener_count;
static int64_t paused_until; /* 0 while connections are accepted */

static struct connection *table, *unused, *ended;
static int table_size, touched, open_connections;

static struct queue busy; /* there may be more to move at once, but others are to have their turn */
static struct queue poor; /* no pipe was left */

static int kept_pipes[KEPT_PIPES][2], kept_count, pipe_count, most_pipes;

int begin_connections(int most) {
    table_size = most;
    most_pipes = most / 2;
    table = (struct connection *)map_memory((size_t)most * sizeof *table);
    return table == NULL ? -1 : 0;
}

int has_connections(void) {
    return open_connections > 0;
}

/* ---- queues ---- */

static void enqueue(struct queue *queue, struct connection *connection) {
    if (connection->queue != NULL || connection->is_ended)
        return;
    connection->queue = queue;
    connection->next = NULL;
    if (queue->first == NULL)
        queue->first = connection;
    else
        queue->last->next = connection;
    queue->last = connection;
}

static struct connection *dequeue(struct queue *queue) {
    struct connection *connection = queue->first;
    if (connection != NULL) {
        queue->first = connection->next;
        connection->queue = NULL;
    }
    return connection;
}

/* Rare, and queues are short. */
static void leave_queue(struct connection *connection) {
    struct queue *queue = connection->queue;
    if (queue == NULL)
        return;
    for (struct connection *other, *end = queue->last; (other = dequeue(queue)) != NULL;) {
        if (other != connection)
            enqueue(queue, other);
        if (other == end)
            return;
    }
}

/* ---- pipes ---- */

/* A large one moves more at once; a user who has many of them already is refused, and gets a small one. */
static int open_pipe(int fds[2]) {
    if (pipe_count == most_pipes || pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0) {
        fds[0] = fds[1] = -1;
        return -1;
    }
    pipe_count++;
    fcntl(fds[1], F_SETPIPE_SZ, PIPE_SIZE);
    return 0;
}

static int has_pipe(struct flow *flow) {
    if (flow->pipe_fds[0] >= 0)
        return 1;
    if (kept_count == 0)
        return open_pipe(flow->pipe_fds) == 0;
    kept_count--;
    flow->pipe_fds[0] = kept_pipes[kept_count][0];
    flow->pipe_fds[1] = kept_pipes[kept_count][1];
    return 1;
}

/* Whoever waits for one is the next. */
static void release_pipe(struct flow *flow) {
    if (flow->pipe_fds[0] < 0)
        return;
    if (flow->held == 0 && kept_count < KEPT_PIPES) {
        kept_pipes[kept_count][0] = flow->pipe_fds[0];
        kept_pipes[kept_count++][1] = flow->pipe_fds[1];
        flow->pipe_fds[0] = flow->pipe_fds[1] = -1;
    } else {
        close_fd(&flow->pipe_fds[0]);
        close_fd(&flow->pipe_fds[1]);
        pipe_count--;
    }
    struct connection *next = dequeue(&poor);
    if (next != NULL)
        enqueue(&busy, next);
}

/* ---- one direction ---- */

/* How many bytes have moved; 0 if none could, or -1 when the connection is broken. */
static ssize_t moved(ssize_t length) {
    return length >= 0 ? length : errno == EAGAIN || errno == EINTR ? 0 : -1;
}

static ssize_t take(struct flow *flow, int from_fd) {
    if (flow->is_read_out)
        return 0;
    ssize_t length = splice(from_fd, NULL, flow->pipe_fds[1], NULL, AT_ONCE, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    flow->is_read_out = length == 0;
    flow->held += length > 0 ? (size_t)length : 0;
    return moved(length);
}

static ssize_t give(struct flow *flow, int to_fd) {
    if (flow->held == 0)
        return 0;
    ssize_t length = splice(flow->pipe_fds[0], NULL, to_fd, NULL, flow->held, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    flow->held -= length > 0 ? (size_t)length : 0;
    return moved(length);
}

enum progress { BROKEN, WAITS, MORE, NO_PIPE };

/* An end is passed on behind the last byte. */
static enum progress pass_on(struct flow *flow, int from_fd, int to_fd) {
    int rounds = 0;
    if (flow->is_shut)
        return WAITS;
    if (!has_pipe(flow))
        return NO_PIPE;
    for (; rounds < ROUNDS; rounds++) {
        ssize_t taken = take(flow, from_fd), given = taken < 0 ? 0 : give(flow, to_fd);
        if (taken < 0 || given < 0)
            return BROKEN;
        if (taken == 0 && given == 0)
            break;
    }
    if (flow->held == 0)
        release_pipe(flow);
    if (flow->held == 0 && flow->is_read_out) {
        shutdown(to_fd, SHUT_WR);
        flow->is_shut = 1;
    }
    return rounds == ROUNDS ? MORE : WAITS;
}

/* ---- one connection ---- */

static void end_connection(struct connection *connection) {
    close_fd(&connection->outer.fd);
    close_fd(&connection->inner.fd);
    leave_queue(connection);
    connection->is_ended = 1;
    connection->next = ended;
    ended = connection;
    open_connections--;
    release_pipe(&connection->in);
    release_pipe(&connection->out);
    if (paused_until > 0)
        paused_until = 1; /* there is room again */
}

/* Whoever is at the other end learns that it has not ended in the ordinary way. */
static void reset_connection(struct connection *connection) {
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(connection->outer.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    if (connection->inner.fd >= 0)
        setsockopt(connection->inner.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    end_connection(connection);
}

/* What was said before a reset is passed on before it. Where nobody has a pipe, none will ever be left either. */
static void move(struct connection *connection) {
    enum progress in = pass_on(&connection->in, connection->outer.fd, connection->inner.fd);
    enum progress out = pass_on(&connection->out, connection->inner.fd, connection->outer.fd);
    int is_hopeless = (in == NO_PIPE || out == NO_PIPE) && pipe_count == 0;
    if (in == BROKEN || out == BROKEN || is_hopeless)
        reset_connection(connection);
    else if (connection->in.is_shut && connection->out.is_shut)
        end_connection(connection);
    else if (in == MORE || out == MORE)
        enqueue(&busy, connection);
    else if (in == NO_PIPE || out == NO_PIPE)
        enqueue(&poor, connection);
}

static void watch_socket(struct source *source) {
    loop_add(source, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
}

/* By IPv4 first: most listen there, or on all addresses. Nobody who listens is a reset, at once. */
static void reach_inside(struct connection *connection, int family) {
    connection->family = family;
    connection->inner.fd = connect_inside(family, SOCK_STREAM);
    if (connection->inner.fd >= 0)
        watch_socket(&connection->inner);
    else if (family == AF_INET)
        reach_inside(connection, AF_INET6);
    else
        reset_connection(connection);
}

static int is_connected(struct connection *connection, uint32_t events) {
    int error = 0;
    socklen_t size = sizeof error;
    if (connection->family == 0)
        return 1;
    getsockopt(connection->inner.fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error == 0 && (events & EPOLLOUT)) {
        connection->family = 0;
        return 1;
    }
    if (error == 0)
        return 0;
    close_fd(&connection->inner.fd);
    if (connection->family == AF_INET)
        reach_inside(connection, AF_INET6);
    else
        reset_connection(connection);
    return 0;
}

static void inner_ready(struct source *source, uint32_t events) {
    struct connection *connection = (struct connection *)((char *)source - offsetof(struct connection, inner));
    if (!connection->is_ended && is_connected(connection, events))
        move(connection);
}

static void outer_ready(struct source *source, uint32_t events) {
    struct connection *connection = (struct connection *)source;
    if (connection->is_ended)
        return;
    if (connection->family == 0)
        move(connection);
    else if (events & (EPOLLERR | EPOLLHUP)) /* it has not waited */
        reset_connection(connection);
}

/* ---- all of them ---- */

static struct connection *new_connection(void) {
    struct connection *connection = unused;
    if (connection != NULL)
        unused = connection->next;
    else if (touched < table_size)
        connection = &table[touched++];
    return connection;
}

static void begin_connection(struct connection *connection, int fd) {
    const struct flow nothing = {.pipe_fds = {-1, -1}};
    *connection = (struct connection){{fd, outer_ready}, {-1, inner_ready}, nothing, nothing, 0, 0, NULL, NULL};
    open_connections++;
    watch_socket(&connection->outer);
    reach_inside(connection, AF_INET);
}

static void watch_listeners(uint32_t events) {
    for (int i = 0; i < listener_count; i++)
        loop_change(&listeners[i], events);
}

/* As long as there is no room, those who come wait in the kernel's queue. */
static void pause_accepting(void) {
    paused_until = milliseconds() + PAUSE_MS;
    watch_listeners(0);
}

static void listener_ready(struct source *source, uint32_t events) {
    (void)events;
    for (int accepted = 0; accepted < ACCEPTED_AT_ONCE; accepted++) {
        struct connection *connection = new_connection();
        int fd = connection == NULL ? -1 : accept4(source->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0) {
            begin_connection(connection, fd);
            continue;
        }
        if (connection == NULL || errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            pause_accepting();
        if (connection != NULL) {
            connection->next = unused;
            unused = connection;
        }
        return;
    }
}

void add_listener(int fd) {
    struct source *listener = &listeners[listener_count++ % MOST_LISTENERS];
    *listener = (struct source){fd, listener_ready};
    loop_add(listener, EPOLLIN);
}

void remove_listeners(void) {
    for (int i = 0; i < listener_count; i++)
        close_fd(&listeners[i].fd);
    listener_count = 0;
    paused_until = 0;
}

/* Each one that is busy gets one more turn, and those that ended are no event's any more. */
void go_on_with_connections(void) {
    for (struct connection *connection, *end = busy.first == NULL ? NULL : busy.last; end != NULL;) {
        connection = dequeue(&busy);
        if (connection == end)
            end = NULL;
        move(connection);
    }
    while (ended != NULL) {
        struct connection *connection = ended;
        ended = connection->next;
        connection->next = unused;
        unused = connection;
    }
    if (paused_until > 0 && paused_until <= milliseconds()) {
        paused_until = 0;
        watch_listeners(EPOLLIN);
    }
}

int64_t connections_wait_until(void) {
    return busy.first != NULL ? 0 : paused_until > 0 ? paused_until : -1;
}
