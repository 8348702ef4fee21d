package org.ociunit.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.Bundle;
import org.ociunit.image.Image;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.Status;
import org.ociunit.scenario.Comparison;
import org.ociunit.scenario.Outcome;
import org.ociunit.scenario.Outcome.Verdict;
import org.ociunit.scenario.Scenario;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportTest {
    /** What a program may write, and what no form of a report may take for its own. */
    private static final String HOSTILE = "</script><b>&\"' ]]> \u001b[31mred\u0000\u202e # 1..9\nok 1";

    @TempDir
    Path folder;

    private static Outcome outcome(String runtime, Verdict verdict, String remark) {
        Outcome.Row create = MadeUp.row("create", Verdict.PASSED, 0, 12, null, Status.CREATED, "", null, null);
        Outcome.Row start = MadeUp.row(
                "start",
                verdict,
                12,
                3.5,
                Status.CREATED,
                Status.RUNNING,
                remark,
                verdict == Verdict.FAILED ? "ContainerException" : null,
                null);
        return new Outcome("a life", runtime, List.of(create, start), Optional.empty());
    }

    private static Report report(String remark, String reason) {
        Scenario scenario = Scenario.named("a life")
                .given(Bundle.from(Image.host()))
                .id("L1")
                .standsFor("runtime.md#start", "CVE-2019-5736", "house rule");
        Comparison comparison = new Comparison(
                "a life",
                List.of(
                        outcome("one 1.0", Verdict.PASSED, ""),
                        outcome("two 1.0", Verdict.FAILED, remark),
                        outcome("three 1.0", Verdict.FAILED, remark),
                        outcome("four 1.0", Verdict.PASSED, ""),
                        MadeUp.skipped(scenario, "five 1.0", "it needs root")));
        return Report.of(
                "Small",
                List.of(new Case(
                        scenario,
                        comparison,
                        Map.of("three 1.0", Mark.deviates(reason), "four 1.0", Mark.fixed(reason)))));
    }

    @Test
    void for_a_terminal_it_is_a_table_with_the_reasons_below() {
        assertThat(report("It broke.\nWhy: so.", "known").toText())
                .isEqualTo("""
                Small

                  L1  case      one 1.0  two 1.0  three 1.0  four 1.0  five 1.0
                """.replace("  L1  case      ", "      case      ") + """
                  L1  a life    passed   FAILED   deviates   fixed     skipped

                      failed    0        1        0          0         0
                      fixed     0        0        0          1         0
                      deviates  0        0        1          0         0
                      skipped   0        0        0          0         1
                      passed    1        0        0          0         0

                L1 a life, on two 1.0, failed:
                  at "start": It broke.
                  Why: so.

                L1 a life, on four 1.0, passes, and a deviation is listed:
                  known
                """);
    }

    @Test
    void as_tap_it_has_a_plan_and_a_point_a_case_and_runtime() throws IOException {
        assertThat(Files.readString(report("It broke.\nWhy: so.", "known").writeTap(folder.resolve("new/report.tap"))))
                .isEqualTo("""
                        TAP version 14
                        1..5
                        ok 1 - L1 a life, on one 1.0
                        not ok 2 - L1 a life, on two 1.0
                          ---
                          message: |2
                            at "start": It broke.
                            Why: so.
                          ...
                        not ok 3 - L1 a life, on three 1.0 # TODO known
                        ok 4 - L1 a life, on four 1.0 # TODO known
                        ok 5 - L1 a life, on five 1.0 # SKIP it needs root
                        """);
    }

    @Test
    void what_others_have_written_is_no_tap() throws IOException {
        String tap = Files.readString(report(HOSTILE, HOSTILE).writeTap(folder.resolve("report.tap")));

        assertThat(tap.lines().filter(line -> line.matches("(not )?ok .*"))).hasSize(5);
        assertThat(tap).contains("# TODO </script><b>&\"' ]]> ␛[31mred␀� \\# 1..9 ok 1\n");
    }

    private Document xml(Report report) throws Exception {
        String text = Files.readString(report.writeJunitXml(folder.resolve("report.xml")));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }

    @Test
    void as_xml_it_has_a_suite_a_runtime_and_what_deviates_as_expected_is_skipped() throws Exception {
        Document xml = xml(report("It broke.", "known"));

        assertThat(attributes(xml, "testsuite", "name", "tests", "failures", "skipped", "time"))
                .containsExactly(
                        "one 1.0 1 0 0 0.016",
                        "two 1.0 1 1 0 0.016",
                        "three 1.0 1 0 1 0.016",
                        "four 1.0 1 1 0 0.016",
                        "five 1.0 1 0 1 0.000");
        assertThat(attributes(xml, "testcase", "classname", "name")).contains("two_1_0 L1 a life");
        assertThat(attributes(xml, "failure", "type", "message"))
                .containsExactly(
                        "ContainerException at \"start\": It broke.",
                        "fixed It passes, and a deviation is listed. Fix: take it off the list. known");
        assertThat(attributes(xml, "skipped", "message")).containsExactly("deviates: known", "it needs root");
    }

    @Test
    void what_others_have_written_is_no_xml() throws Exception {
        assertThat(attributes(xml(report(HOSTILE, HOSTILE)), "skipped", "message"))
                .startsWith("deviates: </script><b>&\"' ]]> ␛[31mred␀� # 1..9\nok 1");
    }

    private static List<String> attributes(Document xml, String element, String... names) {
        var nodes = xml.getElementsByTagName(element);
        return java.util.stream.IntStream.range(0, nodes.getLength())
                .mapToObj(index -> (Element) nodes.item(index))
                .map(node -> java.util.Arrays.stream(names)
                        .map(node::getAttribute)
                        .collect(java.util.stream.Collectors.joining(" ")))
                .toList();
    }

    @Test
    void as_json_it_is_read_back() throws IOException {
        Path file = report(HOSTILE, HOSTILE).writeJson(folder.resolve("report.json"));
        JsonForm form = Json.read(file, JsonForm.class);

        assertThat(Json.toPrettyText(form) + "\n").isEqualTo(Files.readString(file));
        assertThat(form.runtimes()).containsExactly("one 1.0", "two 1.0", "three 1.0", "four 1.0", "five 1.0");
        assertThat(form.cases().get(0).outcomes().get("three 1.0").reason()).isEqualTo(HOSTILE);
        assertThat(form.cases().get(0).outcomes().get("two 1.0").steps().get(1).milliseconds())
                .isEqualTo(3.5);
    }

    @Test
    void what_others_have_written_is_no_markup_of_the_page() throws IOException {
        String page = Files.readString(report(HOSTILE, HOSTILE).writeHtml(folder.resolve("report.html")));

        assertThat(page)
                .doesNotContain("</script><b>")
                .contains("&lt;/script&gt;&lt;b&gt;&amp;&quot;' ]]&gt; ␛[31mred␀�");
        assertThat(page.split("</script>", -1)).hasSize(3);
    }

    @Test
    void clauses_are_links_to_where_they_are_written() throws IOException {
        assertThat(Files.readString(report("", "known").writeHtml(folder.resolve("report.html"))))
                .contains(
                        "href=\"https://github.com/opencontainers/runtime-spec/blob/main/runtime.md#start\"",
                        "href=\"https://www.cve.org/CVERecord?id=CVE-2019-5736\"",
                        "<span class=\"clause\">house rule</span>");
    }

    @Test
    void a_timeline_has_hooks_and_actions_with_numbers_and_a_mark_each_time_the_program_wrote() throws IOException {
        Outcome outcome = MadeUp.outcome("a life", "ociunit 0.1.0", 210, 99);

        assertThat(TimelineDrawing.of(List.of(Life.of(outcome).orElseThrow())).toString())
                .contains(
                        "<title>hook createRuntime, 9.3 ms</title>",
                        "<li><code>hook createRuntime</code> at 9.3 ms for 9.3 ms</li>",
                        "<li><code>hook createContainer: /usr/bin/true</code> at 27.9 ms</li>",
                        "<li><code>link cut</code> at 46.6 ms</li>",
                        "<title>stdout: listening on port 80, at 38.8 ms</title>",
                        "<title>stderr: warning: nobody has said a word &lt;/script&gt;, at 42.6 ms</title>",
                        "aria-label=\"ociunit 0.1.0: created at 27.9 ms, running at 39.5 ms, ");
    }

    @Test
    void hooks_that_run_at_a_time_end_one_by_one_and_one_that_hangs_lasts() {
        Life life = Life.of(
                "one",
                MadeUp.timeline(List.of(
                        MadeUp.event(1, "hook poststart"),
                        MadeUp.event(2, "hook startContainer"),
                        MadeUp.event(3, "hook poststart failed: no"),
                        MadeUp.event(5, "running"))));

        assertThat(life.hooks())
                .extracting(hook -> hook.what() + ", " + hook.time().toMillis() + " ms, " + hook.type())
                .containsExactly(
                        "hook poststart failed: no, 2 ms, hook failed", "hook startContainer, 3 ms, hook failed");
    }

    @Test
    void a_page_of_many_cases_is_small_enough_to_be_sent() throws IOException {
        Path file = MadeUp.report(300, 100).writeHtml(folder.resolve("many.html"));

        assertThat(Files.size(file)).isLessThan(5_000_000);
    }
}
