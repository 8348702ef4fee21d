/* Frames to Java, queued so that a slow reader never stops the loop. */
#include "launcher.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { QUEUE = 1 << 20 };

static char queue[QUEUE];
static size_t queued;

int replies_go_nowhere;
int replies_fd = -1;

static void append(const void *from, size_t size) {
    memcpy(queue + queued, from, size);
    queued += size;
}

/* A reader that leaves a mebibyte of answers lying has gone: from then on there is nobody to tell. */
void reply(uint32_t tag, enum event event, const int64_t *values, uint32_t count, const char *bytes, uint32_t length) {
    uint32_t header[4] = {(uint32_t)(3 * sizeof(uint32_t) + count * sizeof *values + length), tag, (uint32_t)event, count};
    if (replies_go_nowhere || queued + sizeof header + count * sizeof *values + length > QUEUE) {
        replies_go_nowhere = 1;
        return;
    }
    append(header, sizeof header);
    if (count > 0)
        append(values, count * sizeof *values);
    if (length > 0)
        append(bytes, length);
    reply_flush();
}

/* Writes what the pipe takes; 1 if something is left. */
int reply_flush(void) {
    while (queued > 0 && !replies_go_nowhere) {
        ssize_t written = write(replies_fd, queue, queued);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0 && errno == EAGAIN)
            return 1;
        if (written < 0) {
            replies_go_nowhere = 1;
            break;
        }
        queued -= (size_t)written;
        memmove(queue, queue + written, queued);
    }
    return 0;
}
