/*
 * The command jrunc: the launcher in front of the JVM that it starts. Whoever calls it is the parent of its containers,
 * and what the caller has open, and types, is theirs at first hand; the JVM beside it decides.
 *
 * Beside the folder that it is in, lib/jrunc/command holds the command line of the JVM, a word on each line.
 */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#define HOME "OCIUNIT_JRUNC_HOME"

enum { MAX_WORDS = 64, FAILED = 1, JVM_ENDS_MS = 10000 };

static int fail(const char *why, const char *what) {
    fprintf(stderr, "jrunc: could not start: %s %s: %s\n", why, what, strerror(errno));
    return FAILED;
}

/* The file's own place is known only until it runs from memory. */
static int remember_home(void) {
    char path[PATH_MAX], home[PATH_MAX + sizeof "/lib/jrunc"];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length < 0)
        return -1;
    path[length] = '\0';
    for (int up = 0; up < 2; up++)
        if (strrchr(path, '/') != NULL)
            *strrchr(path, '/') = '\0';
    snprintf(home, sizeof home, "%s/lib/jrunc", path);
    return setenv(HOME, home, 1);
}

/* The words of the file, and where they are kept. */
static int read_words(const char *home, char **words) {
    static char text[16384];
    char path[PATH_MAX];
    int count = 0;
    snprintf(path, sizeof path, "%s/command", home);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    close_fd(&fd);
    for (char *word = length < 0 ? NULL : strtok(text, "\n"); word != NULL && count < MAX_WORDS; word = strtok(NULL, "\n"))
        words[count++] = word;
    return count > 0 ? count : -1;
}

/* The caller's descriptors, each with a t if it is a terminal. */
static void describe(char *text, size_t size) {
    size_t length = (size_t)snprintf(text, size, "-Djrunc.descriptors=");
    for (int fd = 0; fd < MAX_CALLERS_FDS; fd++)
        if (caller.has[fd])
            length += (size_t)snprintf(text + length, size - length, "%d%s,", fd, isatty(fd) ? "t" : "");
}

/* The JVM's own words, those that tell it of this process, then the caller's. */
static char **command_line(char **words, int word_count, int count, char **arguments) {
    static char launcher[64], name[PATH_MAX], descriptors[64 + 4 * MAX_CALLERS_FDS];
    char **line = calloc((size_t)(word_count + count + 4), sizeof *line);
    if (line == NULL)
        return NULL;
    const char *last = count > 0 ? strrchr(arguments[0], '/') : NULL;
    snprintf(launcher, sizeof launcher, "-Djrunc.launcher=%d", getpid());
    snprintf(name, sizeof name, "-Djrunc.name=%s", last != NULL ? last + 1 : count > 0 ? arguments[0] : "jrunc");
    describe(descriptors, sizeof descriptors);
    char **at = line;
    *at++ = words[0];
    *at++ = launcher;
    *at++ = name;
    *at++ = descriptors;
    memcpy(at, words + 1, (size_t)(word_count - 1) * sizeof *at);
    at += word_count - 1;
    if (count > 1)
        memcpy(at, arguments + 1, (size_t)(count - 1) * sizeof *at);
    return line;
}

/* In a session of its own: what is typed at the terminal is not for it. Its end of the channel are 3 and 4. */
static _Noreturn void be_jvm(char **line, int in_fd, int out_fd, pid_t parent) {
    sigset_t none;
    int copy_in = fcntl(in_fd, F_DUPFD, 5), copy_out = fcntl(out_fd, F_DUPFD, 5);
    sigemptyset(&none);
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent && dup2(copy_in, 3) == 3 && dup2(copy_out, 4) == 4 && sys_close_range(5, ~0U) == 0) {
        sigprocmask(SIG_SETMASK, &none, NULL);
        execv(line[0], line);
    }
    _exit(fail("the JVM", line[0]));
}

static pid_t start_jvm(char **line, int *from_jvm_fd) {
    int requests[2], replies[2];
    pid_t parent = getpid();
    if (pipe2(requests, O_CLOEXEC) < 0 || pipe2(replies, O_CLOEXEC) < 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0)
        be_jvm(line, replies[0], requests[1], parent);
    close(replies[0]);
    close(requests[1]);
    *from_jvm_fd = requests[0];
    replies_fd = replies[1];
    return pid;
}

/* What the JVM says is the answer of the command; a signal that has ended this, as a shell tells it. */
static int await_status(void) {
    const struct timespec pause = {.tv_nsec = 1000000};
    struct ending ending;
    for (int waited = 0; !recall_ending(caller.java, &ending); waited++) {
        if (waited == JVM_ENDS_MS)
            kill(caller.java, SIGKILL);
        nanosleep(&pause, NULL);
        reap_children();
    }
    if (caller.ended_by != 0)
        return 128 + caller.ended_by;
    return WIFEXITED(ending.status) ? WEXITSTATUS(ending.status) : 128 + WTERMSIG(ending.status);
}

/* All that a process in the foreground could be meant to get, too. */
static sigset_t forwarded(void) {
    sigset_t signals;
    sigfillset(&signals);
    const int own[] = {SIGSEGV, SIGBUS, SIGKILL, SIGSTOP, SIGPIPE, SIGURG, SIGTTIN, SIGTTOU};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        sigdelset(&signals, own[i]);
    return signals;
}

static int hold_standard_streams(void) {
    int fd;
    while ((fd = open("/dev/null", O_RDWR)) >= 0 && fd < 3)
        ;
    return fd < 0 ? -1 : close(fd);
}

int main(int count, char **arguments) {
    char *words[MAX_WORDS];
    int word_count, in_fd;
    if (hold_standard_streams() < 0)
        return FAILED;
    meet_caller(arguments);
    if (!is_sealed() && (remember_home() < 0 || seal_self(arguments, environ) < 0))
        return fail("a copy in memory", "(set the sysctl vm.memfd_noexec to 0 or 1)");
    const char *home = getenv(HOME);
    if (home == NULL || (word_count = read_words(home, words)) < 0)
        return fail("no command in", home == NULL ? "its folder" : home);
    char **line = command_line(words, word_count, count, arguments);
    unsetenv(HOME);
    caller.java = line == NULL ? -1 : start_jvm(line, &in_fd);
    if (caller.java < 0)
        return fail("the JVM", words[0]);
    sigset_t signals = forwarded();
    if (serve(in_fd, &signals) < 0)
        refuse_to_serve();
    give_terminal_back();
    return await_status();
}
