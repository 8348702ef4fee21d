/* The launcher of a JVM, which has started it and speaks to it over its standard input and output. */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <sys/prctl.h>
#include <sys/stat.h>

/* Somebody who finds this program, in a container or elsewhere, can do nothing with it. */
static int has_channel(void) {
    struct stat in, out;
    return fstat(0, &in) == 0 && fstat(1, &out) == 0 && S_ISFIFO(in.st_mode) && S_ISFIFO(out.st_mode);
}

/* Nothing of the JVM's but the channel. */
static int let_go(void) {
    sys_close_range(3, ~0U);
    setsid();
    prctl(PR_SET_NAME, "ociunit");
    return chdir("/");
}

int main(int count, char **arguments, char **environment) {
    sigset_t signals;
    (void)count;
    if (!has_channel())
        return 2;
    replies_fd = 1;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    if (seal_self(arguments, environment) == 0 && let_go() == 0 && serve(0, &signals) == 0)
        return 0;
    refuse_to_serve();
    return 1;
}
