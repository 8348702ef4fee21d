/* The launcher's event loop: what comes from Java, from children and from those who signal it. */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>

struct watch *watches;
struct job *jobs;
pid_t launcher_pid;

static int epoll_fd = -1;
static int over, is_last_said;

/* The ends of children that nobody had asked for when they were reaped: the newest ones. */
enum { REMEMBERED = 4096 };
static struct ending ends[REMEMBERED];
static unsigned next_end;

void close_fd(int *fd) {
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

char *map_memory(size_t size) {
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void loop_add(struct source *source, uint32_t events) {
    struct epoll_event event = {.events = events, .data = {.ptr = source}};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, source->fd, &event);
}

void loop_change(struct source *source, uint32_t events) {
    struct epoll_event event = {.events = events, .data = {.ptr = source}};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_MOD, source->fd, &event) < 0 && errno == ENOENT)
        loop_add(source, events);
}

void loop_remove(struct source *source) {
    epoll_ctl(epoll_fd, EPOLL_CTL_DEL, source->fd, NULL);
}

/* For a child that goes on for long: nothing of this process' is in it. */
int loop_renew(void) {
    return epoll_fd = epoll_create1(EPOLL_CLOEXEC);
}

/* ---- processes ---- */

struct watch *find_watch(uint32_t tag, pid_t pid) {
    for (struct watch *watch = watches; watch != NULL; watch = watch->next)
        if (watch->tag == tag && watch->pid == pid)
            return watch;
    return NULL;
}

void remove_watch(struct watch *watch) {
    struct watch **link = &watches;
    while (*link != watch)
        link = &(*link)->next;
    *link = watch->next;
    loop_remove(&watch->pidfd);
    close_fd(&watch->pidfd.fd);
    close_fd(&watch->folder_fd);
    free(watch);
}

/*
 * Somebody else's process has ended. Its status is told by new kernels only, and only once its parent has reaped it,
 * which is the hang-up; -1 stands for not known.
 */
static void stranger_ended(struct source *source, uint32_t events) {
    struct watch *watch = (struct watch *)source;
    struct pidfd_information information = {.mask = PIDFD_INFORMATION_EXIT};
    int told = ioctl(source->fd, PIDFD_INFORMATION, &information) == 0;
    int known = told && information.mask & PIDFD_INFORMATION_EXIT;
    int is_being_reaped = told || errno == ESRCH; /* kernels that never tell know no such question */
    if (is_being_reaped && !known && !(events & EPOLLHUP)) {
        loop_change(source, 0);
        return;
    }
    int64_t values[2] = {watch->pid, known ? information.exit_code : -1};
    reply(watch->tag, EVENT_EXITED, values, 2, NULL, 0);
    remove_watch(watch);
}

struct watch *add_watch(uint32_t tag, pid_t pid, int is_child) {
    int pidfd = sys_pidfd_open(pid);
    struct watch *watch = pidfd < 0 ? NULL : calloc(1, sizeof *watch);
    if (watch == NULL)
        return NULL;
    *watch = (struct watch){
        .pidfd = {pidfd, stranger_ended}, .next = watches, .tag = tag, .pid = pid, .is_child = is_child, .folder_fd = -1};
    watches = watch;
    if (!is_child)
        loop_add(&watch->pidfd, EPOLLIN);
    return watch;
}

void tell_ending(uint32_t tag, const struct ending *ending) {
    int64_t values[2] = {ending->pid, ending->status};
    reply(tag, EVENT_EXITED, values, 2, ending->name, (uint32_t)strlen(ending->name));
}

