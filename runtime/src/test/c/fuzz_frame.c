/*
 * Feeds the decoder with broken frames: whole ones from files, changed at random places by a seed, cut and padded.
 *   fuzz_frame SEED ROUNDS FILE...
 * Compiled with the sanitizers, which end it at the first wrong access; prints TAP.
 */
#include "frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;

static uint32_t next(uint32_t limit) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 11) % limit;
}

/* Numbers that decoders trip over. */
static uint32_t odd_number(void) {
    static const uint32_t NUMBERS[] = {0, 1, 2, 31, 32, 33, 63, 64, 65, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
    return next(2) ? NUMBERS[next(sizeof NUMBERS / sizeof *NUMBERS)] : next(0xffffffff);
}

static size_t change(char *frame, size_t length) {
    for (uint32_t changes = next(4); changes > 0 && length >= 4; changes--) {
        uint32_t number = odd_number();
        if (next(2))
            frame[next((uint32_t)length)] = (char)number;
        else
            memcpy(frame + next((uint32_t)length - 3), &number, sizeof number);
    }
    return next(3) ? length : next((uint32_t)length + 1);
}

/* Everything that a decoded frame points at is read, so that a pointer into nowhere is found. */
static size_t touch(const struct frame *frame) {
    size_t sum = 0;
    for (uint32_t i = 0; i < frame->count; i++) {
        const struct step *step = &frame->steps[i];
        const char *types = operation_of((uint32_t)step->opcode)->arguments;
        for (int at = 0; types[at] != '\0'; at++) {
            const union argument *argument = &step->arguments[at];
            if (types[at] == 't')
                sum += strlen(argument->text);
            for (char *const *text = argument->texts; types[at] == 'T' && *text != NULL; text++)
                sum += strlen(*text);
            for (uint32_t slot = 0; types[at] == 'S' && slot < argument->slots.count; slot++)
                sum += argument->slots.items[slot];
            for (uint32_t byte = 0; types[at] == 'b' && byte < argument->bytes.count; byte++)
                sum += (size_t)argument->bytes.data[byte];
        }
    }
    return sum;
}

int main(int count, char **arguments) {
    static struct frame frame;
    static char original[1 << 16];
    size_t accepted = 0, sum = 0;
    state = strtoull(arguments[1], NULL, 10) | 1;
    for (long rounds = strtol(arguments[2], NULL, 10); rounds > 0; rounds--) {
        FILE *file = fopen(arguments[3 + next((uint32_t)count - 3)], "rb");
        size_t length = file == NULL ? 0 : fread(original, 1, sizeof original, file);
        if (file != NULL)
            fclose(file);
        length = change(original, length);
        /* Exactly as large as they are said to be, so that one byte too far is found. */
        char *body = malloc(length + 1), *arena = malloc(arena_size_for(length));
        memcpy(body, original, length);
        if (decode_frame(body, length, arena, arena_size_for(length), &frame) == 0) {
            accepted++;
            sum += touch(&frame);
        }
        free(body);
        free(arena);
    }
    printf("1..1\nok 1 - seed %s: %zu frames accepted, %zu\n", arguments[1], accepted, sum);
    return 0;
}
