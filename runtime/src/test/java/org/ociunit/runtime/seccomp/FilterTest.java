package org.ociunit.runtime.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.error.InvalidSpecException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Syscall;
import org.ociunit.spec.SyscallArgument;

class FilterTest {
    private static final int X86_64 = 0xc000003e;
    private static final int X86 = 0x40000003;
    private static final int READ = 0;
    private static final int OPEN = 2;
    private static final int MSEAL = 462;

    @Test
    void neighbours_are_one_range_and_newer_calls_are_unknown() {
        Filter filter = compile(errno(), Syscall.of(Seccomp.ACT_ALLOW, "read", "write", "open", "getpid"));

        assertThat(filter.instructions())
                .containsExactly(
                        "0: load the architecture",
                        "1: if == 0xc000003e go to 2, else to 11",
                        "2: load the number",
                        "3: if >= 40 go to 7, else to 4",
                        "4: if >= 3 go to 5, else to 6",
                        "5: if >= 39 go to 6, else to 10",
                        "6: return ALLOW",
                        "7: if >= 0x40000000 go to 9, else to 8",
                        "8: return ERRNO 38",
                        "9: if >= 0xffffffff go to 10, else to 11",
                        "10: return ERRNO 1",
                        "11: return KILL_THREAD");
    }

    @Test
    void a_value_is_compared_half_by_half() {
        Filter filter = compile(
                Seccomp.of(Seccomp.ACT_ALLOW),
                rule(Seccomp.ACT_ERRNO, 13L, "open", SyscallArgument.of(1, (1L << 32) + 5, SyscallArgument.GT)));

        assertThat(filter.instructions())
                .containsExactly(
                        "0: load the architecture",
                        "1: if == 0xc000003e go to 2, else to 14",
                        "2: load the number",
                        "3: if >= 3 go to 5, else to 4",
                        "4: if >= 2 go to 7, else to 13",
                        "5: if >= 0x40000000 go to 6, else to 13",
                        "6: if >= 0xffffffff go to 13, else to 14",
                        "7: load the high half of argument 1",
                        "8: if > 1 go to 12, else to 9",
                        "9: if == 1 go to 10, else to 13",
                        "10: load the low half of argument 1",
                        "11: if > 5 go to 12, else to 13",
                        "12: return ERRNO 13",
                        "13: return ALLOW",
                        "14: return KILL_THREAD");
    }

    @Test
    void a_half_without_bits_that_count_is_not_looked_at() {
        SyscallArgument low = new SyscallArgument(1, 0xff, 1L, SyscallArgument.MASKED_EQ, Map.of());
        Filter filter = compile(Seccomp.of(Seccomp.ACT_ALLOW), rule(Seccomp.ACT_ERRNO, 13L, "open", low));

        assertThat(filter.instructions())
                .endsWith(
                        "7: load the low half of argument 1",
                        "8: and 0xff",
                        "9: if == 1 go to 10, else to 11",
                        "10: return ERRNO 13",
                        "11: return ALLOW",
                        "12: return KILL_THREAD");
    }

    @Test
    void a_condition_that_any_argument_meets_is_none() {
        SyscallArgument any = new SyscallArgument(0, 0, 1L, SyscallArgument.MASKED_EQ, Map.of());
        Filter filter = compile(
                errno(), rule(Seccomp.ACT_TRAP, null, "open", equal(1, 6)), rule(Seccomp.ACT_LOG, null, "open", any));

        assertThat(decide(filter, OPEN, 0, 6)).isEqualTo("LOG");
    }

    @ParameterizedTest
    @CsvSource({
        "NE, 0, 1, 1, 1, 1",
        "LT, 0, 0, 0, 0, 0",
        "LE, 1, 0, 0, 0, 0",
        "EQ, 1, 0, 0, 0, 0",
        "GE, 1, 1, 1, 1, 1",
        "GT, 0, 1, 1, 1, 1"
    })
    void zero_is_the_least(String operator, int zero, int one, int word, int sign, int last) {
        assertThat(met(operator, 0)).containsExactly(zero, one, word, sign, last);
    }

