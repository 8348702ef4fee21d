/* Messages with descriptors, over unix sockets. */
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* The control buffer is aligned by the union, as cmsg(3) asks. */
union control {
    struct cmsghdr header;
    char space[CMSG_SPACE(MAX_PASSED * sizeof(int))];
};

ssize_t send_message(int socket_fd, const void *bytes, size_t length, const int *fds, uint32_t count) {
    union control control = {0};
    struct iovec vector = {(void *)bytes, length};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    if (count > MAX_PASSED) {
        errno = E2BIG;
        return -1;
    }
    if (count > 0) {
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(count * sizeof *fds);
        memcpy(CMSG_DATA(&control.header), fds, count * sizeof *fds);
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(count * sizeof *fds);
    }
    ssize_t sent;
    do
        sent = sendmsg(socket_fd, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent;
}

/* At most `*count` descriptors, of which that becomes the number; more than asked for are closed. */
ssize_t receive_message(int socket_fd, void *bytes, size_t size, int *fds, uint32_t *count) {
    union control control;
    struct iovec vector = {bytes, size};
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.space};
    uint32_t wanted = *count;
    ssize_t length;
    do
        length = recvmsg(socket_fd, &message, MSG_CMSG_CLOEXEC);
    while (length < 0 && errno == EINTR);
    *count = 0;
    if (length < 0)
        return -1;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header == NULL || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
        return length;
    int came[MAX_PASSED];
    uint32_t came_count = (uint32_t)((header->cmsg_len - CMSG_LEN(0)) / sizeof *came);
    memcpy(came, CMSG_DATA(header), came_count * sizeof *came);
    for (uint32_t i = 0; i < came_count; i++) {
        if (i < wanted)
            fds[(*count)++] = came[i];
        else
            close_fd(&came[i]);
    }
    return length;
}
