package org.ociunit.junit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ociunit.Container;
import org.ociunit.error.ContainerException;
import org.ociunit.report.TestReport;
import org.ociunit.report.TestReport.Witness;
import org.ociunit.runtime.OciRuntime;
import org.opentest4j.TestAbortedException;

/** What is told of the containers of a test that has failed. */
final class Evidence {
    private Evidence() {}

    /** A test has ended: it counts, and of one that has not passed, all is told that is known. */
    static void take(ExtensionContext context, List<Container> containers) {
        if (containers.isEmpty()) {
            return;
        }
        TestReport report = Session.of(context).report();
        Optional<Throwable> thrown = context.getExecutionException();
        if (thrown.isEmpty()) {
            report.passed(context.getRequiredTestClass().getName());
            return;
        }
        List<Witness> witnesses = containers.stream().map(Evidence::witness).toList();
        witnesses.forEach(witness -> publish(context, witness));
        thrown.filter(failure -> !(failure instanceof TestAbortedException))
                .ifPresent(failure -> report.failed(
                        context.getRequiredTestClass().getName(), name(context), failure.toString(), witnesses));
    }

    /** As a report of many classes has it: invocations and turns with what they are called. */
    private static String name(ExtensionContext context) {
        String method = context.getRequiredTestMethod().getName();
        String shown = context.getDisplayName();
        return shown.startsWith(method) ? method : method + ": " + shown;
    }

    private static Witness witness(Container container) {
        OciRuntime runtime = container.runtime();
        return new Witness(
                container.id().value(),
                runtime.name() + " " + runtime.version(),
                state(container),
                container.timeline(),
                container.spec().toJson(),
                container.stdout().text(),
                container.stderr().text());
    }

    private static void publish(ExtensionContext context, Witness witness) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("container", witness.id());
        entry.put("state", witness.state());
        entry.put("timeline", "\n" + witness.timeline().toText());
        entry.put("config.json", "\n" + witness.config());
        entry.put("stdout", witness.stdout());
        entry.put("stderr", witness.stderr());
        entry.values().removeIf(String::isBlank); // which JUnit refuses
        context.publishReportEntry(entry);
    }

    /** A failure to tell the state is evidence too. */
    private static String state(Container container) {
        try {
            return container.state().toString();
        } catch (ContainerException e) {
            return e.toString();
        }
    }
}
