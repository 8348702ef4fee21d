/*
 * How long a command takes, from the fork to its end:
 *   clock PROGRAM ARGUMENT...    runs it once for each line that is read
 * It reads nothing; its output goes to the error stream.
 */
#define _GNU_SOURCE
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

#include "rounds.h"

static int null_fd = -1;

static void round_of(char **command) {
    int status;
    pid_t pid = vfork();
    if (pid == 0) {
        dup2(null_fd, 0);
        dup2(2, 1);
        execv(command[0], command);
        _exit(127);
    }
    errno = 0;
    if (pid < 0 || waitpid(pid, &status, 0) < 0 || status != 0)
        fail("run the command");
}

int main(int count, char **arguments) {
    if (count < 2) {
        errno = EINVAL;
        fail("begin: clock PROGRAM ARGUMENT...");
    }
    null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null_fd < 0)
        fail("open /dev/null");
    return run_rounds(round_of, arguments + 1);
}
