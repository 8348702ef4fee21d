/* A filter's listener goes on to whoever asked for it, as soon as it comes and in one message. */
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { LONGEST_NUMBER = 20 };

/* Kept out of every child's memory: it is another container's. */
struct forward {
    size_t size; /* of all this */
    uint32_t index;
    int64_t pid;
    uint32_t before, behind; /* how many bytes */
    const char *path;
    char text[]; /* what comes before the pid, what comes behind it, the path, and room for the whole message */
};

void end_forward(struct job *job) {
    if (job->forward != NULL)
        munmap(job->forward, job->forward->size);
    job->forward = NULL;
}

int op_forward(struct action *action, const struct step *step) {
    uint32_t before = step->arguments[1].bytes.count, behind = step->arguments[3].bytes.count;
    size_t path = strlen(step->arguments[0].text) + 1;
    size_t size = sizeof(struct forward) + 2 * ((size_t)before + behind) + path + LONGEST_NUMBER + 1;
    struct forward *forward = (struct forward *)map_memory(size);
    if (forward == NULL)
        return -1;
    madvise(forward, size, MADV_DONTFORK);
    forward->size = size;
    forward->index = action->index;
    forward->pid = step->arguments[2].number;
    forward->before = before;
    forward->behind = behind;
    memcpy(forward->text, step->arguments[1].bytes.data, before);
    memcpy(forward->text + before, step->arguments[3].bytes.data, behind);
    forward->path = memcpy(forward->text + before + behind, step->arguments[0].text, path);
    end_forward(action->job);
    action->job->forward = forward;
    return 0;
}

static int send_words(struct forward *forward, int fd, pid_t pid) {
    char *message = (char *)forward->path + strlen(forward->path) + 1;
    memcpy(message, forward->text, forward->before);
    size_t length = forward->before;
    length += (size_t)snprintf(message + length, LONGEST_NUMBER + 1, "%d", pid);
    memcpy(message + length, forward->text + forward->before, forward->behind);
    length += forward->behind;
    int socket_fd = connect_to(forward->path);
    if (socket_fd < 0)
        return -1;
    ssize_t sent = send_message(socket_fd, message, length, &fd, 1);
    int error = sent < 0 ? errno : EMSGSIZE;
    close_fd(&socket_fd);
    errno = error;
    return sent == (ssize_t)length ? 0 : -1;
}

int forward_listener(struct job *job, int fd, struct page *page) {
    struct forward *forward = job == NULL ? NULL : job->forward;
    pid_t pid = forward != NULL && forward->pid != 0 ? (pid_t)forward->pid : page->cloned;
    errno = EDESTADDRREQ;
    int sent = forward == NULL ? -1 : send_words(forward, fd, pid), error = errno;
    close_fd(&fd);
    if (sent < 0 && page->failed_errno == 0) {
        page->failed_step = forward == NULL ? 0 : (int32_t)forward->index;
        page->failed_opcode = OP_FORWARD;
        page->failed_errno = error;
    }
    if (job != NULL)
        end_forward(job);
    return sent;
}