    @ParameterizedTest
    @CsvSource({
        "NE, 1, 1, 0, 1, 1",
        "LT, 1, 1, 0, 0, 0",
        "LE, 1, 1, 1, 0, 0",
        "EQ, 0, 0, 1, 0, 0",
        "GE, 0, 0, 1, 1, 1",
        "GT, 0, 0, 0, 1, 1"
    })
    void the_high_half_is_compared_first(String operator, int zero, int one, int word, int sign, int last) {
        assertThat(met(operator, 1L << 32)).containsExactly(zero, one, word, sign, last);
    }

    @ParameterizedTest
    @CsvSource({
        "NE, 1, 1, 1, 0, 1",
        "LT, 1, 1, 1, 0, 0",
        "LE, 1, 1, 1, 1, 0",
        "EQ, 0, 0, 0, 1, 0",
        "GE, 0, 0, 0, 1, 1",
        "GT, 0, 0, 0, 0, 1"
    })
    void values_have_no_sign(String operator, int zero, int one, int word, int sign, int last) {
        assertThat(met(operator, Long.MIN_VALUE)).containsExactly(zero, one, word, sign, last);
    }

    @ParameterizedTest
    @CsvSource({
        "NE, 1, 1, 1, 1, 0",
        "LT, 1, 1, 1, 1, 0",
        "LE, 1, 1, 1, 1, 1",
        "EQ, 0, 0, 0, 0, 1",
        "GE, 0, 0, 0, 0, 1",
        "GT, 0, 0, 0, 0, 0"
    })
    void all_bits_are_the_greatest(String operator, int zero, int one, int word, int sign, int last) {
        assertThat(met(operator, -1)).containsExactly(zero, one, word, sign, last);
    }

    @Test
    void all_conditions_of_a_rule_must_be_met() {
        Filter filter = compile(errno(), rule(Seccomp.ACT_ALLOW, null, "open", equal(0, 5), equal(1, 6)));

        assertThat(decide(filter, OPEN, 5, 6)).isEqualTo("ALLOW");
        assertThat(decide(filter, OPEN, 5, 7)).isEqualTo("ERRNO 1");
        assertThat(decide(filter, OPEN, 4, 6)).isEqualTo("ERRNO 1");
    }

    @Test
    void one_is_enough_if_two_are_on_the_same_argument() {
        Filter filter = compile(errno(), rule(Seccomp.ACT_ALLOW, null, "open", equal(0, 5), equal(0, 6), equal(1, 7)));

        assertThat(decide(filter, OPEN, 5, 0)).isEqualTo("ALLOW");
        assertThat(decide(filter, OPEN, 6, 0)).isEqualTo("ALLOW");
        assertThat(decide(filter, OPEN, 0, 7)).isEqualTo("ALLOW");
        assertThat(decide(filter, OPEN, 0, 0)).isEqualTo("ERRNO 1");
    }

    @Test
    void the_first_rule_that_is_met_decides() {
        Filter filter = compile(
                errno(),
                rule(Seccomp.ACT_TRAP, null, "open", equal(0, 5)),
                rule(Seccomp.ACT_LOG, null, "open", equal(1, 6)));

        assertThat(decide(filter, OPEN, 5, 6)).isEqualTo("TRAP");
        assertThat(decide(filter, OPEN, 4, 6)).isEqualTo("LOG");
    }

    @Test
    void a_rule_without_conditions_decides_wherever_it_stands() {
        Filter filter = compile(
                errno(),
                rule(Seccomp.ACT_TRAP, null, "open", equal(0, 5)),
                Syscall.of(Seccomp.ACT_LOG, "open"),
                Syscall.of(Seccomp.ACT_ALLOW, "open"));

        assertThat(decide(filter, OPEN, 5)).isEqualTo("LOG");
    }

