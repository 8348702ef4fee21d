/* What a fork is between its first instruction and its exec: its bell, its page, and who waits for word of it. */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

struct launch {
    struct source bell; /* first, so that a ready source is its launch; its end of file says: look at the page */
    struct launch *next;
    struct page *page;
    uint32_t tag;
    pid_t pid;
    int is_asked;    /* a frame waits for the answer */
    int is_known;    /* Java has been told the pids, and waits for their ends */
    int is_complete; /* the container is made: the end of the bell means nothing any more */
    int64_t values[MAX_SLOTS];
    uint32_t value_count;
};

static struct launch *launches;

static struct page *map_page(int fd) {
    struct page *page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return page == MAP_FAILED ? NULL : page;
}

/* A file, since the one who starts a container may be another JVM's launcher. */
static int make_page(void) {
    int fd = memfd_create("ociunit-page", MFD_CLOEXEC | MFD_NOEXEC_SEAL);
    if (fd < 0 && errno == EINVAL) /* before Linux 6.3 */
        fd = memfd_create("ociunit-page", MFD_CLOEXEC);
    if (fd >= 0 && ftruncate(fd, sizeof(struct page)) < 0)
        close_fd(&fd);
    return fd;
}

/* Why a child did not come to its exec: a step that failed, or one that it died in. */
static void tell_failure(uint32_t tag, const struct page *page) {
    int failed = page->failed_errno != 0;
    int64_t values[3] = {failed ? page->failed_step : page->step, failed ? page->failed_opcode : page->opcode,
                         page->failed_errno};
    reply(tag, EVENT_FAILED, values, 3, page->detail, (uint32_t)strnlen(page->detail, MAX_DETAIL));
}

static void forget(struct launch *launch) {
    struct launch **link = &launches;
    while (*link != launch)
        link = &(*link)->next;
    *link = launch->next;
    loop_remove(&launch->bell);
    close_fd(&launch->bell.fd);
    munmap(launch->page, sizeof *launch->page);
    free(launch);
}

static void kill_own_child(pid_t pid) {
    if (is_own_child(pid))
        kill(pid, SIGKILL);
}

/* The end of what has failed, or was never asked for, is nobody's business; and its folder may be removed meanwhile. */
static void stop_telling(uint32_t tag, pid_t pid) {
    struct watch *watch = find_watch(tag, pid);
    if (watch == NULL)
        return;
    watch->tag = 0;
    close_fd(&watch->folder_fd);
}

/* The steps behind the fork are the child's. */
static int is_stage(const struct action *action) {
    uint32_t first = action->index + 1, count = (uint32_t)action->frame->steps[action->index].arguments[0].number;
    for (uint32_t i = first; i < first + count; i++)
        if (action->frame->steps[i].opcode == OP_CLONE)
            return 1;
    return 0;
}

static struct watch *watch_child(const struct launch *launch, pid_t pid) {
    struct watch *watch = find_watch(launch->tag, pid);
    return watch == NULL && is_own_child(pid) ? add_watch(launch->tag, pid, 1) : watch;
}

static struct watch *watch_launched(const struct launch *launch, pid_t pid) {
    struct watch *watch = watch_child(launch, pid);
    struct job *job = job_of(launch->tag);
    if (watch != NULL && job != NULL)
        watch->is_lent = job->lends;
    if (watch != NULL && watch->folder_fd < 0 && job != NULL && job->folder_fd >= 0) {
        watch->folder_fd = fcntl(job->folder_fd, F_DUPFD_CLOEXEC, 0);
    }
    return watch;
}

/* A stage is not what is monitored: its end, which comes first, is not the container's. */
static struct watch *watch_forked(const struct launch *launch, const struct action *action, pid_t pid) {
    return is_stage(action) ? watch_child(launch, pid) : watch_launched(launch, pid);
}

/* It has come so far: whoever asked is told, and a cloned process is watched from now on. */
static void succeed(struct launch *launch) {
    pid_t cloned = launch->page->cloned;
    struct ending ending;
    if (launch->is_asked) {
        if (cloned > 0)
            launch->values[launch->value_count++ % MAX_SLOTS] = cloned;
        reply(launch->tag, EVENT_DONE, launch->values, launch->value_count, NULL, 0);
    }
    launch->is_asked = 0;
    launch->is_known = 1;
    if (cloned == 0 || watch_launched(launch, cloned) != NULL || !recall_ending(cloned, &ending))
        return;
    struct job *job = job_of(launch->tag);
    if (job != NULL && job->folder_fd >= 0)
        write_ending(job->folder_fd, ending.status);
    tell_ending(launch->tag, &ending);
}

/* One of two may wait for what will never come, of the other one or of the machine. */
static void kill_actors(const struct launch *launch) {
    kill_own_child(launch->pid);
    kill_own_child(launch->page->cloned);
}

static void fail(const struct launch *launch) {
    tell_failure(launch->tag, launch->page);
    if (!launch->is_known) {
        stop_telling(launch->tag, launch->pid);
        stop_telling(launch->tag, launch->page->cloned);
    }
    kill_actors(launch);
}

