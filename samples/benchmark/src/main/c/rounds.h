/* A round for each line that is read; its time is written as a line. */
#ifndef ROUNDS_H
#define ROUNDS_H

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static inline _Noreturn void fail(const char *what) {
    fprintf(stderr, "Could not %s: %s\n", what, strerror(errno));
    _exit(1);
}

static inline long long nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Ends with the input, and not at the keyboard's wish: a round that has begun takes away what it has made. */
static inline int run_rounds(void (*round)(char **), char **arguments) {
    int byte;
    signal(SIGINT, SIG_IGN);
    while ((byte = getchar()) != EOF) {
        if (byte != '\n')
            continue;
        long long begin = nanoseconds();
        round(arguments);
        printf("%lld\n", nanoseconds() - begin);
        fflush(stdout);
    }
    return 0;
}

#endif
