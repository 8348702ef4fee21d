/* What Java asks of the kernel's network: rtnetlink(7) messages, whole, whose meaning is not looked at here. */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* The kernel's answer to a request: 0 or an error, the request's header again, and perhaps words about it. */
struct answer {
    struct netlink_header header;
    int32_t error;
    struct netlink_header request;
    char attributes[4096];
};

int open_route(void) {
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0 /* NETLINK_ROUTE */), on = 1;
    if (fd >= 0) { /* words, and not the whole request again: both are asked for, and needed by nobody */
        setsockopt(fd, NETLINK_LEVEL, NETLINK_WORDS, &on, sizeof on);
        setsockopt(fd, NETLINK_LEVEL, NETLINK_NO_ECHO, &on, sizeof on);
    }
    return fd;
}

static void read_words(const struct answer *answer, size_t length, struct kernels_words *words) {
    const char *at = answer->attributes, *end = (const char *)answer + length;
    while (end - at >= (ptrdiff_t)sizeof(struct netlink_attribute)) {
        const struct netlink_attribute *attribute = (const void *)at;
        if (attribute->length < sizeof *attribute || attribute->length > end - at)
            return;
        if (attribute->type == NETLINK_WORDS_ABOUT_ERROR) {
            words->length = (uint32_t)strnlen(at + sizeof *attribute, attribute->length - sizeof *attribute);
            words->length = words->length < sizeof words->text ? words->length : sizeof words->text;
            memcpy(words->text, at + sizeof *attribute, words->length);
        }
        at += NETLINK_ALIGNED(attribute->length);
    }
}

int ask_route(int socket_fd, const void *message, size_t length, struct kernels_words *words) {
    static struct answer answer;
    ssize_t answered = send(socket_fd, message, length, 0) < 0 ? -1 : recv(socket_fd, &answer, sizeof answer, 0);
    if (answered < 0)
        return -1;
    errno = answer.header.type == NETLINK_ERROR ? -answer.error : EBADMSG;
    if (errno == 0)
        return 0;
    if (words != NULL && answer.header.flags & NETLINK_HAS_ATTRIBUTES)
        read_words(&answer, (size_t)answered, words);
    return -1;
}

/* A message that names another network namespace has the number of its descriptor, which only this process knows. */
static int name_namespace(struct action *action, const struct step *step, char *message, size_t length) {
    size_t at = (size_t)step->arguments[2].number;
    int32_t fd = action->job->slots[step->arguments[1].slot];
    if (at == 0)
        return 0;
    if (at + sizeof fd > length) {
        errno = EBADMSG;
        return -1;
    }
    memcpy(message + at, &fd, sizeof fd);
    return 0;
}

int op_route(struct action *action, const struct step *step) {
    static char message[4096];
    static struct kernels_words words;
    size_t length = step->arguments[0].bytes.count;
    if (length > sizeof message) {
        errno = EMSGSIZE;
        return -1;
    }
    memcpy(message, step->arguments[0].bytes.data, length);
    int socket_fd = name_namespace(action, step, message, length) < 0 ? -1 : open_route();
    int done = socket_fd < 0 ? -1 : ask_route(socket_fd, message, length, &words), error = errno;
    close_fd(&socket_fd);
    if (done < 0)
        note_detail(action, words.text, words.length);
    errno = error;
    return done;
}
