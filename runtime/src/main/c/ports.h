/*
 * A container's port, forwarded: what the process that does it shares between its loop, its connections and its peers.
 *
 * It lives in the container's network namespace and holds sockets of the machine's. All that it needs of memory it has
 * from the beginning; tables are as large as its limit of descriptors lets them be.
 */
#ifndef OCIUNIT_PORTS_H
#define OCIUNIT_PORTS_H

#include "launcher.h"

#include <netinet/in.h>

union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

/* ports.c */
int64_t milliseconds(void);
/* A socket that is connected to the container's port by loopback, or is about to be; or -1 with errno. */
int connect_inside(int family, int type);

/* connection.c: TCP */
int begin_connections(int most);
void add_listener(int fd);
void remove_listeners(void);
int has_connections(void);
/* What could not be finished at once; then what has ended may be used again. */
void go_on_with_connections(void);
/* When something is to be done even if nothing happens, or -1. */
int64_t connections_wait_until(void);

/* peer.c: UDP */
int begin_peers(int most);
void add_datagrams(int fd);
void remove_datagrams(void);
void forget_idle_peers(void);
int64_t peers_wait_until(void);

#endif
