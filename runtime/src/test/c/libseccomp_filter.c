/*
 * What libseccomp makes of a profile: reads it from the standard input, and writes the program to the standard output.
 * A profile is lines of words:
 *
 *   default VERDICT
 *   architecture NAME...                              the first one is the native one
 *   rule VERDICT CALL [ARGUMENT OPERATOR A B]...      all of these conditions together; A and B as struct scmp_arg_cmp
 *
 * Verdicts are SECCOMP_RET_ values. With the word "numbers" and an architecture, it reads names of calls instead, and
 * writes those it knows with their numbers.
 */
#include <inttypes.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LONGEST 4096

static const char *const OPERATORS[] = {"", "NE", "LT", "LE", "EQ", "GE", "GT", "MASKED_EQ"};

static void require(int done, const char *what) {
  if (!done) {
    fprintf(stderr, "%s\n", what);
    exit(EXIT_FAILURE);
  }
}

static char *word(void) {
  return strtok(NULL, " \n");
}

static uint64_t number(void) {
  char *text = word();
  require(text != NULL, "a number is missing");
  return strtoull(text, NULL, 0);
}

static enum scmp_compare operator(const char *name) {
  for (unsigned i = SCMP_CMP_NE; i <= SCMP_CMP_MASKED_EQ; i++) {
    if (strcmp(OPERATORS[i], name) == 0) {
      return (enum scmp_compare)i;
    }
  }
  require(0, name);
  return SCMP_CMP_NE;
}

static void add_architectures(scmp_filter_ctx filter) {
  int native = 0;
  for (char *name = word(); name != NULL; name = word()) {
    uint32_t token = seccomp_arch_resolve_name(name);
    require(token != 0, name);
    native |= token == seccomp_arch_native();
    require(token == seccomp_arch_native() || seccomp_arch_add(filter, token) == 0, name);
  }
  require(native || seccomp_arch_remove(filter, SCMP_ARCH_NATIVE) == 0, "the native architecture stays");
}

static void add_rule(scmp_filter_ctx filter) {
  struct scmp_arg_cmp conditions[6];
  unsigned count = 0;
  uint32_t verdict = (uint32_t)number();
  int call = seccomp_syscall_resolve_name(word());
  for (char *argument = word(); argument != NULL; argument = word()) {
    struct scmp_arg_cmp *condition = &conditions[count++];
    condition->arg = (unsigned)strtoul(argument, NULL, 0);
    condition->op = operator(word());
    condition->datum_a = number();
    condition->datum_b = number();
  }
  if (call == __NR_SCMP_ERROR) {
    return;
  }
  require(seccomp_rule_add_array(filter, verdict, call, count, conditions) == 0, "a rule is refused");
}

static int export(void) {
  char line[LONGEST];
  scmp_filter_ctx filter = NULL;
  require(seccomp_api_set(6) == 0, "the version of libseccomp");
  while (fgets(line, sizeof line, stdin) != NULL) {
    const char *what = strtok(line, " \n");
    if (strcmp(what, "default") == 0) {
      filter = seccomp_init((uint32_t)number());
      require(filter != NULL, "the default is refused");
    } else if (strcmp(what, "architecture") == 0) {
      add_architectures(filter);
    } else {
      add_rule(filter);
    }
  }
  require(seccomp_export_bpf(filter, STDOUT_FILENO) == 0, "no program");
  seccomp_release(filter);
  return EXIT_SUCCESS;
}

static int numbers(const char *architecture) {
  char line[LONGEST];
  uint32_t token = seccomp_arch_resolve_name(architecture);
  require(token != 0, architecture);
  while (fgets(line, sizeof line, stdin) != NULL) {
    const char *name = strtok(line, " \n");
    int call = seccomp_syscall_resolve_name_arch(token, name);
    if (call != __NR_SCMP_ERROR) {
      printf("%s %d\n", name, call);
    }
  }
  return EXIT_SUCCESS;
}

int main(int argc, char **argv) {
  return argc == 3 && strcmp(argv[1], "numbers") == 0 ? numbers(argv[2]) : export();
}