/* Where another JVM finds it, even after this launcher. */
void write_ending(int folder_fd, int status) {
    char text[32];
    int fd = openat(folder_fd, "exit", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int length = snprintf(text, sizeof text, "status %d\n", status);
    if (fd >= 0 && write(fd, text, (size_t)length) != length)
        unlinkat(folder_fd, "exit", 0);
    close_fd(&fd);
}

static int is_watched(pid_t pid) {
    for (struct watch *watch = watches; watch != NULL; watch = watch->next)
        if (watch->pid == pid && watch->is_child)
            return 1;
    return 0;
}

static void child_ended(const struct ending *ending) {
    if (!is_watched(ending->pid))
        ends[next_end++ % REMEMBERED] = *ending;
    launched_child_ended(ending->pid);
    for (struct watch *watch = watches, *next; watch != NULL; watch = next) {
        next = watch->next;
        if (watch->pid != ending->pid || !watch->is_child)
            continue;
        if (watch->folder_fd >= 0)
            write_ending(watch->folder_fd, ending->status);
        if (watch->tag != 0)
            tell_ending(watch->tag, ending);
        remove_watch(watch);
    }
}

int is_own_child(pid_t pid) {
    siginfo_t info;
    return pid > 0 && waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/* A number is answered once: the kernel may give it to another process later. */
int recall_ending(pid_t pid, struct ending *ending) {
    for (unsigned i = 1; i <= REMEMBERED; i++) {
        unsigned at = (next_end - i) % REMEMBERED;
        if (ends[at].pid == pid && pid != 0) {
            *ending = ends[at];
            ends[at].pid = 0;
            return 1;
        }
    }
    return 0;
}

/* What the process last was: a program's name, or that of whoever was to execute the program. */
static void read_name(struct ending *ending) {
    char path[32], line[sizeof ending->name + 1]; /* a name, and the end of its line */
    snprintf(path, sizeof path, "/proc/%d/comm", ending->pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? 0 : read(fd, line, sizeof line);
    close_fd(&fd);
    if (length > 0 && line[length - 1] == '\n')
        memcpy(ending->name, line, (size_t)length - 1); /* the rest is zero */
}

/* As wait(2) has it. */
static int status_of(const siginfo_t *info) {
    int code = info->si_code, value = info->si_status;
    return code == CLD_EXITED ? value << 8 : code == CLD_DUMPED ? value | 0x80 : value;
}

/* Written while its number is still its own: for whoever sees that it has gone, the file is there. */
static void write_ending_of(const siginfo_t *info) {
    for (struct watch *watch = watches; watch != NULL; watch = watch->next)
        if (watch->pid == info->si_pid && watch->is_child && watch->folder_fd >= 0)
            write_ending(watch->folder_fd, status_of(info));
}

/* A child is looked at before it is reaped: its name goes with it. */
static void reap(const siginfo_t *info) {
    struct ending ending = {.pid = info->si_pid};
    read_name(&ending);
    write_ending_of(info);
    if (waitpid(ending.pid, &ending.status, WNOHANG) == ending.pid)
        child_ended(&ending);
}

/* 1 if it has ended; a look takes nothing away. */
static int has_ended(idtype_t which, pid_t pid, siginfo_t *info) {
    info->si_pid = 0;
    return waitid(which, (id_t)pid, info, WEXITED | WNOHANG | WNOWAIT) == 0 && info->si_pid > 0;
}

static struct watch *find_lent(pid_t pid) {
    for (struct watch *watch = watches; watch != NULL; watch = watch->next)
        if (watch->pid == pid && watch->is_lent)
            return watch;
    return NULL;
}

/* Java learns of it, once, and it stays as it is. */
static void tell_lent(struct watch *watch, const siginfo_t *info) {
    struct ending ending = {.pid = watch->pid, .status = status_of(info)};
    if (watch->is_told)
        return;
    watch->is_told = 1;
    read_name(&ending);
    if (watch->tag != 0)
        tell_ending(watch->tag, &ending);
}

/* One by one, past what is the caller's to reap, which stands in the way of all others. */
static void reap_own_children(void) {
    siginfo_t info;
    for (struct watch *watch = watches; watch != NULL;) {
        int ended = watch->is_child && !watch->is_lent && has_ended(P_PID, watch->pid, &info);
        if (ended)
            reap(&info);
        watch = ended ? watches : watch->next;
    }
    if (caller.java > 0 && has_ended(P_PID, caller.java, &info))
        reap(&info);
}

void reap_children(void) {
    siginfo_t info;
    while (has_ended(P_ALL, 0, &info)) {
        launched_child_ended(info.si_pid); /* whose it is to reap may be known by its launch alone so far */
        struct watch *lent = find_lent(info.si_pid);
        if (lent != NULL) {
            tell_lent(lent, &info);
            reap_own_children();
            return;
        }
        reap(&info);
    }
}

static void signalled(struct source *source, uint32_t events) {
    struct signalfd_siginfo info;
    (void)events;
    while (read(source->fd, &info, sizeof info) == sizeof info)
        if (info.ssi_signo != SIGCHLD && !caller_signalled((int)info.ssi_signo, info.ssi_code == SI_KERNEL))
            over = 1;
    reap_children();
}

int op_end(struct action *action, const struct step *step) {
    (void)action;
    (void)step;
    over = 1;
    return 0;
}

/* ---- frames ---- */

struct job *job_of(uint32_t tag) {
    for (struct job *job = jobs; job != NULL; job = job->next)
        if (job->tag == tag)
            return job;
    return NULL;
}

static struct job *make_job(uint32_t tag) {
    struct job *job = calloc(1, sizeof *job);
    if (job == NULL)
        return NULL;
    job->tag = tag;
    job->next = jobs;
    job->folder_fd = -1;
    for (int i = 0; i < MAX_SLOTS; i++)
        job->slots[i] = -1;
    return jobs = job;
}

static struct job *job_for(uint32_t tag) {
    struct job *job = job_of(tag);
    return job != NULL ? job : make_job(tag);
}

void forget_held(struct job *job) {
    if (job->held != NULL)
        munmap(job->held, job->held_length);
    job->held = NULL;
}

static void drop(uint32_t tag) {
    for (struct job **link = &jobs; *link != NULL; link = &(*link)->next) {
        struct job *job = *link;
        if (job->tag != tag)
            continue;
        *link = job->next;
        end_receptions(tag);
        end_notices(tag);
        end_relays(tag);
        for (int i = 0; i < MAX_SLOTS; i++)
            close_fd(&job->slots[i]);
        close_fd(&job->folder_fd);
        end_forward(job);
        forget_held(job);
        free(job);
        return;
    }
}

int take_step_of(struct action *action, const struct step *step) {
    switch (step->opcode) {
#define OP(code, name, function, arguments, actor) case OP_##name: return function(action, step);
#include "ops.def"
#undef OP
    }
    errno = ENOSYS;
    return -1;
}

static void fail(const struct action *action, int error) {
    int64_t values[3] = {action->index, action->frame->steps[action->index].opcode, error};
    reply(action->frame->tag, EVENT_FAILED, values, 3, NULL, 0);
}

static void carry_out(const struct frame *frame) {
    struct action action = {.job = job_for(frame->tag), .frame = frame};
    if (action.job == NULL) {
        fail(&action, ENOMEM);
        return;
    }
    for (; action.index < frame->count; action.index++)
        if (take_step_of(&action, &frame->steps[action.index]) < 0) {
            fail(&action, errno);
            return;
        }
    if (!action.is_answered_later)
        reply(frame->tag, EVENT_DONE, action.values, action.value_count, NULL, 0);
}

/* Kept out of every child's memory: it may hold another container's environment. */
static int hold(uint32_t tag, char *body, size_t length) {
    struct job *job = job_for(tag);
    if (job == NULL || job->held != NULL)
        return 0;
    madvise(body, length, MADV_DONTFORK);
    job->held = body;
    job->held_length = length;
    reply(tag, EVENT_DONE, NULL, 0, NULL, 0);
    return 1;
}

static void refuse_hold(uint32_t tag) {
    int64_t values[3] = {0, 0, EEXIST};
    reply(tag, EVENT_FAILED, values, 3, NULL, 0);
}

/* Java is the only one that speaks here: a frame that is not whole is a defect, and ends everything. */
static void frame_came(char *body, size_t length) {
    static struct frame frame;
    size_t arena_size = arena_size_for(length);
    char *arena = map_memory(arena_size);
    int kept = 0;
    if (arena == NULL || decode_frame(body, length, arena, arena_size, &frame) < 0)
        over = 1;
    else if (frame.kind == KIND_DO)
        carry_out(&frame);
    else if (frame.kind == KIND_DROP)
        drop(frame.tag);
    else if (!(kept = hold(frame.tag, body, length)))
        refuse_hold(frame.tag);
    if (arena != NULL)
        munmap(arena, arena_size);
    if (!kept)
        munmap(body, length);
}

/* One frame at a time is read, into memory of its own: a child never sees the next one's secrets. */
static struct {
    uint32_t length;
    size_t filled;
    char *body;
} incoming;

static void java_spoke(struct source *source, uint32_t events) {
    (void)events;
    int in_header = incoming.filled < sizeof incoming.length;
    char *into = in_header ? (char *)&incoming.length + incoming.filled
                           : incoming.body + (incoming.filled - sizeof incoming.length);
    size_t wanted = in_header ? sizeof incoming.length - incoming.filled
                              : incoming.length - (incoming.filled - sizeof incoming.length);
    ssize_t length = read(source->fd, into, wanted);
    if (length < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (length <= 0) {
        over = 1;
        return;
    }
    incoming.filled += (size_t)length;
    if (incoming.filled == sizeof incoming.length) {
        incoming.body =
            incoming.length > 0 && incoming.length <= MAX_FRAME ? map_memory(incoming.length) : NULL;
        over = incoming.body == NULL;
    } else if (incoming.filled == sizeof incoming.length + incoming.length) {
        incoming.filled = 0;
        frame_came(incoming.body, incoming.length);
    }
}

/*
 * A reader that has gone is told even while nothing is to be written. What it had said before may not be read yet, such
 * as that a word is taken back: the end is the end of that.
 */
static void answers_drain(struct source *source, uint32_t events) {
    if (events & (EPOLLERR | EPOLLHUP)) {
        replies_go_nowhere = is_last_said = 1;
        loop_remove(source);
        return;
    }
    loop_change(source, reply_flush() ? EPOLLOUT : 0);
}

/* ---- from the first to the last ---- */

/* Everything else is blocked: it neither interrupts nor ends the loop. */
static int take_signals(sigset_t *signals) {
    sigset_t blocked;
    sigfillset(&blocked);
    sigdelset(&blocked, SIGSEGV);
    sigdelset(&blocked, SIGBUS);
    sigprocmask(SIG_SETMASK, &blocked, NULL);
    sigaddset(signals, SIGCHLD);
    return signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void not_blocking(int fd) {
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

void refuse_to_serve(void) {
    int64_t values[3] = {0, 0, errno};
    reply(0, EVENT_FAILED, values, 3, NULL, 0);
}

int serve(int in_fd, sigset_t *signals) {
    struct source java = {in_fd, java_spoke}, answers = {replies_fd, answers_drain};
    struct source signalled_by = {take_signals(signals), signalled};
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (signalled_by.fd < 0 || epoll_fd < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
        return -1;
    not_blocking(in_fd);
    not_blocking(replies_fd);
    loop_add(&java, EPOLLIN);
    loop_add(&signalled_by, EPOLLIN);
    loop_add(&answers, 0);
    launcher_pid = getpid();
    int64_t self = launcher_pid;
    reply(0, EVENT_HELLO, &self, 1, NULL, 0);
    while (!over && (!replies_go_nowhere || is_last_said)) {
        struct epoll_event event;
        /* One at a time, since a handler may end another source. */
        if (epoll_wait(epoll_fd, &event, 1, -1) == 1) {
            struct source *source = event.data.ptr;
            source->ready(source, event.events);
        }
        if (reply_flush())
            loop_change(&answers, EPOLLOUT);
    }
    close(in_fd);
    end_everything();
    return 0;
}