    @Test
    void a_rule_with_the_default_action_is_none() {
        Filter filter = compile(
                errno(), Syscall.of(Seccomp.ACT_ERRNO, "open"), rule(Seccomp.ACT_ALLOW, null, "open", equal(0, 5)));

        assertThat(decide(filter, OPEN, 5)).isEqualTo("ALLOW");
    }

    @ParameterizedTest
    @CsvSource({
        "SCMP_ACT_KILL, , KILL_THREAD, 0",
        "SCMP_ACT_KILL_THREAD, , KILL_THREAD, 0",
        "SCMP_ACT_KILL_PROCESS, , KILL_PROCESS, 80000000",
        "SCMP_ACT_TRAP, , TRAP, 30000",
        "SCMP_ACT_ERRNO, , ERRNO 1, 50001",
        "SCMP_ACT_ERRNO, 0, ERRNO 0, 50000",
        "SCMP_ACT_ERRNO, 4095, ERRNO 4095, 50fff",
        "SCMP_ACT_NOTIFY, , NOTIFY, 7fc00000",
        "SCMP_ACT_TRACE, , TRACE 1, 7ff00001",
        "SCMP_ACT_TRACE, 7, TRACE 7, 7ff00007",
        "SCMP_ACT_LOG, , LOG, 7ffc0000",
        "SCMP_ACT_ALLOW, , ALLOW, 7fff0000"
    })
    void an_action_is_the_value_that_the_kernel_knows(
            String action, @Nullable Long errno, String words, String verdict) {
        Filter filter = compile(errno().withDefaultErrnoRet(99L), rule(action, errno, "open"));

        int decided = filter.decide(X86_64, OPEN);
        assertThat(Filter.describe(decided)).isEqualTo(words);
        assertThat(Integer.toHexString(decided)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "SCMP_ACT_ERRNO, ERRNO 38", "SCMP_ACT_KILL, ERRNO 38", "SCMP_ACT_TRAP, ERRNO 38",
        "SCMP_ACT_ALLOW, ALLOW", "SCMP_ACT_LOG, LOG", "SCMP_ACT_TRACE, TRACE 1"
    })
    void calls_newer_than_the_profile_are_unknown_where_the_default_forbids(String action, String newer) {
        Filter filter = compile(Seccomp.of(action), Syscall.of(Seccomp.ACT_KILL_PROCESS, "open", "close"));

        assertThat(decide(filter, MSEAL)).isEqualTo(newer);
        assertThat(decide(filter, READ)).isEqualTo(action.equals("SCMP_ACT_KILL") ? "KILL_THREAD" : words(action));
    }

    @Test
    void calls_of_architectures_that_are_not_filtered_end_the_thread() {
        Filter alone = compile(Seccomp.of(Seccomp.ACT_ALLOW), Syscall.of(Seccomp.ACT_TRAP, "open"));

        assertThat(Filter.describe(alone.decide(X86, 5))).isEqualTo("KILL_THREAD");
        assertThat(decide(alone, 0x4000_0002)).isEqualTo("KILL_THREAD");
        assertThat(decide(alone, -1)).isEqualTo("ALLOW");
    }

    @Test
    void each_architecture_has_its_own_numbers() {
        Filter all = compile(
                Seccomp.of(Seccomp.ACT_ALLOW)
                        .withArchitectures(List.of(Seccomp.ARCH_X86, Seccomp.ARCH_X32, Seccomp.ARCH_AARCH64)),
                Syscall.of(Seccomp.ACT_TRAP, "ioctl", "socketcall", "no_such_call"));

        assertThat(decide(all, 16)).isEqualTo("TRAP");
        assertThat(decide(all, 0x4000_0000 + 514)).isEqualTo("TRAP");
        assertThat(decide(all, 0x4000_0000 + 16)).isEqualTo("ALLOW");
        assertThat(Filter.describe(all.decide(X86, 54))).isEqualTo("TRAP");
        assertThat(Filter.describe(all.decide(X86, 102))).isEqualTo("TRAP");
        // No program of this one runs on the machine.
        assertThat(Filter.describe(all.decide(Architecture.AARCH64.auditArch(), 29)))
                .isEqualTo("KILL_THREAD");
    }

