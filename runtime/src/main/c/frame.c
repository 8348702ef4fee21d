#include "frame.h"

#include <errno.h>
#include <string.h>

/* What is left of the body and of the arena while a frame is decoded. */
struct cursor {
    const char *at;
    const char *end;
    char *arena;
    char *arena_end;
};

static const struct operation OPERATIONS[] = {
#define OP(code, name, function, arguments, actor) {OP_##name, arguments, actor},
#include "ops.def"
#undef OP
};

const struct operation *operation_of(uint32_t code) {
    for (size_t i = 0; i < sizeof OPERATIONS / sizeof *OPERATIONS; i++)
        if ((uint32_t)OPERATIONS[i].opcode == code)
            return &OPERATIONS[i];
    return NULL;
}

/* A list item takes at least four bytes of the body and at most a pointer of the arena, a list one pointer more. */
size_t arena_size_for(size_t length) {
    return 4 * length + 4096;
}

static int malformed(void) {
    errno = EBADMSG;
    return -1;
}

static int take(struct cursor *cursor, void *into, size_t size) {
    if ((size_t)(cursor->end - cursor->at) < size)
        return malformed();
    memcpy(into, cursor->at, size);
    cursor->at += size;
    return 0;
}

static void *allot(struct cursor *cursor, size_t size) {
    size = (size + 7) & ~(size_t)7;
    if ((size_t)(cursor->arena_end - cursor->arena) < size) {
        errno = EBADMSG;
        return NULL;
    }
    void *memory = cursor->arena;
    cursor->arena += size;
    return memory;
}

static int take_slot(struct cursor *cursor, uint32_t *slot) {
    if (take(cursor, slot, sizeof *slot) < 0)
        return -1;
    return *slot < MAX_SLOTS ? 0 : malformed();
}

static int take_slots(struct cursor *cursor, union argument *argument) {
    uint32_t count;
    if (take(cursor, &count, sizeof count) < 0)
        return -1;
    uint32_t *items = count <= MAX_SLOTS ? allot(cursor, count * sizeof *items) : NULL;
    if (items == NULL)
        return malformed();
    for (uint32_t i = 0; i < count; i++)
        if (take_slot(cursor, &items[i]) < 0)
            return -1;
    argument->slots.count = count;
    argument->slots.items = items;
    return 0;
}

static int take_bytes(struct cursor *cursor, uint32_t *count, const char **data) {
    if (take(cursor, count, sizeof *count) < 0)
        return -1;
    if ((size_t)(cursor->end - cursor->at) < *count)
        return malformed();
    *data = cursor->at;
    cursor->at += *count;
    return 0;
}

/* A text travels with the NUL at its end, which counts, and has no other. */
static int take_text(struct cursor *cursor, const char **text) {
    uint32_t count;
    if (take_bytes(cursor, &count, text) < 0)
        return -1;
    return count > 0 && memchr(*text, '\0', count) == *text + count - 1 ? 0 : malformed();
}

static int take_texts(struct cursor *cursor, union argument *argument) {
    uint32_t count;
    if (take(cursor, &count, sizeof count) < 0)
        return -1;
    if (count > (size_t)(cursor->end - cursor->at) / sizeof count)
        return malformed();
    char **items = allot(cursor, (count + (size_t)1) * sizeof *items);
    if (items == NULL)
        return -1;
    for (uint32_t i = 0; i < count; i++) {
        const char *text;
        if (take_text(cursor, &text) < 0)
            return -1;
        items[i] = (char *)text; /* execve(2) wants it so and changes nothing */
    }
    items[count] = NULL;
    argument->texts = items;
    return 0;
}

static int take_argument(struct cursor *cursor, char type, union argument *argument) {
    switch (type) {
    case 'n': return take(cursor, &argument->number, sizeof argument->number);
    case 's': return take_slot(cursor, &argument->slot);
    case 'S': return take_slots(cursor, argument);
    case 't': return take_text(cursor, &argument->text);
    case 'T': return take_texts(cursor, argument);
    case 'b': return take_bytes(cursor, &argument->bytes.count, &argument->bytes.data);
    default: return malformed();
    }
}

static int take_step(struct cursor *cursor, struct step *step) {
    uint32_t code;
    if (take(cursor, &code, sizeof code) < 0)
        return -1;
    const struct operation *operation = operation_of(code);
    if (operation == NULL)
        return malformed();
    step->opcode = operation->opcode;
    for (size_t i = 0; operation->arguments[i] != '\0'; i++)
        if (take_argument(cursor, operation->arguments[i], &step->arguments[i]) < 0)
            return -1;
    return 0;
}

static int is_last_step(enum opcode opcode) {
    return opcode == OP_EXEC || opcode == OP_CALLERS_PROGRAM || opcode == OP_FORWARD_PORT || opcode == OP_LEAVE;
}

static int is_first_step(enum opcode opcode) {
    return opcode == OP_DESCRIPTORS || opcode == OP_CALLERS_DESCRIPTORS;
}

/*
 * A child's steps begin with its descriptors, so that it holds nothing that is not its own, and end with EXEC, LEAVE,
 * CALLERS_PROGRAM or FORWARD_PORT, so that it never falls back into the launcher's code. It may clone one process, whose
 * steps lie among its own.
 */
static int check_child(const struct frame *frame, uint32_t first, int64_t count, int may_clone) {
    if (count < 2 || count > (int64_t)(frame->count - first))
        return malformed();
    int64_t last = first + count - 1;
    for (int64_t i = first; i <= last; i++) {
        const struct step *step = &frame->steps[i];
        if (operation_of((uint32_t)step->opcode)->actor != CHILD ||
            (i == first) != is_first_step(step->opcode) || (i == last) != is_last_step(step->opcode))
            return malformed();
        if (step->opcode == OP_EXEC && (step->arguments[0].texts[0] == NULL || step->arguments[1].texts[0] == NULL))
            return malformed();
        if (step->opcode != OP_CLONE)
            continue;
        int64_t cloned = step->arguments[0].number;
        if (!may_clone || cloned >= last - i || check_child(frame, (uint32_t)i + 1, cloned, 0) < 0)
            return malformed();
        may_clone = 0;
        i += cloned;
    }
    return 0;
}

/* At most one fork: its outcome is the frame's answer. */
static int check_actors(const struct frame *frame) {
    int forks = 0;
    for (uint32_t i = 0; i < frame->count; i++) {
        const struct step *step = &frame->steps[i];
        if (operation_of((uint32_t)step->opcode)->actor != LOOP)
            return malformed();
        if (step->opcode != OP_FORK)
            continue;
        int64_t count = step->arguments[0].number;
        if (forks++ > 0 || check_child(frame, i + 1, count, 1) < 0)
            return malformed();
        i += (uint32_t)count;
    }
    return 0;
}

int decode_frame(const char *body, size_t length, char *arena, size_t arena_size, struct frame *frame) {
    struct cursor cursor = {body, body + length, arena, arena + arena_size};
    uint32_t kind;
    if (take(&cursor, &frame->tag, sizeof frame->tag) < 0 || take(&cursor, &kind, sizeof kind) < 0 ||
        take(&cursor, &frame->count, sizeof frame->count) < 0)
        return -1;
    if (kind < KIND_DO || kind > KIND_DROP || frame->count > MAX_STEPS)
        return malformed();
    frame->kind = (enum kind)kind;
    for (uint32_t i = 0; i < frame->count; i++)
        if (take_step(&cursor, &frame->steps[i]) < 0)
            return -1;
    return cursor.at == cursor.end ? check_actors(frame) : malformed();
}
