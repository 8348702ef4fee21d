/*
 * What whoever supervises is told of a container (sd_notify(3)): the first READY that comes over a socket of the
 * container's own goes on, with the pid of who is to be supervised.
 */
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { MAX_NOTE = 4096, ALL_MAY_WRITE = 0777 };

struct notice {
    struct source source; /* first, so that a ready source is its notice */
    struct notice *next;
    uint32_t tag;
    uint32_t slot;
    int to_fd;
    int64_t pid; /* or 0 to tell none */
};

static struct notice *notices;

/* An address that begins with an @ is no file's: unix(7). */
static int datagram_socket(const char *path, int (*call)(int, const struct sockaddr *, socklen_t)) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(path);
    errno = ENAMETOOLONG;
    if (length >= sizeof address.sun_path)
        return -1;
    memcpy(address.sun_path, path, length);
    if (path[0] == '@')
        address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && call(fd, (const struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)) < 0) {
        int error = errno;
        close_fd(&fd);
        errno = error;
    }
    return fd;
}

static void end_notice(struct notice *notice) {
    struct notice **link = &notices;
    while (*link != notice)
        link = &(*link)->next;
    *link = notice->next;
    loop_remove(&notice->source);
    close_fd(&notice->source.fd);
    close_fd(&notice->to_fd);
    free(notice);
}

void end_notices(uint32_t tag) {
    for (struct notice *notice = notices, *next; notice != NULL; notice = next) {
        next = notice->next;
        if (notice->tag == tag)
            end_notice(notice);
    }
}

/* Returns a descriptor whose other end is closed when the words have been taken: sd_notify_barrier(3). */
static int tell(const struct notice *notice, const char *ready) {
    char words[MAX_NOTE + 64];
    int ends[2];
    int length = snprintf(words, sizeof words, "%s\n", ready);
    if (notice->pid != 0)
        length += snprintf(words + length, sizeof words - (size_t)length, "MAINPID=%lld\n", (long long)notice->pid);
    if (send(notice->to_fd, words, (size_t)length, MSG_NOSIGNAL) < 0 || pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    if (send_message(notice->to_fd, "BARRIER=1", strlen("BARRIER=1"), &ends[1], 1) < 0)
        close_fd(&ends[0]);
    close_fd(&ends[1]);
    return ends[0];
}

/* Tells Java the slot and the number of that descriptor, or -1 if the words could not be told. */
static void pass_on(struct notice *notice, const char *ready) {
    struct job *job = job_of(notice->tag);
    int fd = tell(notice, ready);
    if (job == NULL) {
        close_fd(&fd);
    } else {
        close_fd(&job->slots[notice->slot]);
        job->slots[notice->slot] = fd;
        int64_t values[2] = {notice->slot, fd};
        reply(notice->tag, EVENT_RECEIVED, values, 2, NULL, 0);
    }
    end_notice(notice);
}

static void notice_ready(struct source *source, uint32_t events) {
    struct notice *notice = (struct notice *)source;
    char words[MAX_NOTE + 1], *rest;
    (void)events;
    ssize_t length = recv(source->fd, words, MAX_NOTE, 0);
    if (length <= 0)
        return;
    words[length] = '\0';
    for (char *line = strtok_r(words, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
        if (strncmp(line, "READY=", strlen("READY=")) == 0) {
            pass_on(notice, line);
            return;
        }
}

int op_notify(struct action *action, const struct step *step) {
    const char *path = step->arguments[0].text;
    struct notice *notice = calloc(1, sizeof *notice);
    if (notice == NULL)
        return -1;
    int to_fd = datagram_socket(step->arguments[1].text, connect);
    if (to_fd >= 0)
        unlink(path); /* of a start that came to nothing */
    int fd = to_fd < 0 ? -1 : datagram_socket(path, bind);
    if (fd < 0 || chmod(path, ALL_MAY_WRITE) < 0) {
        int error = errno;
        close_fd(&fd);
        close_fd(&to_fd);
        free(notice);
        errno = error;
        return -1;
    }
    *notice = (struct notice){.source = {fd, notice_ready}, .next = notices, .tag = action->job->tag,
                              .slot = step->arguments[2].slot, .to_fd = to_fd, .pid = step->arguments[3].number};
    notices = notice;
    loop_add(&notice->source, EPOLLIN);
    return 0;
}