    @Test
    void the_low_half_counts_where_arguments_have_32_bits() {
        Filter filter = compile(
                errno().withArchitectures(List.of(Seccomp.ARCH_X86)),
                rule(Seccomp.ACT_ALLOW, null, "open", equal(0, -1)));

        assertThat(Filter.describe(filter.decide(X86, 5, 0xffff_ffffL))).isEqualTo("ALLOW");
        assertThat(decide(filter, OPEN, 0xffff_ffffL)).isEqualTo("ERRNO 1");
    }

    @Test
    void a_call_that_32_bit_x86_multiplexes_is_found_both_ways() {
        Filter filter = compile(
                Seccomp.of(Seccomp.ACT_ALLOW).withArchitectures(List.of(Seccomp.ARCH_X86)),
                rule(Seccomp.ACT_TRAP, null, "socket", equal(0, 40)));

        assertThat(Filter.describe(filter.decide(X86, 359, 40))).isEqualTo("TRAP");
        assertThat(Filter.describe(filter.decide(X86, 359, 41))).isEqualTo("ALLOW");
        assertThat(Filter.describe(filter.decide(X86, 102, 1))).isEqualTo("TRAP");
        assertThat(Filter.describe(filter.decide(X86, 102, 2))).isEqualTo("ALLOW");
    }

    @Test
    void jumps_that_are_too_far_for_a_condition_find_their_way() {
        Syscall[] rules = IntStream.range(0, 600)
                .mapToObj(i -> rule(Seccomp.ACT_ERRNO, (long) i, "open", equal(0, i)))
                .toArray(Syscall[]::new);
        Filter filter = compile(Seccomp.of(Seccomp.ACT_ALLOW), rules);

        assertThat(filter.instructions()).hasSizeGreaterThan(2400);
        assertThat(IntStream.range(0, 601).mapToObj(i -> decide(filter, OPEN, i)))
                .containsExactlyElementsOf(IntStream.range(0, 601)
                        .mapToObj(i -> i == 600 ? "ALLOW" : "ERRNO " + i)
                        .toList());
    }

    @Test
    void the_usual_filter_of_containers_is_short() {
        Filter filter = Filter.compile(Seccomp.containerDefault(null), Architecture.X86_64);

        assertThat(filter.instructions()).hasSizeLessThan(500);
        assertThat(filter.program()).hasSize(filter.instructions().size() * 8);
        assertThat(decide(filter, Architecture.X86_64.number("execve").orElseThrow()))
                .isEqualTo("ALLOW");
    }

    @Test
    void flags_are_those_of_the_profile_and_what_a_listener_needs() {
        Syscall notify = Syscall.of(Seccomp.ACT_NOTIFY, "mkdir");
        Seccomp listened = errno().withListenerPath("/run/agent.sock").withListenerMetadata("web");

        assertThat(compile(errno()).flags()).isEqualTo(4);
        assertThat(compile(errno().withFlags(List.of())).flags()).isZero();
        assertThat(compile(errno().withFlags(List.of(Seccomp.FLAG_TSYNC, Seccomp.FLAG_LOG, Seccomp.FLAG_SPEC_ALLOW)))
                        .flags())
                .isEqualTo(7);
        Filter filter =
                compile(listened.withFlags(List.of(Seccomp.FLAG_WAIT_KILLABLE_RECV, Seccomp.FLAG_TSYNC)), notify);
        assertThat(filter.flags()).isEqualTo(1 | 8 | 16 | 32);
        assertThat(filter.listenerPath()).hasValue("/run/agent.sock");
        assertThat(filter.listenerMetadata()).hasValue("web");
        assertThat(compile(errno()).listenerPath()).isEmpty();
        assertThat(compile(errno().withListenerMetadata("")).listenerMetadata()).isEmpty();
    }

