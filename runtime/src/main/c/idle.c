/*
 * The program of a container that was given none: it waits until it is told to end, and reaps what the container's
 * processes leave behind, as the first process of a pid namespace must.
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void end(int signal) {
    _exit(128 + signal);
}

static void reap(int signal) {
    (void)signal;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
}

int main(void) {
    signal(SIGTERM, end);
    signal(SIGINT, end);
    signal(SIGHUP, end);
    signal(SIGCHLD, reap);
    for (;;)
        pause();
}