static void finish(struct launch *launch) {
    int is_executed = launch->page->executing && launch->page->failed_errno == 0;
    if (launch->is_asked && is_executed)
        succeed(launch);
    else if (launch->is_asked)
        fail(launch);
    else if (!launch->is_complete && !is_executed)
        kill_actors(launch);
    forget(launch);
}

static void keep_descriptor(struct launch *launch, uint32_t slot, int fd) {
    struct job *job = job_of(launch->tag);
    if (job == NULL || slot >= MAX_SLOTS) {
        close_fd(&fd);
        return;
    }
    close_fd(&job->slots[slot]);
    job->slots[slot] = fd;
}

/*
 * The process waits for word that its listener has arrived. If none can come any more, it ends by itself: killed, it
 * would leave the one who waits for it to the container's first process, which may never reap it.
 */
static void pass_listener(int bell_fd, uint32_t tag, int fd, struct page *page) {
    if (forward_listener(job_of(tag), fd, page) < 0 || send_message(bell_fd, "", 1, NULL, 0) != 1)
        shutdown(bell_fd, SHUT_WR);
}

/* Reads one message of the bell; 0 when there is none, and the launch is over after the last one. */
static int read_bell(struct launch *launch) {
    struct bell_message message = {0};
    int fd = -1;
    uint32_t count = 1;
    ssize_t length = receive_message(launch->bell.fd, &message, sizeof message, &fd, &count);
    if (length < 0 && errno == EAGAIN)
        return 0;
    if (length <= 0) {
        finish(launch);
        return 0;
    }
    if (message.kind == BELL_LISTENER)
        pass_listener(launch->bell.fd, launch->tag, fd, launch->page);
    else if (message.kind == BELL_DESCRIPTOR)
        keep_descriptor(launch, message.slot, fd);
    else
        succeed(launch);
    launch->is_complete |= message.kind == BELL_REPORT;
    return 1;
}

static void bell_rang(struct source *source, uint32_t events) {
    (void)events;
    read_bell((struct launch *)source);
}

static struct launch *launch_of(pid_t pid) {
    for (struct launch *launch = launches; launch != NULL; launch = launch->next)
        if (launch->pid == pid || launch->page->cloned == pid)
            return launch;
    return NULL;
}

/* A stage that has gone leaves the launch to the process that it has cloned. */
void launched_child_ended(pid_t pid) {
    struct launch *launch = launch_of(pid);
    if (launch == NULL)
        return;
    while (read_bell(launch))
        ;
    launch = launch_of(pid);
    if (launch == NULL)
        return;
    if (launch->page->cloned == 0 || launch->page->cloned == pid)
        finish(launch);
    else
        launch->pid = 0; /* the number may be another process' from now on */
}

/* What a stage has just cloned may not be watched yet. */
void kill_launches(void) {
    for (struct launch *launch = launches; launch != NULL; launch = launch->next) {
        pid_t cloned = launch->page->cloned;
        if (!launch->is_complete && cloned > 0)
            kill_own_child(cloned);
    }
}

static struct launch *make_launch(struct action *action, int bell_fd, int page_fd) {
    struct launch *launch = calloc(1, sizeof *launch);
    struct page *page = launch == NULL ? NULL : map_page(page_fd);
    if (page == NULL) {
        free(launch);
        return NULL;
    }
    launch->bell = (struct source){bell_fd, bell_rang};
    launch->page = page;
    launch->tag = action->job->tag;
    launch->is_asked = 1;
    launch->next = launches;
    return launches = launch;
}

/* Forks the child for the next steps. The answer to Java waits until the child has come to a barrier or its exec. */
int op_fork(struct action *action, const struct step *step) {
    uint32_t first = action->index + 1, count = (uint32_t)step->arguments[0].number;
    int bell[2], page_fd = make_page();
    if (page_fd < 0)
        return -1;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, bell) < 0) {
        close_fd(&page_fd);
        return -1;
    }
    struct launch *launch = make_launch(action, bell[0], page_fd);
    pid_t pid = launch == NULL ? -1 : sys_clone((uint64_t)step->arguments[2].number, NULL);
    if (pid == 0) {
        action->page = launch->page;
        action->page_fd = page_fd;
        action->bell_fd = bell[1];
        be_child(action, first, count);
    }
    int error = errno;
    close_fd(&bell[1]);
    close_fd(&page_fd);
    fcntl(bell[0], F_SETFL, fcntl(bell[0], F_GETFL) | O_NONBLOCK);
    if (launch != NULL)
        launch->pid = pid;
    struct watch *watch = pid < 0 ? NULL : watch_forked(launch, action, pid);
    if (watch == NULL) { /* nobody would ever learn of its end */
        error = pid < 0 ? error : errno;
        kill_own_child(pid);
        if (launch != NULL)
            forget(launch);
        else
            close_fd(&bell[0]);
        errno = error;
        return -1;
    }
    watch->grace_ms = step->arguments[1].number;
    loop_add(&launch->bell, EPOLLIN);
    launch->values[launch->value_count++] = pid;
    action->is_answered_later = 1;
    action->index += count;
    return 0;
}

