package org.ociunit.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.report.Browser.Key;
import org.ociunit.runtime.testkit.NeedsChromium;

/** The pages in a browser, as a user has them: its scripts run without an error, and it is of use by keyboard alone. */
@NeedsChromium
@Timeout(120)
class BrowserIT {
    private static final String SHOWN = "[...document.querySelectorAll('#matrix tbody tr:not([hidden])')]"
            + ".map(row => row.dataset.case.slice(5)).join(' ')";
    private static final String FOCUSED = "document.activeElement.textContent.trim()";

    @TempDir
    static Path folder;

    private static Browser browser;
    private static Path report;
    private static Path longReport;
    private static Path tests;

    @BeforeAll
    static void begin() throws Exception {
        report = MadeUp.report(12, 4).writeHtml(folder.resolve("report.html"));
        longReport = MadeUp.report(120, 100).writeHtml(folder.resolve("long.html"));
        MadeUp.tests(100).writeTo(folder.resolve("tests"));
        tests = folder.resolve("tests/index.html");
        browser = Browser.start(folder);
    }

    @AfterAll
    static void end() {
        browser.close();
    }

    @BeforeEach
    void look_at_the_screen() {
        browser.resize(1300, 900);
        browser.emulate("screen", "light");
    }

    @AfterEach
    void nothing_was_said_on_the_console() {
        assertThat(browser.console()).isEmpty();
    }

    private static void open(Path page, String hash) throws InterruptedException {
        browser.open(page.toUri() + hash);
    }

    private static String shown(String hash) throws InterruptedException {
        open(report, hash);
        return browser.evaluate(SHOWN);
    }

    /** A link leads on after its key has been pressed, not while it is. */
    private static void becomes(String expression, String value) {
        Awaitility.await().until(() -> browser.evaluate(expression), value::equals);
    }

    /** Presses a key until something is focused. */
    private static void press(Key key, String until) {
        press(key, FOCUSED, until);
    }

    private static void press(Key key, String expression, String until) {
        for (int times = 0; times < 50 && !browser.evaluate(expression).startsWith(until); times++) {
            browser.press(key, 1);
        }
        assertThat(browser.evaluate(expression)).startsWith(until);
    }

    @Test
    void without_a_filter_all_cases_are_shown() throws Exception {
        assertThat(shown("")).isEqualTo("L1 L2 L3 L4 L5 L6 L7 L8 L9 L10 L11 L12");
    }

    @Test
    void a_filter_is_part_of_the_address() throws Exception {
        assertThat(shown("#failed")).isEqualTo("L3 L6 L9 L12");
        assertThat(browser.evaluate("document.querySelector('[aria-pressed=true]').textContent"))
                .isEqualTo("✗ failed 4");
        assertThat(browser.evaluate("document.getElementById('shown').textContent"))
                .isEqualTo("4 of 12");
    }

    @Test
    void a_filter_may_be_of_one_runtime_and_of_a_text() throws Exception {
        assertThat(shown("#skipped&on=runsc+2023")).isEqualTo("L1 L4 L7 L10");
        assertThat(shown("#skipped&on=runc+1.1.5")).isEmpty();
        assertThat(browser.evaluate("document.querySelector('.nothing').checkVisibility()"))
                .isEqualTo("true");
        assertThat(shown("#all&find=hooks")).isEqualTo("L5");
    }

    @Test
    void a_case_that_the_address_names_is_open() throws Exception {
        open(report, "#case-L2");

        assertThat(browser.evaluate("document.getElementById('case-L2').open")).isEqualTo("true");
    }

    @Test
    void what_programs_have_written_is_shown_and_not_run() throws Exception {
        open(report, "");

        assertThat(browser.evaluate("document.body.textContent")).contains("sh: 1: no␛[31m such␛[0m </script> thing");
    }

    @Test
    void a_key_leads_past_what_is_long() throws Exception {
        open(report, "");
        browser.press(Key.TAB, 1);
        assertThat(browser.evaluate(FOCUSED)).isEqualTo("To the cases by runtime");
        assertThat(browser.evaluate("document.activeElement.getBoundingClientRect().left"))
                .isEqualTo("24");

        browser.press(Key.TAB, 1);
        browser.press(Key.ENTER, 1);
        becomes("document.getElementById('details').getBoundingClientRect().top < 100", "true");
        browser.press(Key.TAB, 1);
        assertThat(browser.evaluate(FOCUSED)).startsWith("L1a container starts once");
        assertThat(browser.evaluate("document.activeElement.tagName")).isEqualTo("SUMMARY");
    }

