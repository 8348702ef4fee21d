package org.ociunit.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.spec.Mount;

class BoundAttributesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "nothing", textBlock = """
            bind                    | nothing
            bind,rprivate,rro       | nothing
            bind,atime,diratime     | nothing
            bind,ro                 | set ro, clear nosymfollow; unless locked nosuid nodev noexec
            bind,rw                 | clear ro nosymfollow; unless locked nosuid nodev noexec
            bind,nosuid,dev         | set nosuid, clear nodev nosymfollow; unless locked ro noexec
            bind,nosymfollow        | set nosymfollow; unless locked ro nosuid nodev noexec
            bind,noatime            | set noatime, clear atime nodiratime nosymfollow; unless locked ro nosuid nodev noexec
            bind,nodiratime         | set nodiratime, clear atime nosymfollow; unless locked ro nosuid nodev noexec
            bind,relatime           | clear atime nodiratime nosymfollow; unless locked ro nosuid nodev noexec
            """)
    void what_is_not_named_is_cleared_unless_it_is_locked(String options, String asked) {
        assertThat(steps(options, false)).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "nothing", textBlock = """
            bind                    | nothing
            bind,rprivate,rro       | nothing
            bind,atime,diratime     | nothing
            bind,ro                 | set ro, clear nosymfollow
            bind,rw                 | not ro, then clear nosymfollow
            bind,nosuid,dev         | not nodev, then set nosuid, clear nosymfollow
            bind,nosymfollow        | set nosymfollow
            bind,noatime            | atime is noatime, then clear nosymfollow
            bind,nodiratime         | atime is nodiratime, then clear nosymfollow
            bind,relatime,exec      | not noexec, atime is relatime, then clear nosymfollow
            """)
    void what_would_be_locked_is_looked_at_first(String options, String asked) {
        assertThat(steps(options, true)).isEqualTo(asked);
    }

    private static String steps(String options, boolean locks) {
        MountOptions read = MountOptions.of(Mount.of("/mnt", "none", "/source", options.split(",")));
        List<Step> steps = BoundAttributes.of(read.own()).steps(Slots.MOUNT, locks, "/mnt");
        return steps.isEmpty()
                ? null
                : steps.stream().map(BoundAttributesTest::words).collect(Collectors.joining(", then "));
    }

    private static String words(Step step) {
        assertThat(step.subject()).isEqualTo("/mnt");
        long first = number(step, 1);
        long second = number(step, 2);
        if (step.opcode() == Opcode.BOUND) {
            String unless = new MountAttributes(number(step, 3), 0).toString().replaceFirst("set", "; unless locked");
            return new MountAttributes(first, second) + unless;
        }
        assertThat(step.opcode()).isEqualTo(Opcode.LOCKED);
        long times = MountAttributes.ATIME | MountAttributes.NO_DIRATIME;
        String not = new MountAttributes(first & ~times, 0).toString().replaceFirst("set", "not");
        if ((first & times) == 0) {
            return not;
        }
        String is = second == 0
                ? "relatime"
                : new MountAttributes(second, MountAttributes.ATIME).toString().replaceFirst("set (.*), clear.*", "$1");
        return (not.isEmpty() ? "" : not + ", ") + "atime is " + is;
    }

    private static long number(Step step, int argument) {
        return ((Number) step.arguments().get(argument)).longValue();
    }
}
