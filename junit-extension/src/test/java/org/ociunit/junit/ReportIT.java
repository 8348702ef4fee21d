package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.junit.ClassCases.EachTestCase;
import org.ociunit.junit.FailureCases.FailingBeforeAllTestCase;
import org.ociunit.junit.FailureCases.FailingEndTestCase;
import org.ociunit.junit.FailureCases.FailingTestCase;
import org.ociunit.junit.FailureCases.FailingTwiceOverTestCase;
import org.ociunit.junit.FailureCases.LateInClassTestCase;
import org.ociunit.junit.FailureCases.LateResourceTestCase;
import org.ociunit.junit.FailureCases.LateTestCase;
import org.ociunit.junit.FailureCases.LeakingTestCase;

/** The page that a run of tests leaves behind. */
class ReportIT extends TestCaseRun {
    @TempDir
    Path folder;

    private String page() throws IOException {
        return Files.readString(folder.resolve("index.html"));
    }

    private long fragments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".fragment.json"))
                    .count();
        }
    }

    @Test
    void a_test_that_has_failed_is_on_it_with_its_containers() throws IOException {
        run(FailingTestCase.class, "ociunit.report=" + folder);

        String id = SEEN.get(0).id().value();
        assertThat(page())
                .contains(
                        "</span> 1 failed</span>",
                        "</span> 0 passed</span>",
                        "<pre class=\"failure\">java.lang.AssertionError: on purpose</pre>",
                        "aria-label=\"" + id + ", ociunit ",
                        "<pre class=\"stdout\">last words</pre>",
                        "&quot;hostname&quot;: &quot;failing&quot;")
                .containsPattern("1 container; from creation to end, the median is [\\d.]+ m?s");
    }

    @Test
    void a_class_that_has_failed_before_its_tests_is_on_it_with_its_container() throws IOException {
        run(FailingBeforeAllTestCase.class, "ociunit.report=" + folder);

        assertThat(page())
                .contains(
                        "</span> 1 failed</span>",
                        "<span class=\"title\">before or after all tests <span class=\"where\">"
                                + FailingBeforeAllTestCase.class.getName(),
                        "<pre class=\"failure\">java.lang.AssertionError: on purpose</pre>",
                        "<pre class=\"stdout\">last words</pre>");
    }

    @ParameterizedTest
    @ValueSource(classes = {LateTestCase.class, LateInClassTestCase.class, LateResourceTestCase.class})
    void a_container_that_does_not_come_up_is_on_it(Class<?> testCase) throws IOException {
        run(testCase, "ociunit.report=" + folder);

        assertThat(page())
                .contains("</span> 1 failed</span>", "</span> 0 passed</span>", testCase.getName())
                .containsPattern("<pre class=\"failure\">org.ociunit.error.DeadlineExceededException: "
                        + "Container .* did not become ready: it is ready\\.\n");
    }

    @Test
    void a_test_that_has_failed_at_its_end_has_not_passed() throws IOException {
        run(LeakingTestCase.class, "ociunit.report=" + folder);

        assertThat(page())
                .contains("</span> 1 failed</span>", "</span> 0 passed</span>")
                .contains("<pre class=\"failure\">java.lang.AssertionError: Test " + LeakingTestCase.class.getName()
                        + ".leaks left containers behind:\n");
    }

    @Test
    void a_container_of_a_class_that_ends_badly_is_on_it_beside_the_test_that_has_passed() throws IOException {
        run(FailingEndTestCase.class, "ociunit.report=" + folder);

        assertThat(page())
                .contains("</span> 1 failed</span>", "</span> 1 passed</span>", "before or after all tests")
                .contains("Why: its hook poststop threw java.lang.IllegalStateException: on purpose</pre>");
    }

    @Test
    void a_test_with_containers_of_two_kinds_is_on_it_once_with_both() throws IOException {
        run(FailingTwiceOverTestCase.class, "ociunit.report=" + folder);

        assertThat(page())
                .contains("</span> 1 failed</span>")
                .contains(SEEN.stream().map(each -> "<h4>" + each.id() + ", ").toList());
    }

    @Test
    void tests_that_have_passed_are_counted() throws IOException {
        passes(EachTestCase.class, 2, "ociunit.report=" + folder);

        assertThat(page())
                .contains("</span> 0 failed</span>", "</span> 2 passed</span>", "2 containers; ")
                .doesNotContain("<h2");
    }

    @Test
    void the_runs_of_one_build_are_on_one_page_and_a_class_that_runs_again_counts_once() throws IOException {
        run(FailingTestCase.class, "ociunit.report=" + folder);
        passes(EachTestCase.class, 2, "ociunit.report=" + folder);
        passes(EachTestCase.class, 2, "ociunit.report=" + folder);

        assertThat(page()).contains("</span> 1 failed</span>", "</span> 2 passed</span>", "3 containers; ");
        assertThat(fragments()).isEqualTo(2);
    }

    @Test
    void what_an_earlier_build_has_left_does_not_stay() throws IOException {
        Files.writeString(folder.resolve("one.fragment.json"), """
                {"run": "1@earlier", "classes": ["Other"], "passed": 70, "lives": [], "failed": []}""");
        Files.writeString(folder.resolve("other.fragment.json"), "of another version");
        passes(EachTestCase.class, 2, "ociunit.report=" + folder);

        assertThat(page()).contains("</span> 2 passed</span>");
        assertThat(fragments()).isEqualTo(1);
    }

    @Test
    void a_folder_that_cannot_be_made_fails_no_test_and_is_told() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        passes(EachTestCase.class, 2, "ociunit.report=" + file);

        assertThat(logged())
                .isEqualTo(List.of("WARNING: Could not write the report of the tests to " + file
                        + ".\nWhy: java.nio.file.FileAlreadyExistsException: " + file));
    }

    @Test
    void without_containers_or_with_off_nothing_is_written() throws IOException {
        passes(EachTestCase.class, 2, "ociunit.report=off");

        assertThat(folder).isEmptyDirectory();
    }
}
