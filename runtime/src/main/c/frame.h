/* A frame from Java: what it holds once it is decoded and found to be whole. */
#ifndef OCIUNIT_FRAME_H
#define OCIUNIT_FRAME_H

#include <stddef.h>
#include <stdint.h>

enum { MAX_FRAME = 4 << 20, MAX_STEPS = 4096, MAX_ARGUMENTS = 6, MAX_SLOTS = 128 };

enum opcode {
#define OP(code, name, function, arguments, actor) OP_##name = code,
#include "ops.def"
#undef OP
};

enum actor { LOOP, CHILD };

/* What Java may ask for. DO is done at once, HOLD when the end comes, DROP forgets all of a tag. */
enum kind { KIND_DO = 1, KIND_HOLD = 2, KIND_DROP = 3 };

union argument {
    int64_t number;
    uint32_t slot;
    struct { uint32_t count; const uint32_t *items; } slots;
    const char *text;
    char *const *texts;
    struct { uint32_t count; const char *data; } bytes;
};

struct step {
    enum opcode opcode;
    union argument arguments[MAX_ARGUMENTS];
};

struct frame {
    uint32_t tag;
    enum kind kind;
    uint32_t count;
    struct step steps[MAX_STEPS];
};

struct operation {
    enum opcode opcode;
    const char *arguments;
    enum actor actor;
};

/* The row of ops.def for a code, or NULL. */
const struct operation *operation_of(uint32_t code);

/*
 * Decodes and checks a whole frame. Texts stay where they are in the body; lists are laid out in the arena, which
 * needs arena_size_for(length) bytes. Returns 0, or -1 with errno EBADMSG, and then nothing of the frame may be used.
 */
int decode_frame(const char *body, size_t length, char *arena, size_t arena_size, struct frame *frame);

size_t arena_size_for(size_t length);

#endif
