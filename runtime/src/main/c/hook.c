/*
 * A hook whose work is done by the JVM that made the container:
 *   hook SOCKET
 * passes the state, which the runtime writes to the standard input, to the JVM. The JVM's answer is the verdict: 0 if all
 * went well, or 1 and a text that says what did not. Without an answer the JVM has gone, and the hook fails.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { BUFFER = 4096 };

static int fail(const char *what) {
    fprintf(stderr, "hook: %s: %s\n", what, strerror(errno));
    return 1;
}

static int write_all(int fd, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(fd, bytes, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return -1;
        bytes += written;
        count -= (size_t)written;
    }
    return 0;
}

/* Copies until the end, or until it cannot. */
static int copy(int from_fd, int to_fd) {
    char buffer[BUFFER];
    for (;;) {
        ssize_t count = read(from_fd, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return (int)count;
        if (write_all(to_fd, buffer, (size_t)count) < 0)
            return -1;
    }
}

static int open_socket(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    int socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_fd >= 0 && connect(socket_fd, (const struct sockaddr *)&address, sizeof address) == 0)
        return socket_fd;
    return -1;
}

static int verdict(int socket_fd) {
    char answer;
    ssize_t count;
    do
        count = read(socket_fd, &answer, 1);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return fail("the JVM that made the container did not answer");
    if (count == 0) {
        fputs("hook: the JVM that made the container has gone without an answer\n", stderr);
        return 1;
    }
    if (answer == '0')
        return 0;
    copy(socket_fd, STDERR_FILENO);
    return 1;
}

int main(int count, char **arguments) {
    if (count != 2) {
        fputs("usage: hook SOCKET\n", stderr);
        return 2;
    }
    int socket_fd = open_socket(arguments[1]);
    if (socket_fd < 0)
        return fail("the JVM that made the container cannot be reached");
    signal(SIGPIPE, SIG_IGN);
    if (copy(STDIN_FILENO, socket_fd) < 0)
        return fail("the state could not be passed on");
    shutdown(socket_fd, SHUT_WR);
    return verdict(socket_fd);
}