int op_release(struct action *action, const struct step *step) {
    (void)step;
    for (struct launch *launch = launches; launch != NULL; launch = launch->next) {
        if (launch->tag != action->job->tag || launch->is_complete)
            continue;
        launch->is_asked = 1;
        launch->value_count = 0;
        action->is_answered_later = 1;
        send_message(launch->bell.fd, "", 1, NULL, 0); /* if nobody is there any more, its end is the answer */
        return 0;
    }
    errno = ESRCH;
    return -1;
}

/* Whoever waits for what is being made here waits no longer: its end is the answer to the question that is open. */
int op_abandon(struct action *action, const struct step *step) {
    (void)step;
    for (struct launch *launch = launches; launch != NULL; launch = launch->next) {
        if (launch->tag != action->job->tag)
            continue;
        action->is_answered_later |= launch->is_asked;
        kill_actors(launch);
    }
    for (struct watch *watch = watches; watch != NULL; watch = watch->next)
        if (watch->tag == action->job->tag && watch->is_child)
            sys_pidfd_send_signal(watch->pidfd.fd, SIGKILL);
    return 0;
}

int op_monitor(struct action *action, const struct step *step) {
    close_fd(&action->job->folder_fd);
    action->job->folder_fd = fcntl(action->job->slots[step->arguments[0].slot], F_DUPFD_CLOEXEC, 0);
    return action->job->folder_fd < 0 ? -1 : 0;
}

/* ---- the start of a container, which may be another launcher's ---- */

/* A socket's path has 107 bytes at most, and a container's folder may have more: hence by descriptor. */
static struct sockaddr_un start_address(int folder_fd) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/start", folder_fd);
    return address;
}

int op_listen_start(struct action *action, const struct step *step) {
    int *slot = &action->job->slots[step->arguments[0].slot];
    struct sockaddr_un address = start_address(action->job->slots[step->arguments[1].slot]);
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 1) < 0) {
        close_fd(&fd);
        return -1;
    }
    close_fd(slot);
    *slot = fd;
    action->values[action->value_count++ % MAX_SLOTS] = fd;
    return 0;
}

struct starting {
    struct source source; /* first, so that a ready source is its starting */
    struct page *page;    /* NULL until it has come */
    uint32_t tag;
    int folder_fd;
};

static void end_starting(struct starting *starting) {
    loop_remove(&starting->source);
    close_fd(&starting->source.fd);
    close_fd(&starting->folder_fd);
    if (starting->page != NULL)
        munmap(starting->page, sizeof *starting->page);
    free(starting);
}

static void lost_before_start(const struct starting *starting) {
    const struct page nothing = {.failed_opcode = OP_START, .failed_errno = ECONNRESET};
    tell_failure(starting->tag, &nothing);
}

static int take_page(struct starting *starting, int fd) {
    starting->page = map_page(fd);
    close_fd(&fd);
    if (starting->page == NULL || send_message(starting->source.fd, "", 1, NULL, 0) != 1)
        return -1;
    unlinkat(starting->folder_fd, "start", 0);
    return 0;
}

/* 0 if the container goes on and more is to come. */
static int take_word(struct starting *starting, const struct bell_message *message, int fd) {
    if (starting->page == NULL && fd >= 0)
        return take_page(starting, fd);
    if (starting->page == NULL || message->kind != BELL_LISTENER) {
        close_fd(&fd);
        return -1;
    }
    pass_listener(starting->source.fd, starting->tag, fd, starting->page);
    return 0;
}

/*
 * First comes the page; then the container may go, with a filter's listener perhaps, and the end of file says: look at
 * the page.
 */
static void starting_ready(struct source *source, uint32_t events) {
    struct starting *starting = (struct starting *)source;
    struct bell_message message = {0};
    (void)events;
    int fd = -1;
    uint32_t count = 1;
    ssize_t length = receive_message(source->fd, &message, sizeof message, &fd, &count);
    if (length < 0 && errno == EAGAIN)
        return;
    if (take_word(starting, &message, fd) == 0)
        return;
    if (starting->page == NULL)
        lost_before_start(starting);
    else if (starting->page->executing && starting->page->failed_errno == 0)
        reply(starting->tag, EVENT_DONE, NULL, 0, NULL, 0);
    else
        tell_failure(starting->tag, starting->page);
    end_starting(starting);
}

int op_start(struct action *action, const struct step *step) {
    struct sockaddr_un address = start_address(action->job->slots[step->arguments[0].slot]);
    struct starting *starting = calloc(1, sizeof *starting);
    int fd = starting == NULL ? -1 : socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        close_fd(&fd);
        free(starting);
        return -1;
    }
    starting->source = (struct source){fd, starting_ready};
    starting->tag = action->job->tag;
    starting->folder_fd = fcntl(action->job->slots[step->arguments[0].slot], F_DUPFD_CLOEXEC, 0);
    loop_add(&starting->source, EPOLLIN);
    action->is_answered_later = 1;
    return 0;
}
