package org.ociunit.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.spec.DeviceRule;

class DeviceRulesTest {
    private static final String EVERYTHING = "a *:* rwm";
    private static final List<String> DEFAULTS = List.of(
            "allow c *:* m",
            "allow b *:* m",
            "allow c 1:3 rwm",
            "allow c 1:5 rwm",
            "allow c 1:7 rwm",
            "allow c 1:8 rwm",
            "allow c 1:9 rwm",
            "allow c 5:0 rwm",
            "allow c 5:2 rwm",
            "allow c 136:* rwm");

    private static DeviceRule allow(String type, Long major, Long minor, String access) {
        return new DeviceRule(true, type, major, minor, access, Map.of());
    }

    private static DeviceRule deny(String type, Long major, Long minor, String access) {
        return new DeviceRule(false, type, major, minor, access, Map.of());
    }

    private static DeviceRules rules(DeviceRule... rules) {
        return DeviceRules.of(List.of(rules), "linux.resources.devices");
    }

    private static List<String> lines(String now, DeviceRule... rules) {
        return rules(rules).lines(now).stream().map(DeviceRules.Line::toString).toList();
    }

    private static List<String> defaultsAfter(String... first) {
        List<String> lines = new ArrayList<>(List.of(first));
        lines.addAll(DEFAULTS);
        return lines;
    }

    @Test
    void without_rules_all_but_the_defaults_is_denied() {
        assertThat(lines(EVERYTHING)).isEqualTo(defaultsAfter("deny a"));
        assertThat(DeviceRules.of(null, "any").lines(EVERYTHING)).hasSize(11);
    }

    @Test
    void rules_come_before_the_defaults() {
        assertThat(lines(
                        EVERYTHING,
                        DeviceRule.of(false, "rwm"),
                        allow("c", 10L, 229L, "rw"),
                        allow("b", 7L, null, "r")))
                .isEqualTo(defaultsAfter("deny a", "allow c 10:229 rw", "allow b 7:* r"));
    }

    @Test
    void minus_one_means_all_as_an_absent_number_does() {
        assertThat(lines(EVERYTHING, allow("c", 10L, -1L, "rw"))).contains("allow c 10:* rw");
    }

    @Test
    void rules_for_all_types_are_two_for_version_1_unless_they_are_about_everything() {
        assertThat(lines(EVERYTHING, allow("a", 7L, null, "r"))).contains("allow b 7:* r", "allow c 7:* r");
        assertThat(lines(EVERYTHING, allow(null, null, null, "r"))).contains("allow b *:* rm", "allow c *:* rm");
    }

    @Test
    void where_everything_is_allowed_what_is_denied_is_the_list() {
        assertThat(lines(EVERYTHING, DeviceRule.of(true, "rwm"), deny("c", 10L, 229L, "w"), deny("c", 1L, 3L, "rwm")))
                .containsExactly("allow a", "deny c 10:229 w");
    }

    @Test
    void a_later_wider_rule_takes_back_what_an_earlier_one_allowed() {
        assertThat(lines(EVERYTHING, allow("c", 10L, 229L, "rw"), deny("c", 10L, null, "w")))
                .contains("allow c 10:229 r")
                .doesNotContain("allow c 10:229 rw");
    }

