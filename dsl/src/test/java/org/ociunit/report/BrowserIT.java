package org.ociunit.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.runtime.testkit.NeedsChromium;

/** The page in a browser: its script runs without an error, and does what the address says. */
@NeedsChromium
@Timeout(120)
class BrowserIT {
    private static final Pattern SHOWN_ROW = Pattern.compile("<tr data-case=\"(case-[^\"]+)\"(?: data-differs=\"\")?>");

    @TempDir
    Path folder;

    /** What has become of the page, as HTML; nothing may have been said on the console. */
    private String opened(String hash, String... flags) throws IOException, InterruptedException {
        Path page = MadeUp.report(12, 4).writeHtml(folder.resolve("report.html"));
        List<String> command = new ArrayList<>(List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=2000"));
        command.addAll(List.of(flags));
        command.add("--dump-dom");
        command.add(page.toUri() + hash);
        Path log = folder.resolve("log.txt");
        Path dom = folder.resolve("dom.html");
        Process browser = new ProcessBuilder(command)
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertThat(browser.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            browser.destroyForcibly();
        }
        assertThat(Files.readAllLines(log)).noneMatch(line -> line.contains(":CONSOLE"));
        return Files.readString(dom);
    }

    private static List<String> shown(String dom) {
        return SHOWN_ROW.matcher(dom).results().map(match -> match.group(1)).toList();
    }

    @Test
    void without_a_filter_all_cases_are_shown() throws Exception {
        assertThat(shown(opened(""))).hasSize(12).startsWith("case-L1", "case-L2");
    }

    @Test
    void a_filter_is_part_of_the_address() throws Exception {
        String dom = opened("#failed");

        assertThat(shown(dom)).containsExactly("case-L3", "case-L6", "case-L9", "case-L12");
        assertThat(dom).contains("aria-pressed=\"true\">✗ failed ", ">4 of 12</output>");
    }

    @Test
    void a_filter_may_be_of_one_runtime_and_of_a_text() throws Exception {
        assertThat(shown(opened("#skipped&on=runsc+2023")))
                .containsExactly("case-L1", "case-L4", "case-L7", "case-L10");
        assertThat(shown(opened("#skipped&on=runc+1.1.5"))).isEmpty();
        assertThat(shown(opened("#all&find=hooks"))).containsExactly("case-L5");
    }

    @Test
    void a_case_that_the_address_names_is_open() throws Exception {
        assertThat(opened("#case-L2")).contains("<details class=\"case\" id=\"case-L2\" open=\"\">");
    }

    @Test
    void what_programs_have_written_is_shown_and_not_run() throws Exception {
        assertThat(opened("")).contains("sh: 1: no␛[31m such␛[0m &lt;/script&gt; thing");
    }
}
