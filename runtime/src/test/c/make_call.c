/*
 * Makes one system call and tells how it ended:
 *   make_call [x86] NUMBER [ARGUMENT...]
 * An argument is a number, or else a text. With x86 the call goes the way of 32-bit programs.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static long narrow_call(long number) {
#ifdef __x86_64__
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number) : "memory", "r8", "r9", "r10", "r11");
    if (result < 0 && result > -4096) {
        errno = (int)-result;
        return -1;
    }
    return result;
#else
    (void)number;
    errno = ENOSYS;
    return -1;
#endif
}

static long number_or_text(char *word) {
    char *end;
    unsigned long number = strtoul(word, &end, 0);
    return *end == '\0' && *word != '\0' ? (long)number : (long)word;
}

int main(int count, char **words) {
    int is_narrow = count > 1 && strcmp(words[1], "x86") == 0;
    long arguments[7] = {0};
    for (int i = 1 + is_narrow; i < count && i - 1 - is_narrow < 7; i++)
        arguments[i - 1 - is_narrow] = number_or_text(words[i]);
    errno = 0;
    long result = is_narrow ? narrow_call(arguments[0])
                            : syscall(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
                                      arguments[5], arguments[6]);
    char line[64];
    int length = errno != 0 ? snprintf(line, sizeof line, "errno %d\n", errno) : snprintf(line, sizeof line, "%ld\n", result);
    return write(1, line, (size_t)length) == length ? 0 : 1;
}
