/*
 * The one who is asked about system calls: listens on a stream socket, takes the listeners of so many filters, one after
 * the other, and answers the calls.
 *   answer_calls SOCKET CONNECTIONS (errno|value|continue) NUMBER
 * Tells on its standard output when it listens; then what each connection has brought, by one receive, and each call's
 * number and pid. It ends when the last listener's processes have ended.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { MOST = 64 };

static int listen_at(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 8) < 0) {
        perror(path);
        exit(1);
    }
    return fd;
}

static int take_listener(int socket_fd) {
    static char text[1 << 16];
    union { struct cmsghdr header; char space[CMSG_SPACE(8 * sizeof(int))]; } control;
    struct iovec vector = {text, sizeof text};
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    int fd = -1, connection = accept4(socket_fd, NULL, NULL, SOCK_CLOEXEC);
    ssize_t length = recvmsg(connection, &message, MSG_CMSG_CLOEXEC);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    int count = header == NULL ? 0 : (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    if (count > 0)
        memcpy(&fd, CMSG_DATA(header), sizeof fd);
    char more;
    int is_over = read(connection, &more, 1) == 0;
    printf("%.*s\n%d descriptors, %s\n", (int)length, text, count, is_over ? "then the end" : "then more");
    fflush(stdout);
    close(connection);
    return fd;
}

static void answer(int listener, const char *how, long number) {
    struct seccomp_notif call = {0};
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0)
        return;
    struct seccomp_notif_resp response = {.id = call.id};
    if (strcmp(how, "errno") == 0)
        response.error = (int)-number;
    else if (strcmp(how, "value") == 0)
        response.val = number;
    else
        response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    printf("call %d of %d\n", call.data.nr, call.pid);
    fflush(stdout);
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

/* All at once: a process may wait for the answer to its exec while another one's listener comes. */
int main(int count, char **words) {
    if (count != 5)
        return 2;
    int open = 0, coming = atoi(words[2]);
    struct pollfd fds[MOST];
    for (int i = 0; i < MOST; i++)
        fds[i] = (struct pollfd){.fd = i == 0 ? listen_at(words[1]) : -1, .events = POLLIN};
    puts("listening");
    fflush(stdout);
    while (coming > 0 || open > 0) {
        fds[0].events = coming > 0 ? POLLIN : 0;
        if (poll(fds, MOST, 30000) <= 0)
            return 3;
        if (fds[0].revents & POLLIN) {
            int slot = 1;
            while (slot < MOST - 1 && fds[slot].fd > 0)
                slot++;
            fds[slot] = (struct pollfd){.fd = take_listener(fds[0].fd), .events = POLLIN};
            coming--;
            open++;
            continue;
        }
        for (int i = 1; i < MOST; i++) {
            if (fds[i].fd > 0 && fds[i].revents & POLLIN) {
                answer(fds[i].fd, words[3], atol(words[4]));
            } else if (fds[i].fd > 0 && fds[i].revents & (POLLHUP | POLLERR)) {
                close(fds[i].fd);
                fds[i] = (struct pollfd){.fd = -1};
                open--;
            }
        }
    }
    puts("over");
    return 0;
}