    @Test
    void an_exception_from_a_wider_rule_is_refused_on_version_1() {
        assertThatThrownBy(() -> lines(EVERYTHING, allow("c", 10L, null, "rw"), deny("c", 10L, 229L, "w")))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not keep linux.resources.devices[1].
                        Why: version 1 of control groups cannot make an exception from an earlier, wider rule.
                        Fix: name the devices of the wider rule one by one, or use a machine with version 2.""");
        assertThat(lines(EVERYTHING, allow("c", 10L, null, "r"), deny("c", 10L, 229L, "w")))
                .contains("allow c 10:* r");
    }

    @Test
    void a_change_tells_only_what_is_new_and_allows_before_it_denies() {
        String now = String.join("\n", DEFAULTS).replace("allow ", "") + "\nc 10:229 rw\nb 7:* r";

        assertThat(lines(now, allow("c", 10L, 229L, "r"), allow("c", 10L, 200L, "rwm")))
                .containsExactly("allow c 10:200 rwm", "deny c 10:229 w", "deny b 7:* r");
        assertThat(lines(now, allow("c", 10L, 229L, "rw"), allow("b", 7L, null, "r")))
                .isEmpty();
        assertThat(lines(now, DeviceRule.of(true, "rwm"))).containsExactly("allow a");
    }

    @Test
    void the_program_goes_through_the_rules_from_the_last_to_the_first() {
        DeviceProgram program = DeviceProgram.of(List.of(
                DeviceMatch.of(DeviceRule.of(false, "rwm")),
                DeviceMatch.of(allow("c", 1L, 3L, "rwm")),
                DeviceMatch.of(deny("b", 8L, null, "w")),
                DeviceMatch.of(allow("a", null, null, "m"))));

        assertThat(program).hasToString("""
                w2 = *(u32 *)(r1 + 0)
                w3 = w2
                w2 &= 65535
                w3 >>= 16
                w4 = *(u32 *)(r1 + 4)
                w5 = *(u32 *)(r1 + 8)
                w3 &= 6
                if w3 != 0 goto +2
                w0 = 1
                exit
                if w2 != 1 goto +6
                if w4 != 8 goto +5
                w1 = w3
                w1 &= 4
                if w1 == 0 goto +2
                w0 = 0
                exit
                if w2 != 2 goto +4
                if w4 != 1 goto +3
                if w5 != 3 goto +2
                w0 = 1
                exit
                w0 = 0
                exit""");
        assertThat(program.bytes()).hasSize(24 * 8).startsWith(0x61, 0x12, 0, 0, 0, 0, 0, 0, 0xbc, 0x23);
    }

    @Test
    void what_stands_before_a_rule_about_everything_is_not_in_the_program() {
        assertThat(DeviceProgram.of(
                        List.of(DeviceMatch.of(allow("c", 1L, 3L, "rwm")), DeviceMatch.of(DeviceRule.of(true, "rwm")))))
                .asString()
                .endsWith("w5 = *(u32 *)(r1 + 8)\nw0 = 1\nexit");
    }

    @Test
    void the_program_allows_the_defaults_and_no_more() {
        DeviceProgram program = rules().program();

        assertThat(allows(program, "c", 1, 3, "rw")).isTrue();
        assertThat(allows(program, "c", 136, 7, "rw")).isTrue();
        assertThat(allows(program, "c", 1, 11, "r")).isFalse();
        assertThat(allows(program, "c", 1, 11, "m")).isTrue();
        assertThat(allows(program, "b", 1, 3, "r")).isFalse();
        assertThat(allows(program, "b", 8, 0, "m")).isTrue();
    }

    @Test
    void reading_and_writing_may_be_allowed_by_two_rules_and_neither_slips_past_a_denial() {
        DeviceProgram two =
                rules(allow("c", 10L, 1L, "r"), allow("c", 10L, 1L, "w")).program();
        assertThat(allows(two, "c", 10, 1, "rw")).isTrue();

        DeviceProgram denied =
                rules(allow("c", 10L, 1L, "rw"), deny("c", 10L, 1L, "w")).program();
        assertThat(allows(denied, "c", 10, 1, "r")).isTrue();
        assertThat(allows(denied, "c", 10, 1, "rw")).isFalse();
    }

    /** The rule of the Javadoc, word by word: for each part of an access, the last rule that is about it. */
    @Test
    void the_program_says_what_the_rules_say() {
        Random random = new Random(20261125);
        for (int round = 0; round < 2000; round++) {
            List<DeviceMatch> rules = new ArrayList<>();
            for (int count = random.nextInt(6); count >= 0; count--) {
                rules.add(new DeviceMatch(
                        random.nextBoolean(),
                        pick(random, DeviceMatch.ALL, DeviceMatch.BLOCK, DeviceMatch.CHARACTER),
                        pick(random, DeviceMatch.ALL, 1, 2),
                        pick(random, DeviceMatch.ALL, 1, 2),
                        1 + random.nextInt(7)));
            }
            DeviceProgram program = DeviceProgram.of(rules);
            for (int access = 1; access <= 7; access++) {
                int type = pick(random, DeviceMatch.BLOCK, DeviceMatch.CHARACTER);
                int major = 1 + random.nextInt(3);
                int minor = 1 + random.nextInt(3);
                assertThat(DeviceVerdict.of(program, type, access, major, minor))
                        .as("%s for %d %d:%d %d%n%s", rules, type, major, minor, access, program)
                        .isEqualTo(meaning(rules, new DeviceMatch(true, type, major, minor, access)));
            }
        }
    }

    private static boolean meaning(List<DeviceMatch> rules, DeviceMatch asked) {
        for (int part = 1; part <= DeviceMatch.WRITE; part *= 2) {
            boolean allowed = false;
            for (DeviceMatch rule : rules) {
                boolean about =
                        (rule.access() & part) != 0 && rule.types().stream().anyMatch(one -> one.covers(asked));
                allowed = about ? rule.allow() : allowed;
            }
            if ((asked.access() & part) != 0 && !allowed) {
                return false;
            }
        }
        return true;
    }

    private static int pick(Random random, int... values) {
        return values[random.nextInt(values.length)];
    }

    private static boolean allows(DeviceProgram program, String type, int major, int minor, String access) {
        return DeviceVerdict.of(
                program,
                type.equals("b") ? DeviceMatch.BLOCK : DeviceMatch.CHARACTER,
                DeviceMatch.access(access),
                major,
                minor);
    }
}
