package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.ociunit.OciAssertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.ociunit.Container;
import org.ociunit.runtime.testkit.NeedsEmbedded;

/** A test of the extension from outside: test classes are run by an engine of their own. */
@NeedsEmbedded
@Timeout(120)
abstract class TestCaseRun {
    /** What the test classes have seen. */
    static final List<Container> SEEN = new CopyOnWriteArrayList<>();

    /** What was logged for people who run tests. */
    private static final List<String> LOGGED = new CopyOnWriteArrayList<>();

    private static final Handler LOG = new Handler() {
        @Override
        public void publish(LogRecord line) {
            LOGGED.add(line.getLevel() + ": " + new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private final Logger logger = Logger.getLogger(WithContainer.class.getName());

    @BeforeEach
    void forget() {
        SEEN.clear();
        LOGGED.clear();
        logger.addHandler(LOG);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void nothing_is_left() {
        logger.removeHandler(LOG);
        logger.setUseParentHandlers(true);
        assertThat(Container.unclosed()).isEmpty();
        assertThat(SEEN).allSatisfy(container -> assertThat(container).isGone().leftNothingBehind());
    }

    static List<String> logged() {
        return List.copyOf(LOGGED);
    }

    /** Runs a test class with configuration parameters, such as {@code ociunit.keep=never}. */
    static EngineExecutionResults run(Class<?> testCase, String... parameters) {
        return run(List.of(testCase), parameters);
    }

    static EngineExecutionResults run(List<Class<?>> testCases, String... parameters) {
        EngineTestKit.Builder engine = EngineTestKit.engine("junit-jupiter");
        testCases.forEach(testCase -> engine.selectors(selectClass(testCase)));
        engine.configurationParameter("ociunit.report", "off"); // unless a test says where
        for (String parameter : parameters) {
            int equals = parameter.indexOf('=');
            engine.configurationParameter(parameter.substring(0, equals), parameter.substring(equals + 1));
        }
        return engine.execute();
    }

    static EngineExecutionResults runInParallel(Class<?> testCase, int threads) {
        return run(
                testCase,
                "junit.jupiter.execution.parallel.enabled=true",
                "junit.jupiter.execution.parallel.mode.default=concurrent",
                "junit.jupiter.execution.parallel.config.strategy=fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism=" + threads);
    }

    static EngineExecutionResults passes(Class<?> testCase, int tests, String... parameters) {
        return passes(List.of(testCase), tests, parameters);
    }

    static EngineExecutionResults passes(List<Class<?>> testCases, int tests, String... parameters) {
        EngineExecutionResults results = run(testCases, parameters);
        assertThat(results.allEvents().failed().stream().map(Event::toString)).isEmpty();
        results.testEvents()
                .assertStatistics(statistics -> statistics.succeeded(tests).failed(0));
        return results;
    }

    static String failureOf(Class<?> testCase, String... parameters) {
        return failureOf(run(testCase, parameters));
    }

    static String failureOf(EngineExecutionResults results) {
        return message(results.allEvents().failed().stream().findFirst().orElseThrow());
    }

    /** Why a test or class was aborted or has failed. */
    static String message(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow()
                .getMessage();
    }

    /** Why tests and classes were skipped. */
    static Stream<String> skipped(EngineExecutionResults results) {
        return results.allEvents().skipped().map(event -> event.getRequiredPayload(String.class));
    }

    /** What was published. */
    static List<Map<String, String>> entries(EngineExecutionResults results) {
        return results.allEvents()
                .reportingEntryPublished()
                .map(event -> event.getRequiredPayload(ReportEntry.class).getKeyValuePairs())
                .toList();
    }
}
