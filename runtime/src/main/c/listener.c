/*
 * A filter with a listener. Once it is loaded, the process may make no call but that of its program, and that one may
 * wait for the listener's word: another process, which shares the descriptors and has no filter, takes the listener away.
 *
 * It is a child of the process, since the first one of a pid namespace can have no siblings, and it leaves nothing to be
 * reaped: SIGCHLD says so, up to the exec, which forgets that. Hence the process has to wait for its end, without a
 * call. It reads memory that is not there; that is told to the other one, and the signal of its end ends the wait.
 */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>

enum { GRANULE = 65536 };

/* Memory whose first reader waits, and a descriptor that tells of him; -1 where the kernel allows no such thing. */
struct gate {
    int fd;
    volatile char *memory;
};

enum { SOMEBODY_ELSE = 1, COURIER = 2 };

static jmp_buf behind_gate;
static struct page *page;
static volatile int32_t courier;

/*
 * It returns only as long as there is no filter, since that is a call. The first process of a container may be told of
 * others' ends too.
 */
static void child_ended(int signal, siginfo_t *end, void *context) {
    (void)signal;
    (void)context;
    if (end->si_pid == courier)
        longjmp(behind_gate, COURIER);
    if (page->listener != 0)
        longjmp(behind_gate, SOMEBODY_ELSE);
}

static void on_end_of_child(const struct sigaction *how) {
    struct sigaction action = *how;
    action.sa_flags |= SA_NOCLDWAIT | SA_NODEFER;
    sigaction(SIGCHLD, &action, NULL);
}

static struct gate make_gate(void) {
    struct gate gate = {.fd = -1, .memory = (volatile char *)map_memory(GRANULE)};
    struct fault_interface interface = {.version = FAULT_INTERFACE};
    struct fault_range range = {(uint64_t)(uintptr_t)gate.memory, GRANULE, FAULT_MISSING, 0};
    if (gate.memory == NULL)
        return gate;
    gate.fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | FAULTS_OF_PROGRAMS);
    if (gate.fd >= 0 && (ioctl(gate.fd, FAULT_OPEN, &interface) < 0 || ioctl(gate.fd, FAULT_REGISTER, &range) < 0))
        close_fd(&gate.fd);
    return gate;
}

/* Where there is no gate, this turns until it is interrupted; it is not for long. */
static _Noreturn void wait_at(const struct gate *gate) {
    for (;;)
        if (gate->fd >= 0)
            (void)*gate->memory;
        else
            __asm__ volatile("" ::: "memory");
}

/* The filter is loaded right now: without a gate, it is looked at now and then. */
static int await_listener(const struct gate *gate) {
    const struct timespec moment = {.tv_nsec = 50000};
    struct fault_message message;
    while (gate->fd >= 0 && read(gate->fd, &message, sizeof message) < 0)
        if (errno != EINTR)
            return -1;
    int number;
    while ((number = __atomic_load_n(&page->listener, __ATOMIC_ACQUIRE)) == 0)
        nanosleep(&moment, NULL);
    return number - 1;
}

static _Noreturn void be_courier(struct action *action, const struct gate *gate, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    int fd = await_listener(gate);
    int sent = fd >= 0 && ring(action, BELL_LISTENER, 0, &fd, 1) == 0 && await_word(action->bell_fd) == 0;
    page->delivery = sent ? 1 : -1;
    _exit(0);
}

static int load(const struct step *step) {
    const struct { unsigned short count; const void *instructions; } program = {
        (unsigned short)(step->arguments[0].bytes.count / 8), step->arguments[0].bytes.data};
    enum { SET_MODE_FILTER = 1 };
    return (int)syscall(SYS_seccomp, SET_MODE_FILTER, step->arguments[1].number, &program);
}

/* Nothing has been loaded: the other one, which waits for nothing, is ended and leaves nothing. */
static int dismiss(int error) {
    on_end_of_child(&(struct sigaction){.sa_handler = SIG_DFL});
    if (courier > 0)
        kill(courier, SIGKILL);
    errno = error;
    return -1;
}

static int load_beside_courier(struct action *action, const struct step *step, const struct gate *gate) {
    pid_t self = getpid();
    on_end_of_child(&(struct sigaction){.sa_sigaction = child_ended, .sa_flags = SA_SIGINFO});
    pid_t pid = sys_clone(CLONE_FILES, (int32_t *)&courier);
    if (pid == 0)
        be_courier(action, gate, self);
    int fd = pid < 0 ? -1 : load(step);
    if (fd < 0)
        return dismiss(errno);
    __atomic_store_n(&page->listener, fd + 1, __ATOMIC_RELEASE);
    wait_at(gate);
}

int op_seccomp_listener(struct action *action, const struct step *step) {
    const struct gate gate = make_gate();
    page = action->page;
    if (gate.memory == NULL || prctl(PR_SET_DUMPABLE, 0) < 0) /* should it fail, its end is no defect to be kept */
        return -1;
    switch (setjmp(behind_gate)) {
    case 0:
        return load_beside_courier(action, step, &gate);
    case SOMEBODY_ELSE:
        if (__atomic_load_n(&page->delivery, __ATOMIC_ACQUIRE) == 0)
            wait_at(&gate);
        break;
    default:
        break;
    }
    errno = ECANCELED;
    return page->delivery == 1 ? 0 : -1;
}
