/*
 * The launcher: a single-threaded event loop that Java speaks to over its stdin and stdout.
 *
 * A frame from Java is decoded and checked whole; then its steps are taken. Each tag has its own descriptors, in
 * slots. No policy: no defaults, no path joining, no words.
 */
#ifndef OCIUNIT_LAUNCHER_H
#define OCIUNIT_LAUNCHER_H

#include "frame.h"

#include <signal.h>
#include <sys/types.h>
#include <termios.h>

/* What the launcher tells Java: an answer to every DO and HOLD, DONE or FAILED; the rest by itself. */
enum event { EVENT_HELLO = 1, EVENT_DONE = 2, EVENT_FAILED = 3, EVENT_EXITED = 4, EVENT_RECEIVED = 5, EVENT_RESIZED = 6 };

/* Something that the loop waits on. */
struct source {
    int fd;
    void (*ready)(struct source *source, uint32_t events);
};

void loop_add(struct source *source, uint32_t events);
void loop_change(struct source *source, uint32_t events);
void loop_remove(struct source *source);
int loop_renew(void);

enum { MAX_DETAIL = 400 };

/*
 * How far a child got, in memory that it shares with the launcher, and a container's first process with whoever starts
 * it: an end of file alone cannot tell.
 */
struct page {
    int32_t step; /* under way */
    int32_t opcode;
    int32_t failed_step;
    int32_t failed_opcode;
    int32_t failed_errno; /* 0 unless a step has failed */
    int32_t executing;
    int32_t cloned; /* the pid of the process that the forked one has cloned, or 0 */
    int32_t listener;     /* the number of the filter's listener, and one more; 0 as long as there is none */
    int32_t delivery;     /* of it: 0 not yet, 1 whoever it is for has it, -1 he has not */
    char detail[MAX_DETAIL]; /* the words of a program, or of the kernel, about the failure */
};

/* A process whose end Java has asked for. */
struct watch {
    struct source pidfd;
    struct watch *next;
    uint32_t tag;
    pid_t pid;
    int is_child;
    int keep;         /* outlives the launcher */
    int is_lent;      /* to be reaped by whoever reaps for the caller */
    int is_told;
    int folder_fd;    /* where its end is written to, or -1 */
    int64_t grace_ms; /* how long it may go on at the end */
};

/* How a child ended, and the name that it had then. */
struct ending {
    pid_t pid;
    int status;
    char name[16];
};

/* All that belongs to a tag. */
struct job {
    struct job *next;
    uint32_t tag;
    int slots[MAX_SLOTS];
    char *held; /* the body of a HOLD frame, in its own mapping */
    size_t held_length;
    struct forward *forward; /* where a listener that comes goes on to, or NULL */
    int folder_fd; /* of MONITOR, or -1 */
    int lends;     /* what it starts is the caller's to reap */
};

/* A frame that is being carried out. */
struct action {
    struct job *job;
    const struct frame *frame;
    uint32_t index;
    int64_t values[MAX_SLOTS];
    uint32_t value_count;
    int is_answered_later;
    /* in a child: */
    struct page *page;
    int page_fd;
    int bell_fd;      /* the other end of its bell */
    pid_t cloned;     /* the process that it has cloned, or 0 */
    uint32_t program; /* which of the candidates is executed */
    char home[256];   /* HOME=..., or nothing */
    char mode[16];    /* mode=..., of the next file system, or nothing */
};

typedef int operation_function(struct action *action, const struct step *step);
#define OP(code, name, function, arguments, actor) operation_function function;
#include "ops.def"
#undef OP

/* Runs one step; 0, or -1 with errno. */
int take_step_of(struct action *action, const struct step *step);

