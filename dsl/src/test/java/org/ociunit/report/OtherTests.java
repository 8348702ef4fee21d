package org.ociunit.report;

import java.nio.file.Path;
import java.util.List;

/** Another JVM of the same run of tests, in which one test has failed. */
final class OtherTests {
    private OtherTests() {}

    /**
     * Reports it.
     *
     * @param arguments the folder of the report, and the name of the test's class
     */
    public static void main(String[] arguments) {
        TestReport report = new TestReport();
        report.failed(arguments[1], arguments[1] + "/fails", "fails", "expected: 1 but was: 2", List.of());
        report.writeTo(Path.of(arguments[0]));
    }
}