    @Test
    void a_name_that_means_nothing_is_refused_with_its_place() {
        Syscall open = Syscall.of(Seccomp.ACT_ALLOW, "open");

        assertThatThrownBy(() -> compile(errno(), open, Syscall.of("SCMP_ACT_PANIC", "open")))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage("""
                        Could not compile the filter of system calls.
                        Why: the configuration breaks a rule.
                          linux.seccomp.syscalls[1].action is "SCMP_ACT_PANIC", and must be one of SCMP_ACT_ALLOW, \
                        SCMP_ACT_ERRNO, SCMP_ACT_KILL, SCMP_ACT_KILL_PROCESS, SCMP_ACT_KILL_THREAD, SCMP_ACT_LOG, \
                        SCMP_ACT_NOTIFY, SCMP_ACT_TRACE, SCMP_ACT_TRAP (config-linux.md, Seccomp)
                        Fix: correct the configuration: nothing has been made yet.""");
        assertThatThrownBy(() -> compile(
                        errno(), rule(Seccomp.ACT_ALLOW, null, "open", equal(0, 1), SyscallArgument.of(1, 1, "IS"))))
                .hasMessageContaining(
                        "linux.seccomp.syscalls[0].args[1].op is \"IS\", and must be one of SCMP_CMP_EQ,");
    }

    @Test
    void what_the_kernel_refuses_is_refused() {
        assertThatThrownBy(() -> compile(errno().withFlags(List.of(Seccomp.FLAG_WAIT_KILLABLE_RECV))))
                .hasMessageContaining(
                        "linux.seccomp.flags[0] is \"SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV\", and needs a"
                                + " rule with SCMP_ACT_NOTIFY (config-linux.md, Seccomp)");
        Syscall[] rules = IntStream.range(0, 1100)
                .mapToObj(i -> rule(Seccomp.ACT_ALLOW, null, "open", equal(0, i)))
                .toArray(Syscall[]::new);
        assertThatThrownBy(() -> compile(errno(), rules))
                .hasMessageContaining(
                        "linux.seccomp.syscalls make a program of 4430 instructions; the kernel takes 4096");
    }

    @Test
    void the_machine_is_known_by_the_name_that_java_has_for_it() {
        assertThat(Architecture.ofMachine("amd64")).isEqualTo(Architecture.X86_64);
        assertThat(Architecture.ofMachine("aarch64")).isEqualTo(Architecture.AARCH64);
        assertThatThrownBy(() -> Architecture.ofMachine("s390x"))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not compile a filter of system calls.
                        Why: the calls of the architecture s390x are not known.
                        Fix: leave linux.seccomp out.""");
    }

    private static Seccomp errno() {
        return Seccomp.of(Seccomp.ACT_ERRNO);
    }

    private static Filter compile(Seccomp profile, Syscall... rules) {
        return Filter.compile(profile.withSyscalls(List.of(rules)), Architecture.X86_64);
    }

    private static Syscall rule(String action, @Nullable Long errno, String name, SyscallArgument... conditions) {
        return new Syscall(List.of(name), action, errno, List.of(conditions), Map.of());
    }

    private static SyscallArgument equal(int index, long value) {
        return SyscallArgument.of(index, value, SyscallArgument.EQ);
    }

    private static String decide(Filter filter, int number, long... arguments) {
        return Filter.describe(filter.decide(X86_64, number, arguments));
    }

    private static String words(String action) {
        return Action.describe(Action.verdict(action, null, ""));
    }

    /** Which of 0, 1, 2^32, 2^63 and 2^64-1 meet the condition: 1, or else 0. */
    private static List<Integer> met(String operator, long value) {
        Filter filter = compile(
                errno(), rule(Seccomp.ACT_ALLOW, null, "open", SyscallArgument.of(3, value, "SCMP_CMP_" + operator)));
        return List.of(0L, 1L, 1L << 32, Long.MIN_VALUE, -1L).stream()
                .map(argument -> decide(filter, OPEN, 0, 0, 0, argument).equals("ALLOW") ? 1 : 0)
                .toList();
    }
}