    @Test
    void filters_are_of_use_by_keyboard() throws Exception {
        open(report, "");
        press(Key.TAB, "✗ failed");
        browser.press(Key.ENTER, 1);
        assertThat(browser.evaluate(SHOWN)).isEqualTo("L3 L6 L9 L12");
        assertThat(browser.evaluate("location.hash")).isEqualTo("#failed");

        press(Key.TAB, "document.activeElement.id", "find");
        browser.type("masked");
        assertThat(browser.evaluate(SHOWN)).isEqualTo("L6");
        assertThat(browser.evaluate("location.hash")).isEqualTo("#failed&find=masked");
    }

    @Test
    void arrows_lead_from_cell_to_cell_and_enter_opens_the_case() throws Exception {
        open(report, "");
        press(Key.TAB, "L1a container starts once");
        browser.press(Key.DOWN, 2);
        browser.press(Key.RIGHT, 2);
        assertThat(browser.evaluate(FOCUSED)).isEqualTo("✗ failed at pause");
        browser.press(Key.UP, 1);
        browser.press(Key.LEFT, 2);
        assertThat(browser.evaluate(FOCUSED)).startsWith("L2a paused container goes on");

        browser.press(Key.DOWN, 1);
        browser.press(Key.ENTER, 1);
        becomes("document.activeElement.closest('details')?.id", "case-L3");
        assertThat(browser.evaluate("location.hash")).isEqualTo("#case-L3");
        assertThat(browser.evaluate("document.getElementById('case-L3').open")).isEqualTo("true");
    }

