package org.ociunit.report;

import java.nio.file.Path;
import java.util.List;

/** What a suite of scenarios came to on one runtime or several. */
public final class Report {
    private final String title;
    private final List<Case> cases;

    private Report(String title, List<Case> cases) {
        this.title = title;
        this.cases = List.copyOf(cases);
    }

    /**
     * A report of cases, in their order.
     *
     * @param title what the suite is called, such as {@code Runtime regressions}
     * @param cases the cases; the names and ids of their scenarios need not be unique
     * @return the report
     */
    public static Report of(String title, List<Case> cases) {
        return new Report(title, cases);
    }

    /**
     * Writes the report as one page of HTML that loads nothing else.
     *
     * @param file the file; it is replaced if it is there, and its folder is made if it is not
     * @return the file
     * @throws org.ociunit.error.ContainerException if the file cannot be written
     */
    public Path writeHtml(Path file) {
        return ReportFile.write(file, new ReportPage(title, cases).toText());
    }

    /**
     * Writes the report as JUnit's XML, as continuous integration reads it: a suite a runtime, and in it a test a case. A
     * case that deviates as expected is a skipped test, and one that is fixed a failed one, until the list is corrected.
     *
     * @param file see {@link #writeHtml}
     * @return the file
     * @throws org.ociunit.error.ContainerException if the file cannot be written
     */
    public Path writeJunitXml(Path file) {
        return ReportFile.write(file, new JunitXml(title, cases).toText());
    }

    /**
     * Writes the report as TAP, version 14: a test point a case and runtime. A case that deviates as expected is one to do.
     *
     * @param file see {@link #writeHtml}
     * @return the file
     * @throws org.ociunit.error.ContainerException if the file cannot be written
     */
    public Path writeTap(Path file) {
        return ReportFile.write(file, Tap.of(cases));
    }

    /**
     * Writes the report as JSON.
     *
     * @param file see {@link #writeHtml}
     * @return the file
     * @throws org.ociunit.error.ContainerException if the file cannot be written
     */
    public Path writeJson(Path file) {
        return ReportFile.write(file, JsonForm.of(title, cases));
    }

    /**
     * The report as a table for a terminal: a row a case and a column a runtime; and below, why cases have failed.
     *
     * @return lines, each ended by a line feed
     */
    public String toText() {
        return new TextTable(title, cases).toText();
    }
}
