/*
 * CVE-2019-5736: a container can get hold of the executable of the process that made it. The launcher therefore runs
 * from a copy in memory that nobody can write to any more, and the file that it came from can be deleted at once.
 */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

enum { SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE };

/* Kernels before 6.3 do not know MFD_EXEC and need not be told. */
static int make_memory_file(void) {
    int fd = memfd_create("ociunit-launcher", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
    return fd < 0 && errno == EINVAL ? memfd_create("ociunit-launcher", MFD_CLOEXEC | MFD_ALLOW_SEALING) : fd;
}

static int copy_to(int memory_fd, int self_fd) {
    struct stat self;
    if (fstat(self_fd, &self) < 0)
        return -1;
    for (off_t left = self.st_size; left > 0;) {
        ssize_t copied = sendfile(memory_fd, self_fd, NULL, (size_t)left);
        if (copied <= 0)
            return -1;
        left -= copied;
    }
    return fcntl(memory_fd, F_ADD_SEALS, SEALS);
}

int is_sealed(void) {
    int self_fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    int sealed = self_fd >= 0 && fcntl(self_fd, F_GET_SEALS) == SEALS;
    close_fd(&self_fd);
    return sealed;
}

int seal_self(char **arguments, char **environment) {
    int self_fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (self_fd < 0)
        return -1;
    if (fcntl(self_fd, F_GET_SEALS) == SEALS)
        return close(self_fd);
    int memory_fd = make_memory_file();
    if (memory_fd < 0 || copy_to(memory_fd, self_fd) < 0)
        return -1;
    return fexecve(memory_fd, arguments, environment);
}