    /** One cell alone of the matrix is on the way by tab, or it would take hundreds to get past it. */
    @Test
    void the_matrix_is_one_stop_on_the_way_and_whatever_is_focused_is_seen_to_be() throws Exception {
        open(report, "");
        int cells = 0;
        for (int stop = 0; stop < 40; stop++) {
            browser.press(Key.TAB, 1);
            assertThat(browser.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
                    .as("the outline of %s", browser.evaluate(FOCUSED))
                    .isNotEqualTo("none");
            cells += browser.evaluate("document.activeElement.matches('#matrix tbody a')")
                            .equals("true")
                    ? 1
                    : 0;
        }
        assertThat(cells).isOne();
    }

    @Test
    void a_head_sorts_the_worst_first_and_back() throws Exception {
        open(report, "");
        press(Key.TAB, "crun 1.8.1");
        browser.press(Key.ENTER, 1);
        assertThat(browser.evaluate(SHOWN)).startsWith("L6 L12 ");
        assertThat(browser.evaluate("document.activeElement.parentElement.getAttribute('aria-sort')"))
                .isEqualTo("descending");
        assertThat(browser.evaluate("document.querySelector('.case').id")).isEqualTo("case-L6");

        browser.press(Key.ENTER, 1);
        assertThat(browser.evaluate(SHOWN)).startsWith("L1 L2 L3 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void every_text_stands_out_from_what_is_behind_it(String scheme) throws Exception {
        browser.emulate("screen", scheme);
        open(report, "#case-L3");

        assertThat(browser.evaluate(LOW_CONTRAST)).isEmpty();
        assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo(scheme.equals("light") ? "rgb(255, 255, 255)" : "rgb(20, 23, 26)");
    }

    /** The texts whose contrast is below 4.5, as WCAG 2.1 has it (1.4.3). */
    private static final String LOW_CONTRAST = """
            (() => {
              const numbers = color => color.match(/[\\d.]+/g).map(Number);
              const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
                  .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                  .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
              const behind = element => {
                for (let around = element; around; around = around.parentElement) {
                  const color = getComputedStyle(around).backgroundColor;
                  const parts = color.startsWith("rgb") ? numbers(color) : [];
                  if (parts.length === 3) return parts;
                }
                return [255, 255, 255];
              };
              const low = new Set();
              for (const element of document.querySelectorAll("h1, h2, h4, p, a, th, td, b, small, code, pre, summary, .chip, .sign, .id")) {
                const text = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
                if (!text || !element.checkVisibility()) continue;
                const one = light(numbers(getComputedStyle(element).color));
                const other = light(behind(element));
                const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
                if (contrast < 4.5) low.add(element.tagName + "." + element.className + " " + contrast.toFixed(1));
              }
              return [...low].join("\\n");
            })()""";

    @ParameterizedTest
    @ValueSource(ints = {1300, 700, 400})
    void a_hundred_failed_rows_fit_the_width(int width) throws Exception {
        browser.resize(width, 900);
        open(longReport, "#failed");

        assertThat(browser.evaluate(SHOWN).split(" ")).hasSize(100);
        assertThat(browser.evaluate("document.documentElement.scrollWidth")).isEqualTo(String.valueOf(width));
        assertThat(browser.evaluate("document.querySelector('#matrix thead').getBoundingClientRect().height < 60"))
                .isEqualTo("true");
    }

    /** A4 without its margins of 14 mm. */
    @Test
    void printed_nothing_is_cut_or_too_small() throws Exception {
        browser.emulate("print", "dark");
        browser.resize(688, 1016);
        open(longReport, "#case-L3");

        assertThat(browser.evaluate("document.documentElement.scrollWidth")).isEqualTo("688");
        assertThat(browser.evaluate("[...document.querySelectorAll('tr, pre, .case[open], svg.states')]"
                        + ".filter(part => part.checkVisibility())"
                        + ".filter(part => part.getBoundingClientRect().right > 688 || part.scrollHeight > part.clientHeight + 1"
                        + " && part.matches('pre')).map(part => part.outerHTML).join()"))
                .isEmpty();
        assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(255, 255, 255)");
        assertThat(browser.evaluate(LOW_CONTRAST)).isEmpty();
        assertThat(browser.evaluate(
                        "[...document.querySelectorAll('.filters, .parts')]" + ".some(part => part.checkVisibility())"))
                .isEqualTo("false");
        assertThat(browser.evaluate("Math.min(...[...document.querySelectorAll('td, th, text, li, small, code')]"
                        + ".filter(part => part.checkVisibility())"
                        + ".map(part => parseFloat(getComputedStyle(part).fontSize))) >= 9"))
                .isEqualTo("true");
        assertThat(browser.evaluate("getComputedStyle(document.querySelector('#matrix tbody tr')).breakInside"))
                .isEqualTo("avoid");
    }

    @Test
    void printed_it_takes_a_page_for_some_tens_of_rows() throws Exception {
        browser.emulate("print", "dark");
        open(longReport, "");
        String pdf = new String(browser.pdf(), StandardCharsets.ISO_8859_1);

        assertThat(pdf).startsWith("%PDF-");
        assertThat(pdf.split("/Type /Page\\b", -1).length - 1).isBetween(4, 8);
    }

    @Test
    void the_page_of_tests_is_filtered_by_class_and_by_text() throws Exception {
        String visible = "[...document.querySelectorAll('.case:not([hidden])')].length";
        open(tests, "");
        assertThat(browser.evaluate(visible)).isEqualTo("100");
        assertThat(browser.evaluate("document.querySelector('#class').options.length"))
                .isEqualTo("4");

        open(tests, "#in=com.example.shop.CartTest");
        String ofOne = browser.evaluate("document.getElementById('shown').textContent");
        assertThat(ofOne).isEqualTo(browser.evaluate(visible) + " of 100");
        assertThat(browser.evaluate("[...document.querySelectorAll('.case:not([hidden]) .where')]"
                        + ".every(where => where.textContent === 'com.example.shop.CartTest')"))
                .isEqualTo("true");

        open(tests, "");
        for (String id : List.of("class", "find")) {
            browser.press(Key.TAB, 1);
            assertThat(browser.evaluate("document.activeElement.id")).isEqualTo(id);
        }
        browser.type("web-99\n");
        assertThat(browser.evaluate(visible)).isEqualTo("1");
        assertThat(browser.evaluate("location.hash")).isEqualTo("#find=web-99");
        browser.press(Key.TAB, 1);
        browser.press(Key.ENTER, 1);
        assertThat(browser.evaluate("document.querySelector('.case:not([hidden]) figure').checkVisibility()"))
                .isEqualTo("true");
    }

    @Test
    void a_test_that_the_address_finds_nowhere_is_told_of() throws Exception {
        open(tests, "#find=no+such+thing");

        assertThat(browser.evaluate("document.querySelector('.nothing').checkVisibility()"))
                .isEqualTo("true");
    }
}
