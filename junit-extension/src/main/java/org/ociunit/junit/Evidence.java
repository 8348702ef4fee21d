package org.ociunit.junit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ociunit.Container;
import org.ociunit.error.ContainerException;

/** What is told of the containers of a test that has failed. */
final class Evidence {
    private Evidence() {}

    static void publish(ExtensionContext context, List<Container> containers) {
        for (Container container : containers) {
            Map<String, String> entry = new LinkedHashMap<>();
            entry.put("container", container.id().value());
            entry.put("state", state(container));
            entry.put("timeline", "\n" + container.timeline().toText());
            entry.put("config.json", "\n" + container.spec().toJson());
            entry.put("stdout", container.stdout().text());
            entry.put("stderr", container.stderr().text());
            entry.values().removeIf(String::isBlank); // which JUnit refuses
            context.publishReportEntry(entry);
        }
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