/* caller.c */
enum { MAX_CALLERS_FDS = 256 };
struct caller {
    pid_t java;                /* the JVM that this process has started, or 0: then it is the JVM's, and nobody else's */
    char has[MAX_CALLERS_FDS]; /* which descriptors were open at the beginning */
    char **words;              /* the command line, the program's name in front, and its end */
    int foreground_fd;         /* pidfd of whom the signals are for, or -1 */
    int is_grouped;            /* that one is in the caller's process group */
    int is_awaited;            /* it is not there yet, and signals wait for it */
    int held;                  /* the last one that does, or 0 */
    int ended_by;              /* the signal that ended this process, or 0 */
    int terminal_fd;           /* the caller's, once Java has asked for it, or -1 */
    uint32_t terminal_tag;     /* under which it was asked for: changes of its size are told there */
    int is_raw;
    struct termios cooked;
};
extern struct caller caller;
void meet_caller(char **words);
int caller_signalled(int number, int is_kernels);
void give_terminal_back(void);

/* loop.c: until Java has gone, and everything that is to go with it */
int serve(int in_fd, sigset_t *signals);
void refuse_to_serve(void);
extern struct watch *watches;
extern struct job *jobs;
extern pid_t launcher_pid;
void close_fd(int *fd);
struct job *job_of(uint32_t tag);
struct watch *find_watch(uint32_t tag, pid_t pid);
struct watch *add_watch(uint32_t tag, pid_t pid, int is_child);
void remove_watch(struct watch *watch);
void forget_held(struct job *job);
int is_own_child(pid_t pid);
void reap_children(void);
int recall_ending(pid_t pid, struct ending *ending);
void write_ending(int folder_fd, int status);
void tell_ending(uint32_t tag, const struct ending *ending);
char *map_memory(size_t size);

/* What a child says over its bell. */
enum bell_kind { BELL_BARRIER = 1, BELL_REPORT, BELL_DESCRIPTOR, BELL_LISTENER };
struct bell_message { uint32_t kind, slot; };

/* launch.c: what a fork is between its first instruction and its exec */
void launched_child_ended(pid_t pid);
void kill_launches(void);

/* op_loop.c: forgets the descriptors that a tag still awaits */
void end_receptions(uint32_t tag);
/* Connects to a stream socket. */
int connect_to(const char *path);

/* notify.c: forgets what a tag still awaits the readiness of */
void end_notices(uint32_t tag);

/* relay.c: passes on what is there already, and no more */
void end_relays(uint32_t tag);

/* forward.c: sends a listener to where the job says; a failure is noted in the page */
int forward_listener(struct job *job, int fd, struct page *page);
void end_forward(struct job *job);

/* route.c: rtnetlink(7) of the network namespace that this process is in; 0 once the kernel has done what a message asks */
struct kernels_words { uint32_t length; char text[MAX_DETAIL]; };
int open_route(void);
int ask_route(int socket_fd, const void *message, size_t length, struct kernels_words *words);

/* meeting.c: a word to the other end of the bell, and one from there */
int ring(struct action *action, enum bell_kind kind, uint32_t slot, const int *fds, uint32_t count);
int await_word(int fd);

/* child.c: what a forked child does, from its first instruction to its last */
_Noreturn void be_child(struct action *action, uint32_t first, uint32_t count);
/* Keeps the words of whoever knows why a step failed. */
void note_detail(struct action *action, const char *words, size_t length);

/* message.c: one datagram with descriptors */
enum { MAX_PASSED = 16 };
ssize_t send_message(int socket_fd, const void *bytes, size_t length, const int *fds, uint32_t count);
ssize_t receive_message(int socket_fd, void *bytes, size_t size, int *fds, uint32_t *count);

/* remove.c: 0 if the tree is gone, or was never there */
int remove_tree(const char *path);

/* reply.c */
void reply(uint32_t tag, enum event event, const int64_t *values, uint32_t count, const char *bytes, uint32_t length);
int reply_flush(void);
extern int replies_go_nowhere;
extern int replies_fd;

/* copyup.c: copies a file's bytes, holes, owner, permissions, extended attributes and time into a new one */
int copy_whole(int from_fd, int to_fd);

/* seal.c: runs the program again from a sealed copy in memory; returns only when that has been done, or failed */
int seal_self(char **arguments, char **environment);
int is_sealed(void);

/* end.c: what follows the end of file */
void end_everything(void);

#endif
