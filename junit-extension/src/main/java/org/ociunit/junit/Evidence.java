package org.ociunit.junit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ociunit.Container;
import org.ociunit.error.ContainerException;
import org.ociunit.report.TestReport.Witness;
import org.ociunit.runtime.OciRuntime;
import org.opentest4j.TestAbortedException;

/** What is told of tests and classes that have failed, and of their containers. */
final class Evidence {
    private Evidence() {}

    /** A test has ended: it counts if it had a container, and of one that has not passed, all is told that is known. */
    static void take(ExtensionContext context, List<Container> containers) {
        Optional<Throwable> thrown = context.getExecutionException();
        if (thrown.isPresent()) {
            tell(context, name(context), thrown.get(), containers);
        } else if (!containers.isEmpty()) {
            Session.of(context).report().passed(testClass(context), context.getUniqueId());
        }
    }

    /** What follows a test or class, such as the end of its containers, has failed. */
    static void takeLate(ExtensionContext context, Throwable thrown) {
        report(context, name(context), thrown, List.of());
    }

    /** A class has ended: of one that has failed, before its tests or after them, all is told that is known. */
    static void takeOfClass(ExtensionContext context, List<Container> containers) {
        context.getExecutionException().ifPresent(thrown -> tell(context, name(context), thrown, containers));
    }

    private static void tell(ExtensionContext context, String test, Throwable thrown, List<Container> containers) {
        List<Witness> witnesses = containers.stream().map(Evidence::witness).toList();
        witnesses.forEach(witness -> publish(context, witness));
        report(context, test, thrown, witnesses);
    }

    private static void report(ExtensionContext context, String test, Throwable thrown, List<Witness> witnesses) {
        if (!(thrown instanceof TestAbortedException)) {
            Session.of(context)
                    .report()
                    .failed(testClass(context), context.getUniqueId(), test, thrown.toString(), witnesses);
        }
    }

    private static String testClass(ExtensionContext context) {
        return context.getRequiredTestClass().getName();
    }

    /** As a report of many classes has it: invocations and turns with what they are called. */
    private static String name(ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            return "before or after all tests";
        }
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
