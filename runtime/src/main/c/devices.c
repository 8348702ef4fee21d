/* The device rules of a cgroup of version 2: an eBPF program that Java has made. */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <string.h>

static int load(const void *instructions, uint32_t length) {
    const struct bpf_load request = {.type = BPF_DEVICE_PROGRAM,
                                     .count = length / 8,
                                     .instructions = (uint64_t)(uintptr_t)instructions,
                                     .license = (uint64_t)(uintptr_t) "Apache-2.0"};
    return (int)syscall(SYS_bpf, BPF_LOAD, &request, sizeof request);
}

/* The program that is there, to be replaced in one go: between two programs nothing would be forbidden, or all. */
static int attached_program(int cgroup_fd) {
    uint32_t ids[8] = {0};
    struct bpf_query query = {.target_fd = (uint32_t)cgroup_fd,
                              .type = BPF_DEVICE_ATTACHMENT,
                              .ids = (uint64_t)(uintptr_t)ids,
                              .count = 8};
    if (syscall(SYS_bpf, BPF_QUERY, &query, sizeof query) < 0 || query.count != 1)
        return -1;
    const struct bpf_by_id request = {.id = ids[0]};
    return (int)syscall(SYS_bpf, BPF_BY_ID, &request, sizeof request);
}

static int attach(int cgroup_fd, int program_fd) {
    int old_fd = attached_program(cgroup_fd);
    struct bpf_attach request = {.target_fd = (uint32_t)cgroup_fd,
                                 .program_fd = (uint32_t)program_fd,
                                 .type = BPF_DEVICE_ATTACHMENT,
                                 .flags = BPF_AMONG_OTHERS};
    if (old_fd >= 0) {
        request.flags |= BPF_REPLACE;
        request.replaced_fd = (uint32_t)old_fd;
    }
    int attached = (int)syscall(SYS_bpf, BPF_ATTACH, &request, sizeof request), error = errno;
    close_fd(&old_fd);
    errno = error;
    return attached;
}

int op_devices(struct action *action, const struct step *step) {
    (void)action;
    int cgroup_fd = open(step->arguments[0].text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int program_fd = cgroup_fd < 0 ? -1 : load(step->arguments[1].bytes.data, step->arguments[1].bytes.count);
    int attached = program_fd < 0 ? -1 : attach(cgroup_fd, program_fd), error = errno;
    close_fd(&cgroup_fd);
    close_fd(&program_fd);
    errno = error;
    return attached;
}
